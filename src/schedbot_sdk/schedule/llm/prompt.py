"""What the LLM is told: the user's clock and calendar, the rules, and what the user said, as data. Pure."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.chat import ASSISTANT, SYSTEM, USER, ChatMessage
from schedbot_sdk.schedule.llm.draft import Draft
from schedbot_sdk.schedule.llm.prompt_text import ENGLISH, RUSSIAN, Rules
from schedbot_sdk.schedule.model.clock import on_the_clock
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS
from schedbot_sdk.schedule.render.language import is_russian_tag

__all__ = ["PROMPT_VERSION", "messages_for"]

PROMPT_VERSION: Final = 2
"""Goes up whenever the words of the prompt change, so that figures of different ones are not mixed."""
_DAYS_AHEAD: Final = 14


def messages_for(
    text: str, *, now: dt.datetime, zone: ZoneInfo, language: str, history: Sequence[ChatMessage] = ()
) -> list[ChatMessage]:
    """The dialogue that asks for a draft.

    What the user says is a JSON string in a message of its own, which no character of it can end, so that it stays data
    whatever it says. Earlier questions of the assistant are in the form of its answers.

    Args:
        text: What the user wrote.
        now: When, aware.
        zone: The user's time zone.
        language: An IETF tag, in which titles and the question are to be.
        history: What was said before, by the user and the assistant, the oldest first.

    Raises:
        ConfigurationError: `now` has no time zone, or is not within the years 1970 to 2999.
    """
    rules = rules_in(language)
    turns = [ChatMessage(role=turn.role, content=_as_data(turn)) for turn in history]
    said = ChatMessage(role=USER, content=json.dumps(text, ensure_ascii=False))
    return [
        ChatMessage(role=SYSTEM, content=_briefing(rules, on_the_clock(now, zone), zone.key, language)),
        *turns,
        said,
    ]


def rules_in(language: str) -> Rules:
    """The rules in the language of an IETF tag, or in English."""
    return RUSSIAN if is_russian_tag(language) else ENGLISH


def _as_data(turn: ChatMessage) -> str:
    if turn.role == ASSISTANT:
        asked = Draft(outcome="needs_clarification", question=turn.content, items=[])
        return json.dumps(asked.model_dump(), ensure_ascii=False)
    return json.dumps(turn.content, ensure_ascii=False)


def _briefing(rules: Rules, local: dt.datetime, zone: str, language: str) -> str:
    # A table, because LLMs do not know which date is a Friday.
    table = "\n".join(_row(rules, local.date(), number) for number in range(_DAYS_AHEAD))
    day = rules.words.heading(local.date(), today=local.date())
    return (
        f"{rules.task}\n\n"
        f"{rules.now.format(day=day, iso=f'{local:%Y-%m-%dT%H:%M}', zone=zone)}\n"
        f"{rules.calendar}\n{table}\n\n"
        f"{rules.rules}\n{rules.language.format(language=language)}"
    )


def _row(rules: Rules, today: dt.date, number: int) -> str:
    day = today + dt.timedelta(days=number)
    names = dict.fromkeys((WEEKDAYS[day.weekday()], rules.weekdays[day.weekday()].lower(), *rules.near[number:][:1]))
    return f"{day.isoformat()} = {', '.join(names)}"
