"""What a finish reason means, in the words of any server, and why an answer was held back. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from schedbot_sdk._core.response import JsonValue, mask
from schedbot_sdk._core.surrogates import whole_characters

__all__ = ["is_cut", "is_held_back", "why_held_back"]

_CUT: Final = re.compile(r"length|(max|token).*(token|limit)|context.?window|truncated|incomplete", re.IGNORECASE)
_HELD_BACK: Final = re.compile(
    r"filter|safety|unsafe|prohibit|block.?list|black.?list|blocked|recitation|moderat|flagged|spii|policy|guardrail"
    r"|sensitive|refus|violat|harm",
    re.IGNORECASE,
)
_LONGEST: Final = 100
_FEEDBACK: Final = ("promptFeedback", "prompt_feedback")
_RESULTS: Final = ("prompt_filter_results", "content_filter_results", "content_filter_result")


def is_cut(reason: str) -> bool:
    """Whether an answer was cut at a limit of tokens: `length`, `MAX_TOKENS`, `model_length`, ..."""
    return _CUT.search(reason) is not None and not is_held_back(reason)


def is_held_back(reason: str) -> bool:
    """Whether a filter held the answer back: `content_filter`, `SAFETY`, `PROHIBITED_CONTENT`, `recitation`, ..."""
    return _HELD_BACK.search(reason) is not None


def why_held_back(body: Mapping[str, JsonValue]) -> str:
    """Why a server gives no answer, in its own short words; empty when it does not say."""
    return ", ".join(dict.fromkeys(_reasons(body)))[:_LONGEST]


def _reasons(body: Mapping[str, JsonValue]) -> Iterator[str]:
    for name in _FEEDBACK:
        if isinstance(feedback := body.get(name), Mapping):
            yield from _block_reason(feedback)
    yield from _block_reason(body)
    yield from _filtered(body)
    choices = body.get("choices")
    for choice in choices if isinstance(choices, list) else ():
        if isinstance(choice, Mapping):
            reason = choice.get("finish_reason")
            if isinstance(reason, str) and is_held_back(reason):
                yield _short(reason)
            yield from _filtered(choice)


def _block_reason(value: Mapping[str, JsonValue]) -> Iterator[str]:
    for name in ("blockReason", "block_reason", "blockReasonMessage", "block_reason_message"):
        if isinstance(reason := value.get(name), str) and reason:
            yield _short(reason)


def _filtered(value: Mapping[str, JsonValue]) -> Iterator[str]:
    """The names of the filters that held something back."""
    for name in _RESULTS:
        results = value.get(name)
        for result in results if isinstance(results, list) else [results]:
            if not isinstance(result, Mapping):
                continue
            yield from _filtered(result)
            for kind, verdict in result.items():
                if isinstance(verdict, Mapping) and verdict.get("filtered") is True:
                    yield f"content_filter: {_short(kind)}"


def _short(text: str) -> str:
    return mask(" ".join(whole_characters(text).split()))[:_LONGEST]
