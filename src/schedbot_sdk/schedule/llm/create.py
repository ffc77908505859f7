"""From a sentence to a schedule: the LLM writes a draft, and what it writes is checked before anybody believes it."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from typing import Unpack

from schedbot_sdk.chat import AsyncChatClient, ChatClient, ChatMessage, Parsed
from schedbot_sdk.chat.options import ParseOptions
from schedbot_sdk.errors import ConfigurationError, ParseError, SchedbotError
from schedbot_sdk.schedule.llm.draft import Draft
from schedbot_sdk.schedule.llm.outcome import Outcome
from schedbot_sdk.schedule.llm.task import Task, failed
from schedbot_sdk.schedule.model.source import Source
from schedbot_sdk.users import User

__all__ = ["create_schedule", "create_schedule_async"]

_log = logging.getLogger("schedbot_sdk.schedule")


def create_schedule(
    chat: ChatClient,
    user: User,
    text: str,
    *,
    now: dt.datetime,
    source: Source,
    history: Sequence[ChatMessage | Mapping[str, object]] | None = None,
    language: str | None = None,
    allow_past: bool = False,
    model: str | None = None,
    temperature: float | None = None,
    max_tokens: int | None = None,
    extra_body: Mapping[str, object] | None = None,
    token_budget: int | None = None,
    **options: Unpack[ParseOptions],
) -> Outcome:
    """Let an LLM make a schedule of what a user wrote, on the user's own clock.

    Its draft is checked against the calendar, the clock and the user's words. What is wrong (`complaints`) is told to
    the LLM, which is asked again, twice at most, within one deadline and one token budget. Of what is more often wrong
    than right (`doubts`) it is asked once, and believed.

    Args:
        chat: The client of the LLM.
        user: Who wrote it, from the users service: their time zone decides.
        text: What they wrote.
        now: When, aware: "tomorrow" counts from here, so pass the message's own time.
        source: The message. The same one gives the same uids, whenever it is planned.
        history: What was said before, where the text answers a question, as `complete` takes messages.
        language: The user's language as an IETF tag; without it Russian or English, by the letters that they wrote.
        allow_past: Whether something may be planned that is over already.
        model: The LLM, if not the client's.
        temperature: How random its answer is.
        max_tokens: The most tokens of one answer; 2,000 are enough for 20 items.
        extra_body: Any other field of the request.
        token_budget: Tokens after which the LLM is not asked again.
        **options: As `ChatClient.parse` has them.

    Raises:
        UnknownTimeZoneError: The user's time zone has no IANA name.
        ScheduleError: None of the LLM's answers was right.
        ConfigurationError: An argument is wrong.
        SchedbotError: As `ChatClient.parse` raises.
    """
    if _is_a(AsyncChatClient, chat):
        raise ConfigurationError("chat: pass a ChatClient; of an AsyncChatClient await create_schedule_async")
    task = Task.of(user, text, now, source, history, language, allow_past=allow_past)
    del text, history
    if isinstance(task, SchedbotError):
        raise task
    try:
        parsed = chat.parse(
            task.messages,
            returns=Draft,
            check=task.check,
            doubt=task.doubt,
            model=model,
            temperature=temperature,
            max_tokens=max_tokens,
            extra_body=extra_body,
            token_budget=token_budget,
            **options,
        )
    except ParseError as error:
        failure = failed(error)
        _log.warning(
            "create_schedule: given up after %d answers and %d tokens (%s)",
            error.tries,
            error.tokens_spent,
            "; ".join(error.faults[:3]),
        )
    else:
        _note_tries(parsed)
        return task.outcome(parsed)
    del task
    raise failure


async def create_schedule_async(
    chat: AsyncChatClient,
    user: User,
    text: str,
    *,
    now: dt.datetime,
    source: Source,
    history: Sequence[ChatMessage | Mapping[str, object]] | None = None,
    language: str | None = None,
    allow_past: bool = False,
    model: str | None = None,
    temperature: float | None = None,
    max_tokens: int | None = None,
    extra_body: Mapping[str, object] | None = None,
    token_budget: int | None = None,
    **options: Unpack[ParseOptions],
) -> Outcome:
    """Let an LLM make a schedule of what a user wrote, on the user's own clock.

    Its draft is checked against the calendar, the clock and the user's words. What is wrong (`complaints`) is told to
    the LLM, which is asked again, twice at most, within one deadline and one token budget. Of what is more often wrong
    than right (`doubts`) it is asked once, and believed.

    Args:
        chat: The client of the LLM.
        user: Who wrote it, from the users service: their time zone decides.
        text: What they wrote.
        now: When, aware: "tomorrow" counts from here, so pass the message's own time.
        source: The message. The same one gives the same uids, whenever it is planned.
        history: What was said before, where the text answers a question, as `complete` takes messages.
        language: The user's language as an IETF tag; without it Russian or English, by the letters that they wrote.
        allow_past: Whether something may be planned that is over already.
        model: The LLM, if not the client's.
        temperature: How random its answer is.
        max_tokens: The most tokens of one answer; 2,000 are enough for 20 items.
        extra_body: Any other field of the request.
        token_budget: Tokens after which the LLM is not asked again.
        **options: As `ChatClient.parse` has them.

    Raises:
        UnknownTimeZoneError: The user's time zone has no IANA name.
        ScheduleError: None of the LLM's answers was right.
        ConfigurationError: An argument is wrong.
        SchedbotError: As `ChatClient.parse` raises.
    """
    if _is_a(ChatClient, chat):
        raise ConfigurationError("chat: pass an AsyncChatClient; of a ChatClient call create_schedule")
    task = Task.of(user, text, now, source, history, language, allow_past=allow_past)
    del text, history
    if isinstance(task, SchedbotError):
        raise task
    try:
        parsed = await chat.parse(
            task.messages,
            returns=Draft,
            check=task.check,
            doubt=task.doubt,
            model=model,
            temperature=temperature,
            max_tokens=max_tokens,
            extra_body=extra_body,
            token_budget=token_budget,
            **options,
        )
    except ParseError as error:
        failure = failed(error)
        _log.warning(
            "create_schedule: given up after %d answers and %d tokens (%s)",
            error.tries,
            error.tokens_spent,
            "; ".join(error.faults[:3]),
        )
    else:
        _note_tries(parsed)
        return task.outcome(parsed)
    del task
    raise failure


def _note_tries(parsed: Parsed[Draft]) -> None:
    if parsed.tries > 1:
        _log.info(
            "create_schedule: the LLM was asked again about its draft (%d answers, %d tokens)",
            parsed.tries,
            parsed.usage.total_tokens,
        )


def _is_a(kind: type[ChatClient | AsyncChatClient], given: object) -> bool:
    return isinstance(given, kind)
