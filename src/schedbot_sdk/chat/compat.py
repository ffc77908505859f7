"""What a server left out of a completion -> neutral values, each named. Pure data in, data out.

The table requires true values. Where a server leaves one out and a neutral one exists, it is filled in here, before
validation, and its path is a deviation. A value that is there stays as it is: one of a wrong type fails validation, as
choices do that are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schedbot_sdk._core.answer import JsonValue
from schedbot_sdk.chat.models import ASSISTANT, UNKNOWN

__all__ = ["fill_completion", "fill_usage"]

_COUNTS = ("prompt_tokens", "completion_tokens", "total_tokens")


def fill_completion(body: Mapping[str, JsonValue]) -> tuple[dict[str, JsonValue], tuple[str, ...]]:
    """A completion's body with what the table requires, and the paths of what was filled in."""
    found: list[str] = []
    filled = dict(body)
    for name in ("id", "model"):
        if filled.get(name) is None:
            filled[name] = ""
            found.append(name)
    choices = filled.get("choices")
    if isinstance(choices, list):
        filled["choices"] = [
            _fill_choice(choice, f"choices[{index}]", found) if isinstance(choice, Mapping) else choice
            for index, choice in enumerate(choices)
        ]
    usage = filled.get("usage")
    if usage is None:
        filled["usage"] = fill_usage({})[0]
        found.append("usage")
    elif isinstance(usage, Mapping):
        filled["usage"], names = fill_usage(usage)
        found += [f"usage.{name}" for name in names]
    return filled, tuple(found)


def fill_usage(usage: Mapping[str, JsonValue]) -> tuple[dict[str, JsonValue], tuple[str, ...]]:
    """A usage with all three counts, and the names of those that were filled in; a missing total is the sum."""
    filled = dict(usage)
    missing = tuple(name for name in _COUNTS if filled.get(name) is None)
    for name in missing:
        filled[name] = 0
    if "total_tokens" in missing:
        filled["total_tokens"] = sum(value for name in _COUNTS[:2] if isinstance(value := filled[name], int))
    return filled, missing


def _fill_choice(choice: Mapping[str, JsonValue], path: str, found: list[str]) -> dict[str, JsonValue]:
    filled = dict(choice)
    if filled.get("finish_reason") in (None, ""):
        filled["finish_reason"] = UNKNOWN
        found.append(f"{path}.finish_reason")
    message = filled.get("message")
    if isinstance(message, Mapping):
        filled["message"] = _fill_message(message, f"{path}.message", found)
    return filled


def _fill_message(message: Mapping[str, JsonValue], path: str, found: list[str]) -> dict[str, JsonValue]:
    filled = dict(message)
    if filled.get("role") is None:
        filled["role"] = ASSISTANT
        found.append(f"{path}.role")
    content = filled.get("content")
    if isinstance(content, list) and (text := _text_of(content)) is not None:
        filled["content"] = text
        found.append(f"{path}.content")
    elif content is None:
        filled["content"] = ""
        if not filled.get("tool_calls"):
            found.append(f"{path}.content")
    return filled


def _text_of(parts: Sequence[JsonValue]) -> str | None:
    """The text of a content that came in parts; None when one of them is something else than text."""
    texts = [part.get("text") if isinstance(part, Mapping) else None for part in parts]
    return "".join(text for text in texts if isinstance(text, str)) if all(isinstance(t, str) for t in texts) else None
