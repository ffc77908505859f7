"""From a sentence to a schedule: the LLM writes a draft, and what it writes is checked before anybody believes it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias, Unpack
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from schedbot_sdk.chat import ASSISTANT, USER, AsyncChatClient, ChatClient, ChatMessage, Parsed, Usage
from schedbot_sdk.chat.options import ParseOptions
from schedbot_sdk.errors import ConfigurationError, ParseError, SchedbotError, ScheduleError
from schedbot_sdk.schedule.checks import complaints
from schedbot_sdk.schedule.clock import on_the_clock
from schedbot_sdk.schedule.doubting import doubts
from schedbot_sdk.schedule.draft import Draft
from schedbot_sdk.schedule.made import schedule_of
from schedbot_sdk.schedule.mentions import is_russian
from schedbot_sdk.schedule.prompt import messages_for
from schedbot_sdk.schedule.schedule import Schedule
from schedbot_sdk.schedule.source import Source
from schedbot_sdk.users import User

__all__ = [
    "Created",
    "NeedsClarification",
    "NotASchedule",
    "Outcome",
    "create_schedule",
    "create_schedule_async",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """The text is planned."""

    schedule: Schedule = field(repr=False)
    usage: Usage
    """The tokens of all tries together."""
    tries: int
    """How many answers the LLM gave; 1 when the first one was right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsClarification:
    """Something is missing, or can be read in two ways.

    Ask the question. With the reply call `create_schedule` again, and pass the text, as the user's turn, and the
    question, as the assistant's, as its `history`.
    """

    question: str = field(repr=False)
    """In the user's language."""
    usage: Usage
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotASchedule:
    """The text plans nothing."""

    usage: Usage
    tries: int


_TAG: Final = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,4}")

Outcome: TypeAlias = Created | NeedsClarification | NotASchedule
"""What became of a text; a `match` over the three is exhaustive."""


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
    task = _Task.of(user, text, now, source, history, language, allow_past=allow_past)
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
        failure = _failed(error)
    else:
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
    task = _Task.of(user, text, now, source, history, language, allow_past=allow_past)
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
        failure = _failed(error)
    else:
        return task.outcome(parsed)
    del task
    raise failure


@dataclass(slots=True, kw_only=True)
class _Task:
    """One text that is to be planned."""

    messages: list[ChatMessage] = field(repr=False)
    said: list[str] = field(repr=False)
    now: dt.datetime
    zone: ZoneInfo
    source: Source
    allow_past: bool

    @classmethod
    def of(
        cls,
        user: User,
        text: str,
        now: dt.datetime,
        source: Source,
        history: Sequence[ChatMessage | Mapping[str, object]] | None,
        language: str | None,
        *,
        allow_past: bool,
    ) -> _Task | SchedbotError:
        """The task, or what is wrong with the arguments, without the frames that hold the user's words."""
        if not text.strip():
            return ConfigurationError("text: pass what the user wrote; there is nothing to plan in a blank text")
        if language is not None and not _TAG.fullmatch(language):
            return ConfigurationError('language: pass an IETF tag, such as "en" or "pt-BR"')
        turns = _turns(history or ())
        if turns is None:
            return ConfigurationError(
                'history: pass turns with the role "user" or "assistant" alone, and their content'
            )
        try:
            zone = user.tzinfo
            on_the_clock(now, zone)
        except SchedbotError as error:
            return error.with_traceback(None)
        said = [*(turn.content for turn in turns if turn.role == USER), text]
        tag = language or ("ru" if is_russian("\n".join(said)) else "en")
        return cls(
            messages=messages_for(text, now=now, zone=zone, language=tag, history=turns),
            said=said,
            now=now,
            zone=zone,
            source=source,
            allow_past=allow_past,
        )

    def check(self, draft: Draft) -> Iterable[str]:
        """What is wrong with a draft."""
        return complaints(draft, said=self.said, now=self.now, zone=self.zone, allow_past=self.allow_past)

    def doubt(self, draft: Draft) -> Iterable[str]:
        """What is more often wrong than right."""
        return doubts(draft, said=self.said, now=self.now, zone=self.zone)

    def outcome(self, parsed: Parsed[Draft]) -> Outcome:
        """What a draft without complaints means."""
        draft, usage, tries = parsed.value, parsed.usage, parsed.tries
        match draft.outcome:
            case "created":
                made = schedule_of(draft, zone=self.zone, now=self.now, source=self.source)
                return Created(schedule=made, usage=usage, tries=tries)
            case "needs_clarification":
                return NeedsClarification(question=(draft.question or "").strip(), usage=usage, tries=tries)
            case "not_a_schedule":
                return NotASchedule(usage=usage, tries=tries)


def _is_a(kind: type[ChatClient | AsyncChatClient], given: object) -> bool:
    return isinstance(given, kind)


def _turns(history: Sequence[ChatMessage | Mapping[str, object]]) -> list[ChatMessage] | None:
    """The turns of a dialogue; None where one is none."""
    try:
        turns = [turn if isinstance(turn, ChatMessage) else ChatMessage.model_validate(turn) for turn in history]
    except ValidationError:
        return None
    return turns if all(turn.role in {USER, ASSISTANT} for turn in turns) else None


def _failed(error: ParseError) -> ScheduleError:
    failure = ScheduleError(
        f"schedule: the LLM gave no right schedule in {error.tries} tries ({error})",
        tries=error.tries,
        faults=error.faults,
        service=error.service,
        operation="create_schedule",
        attempts=error.attempts,
    )
    failure.tokens_spent = error.tokens_spent
    return failure
