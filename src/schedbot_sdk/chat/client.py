"""The sync and async clients of OpenAI-compatible chat servers."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Self, TypeVar, Unpack

from pydantic import BaseModel

from schedbot_sdk._core.client_base import (
    MAX_RESPONSE_SIZE,
    AsyncService,
    SyncService,
    environment,
    optional_environment,
)
from schedbot_sdk._core.credential import api_key as bearer_key
from schedbot_sdk._core.redaction import redacted
from schedbot_sdk.chat import calls
from schedbot_sdk.chat.models import ChatCompletion
from schedbot_sdk.chat.options import ChatOptions, ParseOptions
from schedbot_sdk.chat.request_builder import Messages, RequestBuilder
from schedbot_sdk.chat.response.answers import OPERATION, SERVICE
from schedbot_sdk.chat.streaming.stream import AsyncChatStream, ChatStream
from schedbot_sdk.chat.structured.asking import Asking
from schedbot_sdk.chat.structured.parsed import Parsed
from schedbot_sdk.chat.structured.server_capabilities import ServerCapabilities
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.options import (
    ApiKey,
    AsyncApiKey,
    AsyncHttpClient,
    ClientOptions,
    HttpClient,
    OnEvent,
    RetryPolicy,
    Timeouts,
)

__all__ = ["AsyncChatClient", "ChatClient"]

M = TypeVar("M", bound=BaseModel)


class ChatClient(SyncService):
    """A client of a chat server that speaks OpenAI's chat completions.

    Args:
        api_key: Sent as `Authorization: Bearer`. A function is called before each attempt, for keys that expire.
        base_url: The URL up to `/v1`, if the server has it.
        model: The LLM for calls that name none.
        strict: Raise ResponseError when a response lacks a field of the specification, instead of filling it in. For a
            stream, `completion()` raises it.
        timeouts: Limits of one attempt; a number is the limit of each phase, in seconds.
        retry: When and how often a failed call is retried.
        max_connections: The maximum number of open connections.
        ssl_context: The TLS settings, for example for a private certificate authority.
        proxy: The proxy's URL. None means the proxy settings of the environment.
        max_response_size: The maximum size of a response, or of one event of a stream, in bytes after decompression.
        http_client: An httpx (or httpx2) client that sends the requests. `close()` does not close it.
        on_event: A function that is called with a `CallEvent` for each attempt, failure, wait and success.

    Raises:
        ConfigurationError: `api_key` or `base_url` is not valid.
    """

    def __init__(
        self,
        api_key: ApiKey,
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
        del api_key  # tracebacks show locals
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
        self._capabilities = ServerCapabilities()
        self._note_deviations = partial(self._settings.deviations.note, service=SERVICE, operation=OPERATION)

    @classmethod
    def from_env(
        cls,
        *,
        api_key: ApiKey | None = None,
        base_url: str | None = None,
        model: str | None = None,
        strict: bool = False,
        http_client: HttpClient | None = None,
        **options: Unpack[ClientOptions],
    ) -> Self:
        """Create a client from `OPENAI_API_KEY` and, if set, `OPENAI_BASE_URL` and `OPENAI_MODEL`; keywords win.

        Raises:
            ConfigurationError: `OPENAI_API_KEY` is not set, and `api_key` is not passed.
        """
        api_key = redacted(api_key or environment("OPENAI_API_KEY"))  # tracebacks show locals
        base_url = base_url or optional_environment("OPENAI_BASE_URL") or "https://api.openai.com/v1"
        model = model or optional_environment("OPENAI_MODEL")
        return cls(api_key, base_url=base_url, model=model, strict=strict, http_client=http_client, **options)

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
        """Send the messages and return the whole response: `POST /chat/completions`.

        Args:
            messages: The dialogue, as `ChatMessage` or dicts with `role` and `content`; at least one.
            model: The LLM. None means the client's.
            temperature: How random the answer is; any number, sent as written.
            max_tokens: The maximum number of tokens to generate.
            extra_body: Other fields of the request, such as `{"logit_bias": {}}`; they win over the arguments.
            **options: See `ChatOptions`: sampling, format, tools, and the keywords of every call, such as `deadline`.

        Raises:
            BadRequestError: 400, invalid request (no model or messages, say).
            AuthenticationError: 401, wrong, missing or expired API key.
            RateLimitError: 429, request or token limits exceeded.
            QuotaExceededError: 429 or 402, payment required.
            ServerError: 5xx, LLM server errors.
            ResponseError: The response does not match the specification.
        """
        request = RequestBuilder.of(
            messages, extra_body, options, self._model, model=model, temperature=temperature, max_tokens=max_tokens
        )
        return self._executor.run(calls.complete(request, strict=self._strict), **request.call_options)

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
        """Send the messages and return the response as a stream: `POST /chat/completions` with `stream`.

        The stream is a context manager. Entering sends the request, iterating yields `ChatCompletionChunk`, and
        `completion()` returns the whole afterwards. The request is retried until the first chunk, and not after it. It
        asks for the usage; if the server rejects `stream_options`, it is sent again without them.

        Args:
            messages: The dialogue, as `ChatMessage` or dicts with `role` and `content`; at least one.
            model: The LLM. None means the client's.
            temperature: How random the answer is; any number, sent as written.
            max_tokens: The maximum number of tokens to generate.
            extra_body: Other fields of the request, such as `{"logit_bias": {}}`; they win over the arguments.
            **options: See `ChatOptions`: sampling, format, tools, and the keywords of every call, such as `deadline`.

        Raises:
            TruncatedStreamError: While iterating: the stream ended before the answer was complete.
        """
        request = RequestBuilder.of(
            messages, extra_body, options, self._model, model=model, temperature=temperature, max_tokens=max_tokens
        )
        call = calls.stream(request, self._capabilities, strict=self._strict)
        chunks = self._executor.stream(call, **request.call_options)
        return ChatStream(chunks, strict=self._strict, note_deviations=self._note_deviations)

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
        """Send the messages and return the answer as a pydantic model, validated. Works with any server.

        The server gets the model's JSON schema to enforce. If it rejects or ignores the schema, the client requests
        JSON, then uses the prompt alone; it remembers the mode that worked. An answer that does not match is not
        repaired: the LLM gets the problems and answers again, at most twice. One deadline covers all tries.

        Args:
            messages: The dialogue, as `ChatMessage` or dicts with `role` and `content`; at least one.
            returns: The class of the pydantic model.
            model: The LLM. None means the client's.
            temperature: How random the answer is; any number, sent as written.
            max_tokens: The maximum number of tokens to generate, in each try.
            extra_body: Other fields of the request; they win over the arguments.
            check: Returns the problems of a valid model, in words for the LLM; empty if there are no problems.
            doubt: Returns probable mistakes, in the same way. The LLM is asked about them once, and its second answer
                is accepted. If it gives no valid one, the doubtful answer is returned.
            token_budget: The maximum number of tokens for all tries. A try is not begun if it would pass the budget at
                the cost of the last one. If the server does not count tokens, there is only one try.
            **options: See `ParseOptions`: sampling, and the keywords of every call, such as `deadline`.

        Raises:
            ParseError: No answer matched the model.
            SchedbotError: As in `complete`; `tokens_spent` is the cost of the tries before it.
        """
        request = RequestBuilder.for_parse(
            messages, extra_body, options, self._model, model=model, temperature=temperature, max_tokens=max_tokens
        )
        complete = partial(calls.complete, strict=self._strict)
        asking = Asking(
            request, returns, complete, self._capabilities, check=check, doubt=doubt, token_budget=token_budget
        )
        overrides = self._executor.shared_deadline(request.call_options, calls.DEFAULTS)
        outcome = self._executor.outcome(asking.call(), overrides)
        while (result := asking.take(outcome)) is None:
            outcome = self._executor.outcome(asking.call(), overrides)
        del request, asking, overrides, options, outcome  # tracebacks show locals
        if isinstance(result, SchedbotError):
            raise result
        return result


class AsyncChatClient(AsyncService):
    """A client of a chat server that speaks OpenAI's chat completions.

    Args:
        api_key: Sent as `Authorization: Bearer`. A function is called before each attempt, for keys that expire.
        base_url: The URL up to `/v1`, if the server has it.
        model: The LLM for calls that name none.
        strict: Raise ResponseError when a response lacks a field of the specification, instead of filling it in. For a
            stream, `completion()` raises it.
        timeouts: Limits of one attempt; a number is the limit of each phase, in seconds.
        retry: When and how often a failed call is retried.
        max_connections: The maximum number of open connections.
        ssl_context: The TLS settings, for example for a private certificate authority.
        proxy: The proxy's URL. None means the proxy settings of the environment.
        max_response_size: The maximum size of a response, or of one event of a stream, in bytes after decompression.
        http_client: An httpx (or httpx2) client that sends the requests. `close()` does not close it.
        on_event: A function that is called with a `CallEvent` for each attempt, failure, wait and success.

    Raises:
        ConfigurationError: `api_key` or `base_url` is not valid.
    """

    def __init__(
        self,
        api_key: AsyncApiKey,
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
        del api_key  # tracebacks show locals
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
        self._capabilities = ServerCapabilities()
        self._note_deviations = partial(self._settings.deviations.note, service=SERVICE, operation=OPERATION)

    @classmethod
    def from_env(
        cls,
        *,
        api_key: AsyncApiKey | None = None,
        base_url: str | None = None,
        model: str | None = None,
        strict: bool = False,
        http_client: AsyncHttpClient | None = None,
        **options: Unpack[ClientOptions],
    ) -> Self:
        """Create a client from `OPENAI_API_KEY` and, if set, `OPENAI_BASE_URL` and `OPENAI_MODEL`; keywords win.

        Raises:
            ConfigurationError: `OPENAI_API_KEY` is not set, and `api_key` is not passed.
        """
        api_key = redacted(api_key or environment("OPENAI_API_KEY"))  # tracebacks show locals
        base_url = base_url or optional_environment("OPENAI_BASE_URL") or "https://api.openai.com/v1"
        model = model or optional_environment("OPENAI_MODEL")
        return cls(api_key, base_url=base_url, model=model, strict=strict, http_client=http_client, **options)

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
        """Send the messages and return the whole response: `POST /chat/completions`.

        Args:
            messages: The dialogue, as `ChatMessage` or dicts with `role` and `content`; at least one.
            model: The LLM. None means the client's.
            temperature: How random the answer is; any number, sent as written.
            max_tokens: The maximum number of tokens to generate.
            extra_body: Other fields of the request, such as `{"logit_bias": {}}`; they win over the arguments.
            **options: See `ChatOptions`: sampling, format, tools, and the keywords of every call, such as `deadline`.

        Raises:
            BadRequestError: 400, invalid request (no model or messages, say).
            AuthenticationError: 401, wrong, missing or expired API key.
            RateLimitError: 429, request or token limits exceeded.
            QuotaExceededError: 429 or 402, payment required.
            ServerError: 5xx, LLM server errors.
            ResponseError: The response does not match the specification.
        """
        request = RequestBuilder.of(
            messages, extra_body, options, self._model, model=model, temperature=temperature, max_tokens=max_tokens
        )
        return await self._executor.run(calls.complete(request, strict=self._strict), **request.call_options)

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
        """Send the messages and return the response as a stream: `POST /chat/completions` with `stream`.

        The stream is a context manager. Entering sends the request, iterating yields `ChatCompletionChunk`, and
        `completion()` returns the whole afterwards. The request is retried until the first chunk, and not after it. It
        asks for the usage; if the server rejects `stream_options`, it is sent again without them.

        Args:
            messages: The dialogue, as `ChatMessage` or dicts with `role` and `content`; at least one.
            model: The LLM. None means the client's.
            temperature: How random the answer is; any number, sent as written.
            max_tokens: The maximum number of tokens to generate.
            extra_body: Other fields of the request, such as `{"logit_bias": {}}`; they win over the arguments.
            **options: See `ChatOptions`: sampling, format, tools, and the keywords of every call, such as `deadline`.

        Raises:
            TruncatedStreamError: While iterating: the stream ended before the answer was complete.
        """
        request = RequestBuilder.of(
            messages, extra_body, options, self._model, model=model, temperature=temperature, max_tokens=max_tokens
        )
        call = calls.stream(request, self._capabilities, strict=self._strict)
        chunks = self._executor.stream(call, **request.call_options)
        return AsyncChatStream(chunks, strict=self._strict, note_deviations=self._note_deviations)

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
        """Send the messages and return the answer as a pydantic model, validated. Works with any server.

        The server gets the model's JSON schema to enforce. If it rejects or ignores the schema, the client requests
        JSON, then uses the prompt alone; it remembers the mode that worked. An answer that does not match is not
        repaired: the LLM gets the problems and answers again, at most twice. One deadline covers all tries.

        Args:
            messages: The dialogue, as `ChatMessage` or dicts with `role` and `content`; at least one.
            returns: The class of the pydantic model.
            model: The LLM. None means the client's.
            temperature: How random the answer is; any number, sent as written.
            max_tokens: The maximum number of tokens to generate, in each try.
            extra_body: Other fields of the request; they win over the arguments.
            check: Returns the problems of a valid model, in words for the LLM; empty if there are no problems.
            doubt: Returns probable mistakes, in the same way. The LLM is asked about them once, and its second answer
                is accepted. If it gives no valid one, the doubtful answer is returned.
            token_budget: The maximum number of tokens for all tries. A try is not begun if it would pass the budget at
                the cost of the last one. If the server does not count tokens, there is only one try.
            **options: See `ParseOptions`: sampling, and the keywords of every call, such as `deadline`.

        Raises:
            ParseError: No answer matched the model.
            SchedbotError: As in `complete`; `tokens_spent` is the cost of the tries before it.
        """
        request = RequestBuilder.for_parse(
            messages, extra_body, options, self._model, model=model, temperature=temperature, max_tokens=max_tokens
        )
        complete = partial(calls.complete, strict=self._strict)
        asking = Asking(
            request, returns, complete, self._capabilities, check=check, doubt=doubt, token_budget=token_budget
        )
        overrides = self._executor.shared_deadline(request.call_options, calls.DEFAULTS)
        outcome = await self._executor.outcome(asking.call(), overrides)
        while (result := asking.take(outcome)) is None:
            outcome = await self._executor.outcome(asking.call(), overrides)
        del request, asking, overrides, options, outcome  # tracebacks show locals
        if isinstance(result, SchedbotError):
            raise result
        return result
