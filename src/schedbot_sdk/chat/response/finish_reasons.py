"""The meaning of a finish reason on any server, and why an answer was filtered. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from schedbot_sdk._core.response import JsonValue, mask
from schedbot_sdk._core.surrogates import whole_characters

__all__ = ["is_filtered", "is_truncated", "why_filtered"]

_TRUNCATED: Final = re.compile(r"length|(max|token).*(token|limit)|context.?window|truncated|incomplete", re.IGNORECASE)
_FILTERED: Final = re.compile(
    r"filter|safety|unsafe|prohibit|block.?list|black.?list|blocked|recitation|moderat|flagged|spii|policy|guardrail"
    r"|sensitive|refus|violat|harm",
    re.IGNORECASE,
)
_MAX_LENGTH: Final = 100
_FEEDBACK: Final = ("promptFeedback", "prompt_feedback")
_RESULTS: Final = ("prompt_filter_results", "content_filter_results", "content_filter_result")


def is_truncated(reason: str) -> bool:
    """Whether the answer was truncated at a token limit: `length`, `MAX_TOKENS`, `model_length`, ..."""
    return _TRUNCATED.search(reason) is not None and not is_filtered(reason)


def is_filtered(reason: str) -> bool:
    """Whether the server filtered the answer: `content_filter`, `SAFETY`, `PROHIBITED_CONTENT`, `recitation`, ..."""
    return _FILTERED.search(reason) is not None


def why_filtered(body: Mapping[str, JsonValue]) -> str:
    """Return why the server filtered the answer, in its own short words; empty when it does not say."""
    return ", ".join(dict.fromkeys(_reasons(body)))[:_MAX_LENGTH]


def _reasons(body: Mapping[str, JsonValue]) -> Iterator[str]:
    for name in _FEEDBACK:
        if isinstance(feedback := body.get(name), Mapping):
            yield from _block_reason(feedback)
    yield from _block_reason(body)
    yield from _filter_names(body)
    choices = body.get("choices")
    for choice in choices if isinstance(choices, list) else ():
        if isinstance(choice, Mapping):
            reason = choice.get("finish_reason")
            if isinstance(reason, str) and is_filtered(reason):
                yield _shortened(reason)
            yield from _filter_names(choice)


def _block_reason(value: Mapping[str, JsonValue]) -> Iterator[str]:
    for name in ("blockReason", "block_reason", "blockReasonMessage", "block_reason_message"):
        if isinstance(reason := value.get(name), str) and reason:
            yield _shortened(reason)


def _filter_names(value: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yield the names of the filters that removed something."""
    for name in _RESULTS:
        results = value.get(name)
        for result in results if isinstance(results, list) else [results]:
            if not isinstance(result, Mapping):
                continue
            yield from _filter_names(result)
            for kind, verdict in result.items():
                if isinstance(verdict, Mapping) and verdict.get("filtered") is True:
                    yield f"content_filter: {_shortened(kind)}"


def _shortened(text: str) -> str:
    return mask(" ".join(whole_characters(text).split()))[:_MAX_LENGTH]
