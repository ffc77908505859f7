"""Structured output, step by step: what to ask next, and what an answer means. Pure: the clients do the asking.

The surest way to ask comes first, and a server that refuses it, or ignores it, is asked in the next one: a JSON schema
that it enforces, JSON without a schema, the prompt alone. What is wrong with an answer is told to the LLM, twice at
most.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar, cast

from pydantic import BaseModel, ValidationError

from schedbot_sdk._core.call import Call
from schedbot_sdk._core.surrogates import whole_json_text
from schedbot_sdk.chat.models import (
    CONTENT_FILTER,
    LENGTH,
    SYSTEM,
    ChatCompletion,
    ChatMessage,
    Usage,
    first_choice,
)
from schedbot_sdk.chat.request_builder import RequestBuilder
from schedbot_sdk.chat.response.answers import OPERATION, SERVICE
from schedbot_sdk.chat.response.errors import Fault, faults_of
from schedbot_sdk.chat.response.finish_reasons import is_cut, is_held_back
from schedbot_sdk.chat.structured.correction import DOUBTED, UNUSABLE, complaint, said_in
from schedbot_sdk.chat.structured.extract_json import NotFound, find_object
from schedbot_sdk.chat.structured.format_rejection import is_wrong_answer, refuses_form
from schedbot_sdk.chat.structured.parsed import Parsed
from schedbot_sdk.chat.structured.schema import WRAPPED, safe_schema
from schedbot_sdk.chat.structured.server_capabilities import MODES, OutputMode, ServerCapabilities
from schedbot_sdk.errors import ConfigurationError, ParseError, SchedbotError
from schedbot_sdk.options import check_count

__all__ = ["Asking"]

M = TypeVar("M", bound=BaseModel)
_log = logging.getLogger(f"schedbot_sdk.{SERVICE}")

_MOST_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class _Wrong:
    faults: tuple[Fault, ...]
    ignores_schema: bool = False
    """Whether no server that enforces the schema could have let it pass."""
    is_final: bool = False


class Asking(Generic[M]):
    """One structured question, from the first try to the outcome.

    Args:
        asked: The question, without the form of its answer.
        returns: The pydantic model that the answer must be.
        check: What else must hold; gives what does not, in words for the LLM.
        doubt: What is probably wrong, in words for the LLM, which is asked once whether it means that.
        token_budget: Tokens after which the LLM is not asked again.
        capabilities: What the client knows about the server.
        complete: Makes the call that sends a request.

    Raises:
        ConfigurationError: `returns` is no pydantic model, or has no JSON schema; the budget is no number; extra_body
            would replace what is made here.
    """

    def __init__(
        self,
        asked: RequestBuilder,
        returns: type[M],
        *,
        check: Callable[[M], Iterable[str]] | None,
        doubt: Callable[[M], Iterable[str]] | None,
        token_budget: int | None,
        capabilities: ServerCapabilities,
        complete: Callable[[RequestBuilder], Call[ChatCompletion]],
    ) -> None:
        if token_budget is not None:
            check_count("token_budget", token_budget, 1, "None is no budget")
        if {"response_format", "messages"} & asked.extra_body.keys():
            raise ConfigurationError("extra_body: parse makes messages and response_format by itself; leave them out")
        self._asked = asked
        self._returns = returns
        self._check = check
        self._doubt = doubt
        self._budget = token_budget
        self._capabilities = capabilities
        self._complete = complete
        self._schema = safe_schema(returns)
        self._mode: OutputMode = capabilities.mode(asked.model)
        self._is_refused: bool = False
        self._more: list[ChatMessage] = []
        self._usage: list[Usage] = []
        self._counts_tokens = True
        self._doubted: Parsed[M] | None = None

    def call(self) -> Call[ChatCompletion]:
        """What to ask next."""
        fields: dict[str, object] = {"messages": [*self._messages(), *self._more]}
        if self._mode == "json_schema":
            form = {"name": self._schema.name, "strict": self._schema.is_strict, "schema": self._schema.schema}
            fields["response_format"] = {"type": "json_schema", "json_schema": form}
        elif self._mode == "json_object":
            fields["response_format"] = {"type": "json_object"}
        return self._complete(self._asked.with_fields(**fields))

    def take(self, outcome: ChatCompletion | SchedbotError) -> Parsed[M] | SchedbotError | None:
        """What came of it: the answer, the error that ends it, or None to ask again."""
        if isinstance(outcome, SchedbotError):
            return self._failure(outcome)
        if self._is_refused:
            # The server takes this way of asking, so that the next call need not pay for the same refusal.
            self._capabilities.worked(self._asked.model, self._mode)
        self._usage.append(outcome.usage)
        self._counts_tokens = self._counts_tokens and outcome.usage.total_tokens > 0
        read = self._read(outcome)
        if not isinstance(read, _Wrong):
            return self._valid(read, outcome)
        if read.is_final or not self._may_ask_again():
            return self._believed() or self._failed(read)
        if read.ignores_schema and self._mode == "json_schema" and self._steps_down():
            self._is_refused = False  # until a good answer came, it may have been one slip
            self._more.clear()  # it never saw the schema that it is told of now
        else:
            self._ask_again(said_in(outcome), [fault.told for fault in read.faults], UNUSABLE)
        return None

    def _failure(self, error: SchedbotError) -> Parsed[M] | SchedbotError | None:
        """What comes of a call that failed."""
        if is_wrong_answer(error):
            self._usage.append(Usage(prompt_tokens=0, completion_tokens=0, total_tokens=0))
            self._counts_tokens = False
            wrong = _Wrong((Fault("", "json_invalid", "the server found that it does not follow the JSON schema"),))
            if not self._may_ask_again():
                return self._believed() or self._failed(wrong)
            self._ask_again("", [fault.told for fault in wrong.faults], UNUSABLE)
            return None
        if refuses_form(error) and self._steps_down():
            self._is_refused = True
            return None
        error.tokens_spent = self._spent().total_tokens
        return self._believed() or error

    def _valid(self, value: M, completion: ChatCompletion) -> Parsed[M] | None:
        """The answer, or None where it is doubted for the first time."""
        self._capabilities.worked(self._asked.model, self._mode)
        tries = len(self._usage)
        parsed = Parsed(value=value, completion=completion, usage=self._spent(), tries=tries, mode=self._mode)
        if self._doubted is None and self._may_ask_again() and (doubts := _words(self._doubt, value)):
            self._doubted = parsed
            self._ask_again(said_in(completion), doubts, DOUBTED)
            return None
        return parsed

    def _believed(self) -> Parsed[M] | None:
        """The answer that was doubted, where no other one came."""
        return self._doubted and replace(self._doubted, usage=self._spent(), tries=len(self._usage))

    def _messages(self) -> list[ChatMessage]:
        """The dialogue, with the form in words where the server does not enforce it."""
        messages = self._asked.request.messages
        if self._mode == "json_schema":
            return messages
        schema = json.dumps(self._schema.schema, ensure_ascii=False)
        form = f"Answer with one JSON object and nothing else. It must follow this JSON schema:\n{schema}"
        first = messages[0]
        # Into the system message that there is: many chat templates know one only, and at the beginning.
        if first.role in {SYSTEM, "developer"}:
            return [first.model_copy(update={"content": f"{first.content}\n\n{form}"}), *messages[1:]]
        return [ChatMessage(role=SYSTEM, content=form), *messages]

    def _steps_down(self) -> bool:
        rest = MODES[MODES.index(self._mode) + 1 :]
        if rest:
            self._mode = rest[0]
            _log.info("%s: the server does not enforce the form; the LLM is asked again (%s)", OPERATION, self._mode)
        return bool(rest)

    def _read(self, completion: ChatCompletion) -> M | _Wrong:
        message = first_choice(completion).message
        if message.refusal and not message.content:
            return _Wrong((Fault("", "refusal", "the model refused to answer"),), is_final=True)
        if is_held_back(completion.finish_reason):
            return _Wrong((Fault("", CONTENT_FILTER, "the server's filter held the answer back"),), is_final=True)
        if is_cut(completion.finish_reason):
            said = "the answer was cut off at the limit of tokens: answer more briefly"
            return _Wrong((Fault("", LENGTH, said),))
        found = find_object(completion.text)
        if isinstance(found, NotFound):
            return _Wrong((Fault("", "json_invalid", found.why),), ignores_schema=not found.is_json)
        text = whole_json_text(found.text)
        if self._schema.is_wrapped:
            whole = cast("dict[str, object]", json.loads(text))
            if WRAPPED not in whole:
                return _Wrong((Fault(WRAPPED, "missing", f"{WRAPPED}: the field is missing"),), ignores_schema=True)
            text = json.dumps(whole[WRAPPED])
        try:
            value = self._returns.model_validate_json(text)
        except ValidationError as error:
            faults = faults_of(error, self._schema.fields)
            # All of them: of a union, the members that were not meant are complained of, too.
            return _Wrong(faults, ignores_schema=all(fault.breaks_schema for fault in faults))
        complaints = _words(self._check, value)
        return _Wrong(tuple(Fault("", "check", words) for words in complaints)) if complaints else value

    def _may_ask_again(self) -> bool:
        """Whether another try is allowed, which will cost about as much as the last one."""
        if len(self._usage) >= _MOST_TRIES:
            return False
        if self._budget is None:
            return True
        return self._counts_tokens and self._spent().total_tokens + self._usage[-1].total_tokens <= self._budget

    def _ask_again(self, text: str, faults: Sequence[str], words: str) -> None:
        _log.info("%s: answer %d has faults (%d); the LLM is asked again", OPERATION, len(self._usage), len(faults))
        self._more += complaint(text, faults, words)

    def _failed(self, wrong: _Wrong) -> ParseError:
        spent = self._spent().total_tokens
        faults = tuple(f"{fault.path}: {fault.kind}" if fault.path else fault.kind for fault in wrong.faults)
        advice = "; pass a larger max_tokens" if faults == (LENGTH,) else ""
        error = ParseError(
            f"{OPERATION}: no valid {self._schema.name}; answers: {len(self._usage)}, tokens: {spent}"
            f" ({'; '.join(faults[:3])}){advice}",
            tries=len(self._usage),
            faults=faults,
            service=SERVICE,
            operation=OPERATION,
        )
        error.tokens_spent = spent
        return error

    def _spent(self) -> Usage:
        return Usage(
            prompt_tokens=sum(usage.prompt_tokens for usage in self._usage),
            completion_tokens=sum(usage.completion_tokens for usage in self._usage),
            total_tokens=sum(usage.total_tokens for usage in self._usage),
        )


def _words(check: Callable[[M], Iterable[str]] | None, value: M) -> tuple[str, ...]:
    """What a check of the caller's says; one text is one complaint, and nothing is none."""
    said: Iterable[str] | None = check(value) if check else None
    return (said,) if isinstance(said, str) else tuple(said or ())
