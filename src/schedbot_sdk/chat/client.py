"""The clients of OpenAI-compatible chat servers."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Mapping
from typing import Self, TypeVar, Unpack

from pydantic import BaseModel

from schedbot_sdk._core.client_base import (
    MAX_RESPONSE_SIZE,
    AsyncService,
    SyncService,
    environment,
    optional_environment,
)
from schedbot_sdk._core.credential import AsyncKey, SyncKey
from schedbot_sdk._core.credential import api_key as bearer_key
from schedbot_sdk._core.redaction import redacted
from schedbot_sdk._core.transport.protocols import AsyncHttpClient, HttpClient
from schedbot_sdk.chat import calls
from schedbot_sdk.chat.models import ChatCompletion
from schedbot_sdk.chat.options import PARSE_FIELDS, ChatOptions, ParseOptions
from schedbot_sdk.chat.request_builder import Messages, RequestBuilder
from schedbot_sdk.chat.streaming.stream import AsyncChatStream, ChatStream
from schedbot_sdk.chat.structured.asking import Asking
from schedbot_sdk.chat.structured.parsed import Parsed
from schedbot_sdk.chat.structured.server_capabilities import ServerCapabilities
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.options import ClientOptions, OnEvent, RetryPolicy, Timeouts

__all__ = ["AsyncChatClient", "ChatClient"]

M = TypeVar("M", bound=BaseModel)


class ChatClient(SyncService):
    """Asks an LLM through any server that speaks OpenAI's chat completions.

    Args:
        api_key: Sent as `Authorization: Bearer`; a function is asked before each attempt, for keys that expire.
        base_url: Up to and with `/v1`, where the server has it.
        model: The model of calls that name none.
        strict: Take an answer that leaves out what the table requires for a ResponseError, rather than filling it in;
            of a stream, when its `completion()` is asked for.
        timeouts: Limits of one attempt; a number is the limit of each phase, in seconds.
        retry: When and how often a failed call is repeated.
        max_connections: The most connections that are open at a time.
        ssl_context: For a server with its own certificate authority.
        proxy: The proxy's URL; without it the environment's proxy settings count.
        max_response_size: The most bytes of an answer, or of one event of a stream, that are read, unpacked.
        http_client: An httpx (or httpx2) client to send through instead of our own; it stays open at the end.
        on_event: Called with a `CallEvent` for each attempt, failure, wait and success.

    Raises:
        ConfigurationError: `api_key` or `base_url` has a wrong shape.
    """

    def __init__(
        self,
        api_key: SyncKey,
        *,
        base_url: str = "https://api.openai.com/v1",
        model: str | None = None,
        strict: bool = False,
        timeouts: Timeouts | float | None = None,
        retry: RetryPolicy | None = None,
        max_connections: int = 100,
        ssl_context: ssl.SSLContext | None = None,
        proxy: str | None = None,
        max_response_size: int = MAX_RESPONSE_SIZE,
        http_client: HttpClient | None = None,
        on_event: OnEvent | None = None,
    ) -> None:
        credential = bearer_key(api_key)
        del api_key  # so that no traceback shows it
        proxy = redacted(proxy)
        super().__init__(
            base_url,
            credential,
            timeouts=timeouts,
            retry=retry,
            max_connections=max_connections,
            max_response_size=max_response_size,
            ssl_context=ssl_context,
            proxy=proxy,
            http_client=http_client,
            on_event=on_event,
        )
        self._model = model
        self._strict = strict
        self._memory = ServerCapabilities()

    @classmethod
    def from_env(
        cls,
        *,
        api_key: SyncKey | None = None,
        base_url: str | None = None,
        model: str | None = None,
        strict: bool = False,
        http_client: HttpClient | None = None,
        **options: Unpack[ClientOptions],
    ) -> Self:
        """Read `OPENAI_API_KEY` and, if set, `OPENAI_BASE_URL` and `OPENAI_MODEL`; keywords win.

        Raises:
            ConfigurationError: There is no key; the message names the variable.
        """
        api_key = redacted(api_key or environment("OPENAI_API_KEY"))  # so that no traceback shows it
        return cls(
            api_key,
            base_url=base_url or optional_environment("OPENAI_BASE_URL") or "https://api.openai.com/v1",
            model=model or optional_environment("OPENAI_MODEL"),
            strict=strict,
            http_client=http_client,
            **options,
        )

    def complete(
        self,
        messages: Messages,
        *,
        model: str | None = None,
        temperature: float | None = None,
        max_tokens: int | None = None,
        extra_body: Mapping[str, object] | None = None,
        **options: Unpack[ChatOptions],
    ) -> ChatCompletion:
        """Ask for an answer and wait for the whole of it: `POST /chat/completions`.

        Args:
            messages: The dialogue so far, as `ChatMessage` or dicts with `role` and `content`; at least one.
            model: The LLM, if not the client's.
            temperature: How random the answer is; any number, sent as written.
            max_tokens: The most tokens to generate.
            extra_body: Any other field of the request, such as `{"seed": 1}`; wins over the arguments.
            **options: `top_p`, `stop`, `seed`, `n`, `response_format`, `tools`, `tool_choice`; and `timeouts`, `retry`,
                `deadline`, `extra_headers`, `extra_query`, `idempotent`, for this call.

        Raises:
            BadRequestError: 400, invalid request (no model or messages, say).
            AuthenticationError: 401, wrong, missing or expired API key.
            RateLimitError: 429, request or token limits exceeded.
            QuotaExceededError: 429 or 402, no money left.
            ServerError: 5xx, LLM server errors.
            ResponseError: The answer is not what the table says.
        """
        asked = RequestBuilder.of(
            messages,
            extra_body,
            options,
            model=self._model if model is None else model,
            temperature=temperature,
            max_tokens=max_tokens,
        )
        return self._executor.run(calls.complete(asked, strict=self._strict), **asked.common)

    def stream(
        self,
        messages: Messages,
        *,
        model: str | None = None,
        temperature: float | None = None,
        max_tokens: int | None = None,
        extra_body: Mapping[str, object] | None = None,
        **options: Unpack[ChatOptions],
    ) -> ChatStream:
        """Ask for an answer and get it in parts, as it is written: `POST /chat/completions` with `stream`.

        It is a context manager: entering sends the request, iterating gives `ChatCompletionChunk`, and afterwards
        `.completion()` is the whole. It is repeated until its first part, and never after. The usage is asked for; a
        server that refuses `stream_options` is asked again without, and not again by this client for that model.

        Args:
            messages: The dialogue so far, as `ChatMessage` or dicts with `role` and `content`; at least one.
            model: The LLM, if not the client's.
            temperature: How random the answer is; any number, sent as written.
            max_tokens: The most tokens to generate.
            extra_body: Any other field of the request, such as `{"seed": 1}`; wins over the arguments.
            **options: `top_p`, `stop`, `seed`, `n`, `response_format`, `tools`, `tool_choice`; and `timeouts`, `retry`,
                `deadline`, `extra_headers`, `extra_query`, `idempotent`, for this call.

        Raises:
            TruncatedStreamError: While iterating: the stream ended before the answer did.
        """
        asked = RequestBuilder.of(
            messages,
            extra_body,
            options,
            model=self._model if model is None else model,
            temperature=temperature,
            max_tokens=max_tokens,
        )
        parts = self._executor.stream(calls.stream(asked, self._memory, strict=self._strict), **asked.common)
        return ChatStream(parts, strict=self._strict, deviations=self._settings.deviations)

    def parse(
        self,
        messages: Messages,
        *,
        returns: type[M],
        model: str | None = None,
        temperature: float | None = None,
        max_tokens: int | None = None,
        extra_body: Mapping[str, object] | None = None,
        check: Callable[[M], Iterable[str]] | None = None,
        doubt: Callable[[M], Iterable[str]] | None = None,
        token_budget: int | None = None,
        **options: Unpack[ParseOptions],
    ) -> Parsed[M]:
        """Ask for an answer of a certain form, on any server: a pydantic model, checked.

        The form is asked for as a JSON schema that the server enforces; a server that refuses or ignores it is asked
        for JSON, or in the prompt alone, and what worked is remembered for the model. An answer of another form is
        never mended: the LLM is told what is wrong and asked again, twice at most. One deadline holds for all of it.

        Args:
            messages: The dialogue so far, as `ChatMessage` or dicts with `role` and `content`; at least one.
            returns: The form: a class of a pydantic model.
            model: The LLM, if not the client's.
            temperature: How random the answer is; any number, sent as written.
            max_tokens: The most tokens to generate, in each try.
            extra_body: Any other field of the request; wins over the arguments.
            check: What must hold beyond the form: gives what does not, in words for the LLM; nothing if all is well.
            doubt: What is more often wrong than right, in the same way. The LLM is asked once, and believed: a doubted
                answer is given where no other one comes.
            token_budget: No further try is begun that would pass it, if it cost as much as the last one. A server that
                does not count tokens is then asked once.
            **options: `top_p`, `stop`, `seed`; and `timeouts`, `retry`, `deadline`, `extra_headers`, `extra_query`,
                `idempotent`, for this call.

        Raises:
            ParseError: No answer had the form.
            SchedbotError: As `complete` raises; `tokens_spent` is what the tries before it cost.
        """
        asked = RequestBuilder.of(
            messages,
            extra_body,
            options,
            fields=PARSE_FIELDS,
            model=self._model if model is None else model,
            temperature=temperature,
            max_tokens=max_tokens,
        )
        asking = Asking(
            asked,
            returns,
            check=check,
            doubt=doubt,
            token_budget=token_budget,
            memory=self._memory,
            strict=self._strict,
        )
        common = self._executor.shared_deadline(asked.common, calls.DEFAULTS)
        outcome = self._executor.outcome(asking.call(), common)
        while (result := asking.take(outcome)) is None:
            outcome = self._executor.outcome(asking.call(), common)
        del asked, asking, common, options, outcome
        if isinstance(result, SchedbotError):
            raise result
        return result


class AsyncChatClient(AsyncService):
    """Asks an LLM through any server that speaks OpenAI's chat completions.

    Args:
        api_key: Sent as `Authorization: Bearer`; a function is asked before each attempt, for keys that expire.
        base_url: Up to and with `/v1`, where the server has it.
        model: The model of calls that name none.
        strict: Take an answer that leaves out what the table requires for a ResponseError, rather than filling it in;
            of a stream, when its `completion()` is asked for.
        timeouts: Limits of one attempt; a number is the limit of each phase, in seconds.
        retry: When and how often a failed call is repeated.
        max_connections: The most connections that are open at a time.
        ssl_context: For a server with its own certificate authority.
        proxy: The proxy's URL; without it the environment's proxy settings count.
        max_response_size: The most bytes of an answer, or of one event of a stream, that are read, unpacked.
        http_client: An httpx (or httpx2) client to send through instead of our own; it stays open at the end.
        on_event: Called with a `CallEvent` for each attempt, failure, wait and success.

    Raises:
        ConfigurationError: `api_key` or `base_url` has a wrong shape.
    """

    def __init__(
        self,
        api_key: AsyncKey,
        *,
        base_url: str = "https://api.openai.com/v1",
        model: str | None = None,
        strict: bool = False,
        timeouts: Timeouts | float | None = None,
        retry: RetryPolicy | None = None,
        max_connections: int = 100,
        ssl_context: ssl.SSLContext | None = None,
        proxy: str | None = None,
        max_response_size: int = MAX_RESPONSE_SIZE,
        http_client: AsyncHttpClient | None = None,
        on_event: OnEvent | None = None,
    ) -> None:
        credential = bearer_key(api_key)
        del api_key  # so that no traceback shows it
        proxy = redacted(proxy)
        super().__init__(
            base_url,
            credential,
            timeouts=timeouts,
            retry=retry,
            max_connections=max_connections,
            max_response_size=max_response_size,
            ssl_context=ssl_context,
            proxy=proxy,
            http_client=http_client,
            on_event=on_event,
        )
        self._model = model
        self._strict = strict
        self._memory = ServerCapabilities()

    @classmethod
    def from_env(
        cls,
        *,
        api_key: AsyncKey | None = None,
        base_url: str | None = None,
        model: str | None = None,
        strict: bool = False,
        http_client: AsyncHttpClient | None = None,
        **options: Unpack[ClientOptions],
    ) -> Self:
        """Read `OPENAI_API_KEY` and, if set, `OPENAI_BASE_URL` and `OPENAI_MODEL`; keywords win.

        Raises:
            ConfigurationError: There is no key; the message names the variable.
        """
        api_key = redacted(api_key or environment("OPENAI_API_KEY"))  # so that no traceback shows it
        return cls(
            api_key,
            base_url=base_url or optional_environment("OPENAI_BASE_URL") or "https://api.openai.com/v1",
            model=model or optional_environment("OPENAI_MODEL"),
            strict=strict,
            http_client=http_client,
            **options,
        )

    async def complete(
        self,
        messages: Messages,
        *,
        model: str | None = None,
        temperature: float | None = None,
        max_tokens: int | None = None,
        extra_body: Mapping[str, object] | None = None,
        **options: Unpack[ChatOptions],
    ) -> ChatCompletion:
        """Ask for an answer and wait for the whole of it: `POST /chat/completions`.

        Args:
            messages: The dialogue so far, as `ChatMessage` or dicts with `role` and `content`; at least one.
            model: The LLM, if not the client's.
            temperature: How random the answer is; any number, sent as written.
            max_tokens: The most tokens to generate.
            extra_body: Any other field of the request, such as `{"seed": 1}`; wins over the arguments.
            **options: `top_p`, `stop`, `seed`, `n`, `response_format`, `tools`, `tool_choice`; and `timeouts`, `retry`,
                `deadline`, `extra_headers`, `extra_query`, `idempotent`, for this call.

        Raises:
            BadRequestError: 400, invalid request (no model or messages, say).
            AuthenticationError: 401, wrong, missing or expired API key.
            RateLimitError: 429, request or token limits exceeded.
            QuotaExceededError: 429 or 402, no money left.
            ServerError: 5xx, LLM server errors.
            ResponseError: The answer is not what the table says.
        """
        asked = RequestBuilder.of(
            messages,
            extra_body,
            options,
            model=self._model if model is None else model,
            temperature=temperature,
            max_tokens=max_tokens,
        )
        return await self._executor.run(calls.complete(asked, strict=self._strict), **asked.common)

    def stream(
        self,
        messages: Messages,
        *,
        model: str | None = None,
        temperature: float | None = None,
        max_tokens: int | None = None,
        extra_body: Mapping[str, object] | None = None,
        **options: Unpack[ChatOptions],
    ) -> AsyncChatStream:
        """Ask for an answer and get it in parts, as it is written: `POST /chat/completions` with `stream`.

        It is a context manager: entering sends the request, iterating gives `ChatCompletionChunk`, and afterwards
        `.completion()` is the whole. It is repeated until its first part, and never after. The usage is asked for; a
        server that refuses `stream_options` is asked again without, and not again by this client for that model.

        Args:
            messages: The dialogue so far, as `ChatMessage` or dicts with `role` and `content`; at least one.
            model: The LLM, if not the client's.
            temperature: How random the answer is; any number, sent as written.
            max_tokens: The most tokens to generate.
            extra_body: Any other field of the request, such as `{"seed": 1}`; wins over the arguments.
            **options: `top_p`, `stop`, `seed`, `n`, `response_format`, `tools`, `tool_choice`; and `timeouts`, `retry`,
                `deadline`, `extra_headers`, `extra_query`, `idempotent`, for this call.

        Raises:
            TruncatedStreamError: While iterating: the stream ended before the answer did.
        """
        asked = RequestBuilder.of(
            messages,
            extra_body,
            options,
            model=self._model if model is None else model,
            temperature=temperature,
            max_tokens=max_tokens,
        )
        parts = self._executor.stream(calls.stream(asked, self._memory, strict=self._strict), **asked.common)
        return AsyncChatStream(parts, strict=self._strict, deviations=self._settings.deviations)

    async def parse(
        self,
        messages: Messages,
        *,
        returns: type[M],
        model: str | None = None,
        temperature: float | None = None,
        max_tokens: int | None = None,
        extra_body: Mapping[str, object] | None = None,
        check: Callable[[M], Iterable[str]] | None = None,
        doubt: Callable[[M], Iterable[str]] | None = None,
        token_budget: int | None = None,
        **options: Unpack[ParseOptions],
    ) -> Parsed[M]:
        """Ask for an answer of a certain form, on any server: a pydantic model, checked.

        The form is asked for as a JSON schema that the server enforces; a server that refuses or ignores it is asked
        for JSON, or in the prompt alone, and what worked is remembered for the model. An answer of another form is
        never mended: the LLM is told what is wrong and asked again, twice at most. One deadline holds for all of it.

        Args:
            messages: The dialogue so far, as `ChatMessage` or dicts with `role` and `content`; at least one.
            returns: The form: a class of a pydantic model.
            model: The LLM, if not the client's.
            temperature: How random the answer is; any number, sent as written.
            max_tokens: The most tokens to generate, in each try.
            extra_body: Any other field of the request; wins over the arguments.
            check: What must hold beyond the form: gives what does not, in words for the LLM; nothing if all is well.
            doubt: What is more often wrong than right, in the same way. The LLM is asked once, and believed: a doubted
                answer is given where no other one comes.
            token_budget: No further try is begun that would pass it, if it cost as much as the last one. A server that
                does not count tokens is then asked once.
            **options: `top_p`, `stop`, `seed`; and `timeouts`, `retry`, `deadline`, `extra_headers`, `extra_query`,
                `idempotent`, for this call.

        Raises:
            ParseError: No answer had the form.
            SchedbotError: As `complete` raises; `tokens_spent` is what the tries before it cost.
        """
        asked = RequestBuilder.of(
            messages,
            extra_body,
            options,
            fields=PARSE_FIELDS,
            model=self._model if model is None else model,
            temperature=temperature,
            max_tokens=max_tokens,
        )
        asking = Asking(
            asked,
            returns,
            check=check,
            doubt=doubt,
            token_budget=token_budget,
            memory=self._memory,
            strict=self._strict,
        )
        common = self._executor.shared_deadline(asked.common, calls.DEFAULTS)
        outcome = await self._executor.outcome(asking.call(), common)
        while (result := asking.take(outcome)) is None:
            outcome = await self._executor.outcome(asking.call(), common)
        del asked, asking, common, options, outcome
        if isinstance(result, SchedbotError):
            raise result
        return result
