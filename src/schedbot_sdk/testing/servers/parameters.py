"""A Bot API request's parameters, from wherever it has them: query, form, JSON or multipart."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import cast

from pydantic import JsonValue
from starlette.datastructures import UploadFile
from starlette.requests import Request

__all__ = ["Parameters", "read_parameters"]


class Parameters:
    """Read as the Bot API server reads them: a number may be text, an object may be JSON text."""

    def __init__(self, values: Mapping[str, JsonValue]) -> None:
        self._values = {name.lower(): value for name, value in values.items()}

    def text(self, name: str) -> str:
        """A parameter as text; empty when it is absent."""
        value = self._values.get(name, "")
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        """The number that a parameter begins with (`12abc` is 12, `abc` is 0), cut to an int32 as the server does."""
        found = re.match(r"\s*([+-]?\d+)", self.text(name), re.ASCII)
        if not found:
            return 0 if self.text(name) else default
        return max(-(2**31), min(2**31 - 1, int(found.group(1))))

    def identifier(self, name: str) -> int | None:
        """A chat's or message's id, of any size; None when it is no whole number."""
        text = self.text(name).strip()
        return int(text) if re.fullmatch(r"-?\d{1,18}", text, re.ASCII) else None

    def flag(self, name: str) -> bool:
        """Whether a boolean parameter is set."""
        return self.text(name).lower() in {"true", "yes", "1"}

    def value(self, name: str) -> JsonValue:
        """A parameter's JSON value; None when it is absent or no JSON."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return cast("JsonValue", json.loads(value))
        except ValueError:
            return None


async def read_parameters(request: Request) -> Parameters | None:
    """All parameters of a request, those of the body winning; None when the body is malformed."""
    values: dict[str, JsonValue] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        body = await request.body()
        try:
            parsed = cast("JsonValue", json.loads(body or b"{}"))
        except ValueError:
            return None
        if not isinstance(parsed, dict):
            return None
        values.update(parsed)
    elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        async with request.form() as form:
            for name, field in form.multi_items():
                values[name] = await _uploaded(field) if isinstance(field, UploadFile) else field
    return Parameters(values)


async def _uploaded(file: UploadFile) -> dict[str, JsonValue]:
    return {"file_name": file.filename or "file", "file_size": len(await file.read())}
