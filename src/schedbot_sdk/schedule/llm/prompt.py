"""Writes the prompt: the user's clock and calendar, the rules, and the user's text as data. Pure."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from schedbot_sdk.chat import ASSISTANT, SYSTEM, USER, ChatMessage
from schedbot_sdk.schedule.llm.draft import Draft
from schedbot_sdk.schedule.llm.planned import NumberedEvent, planned_events, row_of
from schedbot_sdk.schedule.llm.prompt_text import ENGLISH, RUSSIAN, Rules
from schedbot_sdk.schedule.model.local_time import local_time
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS
from schedbot_sdk.schedule.model.schedule import Schedule
from schedbot_sdk.schedule.render.language import is_russian_tag

__all__ = ["PROMPT_VERSION", "messages_for"]

PROMPT_VERSION: Final = 3
"""Increased with each change of the prompt or the draft's schema: figures of different versions are not comparable."""
_DAYS_AHEAD: Final = 14


def messages_for(
    text: str,
    *,
    now: dt.datetime,
    zone: ZoneInfo,
    language: str,
    history: Sequence[ChatMessage] = (),
    planned: Schedule | Iterable[Schedule] = (),
) -> list[ChatMessage]:
    """Return the messages that ask an LLM for a draft.

    The user's text is a JSON string in a message of its own. No character of the text can end the string, so it stays
    data. Earlier questions of the assistant have the form of its answers.

    Args:
        text: The user's text.
        now: When the text was written, aware.
        zone: The user's time zone.
        language: The language of titles and questions, as an IETF tag.
        history: Earlier messages of the user and the assistant, the oldest first.
        planned: The schedules that the text may change. Their events are numbered from 1 in this order.

    Raises:
        ConfigurationError: `now` has no time zone, or is not within the years 1970 to 2999, or `planned` has a value
            that is not a schedule.
    """
    rules = rules_in(language)
    turns = [ChatMessage(role=turn.role, content=_as_data(turn)) for turn in history]
    message = ChatMessage(role=USER, content=json.dumps(text, ensure_ascii=False))
    return [
        ChatMessage(
            role=SYSTEM,
            content=_system_message(rules, local_time(now, zone), zone.key, language, planned_events(planned)),
        ),
        *turns,
        message,
    ]


def rules_in(language: str) -> Rules:
    """Return the rules in the language of an IETF tag, or in English."""
    return RUSSIAN if is_russian_tag(language) else ENGLISH


def _as_data(turn: ChatMessage) -> str:
    if turn.role == ASSISTANT:
        question = Draft(outcome="needs_clarification", question=turn.content, items=[])
        return json.dumps(question.model_dump(), ensure_ascii=False)
    return json.dumps(turn.content, ensure_ascii=False)


def _system_message(
    rules: Rules, local: dt.datetime, zone: str, language: str, planned: Sequence[NumberedEvent]
) -> str:
    # A table, because LLMs are poor at the weekdays of dates.
    table = "\n".join(_row(rules, local.date(), number) for number in range(_DAYS_AHEAD))
    day = rules.words.heading(local.date(), today=local.date())
    rows = [f"{number} = {row_of(known.event, zone)}" for number, known in enumerate(planned, 1)]
    before = "\n".join([rules.planned, *rows, "", ""]) if rows else ""
    return (
        f"{rules.task}\n\n"
        f"{rules.now.format(day=day, iso=f'{local:%Y-%m-%dT%H:%M}', zone=zone)}\n"
        f"{rules.calendar}\n{table}\n\n"
        f"{before}{rules.rules}\n{rules.moves if rows else rules.new}\n{rules.language.format(language=language)}"
    )


def _row(rules: Rules, today: dt.date, number: int) -> str:
    day = today + dt.timedelta(days=number)
    names = dict.fromkeys((WEEKDAYS[day.weekday()], rules.weekdays[day.weekday()].lower(), *rules.near[number:][:1]))
    return f"{day.isoformat()} = {', '.join(names)}"
