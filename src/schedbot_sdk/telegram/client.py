"""The clients of the Telegram Bot API: construction, updates, polling, and `call`."""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from typing import Self, TypeVar, Unpack, overload

from schedbot_sdk._core.client_base import (
    MAX_RESPONSE_SIZE,
    environment,
    optional_environment,
)
from schedbot_sdk._core.credential import bot_token
from schedbot_sdk._core.redaction import redacted
from schedbot_sdk._core.transport.protocols import AsyncHttpClient, HttpClient
from schedbot_sdk.options import CallOptions, ClientOptions, OnEvent, PostOptions, RetryPolicy, Timeouts
from schedbot_sdk.telegram.api.bot_method import BotMethod
from schedbot_sdk.telegram.api.calls import call_by_name, call_of
from schedbot_sdk.telegram.api.get_updates import get_updates
from schedbot_sdk.telegram.api.methods.bot import GetMe
from schedbot_sdk.telegram.handlers.types import AsyncFailureHook, AsyncHandler, FailureHook, Handler, OnError
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.fetcher import AsyncUpdateFetcher, UpdateFetcher
from schedbot_sdk.telegram.polling.iterator import iterate, iterate_async
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.task_runner import TaskRunner
from schedbot_sdk.telegram.polling.thread_runner import ThreadRunner
from schedbot_sdk.telegram.polling.timing import OnConflict
from schedbot_sdk.telegram.rate_limit.limiter import SendLimiter
from schedbot_sdk.telegram.send import AsyncSending, Sending
from schedbot_sdk.telegram.stores.memory import MemoryStore
from schedbot_sdk.telegram.stores.protocol import OffsetStore
from schedbot_sdk.telegram.types.chats import User
from schedbot_sdk.telegram.types.update import Update

__all__ = ["AsyncTelegramClient", "TelegramClient"]

T = TypeVar("T")


class TelegramClient(Sending):
    """Calls the Bot API as one bot: it receives what users write, and it sends messages.

    Args:
        token: The bot's token from @BotFather. It never appears in URLs, log lines, errors or reprs.
        base_url: The Bot API server: Telegram's, or your own.
        timeouts: The limits of one attempt; a number limits each phase, in seconds.
        retry: When and how often a failed call is retried.
        max_connections: The maximum number of open connections.
        ssl_context: For a server with its own certificate authority.
        proxy: The URL of a proxy; by default the environment's proxy settings apply.
        max_response_size: The maximum size of a response, in bytes after decompression.
        http_client: An httpx (or httpx2) client to send with; the SDK does not close it.
        on_event: Called with a `CallEvent` for each attempt, failure, wait and success.
        limiter: Keeps sends within Telegram's limits; give the same one to all clients of the bot.

    Raises:
        ConfigurationError: `token` or `base_url` is malformed.
    """

    def __init__(
        self,
        token: str,
        *,
        base_url: str = "https://api.telegram.org",
        timeouts: Timeouts | float | None = None,
        retry: RetryPolicy | None = None,
        max_connections: int = 100,
        ssl_context: ssl.SSLContext | None = None,
        proxy: str | None = None,
        max_response_size: int = MAX_RESPONSE_SIZE,
        http_client: HttpClient | None = None,
        on_event: OnEvent | None = None,
        limiter: SendLimiter | None = None,
    ) -> None:
        credential = bot_token(token)
        del token  # so that no traceback shows it
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
            rate_limiter=limiter,
        )

    @classmethod
    def from_env(
        cls,
        *,
        token: str | None = None,
        base_url: str | None = None,
        http_client: HttpClient | None = None,
        limiter: SendLimiter | None = None,
        **options: Unpack[ClientOptions],
    ) -> Self:
        """Create a client from the environment; keywords win.

        It reads `TELEGRAM_BOT_TOKEN` (or `BOT_TOKEN`) and, if set, `TELEGRAM_BASE_URL`.

        Raises:
            ConfigurationError: There is no token; the message names the variables.
        """
        token = redacted(token or environment("TELEGRAM_BOT_TOKEN", "BOT_TOKEN"))  # so that no traceback shows it
        return cls(
            token,
            base_url=base_url or optional_environment("TELEGRAM_BASE_URL") or "https://api.telegram.org",
            http_client=http_client,
            limiter=limiter,
            **options,
        )

    def get_updates(
        self,
        *,
        offset: int,
        timeout: int = 30,
        limit: int | None = None,
        allowed_updates: Sequence[str] | None = None,
        **options: Unpack[CallOptions],
    ) -> list[Update]:
        """Wait for updates: `GET /getUpdates`. Telegram deletes every update below the offset.

        Args:
            offset: 0 at first, then the highest update_id of the previous answer + 1.
            timeout: How long the server may wait for an update, 0 to 50 seconds.
            limit: The maximum number of updates in one answer, 1 to 100.
            allowed_updates: The kinds of update to receive; Telegram remembers them.
            **options: `timeouts`, `retry`, `deadline`, `extra_headers`, `extra_query`, for this call.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            BadRequestError: 400, malformed request or parameters.
            RateLimitError: 429, Telegram limits exceeded.
            ServerError: 5xx, Telegram server errors.
            ConflictError: 409, another program polls this bot, or it has a webhook.
            ResponseError: An update lacks an id, a date or a chat; the message names its update_id.
        """
        method = get_updates(offset, timeout, limit, allowed_updates)
        return self._executor.run(call_of(method), **options)

    def updates(
        self,
        *,
        timeout: int = 30,
        allowed_updates: Sequence[str] | None = None,
        offset_store: OffsetStore | None = None,
        on_failure: FailureHook | None = None,
        on_conflict: OnConflict = "stop",
        skip_pending: bool = False,
        control: PollControl | None = None,
        attempts: int = 3,
        on_error: OnError = "dead_letter",
    ) -> Generator[Update]:
        """Iterate over updates, without end. Asking for the next update confirms the one before.

        When you leave the loop, all updates before the current one are confirmed; the current one is delivered again.
        If you may leave the loop early, close the iterator with `contextlib.closing` or `aclosing`, so that the updates
        are confirmed at once.

        An error in the body of the loop ends the loop. With a persistent `offset_store`, an update at which the loop
        ended `attempts` times in a row is saved as a dead letter at the next start. `poll` handles errors without
        ending.

        Args:
            timeout: How long Telegram may hold a poll open, 0 to 50 seconds.
            allowed_updates: The kinds of update to receive; Telegram remembers them.
            offset_store: Where the bot saves its progress; by default in memory, until the loop ends.
            on_failure: Called with an update and the error when the update cannot be read (`UnparsedUpdate`), or when
                the loop ended at it too often. Without it the update is saved as a dead letter in the store.
            on_conflict: `"stop"` raises on 409; `"wait"` tries again until the other poll or the webhook is gone.
            skip_pending: True deletes all updates that are pending when the loop begins.
            control: Shows the state of the loop, and stops it.
            attempts: How often in a row the loop may end at one update before the update is given up.
            on_error: `"stop"` ends the loop with the error of an update that cannot be read.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            NotFoundError: 404, unknown method, or not a valid bot token.
            ConflictError: 409, another program polls this bot, or it has a webhook.
            ResponseError: An update cannot be read, and `on_error` is `"stop"`.
            Exception: Any error of the store.
        """
        options = PollOptions(
            timeout=timeout,
            allowed_updates=allowed_updates,
            on_conflict=on_conflict,
            skip_pending=skip_pending,
            has_hook=on_failure is not None,
            attempts=attempts,
            on_error=on_error,
            host=self._host,
        )
        return iterate(
            UpdateFetcher(self._executor, self._settings, options),
            MemoryStore() if offset_store is None else offset_store,
            options,
            hook=on_failure,
            control=PollControl() if control is None else control,
            runtime=self._settings.runtime,
        )

    def poll(
        self,
        handler: Handler,
        *,
        concurrency: int = 16,
        timeout: int = 30,
        allowed_updates: Sequence[str] | None = None,
        offset_store: OffsetStore | None = None,
        attempts: int = 3,
        on_failure: FailureHook | None = None,
        on_conflict: OnConflict = "stop",
        drain: float = 10.0,
        skip_pending: bool = False,
        stop_on_signals: bool = True,
        control: PollControl | None = None,
        on_error: OnError = "dead_letter",
    ) -> None:
        """Handle updates until the poll is stopped: in order within a chat, concurrently across chats.

        Handlers run in threads, or in tasks with the async client. An update is finished when its handler returns. Only
        finished updates are confirmed to Telegram, so a crash loses nothing; unfinished updates are delivered again.
        SIGTERM, Ctrl-C and `control.stop()` end the poll: it stops fetching, waits for handlers, and confirms.
        Transient failures of Telegram (5xx, proxy error pages, truncated responses, lost connections) are retried
        indefinitely.

        An error about one update never ends the poll. The update is logged and saved as a dead letter in the store
        (`store.dead_letters()`, `store.replay(handler)`). Only errors that concern the whole bot end it, see below.

        Args:
            handler: Called with each update; after a failure or a crash it is called again with the same update.
            concurrency: The maximum number of updates that are handled at a time.
            timeout: How long Telegram may hold a poll open, 0 to 50 seconds.
            allowed_updates: The kinds of update to receive; Telegram remembers them.
            offset_store: Where the bot saves its progress; by default in memory, until the poll ends.
            attempts: How often a handler that raises is called with one update; its chat waits between attempts. During
                an outage attempts do not count: after a TransportError, ServerError, RateLimitError or
                DeadlineExceededError, for ten minutes, or until 50 other updates were handled. An error that may follow
                an effect (`may_have_been_done`, `pieces_sent`) always counts. A 400 or 403 is not retried.
            on_failure: Called with an update and the error when the attempts are used up, or when the update cannot be
                read (`UnparsedUpdate`); then the update is finished. Without it, or if it raises, the update is saved
                as a dead letter in the store.
            on_conflict: `"stop"` raises on 409; `"wait"` tries again until the other poll or the webhook is gone.
            drain: How long handlers may continue after the stop, in seconds; then tasks are cancelled, and threads are
                abandoned.
            skip_pending: True deletes all updates that are pending when the poll begins.
            stop_on_signals: False does not handle SIGTERM and SIGINT; only the main thread can. Signal handlers that
                were installed before are called too.
            control: Shows the state of the poll, and stops it.
            on_error: `"stop"` ends the poll with the error of an update that is given up; the update is delivered again
                at the next start.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            NotFoundError: 404, unknown method, or not a valid bot token.
            ConflictError: 409, another program polls this bot, or it has a webhook.
            WrongHandlerError: `handler` or `on_failure` is of the wrong kind, such as a generator function.
            Exception: Any error of the store; with `on_error="stop"` also an error of a handler or of `on_failure`.
        """
        options = PollOptions(
            timeout=timeout,
            allowed_updates=allowed_updates,
            on_conflict=on_conflict,
            skip_pending=skip_pending,
            has_hook=on_failure is not None,
            concurrency=concurrency,
            attempts=attempts,
            drain=drain,
            on_error=on_error,
            host=self._host,
        )
        poll = ThreadRunner(
            UpdateFetcher(self._executor, self._settings, options),
            MemoryStore() if offset_store is None else offset_store,
            options,
            handler=handler,
            hook=on_failure,
            control=PollControl() if control is None else control,
            runtime=self._settings.runtime,
        )
        poll.run(by_signals=stop_on_signals)

    def get_me(self, **options: Unpack[CallOptions]) -> User:
        """Get the bot's own account (Bot API: getMe): the cheapest way to check a token.

        Args:
            **options: The options of every call.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
        """
        return self._executor.run(call_of(GetMe()), **options)

    @overload
    def call(self, method: BotMethod[T], **options: Unpack[PostOptions]) -> T: ...

    @overload
    def call(
        self,
        method: str,
        params: Mapping[str, object] | None = None,
        *,
        returns: type[T],
        **options: Unpack[PostOptions],
    ) -> T: ...

    def call(
        self,
        method: BotMethod[T] | str,
        params: Mapping[str, object] | None = None,
        *,
        returns: type[T] | None = None,
        **options: Unpack[PostOptions],
    ) -> T:
        """Call any method of the Bot API: `call(PinChatMessage(chat_id=42, message_id=7))`.

        A method without a class is called by its name: `call("close", returns=bool)`. Methods whose name begins with
        `get` are always retried. Any other method is not sent again when its answer was lost.

        Args:
            method: A `BotMethod`, which has its parameters and its result type; or the name of a method.
            params: The parameters of a method that is called by its name. Models and `InputFile` are fine as values.
            returns: The result type of a method that is called by its name: a pydantic model, `bool`, `int`,
                `list[...]`, `dict[str, object]`.
            **options: The options of every call, and `idempotent`.

        Raises:
            ConfigurationError: JSON does not have a value, or `returns` is missing.
            BadRequestError: 400, malformed request or parameters.
            PermissionDeniedError: 403, the bot may not do this.
            RateLimitError: 429, Telegram limits exceeded.
            ResponseError: The result is not of the type.
        """
        return self._executor.run(call_by_name(method, params, returns), **options)


class AsyncTelegramClient(AsyncSending):
    """Calls the Bot API as one bot: it receives what users write, and it sends messages.

    Args:
        token: The bot's token from @BotFather. It never appears in URLs, log lines, errors or reprs.
        base_url: The Bot API server: Telegram's, or your own.
        timeouts: The limits of one attempt; a number limits each phase, in seconds.
        retry: When and how often a failed call is retried.
        max_connections: The maximum number of open connections.
        ssl_context: For a server with its own certificate authority.
        proxy: The URL of a proxy; by default the environment's proxy settings apply.
        max_response_size: The maximum size of a response, in bytes after decompression.
        http_client: An httpx (or httpx2) client to send with; the SDK does not close it.
        on_event: Called with a `CallEvent` for each attempt, failure, wait and success.
        limiter: Keeps sends within Telegram's limits; give the same one to all clients of the bot.

    Raises:
        ConfigurationError: `token` or `base_url` is malformed.
    """

    def __init__(
        self,
        token: str,
        *,
        base_url: str = "https://api.telegram.org",
        timeouts: Timeouts | float | None = None,
        retry: RetryPolicy | None = None,
        max_connections: int = 100,
        ssl_context: ssl.SSLContext | None = None,
        proxy: str | None = None,
        max_response_size: int = MAX_RESPONSE_SIZE,
        http_client: AsyncHttpClient | None = None,
        on_event: OnEvent | None = None,
        limiter: SendLimiter | None = None,
    ) -> None:
        credential = bot_token(token)
        del token  # so that no traceback shows it
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
            rate_limiter=limiter,
        )

    @classmethod
    def from_env(
        cls,
        *,
        token: str | None = None,
        base_url: str | None = None,
        http_client: AsyncHttpClient | None = None,
        limiter: SendLimiter | None = None,
        **options: Unpack[ClientOptions],
    ) -> Self:
        """Create a client from the environment; keywords win.

        It reads `TELEGRAM_BOT_TOKEN` (or `BOT_TOKEN`) and, if set, `TELEGRAM_BASE_URL`.

        Raises:
            ConfigurationError: There is no token; the message names the variables.
        """
        token = redacted(token or environment("TELEGRAM_BOT_TOKEN", "BOT_TOKEN"))  # so that no traceback shows it
        return cls(
            token,
            base_url=base_url or optional_environment("TELEGRAM_BASE_URL") or "https://api.telegram.org",
            http_client=http_client,
            limiter=limiter,
            **options,
        )

    async def get_updates(
        self,
        *,
        offset: int,
        timeout: int = 30,
        limit: int | None = None,
        allowed_updates: Sequence[str] | None = None,
        **options: Unpack[CallOptions],
    ) -> list[Update]:
        """Wait for updates: `GET /getUpdates`. Telegram deletes every update below the offset.

        Args:
            offset: 0 at first, then the highest update_id of the previous answer + 1.
            timeout: How long the server may wait for an update, 0 to 50 seconds.
            limit: The maximum number of updates in one answer, 1 to 100.
            allowed_updates: The kinds of update to receive; Telegram remembers them.
            **options: `timeouts`, `retry`, `deadline`, `extra_headers`, `extra_query`, for this call.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            BadRequestError: 400, malformed request or parameters.
            RateLimitError: 429, Telegram limits exceeded.
            ServerError: 5xx, Telegram server errors.
            ConflictError: 409, another program polls this bot, or it has a webhook.
            ResponseError: An update lacks an id, a date or a chat; the message names its update_id.
        """
        method = get_updates(offset, timeout, limit, allowed_updates)
        return await self._executor.run(call_of(method), **options)

    def updates(
        self,
        *,
        timeout: int = 30,
        allowed_updates: Sequence[str] | None = None,
        offset_store: OffsetStore | None = None,
        on_failure: AsyncFailureHook | None = None,
        on_conflict: OnConflict = "stop",
        skip_pending: bool = False,
        control: PollControl | None = None,
        attempts: int = 3,
        on_error: OnError = "dead_letter",
    ) -> AsyncGenerator[Update]:
        """Iterate over updates, without end. Asking for the next update confirms the one before.

        When you leave the loop, all updates before the current one are confirmed; the current one is delivered again.
        If you may leave the loop early, close the iterator with `contextlib.closing` or `aclosing`, so that the updates
        are confirmed at once.

        An error in the body of the loop ends the loop. With a persistent `offset_store`, an update at which the loop
        ended `attempts` times in a row is saved as a dead letter at the next start. `poll` handles errors without
        ending.

        Args:
            timeout: How long Telegram may hold a poll open, 0 to 50 seconds.
            allowed_updates: The kinds of update to receive; Telegram remembers them.
            offset_store: Where the bot saves its progress; by default in memory, until the loop ends.
            on_failure: Called with an update and the error when the update cannot be read (`UnparsedUpdate`), or when
                the loop ended at it too often. Without it the update is saved as a dead letter in the store.
            on_conflict: `"stop"` raises on 409; `"wait"` tries again until the other poll or the webhook is gone.
            skip_pending: True deletes all updates that are pending when the loop begins.
            control: Shows the state of the loop, and stops it.
            attempts: How often in a row the loop may end at one update before the update is given up.
            on_error: `"stop"` ends the loop with the error of an update that cannot be read.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            NotFoundError: 404, unknown method, or not a valid bot token.
            ConflictError: 409, another program polls this bot, or it has a webhook.
            ResponseError: An update cannot be read, and `on_error` is `"stop"`.
            Exception: Any error of the store.
        """
        options = PollOptions(
            timeout=timeout,
            allowed_updates=allowed_updates,
            on_conflict=on_conflict,
            skip_pending=skip_pending,
            has_hook=on_failure is not None,
            attempts=attempts,
            on_error=on_error,
            host=self._host,
        )
        return iterate_async(
            AsyncUpdateFetcher(self._executor, self._settings, options),
            MemoryStore() if offset_store is None else offset_store,
            options,
            hook=on_failure,
            control=PollControl() if control is None else control,
            runtime=self._settings.runtime,
        )

    async def poll(
        self,
        handler: AsyncHandler,
        *,
        concurrency: int = 16,
        timeout: int = 30,
        allowed_updates: Sequence[str] | None = None,
        offset_store: OffsetStore | None = None,
        attempts: int = 3,
        on_failure: AsyncFailureHook | None = None,
        on_conflict: OnConflict = "stop",
        drain: float = 10.0,
        skip_pending: bool = False,
        stop_on_signals: bool = True,
        control: PollControl | None = None,
        on_error: OnError = "dead_letter",
    ) -> None:
        """Handle updates until the poll is stopped: in order within a chat, concurrently across chats.

        Handlers run in threads, or in tasks with the async client. An update is finished when its handler returns. Only
        finished updates are confirmed to Telegram, so a crash loses nothing; unfinished updates are delivered again.
        SIGTERM, Ctrl-C and `control.stop()` end the poll: it stops fetching, waits for handlers, and confirms.
        Transient failures of Telegram (5xx, proxy error pages, truncated responses, lost connections) are retried
        indefinitely.

        An error about one update never ends the poll. The update is logged and saved as a dead letter in the store
        (`store.dead_letters()`, `store.replay(handler)`). Only errors that concern the whole bot end it, see below.

        Args:
            handler: Called with each update; after a failure or a crash it is called again with the same update.
            concurrency: The maximum number of updates that are handled at a time.
            timeout: How long Telegram may hold a poll open, 0 to 50 seconds.
            allowed_updates: The kinds of update to receive; Telegram remembers them.
            offset_store: Where the bot saves its progress; by default in memory, until the poll ends.
            attempts: How often a handler that raises is called with one update; its chat waits between attempts. During
                an outage attempts do not count: after a TransportError, ServerError, RateLimitError or
                DeadlineExceededError, for ten minutes, or until 50 other updates were handled. An error that may follow
                an effect (`may_have_been_done`, `pieces_sent`) always counts. A 400 or 403 is not retried.
            on_failure: Called with an update and the error when the attempts are used up, or when the update cannot be
                read (`UnparsedUpdate`); then the update is finished. Without it, or if it raises, the update is saved
                as a dead letter in the store.
            on_conflict: `"stop"` raises on 409; `"wait"` tries again until the other poll or the webhook is gone.
            drain: How long handlers may continue after the stop, in seconds; then tasks are cancelled, and threads are
                abandoned.
            skip_pending: True deletes all updates that are pending when the poll begins.
            stop_on_signals: False does not handle SIGTERM and SIGINT; only the main thread can. Signal handlers that
                were installed before are called too.
            control: Shows the state of the poll, and stops it.
            on_error: `"stop"` ends the poll with the error of an update that is given up; the update is delivered again
                at the next start.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            NotFoundError: 404, unknown method, or not a valid bot token.
            ConflictError: 409, another program polls this bot, or it has a webhook.
            WrongHandlerError: `handler` or `on_failure` is of the wrong kind, such as a generator function.
            Exception: Any error of the store; with `on_error="stop"` also an error of a handler or of `on_failure`.
        """
        options = PollOptions(
            timeout=timeout,
            allowed_updates=allowed_updates,
            on_conflict=on_conflict,
            skip_pending=skip_pending,
            has_hook=on_failure is not None,
            concurrency=concurrency,
            attempts=attempts,
            drain=drain,
            on_error=on_error,
            host=self._host,
        )
        poll = TaskRunner(
            AsyncUpdateFetcher(self._executor, self._settings, options),
            MemoryStore() if offset_store is None else offset_store,
            options,
            handler=handler,
            hook=on_failure,
            control=PollControl() if control is None else control,
            runtime=self._settings.runtime,
        )
        await poll.run(by_signals=stop_on_signals)

    async def get_me(self, **options: Unpack[CallOptions]) -> User:
        """Get the bot's own account (Bot API: getMe): the cheapest way to check a token.

        Args:
            **options: The options of every call.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
        """
        return await self._executor.run(call_of(GetMe()), **options)

    @overload
    async def call(self, method: BotMethod[T], **options: Unpack[PostOptions]) -> T: ...

    @overload
    async def call(
        self,
        method: str,
        params: Mapping[str, object] | None = None,
        *,
        returns: type[T],
        **options: Unpack[PostOptions],
    ) -> T: ...

    async def call(
        self,
        method: BotMethod[T] | str,
        params: Mapping[str, object] | None = None,
        *,
        returns: type[T] | None = None,
        **options: Unpack[PostOptions],
    ) -> T:
        """Call any method of the Bot API: `call(PinChatMessage(chat_id=42, message_id=7))`.

        A method without a class is called by its name: `call("close", returns=bool)`. Methods whose name begins with
        `get` are always retried. Any other method is not sent again when its answer was lost.

        Args:
            method: A `BotMethod`, which has its parameters and its result type; or the name of a method.
            params: The parameters of a method that is called by its name. Models and `InputFile` are fine as values.
            returns: The result type of a method that is called by its name: a pydantic model, `bool`, `int`,
                `list[...]`, `dict[str, object]`.
            **options: The options of every call, and `idempotent`.

        Raises:
            ConfigurationError: JSON does not have a value, or `returns` is missing.
            BadRequestError: 400, malformed request or parameters.
            PermissionDeniedError: 403, the bot may not do this.
            RateLimitError: 429, Telegram limits exceeded.
            ResponseError: The result is not of the type.
        """
        return await self._executor.run(call_by_name(method, params, returns), **options)
