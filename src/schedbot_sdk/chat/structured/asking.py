"""Structured output, step by step: the next request, and the result of a response. Pure: the clients send the requests.

The modes are tried in the order of their reliability: a JSON schema that the server enforces, JSON without a schema,
the prompt alone. If the server rejects or ignores one, the next one is used. The LLM gets the problems of its answer
at most twice.
"""

from __future__ import annotations

import json
import logging
import re
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
from schedbot_sdk.chat.response.errors import Problem, problems_of
from schedbot_sdk.chat.response.finish_reasons import is_filtered, is_truncated
from schedbot_sdk.chat.structured.correction import DOUBTS, PROBLEMS, correction_messages, repeatable_text
from schedbot_sdk.chat.structured.extract_json import NotFound, find_object
from schedbot_sdk.chat.structured.format_rejection import is_invalid_answer, rejects_format
from schedbot_sdk.chat.structured.parsed import Parsed
from schedbot_sdk.chat.structured.schema import WRAPPED, safe_schema
from schedbot_sdk.chat.structured.server_capabilities import MODES, OutputMode, ServerCapabilities
from schedbot_sdk.errors import ConfigurationError, ParseError, SchedbotError
from schedbot_sdk.options import check_count

__all__ = ["Asking"]

M = TypeVar("M", bound=BaseModel)
_log = logging.getLogger(f"schedbot_sdk.{SERVICE}")

_PATH: Final = re.compile(r"([a-z_]+)(?:\[\d+\]|\.[a-z_]+)*(?= )")
"""A field at the beginning of a sentence, such as `items[0].weekday`."""
_MAX_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class _Invalid:
    """An answer that is not valid."""

    problems: tuple[Problem, ...]
    ignores_schema: bool = False
    """Whether a server that enforces the schema would have prevented it."""
    is_final: bool = False
    """Whether asking again cannot help."""


class Asking(Generic[M]):
    """One structured request, from the first try to the result.

    Args:
        request: The request, without the format of the response.
        returns: The pydantic model of the answer.
        complete: Makes the call that sends a request.
        capabilities: The known features of the server.
        check: Returns the problems of a valid answer, in words for the LLM.
        doubt: Returns probable mistakes, in words for the LLM, which is asked about them once.
        token_budget: The maximum number of tokens for all tries.

    Raises:
        ConfigurationError: `returns` is not a pydantic model or has no JSON schema; the budget is not a positive
            number; extra_body has a field that is set here.
    """

    def __init__(
        self,
        request: RequestBuilder,
        returns: type[M],
        complete: Callable[[RequestBuilder], Call[ChatCompletion]],
        capabilities: ServerCapabilities,
        check: Callable[[M], Iterable[str]] | None,
        doubt: Callable[[M], Iterable[str]] | None,
        *,
        token_budget: int | None,
    ) -> None:
        if token_budget is not None:
            check_count("token_budget", token_budget, 1, "None means no limit")
        if {"response_format", "messages"} & request.extra_body.keys():
            raise ConfigurationError("extra_body: parse sets messages and response_format; remove them")
        self._request = request
        self._returns = returns
        self._complete = complete
        self._capabilities = capabilities
        self._check = check
        self._doubt = doubt
        self._budget = token_budget
        self._schema = safe_schema(returns)
        self._mode: OutputMode = capabilities.mode(request.model)
        self._was_rejected: bool = False
        self._corrections: list[ChatMessage] = []
        self._usages: list[Usage] = []
        self._counts_tokens = True
        self._doubtful: Parsed[M] | None = None

    def call(self) -> Call[ChatCompletion]:
        """Return the next call to make."""
        fields: dict[str, object] = {"messages": [*self._messages(), *self._corrections]}
        if self._mode == "json_schema":
            schema = {"name": self._schema.name, "strict": self._schema.is_strict, "schema": self._schema.schema}
            fields["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self._mode == "json_object":
            fields["response_format"] = {"type": "json_object"}
        return self._complete(self._request.with_fields(**fields))

    def take(self, outcome: ChatCompletion | SchedbotError) -> Parsed[M] | SchedbotError | None:
        """Take the outcome of a call, and return the result or the final error; None means to call again."""
        if isinstance(outcome, SchedbotError):
            return self._on_error(outcome)
        if self._was_rejected:
            # The server accepts this mode, so later calls need not repeat the rejected one.
            self._capabilities.worked(self._request.model, self._mode)
        self._usages.append(outcome.usage)
        self._counts_tokens = self._counts_tokens and outcome.usage.total_tokens > 0
        answer = self._read(outcome)
        if not isinstance(answer, _Invalid):
            return self._on_valid(answer, outcome)
        if answer.is_final or not self._may_ask_again():
            return self._doubtful_result() or self._parse_error(answer)
        if answer.ignores_schema and self._mode == "json_schema" and self._use_next_mode():
            self._was_rejected = False  # one bad answer may be a slip: a good one must come first
            self._corrections.clear()  # they do not contain the schema, which is now in the prompt
        else:
            self._ask_again(repeatable_text(outcome), [problem.message for problem in answer.problems], PROBLEMS)
        return None

    def _on_error(self, error: SchedbotError) -> Parsed[M] | SchedbotError | None:
        if is_invalid_answer(error):
            self._usages.append(Usage(prompt_tokens=0, completion_tokens=0, total_tokens=0))
            self._counts_tokens = False
            message = "the server found that it does not follow the JSON schema"
            if not self._may_ask_again():
                return self._doubtful_result() or self._parse_error(_Invalid((Problem("", "json_invalid", message),)))
            self._ask_again("", [message], PROBLEMS)
            return None
        if rejects_format(error) and self._use_next_mode():
            self._was_rejected = True
            return None
        error.tokens_spent = self._spent().total_tokens
        return self._doubtful_result() or error

    def _on_valid(self, value: M, completion: ChatCompletion) -> Parsed[M] | None:
        """Return the result, or None if there are doubts for the first time."""
        self._capabilities.worked(self._request.model, self._mode)
        tries = len(self._usages)
        doubts = _sentences(self._doubt, value)
        parsed = Parsed(
            value=value, completion=completion, usage=self._spent(), tries=tries, mode=self._mode, doubts=doubts
        )
        if doubts and self._doubtful is None and self._may_ask_again():
            self._doubtful = parsed
            self._ask_again(repeatable_text(completion), doubts, DOUBTS)
            return None
        return parsed

    def _doubtful_result(self) -> Parsed[M] | None:
        """Return the doubtful result, which is accepted if there is no other one."""
        return self._doubtful and replace(self._doubtful, usage=self._spent(), tries=len(self._usages))

    def _messages(self) -> list[ChatMessage]:
        """Return the dialogue, with the schema in words if the server does not enforce it."""
        messages = self._request.request.messages
        if self._mode == "json_schema":
            return messages
        schema = json.dumps(self._schema.schema, ensure_ascii=False)
        instruction = f"Answer with one JSON object and nothing else. It must follow this JSON schema:\n{schema}"
        first = messages[0]
        # Added to an existing system message: many chat templates accept only one, at the beginning.
        if first.role in {SYSTEM, "developer"}:
            return [first.model_copy(update={"content": f"{first.content}\n\n{instruction}"}), *messages[1:]]
        return [ChatMessage(role=SYSTEM, content=instruction), *messages]

    def _use_next_mode(self) -> bool:
        """Switch to the next mode; False if there is no other mode."""
        modes = MODES[MODES.index(self._mode) + 1 :]
        if modes:
            self._mode = modes[0]
            _log.info(
                "%s: the server does not enforce the JSON schema; asking the LLM again (%s)", OPERATION, self._mode
            )
        return bool(modes)

    def _read(self, completion: ChatCompletion) -> M | _Invalid:
        message = first_choice(completion).message
        if message.refusal and not message.content:
            return _Invalid((Problem("", "refusal", "the model refused to answer"),), is_final=True)
        if is_filtered(completion.finish_reason):
            return _Invalid((Problem("", CONTENT_FILTER, "the server filtered the answer"),), is_final=True)
        if is_truncated(completion.finish_reason):
            return _Invalid((Problem("", LENGTH, "the answer was truncated at the token limit; answer more briefly"),))
        match = find_object(completion.text)
        if isinstance(match, NotFound):
            return _Invalid((Problem("", "json_invalid", match.reason),), ignores_schema=not match.is_json)
        text = whole_json_text(match.text)
        if self._schema.is_wrapped:
            wrapper = cast("dict[str, object]", json.loads(text))
            if WRAPPED not in wrapper:
                missing = Problem(WRAPPED, "missing", f"{WRAPPED}: the field is missing")
                return _Invalid((missing,), ignores_schema=True)
            text = json.dumps(wrapper[WRAPPED])
        try:
            value = self._returns.model_validate_json(text)
        except ValidationError as error:
            problems = problems_of(error, self._schema.fields)
            # All of them, because in a union pydantic also reports the members that were not meant.
            return _Invalid(problems, ignores_schema=all(problem.breaks_schema for problem in problems))
        sentences = _sentences(self._check, value)
        if not sentences:
            return value
        return _Invalid(tuple(Problem(self._path_in(sentence), "check", sentence) for sentence in sentences))

    def _path_in(self, sentence: str) -> str:
        """Return the field that a problem begins with; empty if it names no field of the model."""
        match = _PATH.match(sentence)
        return match[0] if match and match[1] in self._returns.model_fields else ""

    def _may_ask_again(self) -> bool:
        """Whether another try is allowed; it will probably cost as much as the last one."""
        if len(self._usages) >= _MAX_TRIES:
            return False
        if self._budget is None:
            return True
        return self._counts_tokens and self._spent().total_tokens + self._usages[-1].total_tokens <= self._budget

    def _ask_again(self, answer: str, sentences: Sequence[str], template: str) -> None:
        count = len(sentences)
        _log.info("%s: answer %d has problems (%d); asking the LLM again", OPERATION, len(self._usages), count)
        self._corrections += correction_messages(answer, sentences, template)

    def _parse_error(self, answer: _Invalid) -> ParseError:
        spent = self._spent().total_tokens
        problems = tuple(
            f"{problem.path}: {problem.kind}" if problem.path else problem.kind for problem in answer.problems
        )
        advice = "; pass a larger max_tokens" if problems == (LENGTH,) else ""
        error = ParseError(
            f"{OPERATION}: no valid {self._schema.name}; answers: {len(self._usages)}, tokens: {spent}"
            f" ({'; '.join(problems[:3])}){advice}",
            tries=len(self._usages),
            faults=problems,
            service=SERVICE,
            operation=OPERATION,
        )
        error.tokens_spent = spent
        return error

    def _spent(self) -> Usage:
        return Usage(
            prompt_tokens=sum(usage.prompt_tokens for usage in self._usages),
            completion_tokens=sum(usage.completion_tokens for usage in self._usages),
            total_tokens=sum(usage.total_tokens for usage in self._usages),
        )


def _sentences(check: Callable[[M], Iterable[str]] | None, value: M) -> tuple[str, ...]:
    """Return the sentences of a caller's check; a check may also return a single str, or None."""
    result: Iterable[str] | None = check(value) if check else None
    return (result,) if isinstance(result, str) else tuple(result or ())
