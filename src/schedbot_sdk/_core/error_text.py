"""The text for humans in the body of an error, whatever its shape. Pure."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias, cast

from schedbot_sdk.errors import printable

__all__ = ["DEEPEST", "HOLDERS", "JsonValue", "json_of", "mask", "plain_names", "text_of_json", "text_of_page", "tidy"]

JsonValue: TypeAlias = "Mapping[str, JsonValue] | Sequence[JsonValue] | str | int | float | bool | None"

DEEPEST: Final = 8
_HEAD_LENGTH: Final = 4000
_LONGEST_TEXT: Final = 100_000  # most of it may be white space
_MOST: Final = 5  # texts of a list; more of them do not help
_SECRET_SHAPES: Final = re.compile(r"(?<!\d)\d{5,}:[\w-]{20,}|\bsk-[\w-]{8,}|(?i:bearer)\s+[^\s\"'<>,;]+", re.ASCII)
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")

# Names are compared in lower case and without `_` and `-`: errorMessage, error_message and ErrorMessage are one.
HOLDERS: Final = ("error", "fault", "baseresp", "response", "exception", "err")
_SENTENCES: Final = (
    "errordescription", "message", "msg", "errormessage", "errormsg", "errmsg", "statusmsg", "statusmessage",
    "description", "detail", "faultstring", "errordetail", "reason",
)  # fmt: skip
_LISTS: Final = ("errors", "nonfielderrors", "fielderrors", "validationerrors", "violations")
_LAST: Final = ("title", "details", "info", "cause")
_AROUND: Final = ("meta", "data", "result", "status", "body")


def json_of(body: bytes) -> JsonValue:
    """Return the JSON value in a body, or None if it is not valid JSON."""
    try:
        return cast("JsonValue", json.loads(body.lstrip(b"\xef\xbb\xbf \t\r\n")))
    except (ValueError, RecursionError):
        return None


def mask(text: str) -> str:
    """Redact texts with the shape of a bot token, an API key or a bearer credential."""
    return _SECRET_SHAPES.sub("***", text)


def tidy(text: str, length: int) -> str:
    """Return a text on one line, masked, and cut to a length."""
    return mask(printable(" ".join(_CONTROLS.sub(" ", text[:_LONGEST_TEXT]).split())))[:length]


def text_of_json(value: JsonValue) -> str:
    """Return the text for humans in a JSON value."""
    return _sentence(value, 0, of_fields=False)


def text_of_page(text: str, content_type: str) -> str:
    """Return a text unchanged, or the title or message of a page."""
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


def plain_names(value: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return an object with its names in lower case, without `_` and `-`."""
    folded: dict[str, JsonValue] = {}
    for name, item in value.items():
        folded.setdefault(name.lower().replace("_", "").replace("-", ""), item)
    return folded


def _sentence(value: JsonValue, depth: int, *, of_fields: bool) -> str:
    """Return the text of a value; with `of_fields`, an object's names may be those of fields."""
    if depth > DEEPEST:
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
    folded = plain_names(value)
    below = depth + 1

    def first(names: Sequence[str], *, of_fields: bool = False) -> str:
        texts = (_sentence(folded.get(name), below, of_fields=of_fields) for name in names)
        return next((text for text in texts if text.strip()), "")

    main = first([name for name in HOLDERS if not isinstance(folded.get(name), str)]) or first(_SENTENCES)
    error = folded.get("error")
    if isinstance(error, str):  # a code beside a sentence, or the sentence itself
        main = _joined(_sentence(error, below, of_fields=False), main, ": ")
    main = main or first(_LAST) or first([name for name in _AROUND if not isinstance(folded.get(name), str)])
    main = _joined(main, first(_LISTS, of_fields=True), ": ")
    metadata = folded.get("metadata")
    if isinstance(metadata, Mapping):
        main = _joined(main, _sentence(plain_names(metadata).get("raw"), below, of_fields=False), ": ")
    return main or first(HOLDERS) or _problems_by_field(value, of_fields=of_fields)


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
