"""The clients of the Telegram Bot API."""

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
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.fetcher import AsyncUpdateFetcher, UpdateFetcher
from schedbot_sdk.telegram.polling.handlers import AsyncFailureHook, AsyncHandler, FailureHook, Handler, OnError
from schedbot_sdk.telegram.polling.iterator import iterate, iterate_async
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.task_runner import TaskRunner
from schedbot_sdk.telegram.polling.thread_runner import ThreadRunner
from schedbot_sdk.telegram.polling.timing import OnConflict
from schedbot_sdk.telegram.rate_limit.limiter import SendLimiter
from schedbot_sdk.telegram.send import AsyncSending, Sending
from schedbot_sdk.telegram.stores.protocol import MemoryStore, OffsetStore
from schedbot_sdk.telegram.types.chats import User
from schedbot_sdk.telegram.types.update import Update

__all__ = ["AsyncTelegramClient", "TelegramClient"]

T = TypeVar("T")


class TelegramClient(Sending):
    """Calls the Bot API as one bot: fetches what users wrote, and answers them.

    Args:
        token: The bot's token, as @BotFather gave it. It is in no URL, log line, error or repr.
        base_url: Telegram's, or a Bot API server of your own.
        timeouts: Limits of one attempt; a number is the limit of each phase, in seconds.
        retry: When and how often a failed call is repeated.
        max_connections: The most connections that are open at a time.
        ssl_context: For a server with its own certificate authority.
        proxy: The proxy's URL; without it the environment's proxy settings count.
        max_response_size: The most bytes of an answer, or of one event of a stream, that are read, unpacked.
        http_client: An httpx (or httpx2) client to send through instead of our own; it stays open at the end.
        on_event: Called with a `CallEvent` for each attempt, failure, wait and success.
        limiter: Keeps what is sent within Telegram's limits; all clients of the bot should have the same one.

    Raises:
        ConfigurationError: `token` or `base_url` has a wrong shape.
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
            gate=limiter,
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
        """Read `TELEGRAM_BOT_TOKEN` (or `BOT_TOKEN`) and, if set, `TELEGRAM_BASE_URL`; keywords win.

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
        """Wait for what users wrote: `GET /getUpdates`. Asking with an offset deletes every update below it.

        Args:
            offset: 0 at first, then the highest update_id of the previous answer + 1.
            timeout: Seconds that the server may wait for an update, 0 to 50.
            limit: The most updates in one answer, 1 to 100.
            allowed_updates: The kinds of update to get; Telegram remembers them.
            **options: `timeouts`, `retry`, `deadline`, `extra_headers`, `extra_query`, for this call.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            BadRequestError: 400, malformed request or parameters.
            RateLimitError: 429, Telegram limits exceeded.
            ServerError: 5xx, Telegram server errors.
            ConflictError: 409, another poll of this bot, or its webhook, took over.
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
        """Updates one by one, for as long as the loop goes on. Asking for the next one confirms the one before.

        Leaving the loop confirms what was finished: all before the update at which it was left, which comes again.
        Where it may be left early, close it (`contextlib.closing` or `aclosing`), so that this is done at once.

        An error of the loop's own body ends the loop, and no `try` of the SDK can see it. With an `offset_store` that
        outlives the process, an update at which the loop was left `attempts` times in a row is put aside at the next
        start. `poll` needs no such end: it goes on at once.

        Args:
            timeout: Seconds that Telegram may hold a poll open, 0 to 50.
            allowed_updates: The kinds of update to get; Telegram remembers them.
            offset_store: Where the bot remembers how far it has come; without one, until the loop ends.
            on_failure: Called with an update that is given up, and the error: one that cannot be read
                (`UnparsedUpdate`), or at which the loop was left too often. Without it the update becomes a dead letter
                of the store.
            on_conflict: `"stop"` raises on 409; `"wait"` tries again until the other poll or the webhook is gone.
            skip_pending: True throws away all updates that wait on Telegram when the loop begins.
            control: Shows how it is doing, and stops it.
            attempts: How often in a row the loop may be left at one update before that is given up.
            on_error: `"stop"` ends the loop with the error of an update that cannot be read, and gives none up.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            NotFoundError: 404, a token that is none.
            ConflictError: 409, another poll of this bot, or its webhook, took over.
            ResponseError: An update cannot be read, and `on_error` is `"stop"`.
            Exception: What the store raised.
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
            UpdateFetcher(self._http, self._executor, self._settings, options),
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
        """Handle updates until the poll is stopped: those of one chat in their order, chats side by side.

        Handlers run in threads, or tasks in the async client. An update counts as finished when its handler returns.
        Telegram is told of none beyond the lowest unfinished one, so that a crash loses nothing; what was being handled
        comes again. SIGTERM, Ctrl-C and `control.stop()` end it: it fetches no more, lets handlers end, and confirms.
        Failures of Telegram that may pass by themselves (5xx, pages of proxies, cut answers, lost connections) are
        retried for as long as they last.

        An error about one update never ends it: the update is logged, kept as a dead letter in the store
        (`store.dead_letters()`, `store.replay(handler)`), and the poll goes on. What ends it concerns the whole bot:
        the errors below.

        Args:
            handler: Called with each update; it may be called again with the same one, after a failure or a crash.
            concurrency: The most updates that are handled at a time.
            timeout: Seconds that Telegram may hold a poll open, 0 to 50.
            allowed_updates: The kinds of update to get; Telegram remembers them.
            offset_store: Where the bot remembers how far it has come; without one, until the poll ends.
            attempts: How often a handler that raises is called with one update, with waits between; its chat waits. In
                an outage none is counted: after a TransportError, ServerError, RateLimitError or DeadlineExceededError,
                for ten minutes, or until 50 other updates were handled. An error after which something may have been
                done (`may_have_been_done`, `pieces_sent`) always counts. A 400 or 403 of Telegram is not tried again.
            on_failure: Called with an update and the error, when the attempts are used up, or when it cannot be read
                (`UnparsedUpdate`); then the update counts as finished. Without it, and if it raises, the update becomes
                a dead letter of the store.
            on_conflict: `"stop"` raises on 409; `"wait"` tries again until the other poll or the webhook is gone.
            drain: Seconds that handlers have to end once it is stopped; then tasks are cancelled, threads left alone.
            skip_pending: True throws away all updates that wait on Telegram when the poll begins.
            stop_on_signals: False leaves SIGTERM and SIGINT alone; only the main thread can listen to them. Whoever
                listened to them before hears them as well.
            control: Shows how it is doing, and stops it.
            on_error: `"stop"` ends the poll with the error of an update that is given up; it comes again at the next
                start.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            NotFoundError: 404, a token that is none.
            ConflictError: 409, another poll of this bot, or its webhook, took over.
            WrongHandlerError: `handler` or `on_failure` is of a kind that cannot work.
            Exception: What the store raised; with `on_error="stop"` also what a handler or `on_failure` raised.
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
            UpdateFetcher(self._http, self._executor, self._settings, options),
            MemoryStore() if offset_store is None else offset_store,
            options,
            handler=handler,
            hook=on_failure,
            control=PollControl() if control is None else control,
            runtime=self._settings.runtime,
        )
        poll.run(by_signals=stop_on_signals)

    def get_me(self, **options: Unpack[CallOptions]) -> User:
        """Who the bot is (Bot API: getMe): the cheapest way to check a token.

        Args:
            **options: Those of every call.

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
            **options: Those of every call, and `idempotent`.

        Raises:
            ConfigurationError: JSON does not have a value, or `returns` is missing.
            BadRequestError: 400, malformed request or parameters.
            PermissionDeniedError: 403, the bot may not do this.
            RateLimitError: 429, Telegram limits exceeded.
            ResponseError: The result is not of the type.
        """
        return self._executor.run(call_by_name(method, params, returns), **options)


class AsyncTelegramClient(AsyncSending):
    """Calls the Bot API as one bot: fetches what users wrote, and answers them.

    Args:
        token: The bot's token, as @BotFather gave it. It is in no URL, log line, error or repr.
        base_url: Telegram's, or a Bot API server of your own.
        timeouts: Limits of one attempt; a number is the limit of each phase, in seconds.
        retry: When and how often a failed call is repeated.
        max_connections: The most connections that are open at a time.
        ssl_context: For a server with its own certificate authority.
        proxy: The proxy's URL; without it the environment's proxy settings count.
        max_response_size: The most bytes of an answer, or of one event of a stream, that are read, unpacked.
        http_client: An httpx (or httpx2) client to send through instead of our own; it stays open at the end.
        on_event: Called with a `CallEvent` for each attempt, failure, wait and success.
        limiter: Keeps what is sent within Telegram's limits; all clients of the bot should have the same one.

    Raises:
        ConfigurationError: `token` or `base_url` has a wrong shape.
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
            gate=limiter,
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
        """Read `TELEGRAM_BOT_TOKEN` (or `BOT_TOKEN`) and, if set, `TELEGRAM_BASE_URL`; keywords win.

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
        """Wait for what users wrote: `GET /getUpdates`. Asking with an offset deletes every update below it.

        Args:
            offset: 0 at first, then the highest update_id of the previous answer + 1.
            timeout: Seconds that the server may wait for an update, 0 to 50.
            limit: The most updates in one answer, 1 to 100.
            allowed_updates: The kinds of update to get; Telegram remembers them.
            **options: `timeouts`, `retry`, `deadline`, `extra_headers`, `extra_query`, for this call.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            BadRequestError: 400, malformed request or parameters.
            RateLimitError: 429, Telegram limits exceeded.
            ServerError: 5xx, Telegram server errors.
            ConflictError: 409, another poll of this bot, or its webhook, took over.
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
        """Updates one by one, for as long as the loop goes on. Asking for the next one confirms the one before.

        Leaving the loop confirms what was finished: all before the update at which it was left, which comes again.
        Where it may be left early, close it (`contextlib.closing` or `aclosing`), so that this is done at once.

        An error of the loop's own body ends the loop, and no `try` of the SDK can see it. With an `offset_store` that
        outlives the process, an update at which the loop was left `attempts` times in a row is put aside at the next
        start. `poll` needs no such end: it goes on at once.

        Args:
            timeout: Seconds that Telegram may hold a poll open, 0 to 50.
            allowed_updates: The kinds of update to get; Telegram remembers them.
            offset_store: Where the bot remembers how far it has come; without one, until the loop ends.
            on_failure: Called with an update that is given up, and the error: one that cannot be read
                (`UnparsedUpdate`), or at which the loop was left too often. Without it the update becomes a dead letter
                of the store.
            on_conflict: `"stop"` raises on 409; `"wait"` tries again until the other poll or the webhook is gone.
            skip_pending: True throws away all updates that wait on Telegram when the loop begins.
            control: Shows how it is doing, and stops it.
            attempts: How often in a row the loop may be left at one update before that is given up.
            on_error: `"stop"` ends the loop with the error of an update that cannot be read, and gives none up.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            NotFoundError: 404, a token that is none.
            ConflictError: 409, another poll of this bot, or its webhook, took over.
            ResponseError: An update cannot be read, and `on_error` is `"stop"`.
            Exception: What the store raised.
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
            AsyncUpdateFetcher(self._http, self._executor, self._settings, options),
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
        """Handle updates until the poll is stopped: those of one chat in their order, chats side by side.

        Handlers run in threads, or tasks in the async client. An update counts as finished when its handler returns.
        Telegram is told of none beyond the lowest unfinished one, so that a crash loses nothing; what was being handled
        comes again. SIGTERM, Ctrl-C and `control.stop()` end it: it fetches no more, lets handlers end, and confirms.
        Failures of Telegram that may pass by themselves (5xx, pages of proxies, cut answers, lost connections) are
        retried for as long as they last.

        An error about one update never ends it: the update is logged, kept as a dead letter in the store
        (`store.dead_letters()`, `store.replay(handler)`), and the poll goes on. What ends it concerns the whole bot:
        the errors below.

        Args:
            handler: Called with each update; it may be called again with the same one, after a failure or a crash.
            concurrency: The most updates that are handled at a time.
            timeout: Seconds that Telegram may hold a poll open, 0 to 50.
            allowed_updates: The kinds of update to get; Telegram remembers them.
            offset_store: Where the bot remembers how far it has come; without one, until the poll ends.
            attempts: How often a handler that raises is called with one update, with waits between; its chat waits. In
                an outage none is counted: after a TransportError, ServerError, RateLimitError or DeadlineExceededError,
                for ten minutes, or until 50 other updates were handled. An error after which something may have been
                done (`may_have_been_done`, `pieces_sent`) always counts. A 400 or 403 of Telegram is not tried again.
            on_failure: Called with an update and the error, when the attempts are used up, or when it cannot be read
                (`UnparsedUpdate`); then the update counts as finished. Without it, and if it raises, the update becomes
                a dead letter of the store.
            on_conflict: `"stop"` raises on 409; `"wait"` tries again until the other poll or the webhook is gone.
            drain: Seconds that handlers have to end once it is stopped; then tasks are cancelled, threads left alone.
            skip_pending: True throws away all updates that wait on Telegram when the poll begins.
            stop_on_signals: False leaves SIGTERM and SIGINT alone; only the main thread can listen to them. Whoever
                listened to them before hears them as well.
            control: Shows how it is doing, and stops it.
            on_error: `"stop"` ends the poll with the error of an update that is given up; it comes again at the next
                start.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            NotFoundError: 404, a token that is none.
            ConflictError: 409, another poll of this bot, or its webhook, took over.
            WrongHandlerError: `handler` or `on_failure` is of a kind that cannot work.
            Exception: What the store raised; with `on_error="stop"` also what a handler or `on_failure` raised.
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
            AsyncUpdateFetcher(self._http, self._executor, self._settings, options),
            MemoryStore() if offset_store is None else offset_store,
            options,
            handler=handler,
            hook=on_failure,
            control=PollControl() if control is None else control,
            runtime=self._settings.runtime,
        )
        await poll.run(by_signals=stop_on_signals)

    async def get_me(self, **options: Unpack[CallOptions]) -> User:
        """Who the bot is (Bot API: getMe): the cheapest way to check a token.

        Args:
            **options: Those of every call.

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
            **options: Those of every call, and `idempotent`.

        Raises:
            ConfigurationError: JSON does not have a value, or `returns` is missing.
            BadRequestError: 400, malformed request or parameters.
            PermissionDeniedError: 403, the bot may not do this.
            RateLimitError: 429, Telegram limits exceeded.
            ResponseError: The result is not of the type.
        """
        return await self._executor.run(call_by_name(method, params, returns), **options)
