"""Makes a schedule of a sentence: an LLM writes a draft, and the draft is checked before it is used."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Unpack

from schedbot_sdk.chat import AsyncChatClient, ChatClient, ChatMessage, Parsed
from schedbot_sdk.chat.options import ParseOptions
from schedbot_sdk.errors import ConfigurationError, ParseError, SchedbotError
from schedbot_sdk.schedule.llm.draft import Draft
from schedbot_sdk.schedule.llm.outcome import Outcome
from schedbot_sdk.schedule.llm.task import Task, schedule_error
from schedbot_sdk.schedule.model.schedule import Schedule
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
    planned: Schedule | Iterable[Schedule] = (),
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
    """Make a schedule of a user's text with an LLM, in the user's time zone.

    The LLM's draft is checked against the calendar, the clock and the user's text. If it has problems (`problems`), the
    LLM gets them and writes it again, at most twice, within one deadline and one token budget. Doubtful drafts
    (`doubts`) are queried once; the LLM's second answer is accepted.

    Args:
        chat: The client of the LLM.
        user: The author of the text, from the users service. Their time zone is used.
        text: The user's text.
        now: When the text was written, aware. "Tomorrow" counts from here, so pass the time of the message.
        source: The message. The same source gives the same uids, however often it is planned.
        planned: What the user planned before, one schedule or many. The text may move or cancel these events. All of
            them are in the prompt, so pass those that the user can still change. An event that is moved keeps its uid;
            see `schedule_of` for what else it keeps.
        history: The messages before, if the text answers a question; in the form that `complete` takes.
        language: The user's language as an IETF tag. Without it Russian or English, by the letters of the text.
        allow_past: Whether events may be planned that are over already.
        model: The LLM, if not the client's.
        temperature: How random the answer is.
        max_tokens: The most tokens of one answer. An item takes 70 to 200 tokens: 4,000 are enough for 20 items, and
            20,000 for 100, the most that a text can have.
        extra_body: Any other fields of the request.
        token_budget: After so many tokens the LLM is not asked again.
        **options: The other options of `ChatClient.parse`.

    Raises:
        UnknownTimeZoneError: The user's time zone is not an IANA name.
        ScheduleError: None of the LLM's answers was valid.
        ConfigurationError: An argument is wrong.
        SchedbotError: See `ChatClient.parse`.
    """
    if _is_a(AsyncChatClient, chat):
        raise ConfigurationError("chat: pass a ChatClient; with an AsyncChatClient use create_schedule_async")
    task = Task.of(user, text, now, source, history, language, allow_past=allow_past, planned=planned)
    del text, history, planned
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
        failure = schedule_error(error)
        _log.warning(
            "create_schedule: gave up after %d answers and %d tokens (%s)",
            error.tries,
            error.tokens_spent,
            "; ".join(error.faults[:3]),
        )
    else:
        _log_tries(parsed)
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
    planned: Schedule | Iterable[Schedule] = (),
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
    """Make a schedule of a user's text with an LLM, in the user's time zone.

    The LLM's draft is checked against the calendar, the clock and the user's text. If it has problems (`problems`), the
    LLM gets them and writes it again, at most twice, within one deadline and one token budget. Doubtful drafts
    (`doubts`) are queried once; the LLM's second answer is accepted.

    Args:
        chat: The client of the LLM.
        user: The author of the text, from the users service. Their time zone is used.
        text: The user's text.
        now: When the text was written, aware. "Tomorrow" counts from here, so pass the time of the message.
        source: The message. The same source gives the same uids, however often it is planned.
        planned: What the user planned before, one schedule or many. The text may move or cancel these events. All of
            them are in the prompt, so pass those that the user can still change. An event that is moved keeps its uid;
            see `schedule_of` for what else it keeps.
        history: The messages before, if the text answers a question; in the form that `complete` takes.
        language: The user's language as an IETF tag. Without it Russian or English, by the letters of the text.
        allow_past: Whether events may be planned that are over already.
        model: The LLM, if not the client's.
        temperature: How random the answer is.
        max_tokens: The most tokens of one answer. An item takes 70 to 200 tokens: 4,000 are enough for 20 items, and
            20,000 for 100, the most that a text can have.
        extra_body: Any other fields of the request.
        token_budget: After so many tokens the LLM is not asked again.
        **options: The other options of `ChatClient.parse`.

    Raises:
        UnknownTimeZoneError: The user's time zone is not an IANA name.
        ScheduleError: None of the LLM's answers was valid.
        ConfigurationError: An argument is wrong.
        SchedbotError: See `ChatClient.parse`.
    """
    if _is_a(ChatClient, chat):
        raise ConfigurationError("chat: pass an AsyncChatClient; with a ChatClient use create_schedule")
    task = Task.of(user, text, now, source, history, language, allow_past=allow_past, planned=planned)
    del text, history, planned
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
        failure = schedule_error(error)
        _log.warning(
            "create_schedule: gave up after %d answers and %d tokens (%s)",
            error.tries,
            error.tokens_spent,
            "; ".join(error.faults[:3]),
        )
    else:
        _log_tries(parsed)
        return task.outcome(parsed)
    del task
    raise failure


def _log_tries(parsed: Parsed[Draft]) -> None:
    if parsed.tries > 1:
        _log.info(
            "create_schedule: the LLM was asked again about its draft (%d answers, %d tokens)",
            parsed.tries,
            parsed.usage.total_tokens,
        )


def _is_a(kind: type[ChatClient | AsyncChatClient], value: object) -> bool:
    return isinstance(value, kind)
