"""A Bot API request's parameters, from wherever it has them: query, form, JSON or multipart."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import cast

from pydantic import JsonValue
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

__all__ = ["Parameters", "read_parameters"]


class Parameters:
    """Read as the Bot API server reads them: a number may be text, an object may be JSON text."""

    def __init__(self, values: Mapping[str, JsonValue]) -> None:
        self._values = {name.lower(): value for name, value in values.items() if value is not None}

    def text(self, name: str) -> str:
        """A parameter as text; empty when it is absent."""
        value = self._values.get(name, "")
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        """The number that a parameter begins with (`12abc` is 12, `abc` is 0), cut to an int32 as the server does."""
        # 11 digits are beyond an int32, and Python refuses to read thousands of them.
        found = re.match(r"\s*([+-]?)(?=\d)0*(\d{0,11})", self.text(name), re.ASCII)
        if not found:
            return 0 if self.text(name) else default
        return max(-(2**31), min(2**31 - 1, int(f"{found[1]}{found[2] or 0}")))

    def identifier(self, name: str) -> int | None:
        """A chat's or message's id, of any size; None when it is no whole number."""
        text = self.text(name).strip()
        return int(text) if re.fullmatch(r"-?\d{1,18}", text, re.ASCII) else None

    def value(self, name: str) -> JsonValue:
        """A parameter's JSON value; None when it is absent or no JSON."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return _parsed(value)
        except ValueError:
            return None

    def as_dict(self) -> dict[str, JsonValue]:
        """All of them as they were written, under names in lower case."""
        return dict(self._values)


async def read_parameters(request: Request) -> Parameters:
    """All parameters of a request, those of the body winning.

    Raises:
        ValueError: The body is malformed.
    """
    values: dict[str, JsonValue] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        parsed = _parsed(await request.body() or b"{}")
        if not isinstance(parsed, dict):
            raise ValueError("the body is no JSON object")  # the request's value, not an argument's type
        values.update(parsed)
    elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        try:
            async with request.form() as form:
                for name, field in form.multi_items():
                    values[name] = await _uploaded(field) if isinstance(field, UploadFile) else field
        except (HTTPException, MultiPartException) as error:
            # Starlette raises the first inside an application and the second outside of one.
            raise ValueError("the body is no form") from error
    return Parameters(values)


def _parsed(text: str | bytes) -> JsonValue:
    """A JSON text's value that can be written as JSON again: no NaN, no half of a surrogate pair, no abyss."""
    try:
        value = cast("JsonValue", json.loads(text))
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value


async def _uploaded(file: UploadFile) -> dict[str, JsonValue]:
    return {"file_name": file.filename or "file", "file_size": len(await file.read())}
