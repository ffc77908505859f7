"""Checks which planned events the items of a draft replace. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schedbot_sdk.schedule.llm.draft import Draft
from schedbot_sdk.schedule.llm.draft_values import shortened

__all__ = ["TWO_MESSAGES", "replaces_problems"]

TWO_MESSAGES: Final = "ask the user by needs_clarification to send two messages, one that cancels and one that plans"
"""The advice for a draft that would need two outcomes."""


def replaces_problems(draft: Draft, planned: int) -> Iterator[str]:
    """Yield the problems of the numbers of planned events.

    Args:
        draft: A draft that plans or cancels.
        planned: How many events are planned.
    """
    cancels = draft.outcome == "cancelled"
    if cancels and not planned:
        yield "the outcome is cancelled, but there is no planned event to cancel: choose another outcome"
        return
    first: dict[int, int] = {}
    for index, item in enumerate(draft.items):
        path, number = f"items[{index}]", item.replaces
        if number is None:
            if cancels:
                yield (
                    f"{path}.replaces is null, but the outcome is cancelled: give the number of the cancelled event;"
                    f" if the user also plans something new, {TWO_MESSAGES}"
                )
        elif not planned:
            yield f"{path}.replaces is {shortened(number)}, but there are no planned events: give null"
        elif not 1 <= number <= planned:
            advice = "the number of the cancelled event" if cancels else "null for a new item"
            yield f"{path}.replaces is {shortened(number)}: give 1 to {planned}, or {advice}"
        elif first.setdefault(number, index) != index:
            yield f"{path}.replaces is {number}, and so is that of items[{first[number]}]: give each number once"
