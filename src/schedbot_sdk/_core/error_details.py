"""The text, code, type and field of an error that a server sent. Pure."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from schedbot_sdk._core.error_text import (
    DEEPEST,
    HOLDERS,
    JsonValue,
    json_of,
    plain_names,
    text_of_json,
    text_of_page,
    tidy,
)

__all__ = ["ErrorDetails", "parse_error_details"]

DETAIL_LENGTH: Final = 300
CODE_LENGTH: Final = 100
_CODES: Final = ("code", "errorcode", "errcode", "statuscode")
_TYPES: Final = ("type", "errortype")
_PARAMS: Final = ("param", "parameter", "field", "loc")


@dataclass(frozen=True, slots=True)
class ErrorDetails:
    """A server's description of an error; each field may be empty. Trimmed, masked, on one line."""

    detail: str = ""
    """The text for humans."""
    param: str = ""
    """The name of the field that the error is about."""
    code: str = ""
    type: str = ""
    """The server's name for the kind of the error."""


def parse_error_details(body: bytes, content_type: str, *, charset: str = "", status: int = 0) -> ErrorDetails:
    """Return the error in a body, whatever its shape.

    Args:
        body: The received body.
        content_type: Its media type, in lower case.
        charset: The encoding that the server names; empty for UTF-8.
        status: The HTTP status; an `error_code` or `statusCode` that repeats it is not a code.
    """
    value = json_of(_event_data(body))
    if value is None:
        return ErrorDetails(tidy(text_of_page(_decoded(body, charset), content_type), DETAIL_LENGTH))
    objects = [plain_names(one) for one in _error_objects(value)]
    return ErrorDetails(
        detail=tidy(text_of_json(value), DETAIL_LENGTH),
        param=_first_text(_params(objects)),
        code=_first_text(_codes(objects, status)),
        type=_first_text(one.get(name) for one in objects for name in _TYPES),
    )


def _decoded(body: bytes, charset: str) -> str:
    try:
        codecs.lookup(charset)
        return body.decode(charset, "replace")
    except (LookupError, ValueError, UnicodeError):
        return body.decode("utf-8", "replace")


def _event_data(body: bytes) -> bytes:
    """Return the data of the single event that some servers send as an error's body."""
    begins = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not begins.startswith((b"data:", b"event:")):
        return body
    return b"\n".join(line[5:] for line in begins.splitlines() if line.startswith(b"data:"))


def _error_objects(value: JsonValue) -> list[Mapping[str, JsonValue]]:
    """Return the objects that may hold the code of an error, the likeliest first."""
    objects: list[Mapping[str, JsonValue]] = []
    quoted: list[Mapping[str, JsonValue]] = []  # errors of another server that this one repeats as text
    while len(objects) + len(quoted) < DEEPEST:
        is_text = isinstance(value, str)
        if isinstance(value, str):
            value = json_of(value.encode("utf-8", "surrogatepass"))
        if isinstance(value, Sequence) and not isinstance(value, str):
            value = next((item for item in value if isinstance(item, Mapping)), None)
        if not isinstance(value, Mapping):
            break
        if is_text or quoted:
            quoted.append(value)
        else:
            objects.insert(0, value)
        folded = plain_names(value)
        metadata = folded.get("metadata")
        raw = metadata.get("raw") if isinstance(metadata, Mapping) else None
        inner = (*(folded.get(name) for name in (*HOLDERS, "errors", "detail", "message")), raw)
        value = next((item for item in inner if _may_hold_objects(item)), None)
    return objects + quoted


def _may_hold_objects(value: JsonValue) -> bool:
    if isinstance(value, str):
        return value.lstrip()[:1] in {"{", "["}
    return isinstance(value, Mapping) or (
        isinstance(value, Sequence) and any(isinstance(item, Mapping) for item in value)
    )


def _codes(objects: Sequence[Mapping[str, JsonValue]], status: int) -> Iterator[JsonValue]:
    for one in objects:
        yield one.get("code")
        yield from (one.get(name) for name in _CODES[1:] if str(one.get(name)) != str(status))
        error = one.get("error")  # OAuth's: a code in place of an object, beside its description
        if isinstance(error, str) and "errordescription" in one:
            yield error


def _params(objects: Sequence[Mapping[str, JsonValue]]) -> Iterator[JsonValue]:
    for one in objects:
        for name in _PARAMS:
            value = one.get(name)
            if name == "loc" and isinstance(value, list):  # FastAPI's path to the field
                value = ".".join(str(part) for part in value if part != "body")
            yield value if isinstance(value, str) else None


def _first_text(values: Iterator[JsonValue]) -> str:
    return next((text for value in values if (text := _short_text(value))), "")


def _short_text(value: JsonValue) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return tidy(str(value), CODE_LENGTH)
