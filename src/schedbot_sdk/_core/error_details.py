"""The text, code, type and field of an error that a server sent. Pure."""

from __future__ import annotations

import codecs
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from schedbot_sdk.errors import printable

__all__ = ["ErrorDetails", "JsonValue", "json_of", "mask", "parse_error_details", "sentence_of"]

JsonValue: TypeAlias = "Mapping[str, JsonValue] | Sequence[JsonValue] | str | int | float | bool | None"

DETAIL_LENGTH: Final = 300
CODE_LENGTH: Final = 100
_HEAD_LENGTH: Final = 4000
_LONGEST_TEXT: Final = 100_000  # most of it may be white space
_DEEPEST: Final = 8
_MOST: Final = 5  # texts of a list; more of them do not help
_SECRET_SHAPES: Final = re.compile(r"(?<!\d)\d{5,}:[\w-]{20,}|\bsk-[\w-]{8,}|(?i:bearer)\s+[^\s\"'<>,;]+", re.ASCII)
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")

# Names are compared in lower case and without `_` and `-`: errorMessage, error_message and ErrorMessage are one.
_HOLDERS: Final = ("error", "fault", "baseresp", "response", "exception", "err")
_SENTENCES: Final = (
    "errordescription", "message", "msg", "errormessage", "errormsg", "errmsg", "statusmsg", "statusmessage",
    "description", "detail", "faultstring", "errordetail", "reason",
)  # fmt: skip
_LISTS: Final = ("errors", "nonfielderrors", "fielderrors", "validationerrors", "violations")
_LAST: Final = ("title", "details", "info", "cause")
_AROUND: Final = ("meta", "data", "result", "status", "body")
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


def json_of(body: bytes) -> JsonValue:
    """Return the JSON value in a body, or None if it is not valid JSON."""
    try:
        return cast("JsonValue", json.loads(body.lstrip(b"\xef\xbb\xbf \t\r\n")))
    except (ValueError, RecursionError):
        return None


def mask(text: str) -> str:
    """Redact texts with the shape of a bot token, an API key or a bearer credential."""
    return _SECRET_SHAPES.sub("***", text)


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
        return ErrorDetails(_tidy(_sentence_of_text(_decoded(body, charset), content_type), DETAIL_LENGTH))
    objects = [_folded(one) for one in _error_objects(value)]
    return ErrorDetails(
        detail=sentence_of(value),
        param=_first_text(_params(objects)),
        code=_first_text(_codes(objects, status)),
        type=_first_text(one.get(name) for one in objects for name in _TYPES),
    )


def sentence_of(value: JsonValue) -> str:
    """Return the text for humans in a JSON value."""
    return _tidy(_sentence(value, 0, of_fields=False), DETAIL_LENGTH)


def _tidy(text: str, length: int) -> str:
    return mask(printable(" ".join(_CONTROLS.sub(" ", text[:_LONGEST_TEXT]).split())))[:length]


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


def _sentence_of_text(text: str, content_type: str) -> str:
    is_markup = text.lstrip()[:1] == "<"
    if not is_markup and content_type != "text/html":
        return text
    head = text[:_HEAD_LENGTH]
    is_xml = "xml" in content_type or head.lstrip()[:5].lower() == "<?xml" or (is_markup and "</Message>" in head)
    if is_xml and (
        match := re.search(r"<(?:\w+:)?(message|faultstring|description|detail)\b[^>]*>([^<]+)<", head, re.IGNORECASE)
    ):
        return html.unescape(match.group(2))
    title = re.search(r"<title[^>]*>(.*?)(?:</title>|\Z)|<h1[^>]*>(.*?)(?:</h1>|\Z)", head, re.DOTALL | re.IGNORECASE)
    if title is None:
        return "an XML document" if is_xml else "an HTML page"
    return html.unescape(re.sub(r"<[^>]*>", " ", title.group(1) or title.group(2) or ""))


def _folded(value: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    folded: dict[str, JsonValue] = {}
    for name, item in value.items():
        folded.setdefault(name.lower().replace("_", "").replace("-", ""), item)
    return folded


def _sentence(value: JsonValue, depth: int, *, of_fields: bool) -> str:
    """Return the text of a value; with `of_fields`, an object's names may be those of fields."""
    if depth > _DEEPEST:
        return ""
    if isinstance(value, str):
        return _unpacked(value, depth)
    if isinstance(value, Mapping):
        return _sentence_of_object(value, depth, of_fields=of_fields)
    if isinstance(value, Sequence):
        texts = (_sentence(item, depth + 1, of_fields=of_fields) for item in value[:_MOST])
        return "; ".join(dict.fromkeys(text for text in texts if text))
    return ""


def _unpacked(text: str, depth: int) -> str:
    """Return a text, or the text of the JSON inside it."""
    before, brace, rest = text.partition("{")
    if not brace or not rest.rstrip().endswith(("}", "}]", "}'", '}"')):
        return text
    begin = len(before) - 1 if before.endswith("[") else len(before)
    value = json_of(text[begin:].encode("utf-8", "surrogatepass"))
    inner = "" if value is None else _sentence(value, depth + 1, of_fields=False)
    return _joined(text[:begin].strip(" \n:-"), inner, ": ") if inner else text


def _sentence_of_object(value: Mapping[str, JsonValue], depth: int, *, of_fields: bool) -> str:
    folded = _folded(value)
    below = depth + 1

    def first(names: Sequence[str], *, of_fields: bool = False) -> str:
        texts = (_sentence(folded.get(name), below, of_fields=of_fields) for name in names)
        return next((text for text in texts if text.strip()), "")

    main = first([name for name in _HOLDERS if not isinstance(folded.get(name), str)]) or first(_SENTENCES)
    error = folded.get("error")
    if isinstance(error, str):  # a code beside a sentence, or the sentence itself
        main = _joined(_sentence(error, below, of_fields=False), main, ": ")
    main = main or first(_LAST) or first([name for name in _AROUND if not isinstance(folded.get(name), str)])
    main = _joined(main, first(_LISTS, of_fields=True), ": ")
    metadata = folded.get("metadata")
    if isinstance(metadata, Mapping):
        main = _joined(main, _sentence(_folded(metadata).get("raw"), below, of_fields=False), ": ")
    return main or first(_HOLDERS) or _problems_by_field(value, of_fields=of_fields)


def _problems_by_field(value: Mapping[str, JsonValue], *, of_fields: bool) -> str:
    """Return the text of `{"field": ["its problem"]}`."""
    problems: list[str] = []
    for name, item in list(value.items())[: _MOST * 4]:
        texts = item if isinstance(item, list) else [item] if of_fields else []
        reasons = [text for text in texts[:_MOST] if isinstance(text, str) and text.strip()]
        if reasons:
            problems.append(f"{name}: {' '.join(reasons)}")
    return "; ".join(problems[:_MOST])


def _joined(first: str, second: str, between: str) -> str:
    """Join two texts, or return the longer one if it contains the other."""
    if not first or first in second:
        return second
    if not second or second in first:
        return first
    return f"{first.rstrip('.: ')}{between}{second}"


def _error_objects(value: JsonValue) -> list[Mapping[str, JsonValue]]:
    """Return the objects that may hold the code of an error, the likeliest first."""
    objects: list[Mapping[str, JsonValue]] = []
    quoted: list[Mapping[str, JsonValue]] = []  # errors of another server that this one repeats as text
    while len(objects) + len(quoted) < _DEEPEST:
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
        folded = _folded(value)
        metadata = folded.get("metadata")
        raw = metadata.get("raw") if isinstance(metadata, Mapping) else None
        inner = (*(folded.get(name) for name in (*_HOLDERS, "errors", "detail", "message")), raw)
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
    return _tidy(str(value), CODE_LENGTH)
