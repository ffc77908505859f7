"""One text that an LLM plans: the prompt, the checks of the draft, and the outcome. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from schedbot_sdk._core.surrogates import whole_characters
from schedbot_sdk.chat import ASSISTANT, USER, ChatMessage, Parsed
from schedbot_sdk.errors import ConfigurationError, ParseError, SchedbotError, ScheduleError
from schedbot_sdk.schedule.llm.build import schedule_of
from schedbot_sdk.schedule.llm.cancellations import cancel_doubts
from schedbot_sdk.schedule.llm.draft import Draft
from schedbot_sdk.schedule.llm.move_doubts import move_doubts
from schedbot_sdk.schedule.llm.outcome import Cancelled, Created, NeedsClarification, NotASchedule, Outcome
from schedbot_sdk.schedule.llm.planned import planned_events
from schedbot_sdk.schedule.llm.plausibility import doubts
from schedbot_sdk.schedule.llm.prompt import messages_for
from schedbot_sdk.schedule.llm.relative_moves import relative_move_doubts
from schedbot_sdk.schedule.llm.text_match import is_russian
from schedbot_sdk.schedule.llm.unchanged import without_unchanged
from schedbot_sdk.schedule.llm.validate import problems
from schedbot_sdk.schedule.model.arguments import schedules_in
from schedbot_sdk.schedule.model.local_time import local_time
from schedbot_sdk.schedule.model.schedule import Schedule
from schedbot_sdk.schedule.model.source import Source
from schedbot_sdk.users import User

__all__ = ["Task", "schedule_error"]

_TAG: Final = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,4}")


@dataclass(slots=True, kw_only=True)
class Task:
    """One text that an LLM plans."""

    messages: list[ChatMessage] = field(repr=False)
    """The messages that ask the LLM for a draft."""
    texts: list[str] = field(repr=False)
    """The user's texts, the newest last."""
    now: dt.datetime
    """When the newest text was written, aware."""
    zone: ZoneInfo
    """The user's time zone."""
    source: Source
    """The message with the newest text."""
    allow_past: bool
    """Whether events may be over already."""
    planned: list[Schedule] = field(repr=False)
    """The schedules that were planned before."""

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
        planned: Schedule | Iterable[Schedule] = (),
    ) -> Task | SchedbotError:
        """Return the task, or the error about an argument. It is not raised here: this frame holds the user's text."""
        if not _is_a(User, user):
            return ConfigurationError("user: pass the User that UsersClient.get_user returns, not an id")
        if not _is_a(Source, source):
            return ConfigurationError("source: pass a Source, such as Source(bot='@bot', chat_id=1, message_id=2)")
        if not text.strip():
            return ConfigurationError("text: pass the user's message; it must not be blank")
        if language is not None and not _TAG.fullmatch(language):
            return ConfigurationError('language: pass an IETF tag, such as "en" or "pt-BR"')
        turns = _turns(history or ())
        if turns is None:
            return ConfigurationError('history: pass turns with the role "user" or "assistant", and their content')
        try:
            zone = user.tzinfo
            local_time(now, zone)
            schedules = schedules_in("planned", planned)
        except SchedbotError as error:
            return error.with_traceback(None)
        text = whole_characters(text)
        texts = [*(whole_characters(turn.content) for turn in turns if turn.role == USER), text]
        tag = language or ("ru" if is_russian("\n".join(texts)) else "en")
        return cls(
            messages=messages_for(text, now=now, zone=zone, language=tag, history=turns, planned=schedules),
            texts=texts,
            now=now,
            zone=zone,
            source=source,
            allow_past=allow_past,
            planned=schedules,
        )

    def check(self, draft: Draft) -> Iterable[str]:
        """Return the problems of a draft."""
        return problems(
            draft,
            texts=self.texts,
            now=self.now,
            zone=self.zone,
            allow_past=self.allow_past,
            planned=self.planned,
        )

    def doubt(self, draft: Draft) -> Iterable[str]:
        """Return the doubts about a draft."""
        planned = planned_events(self.planned)
        today = local_time(self.now, self.zone).date()
        yield from move_doubts(draft, texts=self.texts, today=today, zone=self.zone, planned=planned)
        yield from cancel_doubts(draft, self.texts[-1], today, self.zone, planned)
        yield from relative_move_doubts(draft, "\n".join(self.texts), planned)
        yield from doubts(without_unchanged(draft, planned), texts=self.texts, now=self.now, zone=self.zone)

    def outcome(self, parsed: Parsed[Draft]) -> Outcome:
        """Return the outcome of a draft without problems."""
        draft, usage, tries, left = parsed.value, parsed.usage, parsed.tries, parsed.doubts
        match draft.outcome:
            case "created":
                return Created(schedule=self._schedule(draft), usage=usage, tries=tries, doubts=left)
            case "cancelled":
                return Cancelled(schedule=self._schedule(draft), usage=usage, tries=tries, doubts=left)
            case "needs_clarification":
                return NeedsClarification(question=(draft.question or "").strip(), usage=usage, tries=tries)
            case "not_a_schedule":
                return NotASchedule(usage=usage, tries=tries, doubts=left)

    def _schedule(self, draft: Draft) -> Schedule:
        return schedule_of(draft, zone=self.zone, now=self.now, source=self.source, planned=self.planned)


def _turns(history: Sequence[ChatMessage | Mapping[str, object]]) -> list[ChatMessage] | None:
    """Return the turns of a dialogue; None if one of them is invalid."""
    try:
        turns = [turn if isinstance(turn, ChatMessage) else ChatMessage.model_validate(turn) for turn in history]
    except ValidationError:
        return None
    return turns if all(turn.role in {USER, ASSISTANT} for turn in turns) else None


def _is_a(kind: type[User | Source], value: object) -> bool:
    return isinstance(value, kind)


def schedule_error(error: ParseError) -> ScheduleError:
    """Return the error for an LLM that gave no valid answer."""
    failure = ScheduleError(
        f"schedule: the LLM gave no valid schedule in {error.tries} tries ({error})",
        tries=error.tries,
        faults=error.faults,
        service=error.service,
        operation="create_schedule",
        attempts=error.attempts,
    )
    failure.tokens_spent = error.tokens_spent
    return failure
