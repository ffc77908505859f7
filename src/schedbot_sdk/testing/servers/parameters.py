"""The parameters of a Bot API request: from the query, a form, JSON, or multipart."""

from __future__ import annotations

import json
import math
import mimetypes
import re
from collections.abc import Mapping
from typing import Final, cast
from urllib.parse import unquote

from pydantic import JsonValue
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from schedbot_sdk.testing.servers.files import SentFile

__all__ = ["Parameters", "read_parameters"]

_DISPOSITION: Final = re.compile(r'\s*([^=;\s]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;"]*)(?:;|$)')


class Parameters:
    """Parameters, with the rules of the Bot API server: a number may be text, an object may be JSON text."""

    def __init__(self, values: Mapping[str, JsonValue], files: Mapping[str, SentFile] | None = None) -> None:
        self._values = {name.lower(): value for name, value in values.items() if value is not None}
        self._files = files or {}

    def text(self, name: str) -> str:
        """A parameter as text; empty if it is absent."""
        value = self._values.get(name, "")
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        """The number at the start of a parameter (`12abc` is 12, `abc` is 0), limited to an int32 as on the server."""
        # 11 digits exceed an int32, and Python does not convert thousands of digits.
        match = re.match(r"\s*([+-]?)(?=\d)0*(\d{0,11})", self.text(name), re.ASCII)
        if not match:
            return 0 if self.text(name) else default
        return max(-(2**31), min(2**31 - 1, int(f"{match[1]}{match[2] or 0}")))

    def identifier(self, name: str) -> int | None:
        """The id of a chat or message; None if it is not an integer."""
        text = self.text(name).strip()
        return int(text) if re.fullmatch(r"-?\d{1,18}", text, re.ASCII) else None

    def value(self, name: str) -> JsonValue:
        """A parameter's JSON value; None if it is absent or malformed."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return _parsed(value)
        except ValueError:
            return None

    def file(self, name: str) -> SentFile | None:
        """An uploaded file: the part of this name, or the part that `attach://` refers to; None without one."""
        attached = self.text(name)
        return self._files.get(attached.removeprefix("attach://") if attached.startswith("attach://") else name)

    def inside(self, item: Mapping[str, JsonValue]) -> Parameters:
        """The members of a JSON object as parameters, with the same uploaded files."""
        return Parameters(item, self._files)

    def as_dict(self) -> dict[str, JsonValue]:
        """All parameters unchanged; the names are in lower case."""
        return dict(self._values)


async def read_parameters(request: Request) -> Parameters:
    """Read all parameters of a request; those of the body win. Malformed JSON has no parameters.

    Raises:
        UnicodeError: A text is not in UTF-8.
        ValueError: The body is a malformed form.
    """
    values: dict[str, JsonValue] = dict(request.query_params)
    files: dict[str, SentFile] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        values.update(_members(await request.body()))
    elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        try:
            async with request.form(max_files=math.inf, max_fields=math.inf) as form:
                for name, field in form.multi_items():
                    if isinstance(field, UploadFile):
                        files[name] = file = await _uploaded(field)
                        values[name] = {"file_name": file.name, "file_size": len(file.content)}
                    else:
                        values[name] = field
        except (HTTPException, MultiPartException) as error:
            # Starlette raises HTTPException inside an application, and the other one outside.
            raise ValueError("the body is not a valid form") from error
    return Parameters(values, files)


def _members(body: bytes) -> dict[str, JsonValue]:
    try:
        value = _parsed(body)
    except UnicodeError:
        raise
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _parsed(text: str | bytes) -> JsonValue:
    """Parse JSON; NaN, halves of surrogate pairs and deep nesting are errors, because they cannot be written again."""
    try:
        value = cast("JsonValue", json.loads(text))
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value


async def _uploaded(file: UploadFile) -> SentFile:
    name = _file_name(file.headers.get("content-disposition", "")) or "file"
    media_type = file.content_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return SentFile(name, await file.read(), media_type)


def _file_name(disposition: str) -> str:
    """A file's name by the rules of the Bot API server: a backslash escapes the next character, then %XX is decoded."""
    # Starlette decodes headers as Latin-1, but browsers send names in UTF-8.
    fields = disposition.encode("latin-1").decode("utf-8", "replace").partition(";")[2]
    names = {match[1].lower(): match[2] for match in _DISPOSITION.finditer(fields)}
    if "filename" not in names:
        raise ValueError("the file's name has no closing quote")
    name = names["filename"].strip()
    return unquote(re.sub(r"\\(.)", r"\1", name[1:-1]) if name.startswith('"') else name)
