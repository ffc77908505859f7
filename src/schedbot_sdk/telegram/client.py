"""The clients of the Telegram Bot API."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from typing import Self, TypeVar, Unpack

from schedbot_sdk._core.credential import bot_token
from schedbot_sdk._core.http.client import AsyncHttpClient, HttpClient
from schedbot_sdk._core.sealed import sealed
from schedbot_sdk._core.service import (
    MAX_RESPONSE_SIZE,
    AsyncService,
    ServiceOptions,
    SyncService,
    environment,
    optional_environment,
)
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.options import CallOptions, OnEvent, PostOptions, RetryPolicy, Timeouts
from schedbot_sdk.telegram import calls, requests, sends
from schedbot_sdk.telegram.limiter import SendLimiter
from schedbot_sdk.telegram.models import InlineKeyboardMarkup, Message, MessageEntity, Update, User
from schedbot_sdk.telegram.polling import aio, sync
from schedbot_sdk.telegram.polling.aio import AsyncHandler, AsyncHook
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.pace import OnConflict
from schedbot_sdk.telegram.polling.poll_options import PollOptions
from schedbot_sdk.telegram.polling.source import AsyncTelegramSource, TelegramSource
from schedbot_sdk.telegram.polling.sync import Handler, Hook
from schedbot_sdk.telegram.stores import MemoryStore, OffsetStore

__all__ = ["AsyncTelegramClient", "TelegramClient"]

T = TypeVar("T")


class TelegramClient(SyncService):
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
        proxy = sealed(proxy)
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
        **options: Unpack[ServiceOptions],
    ) -> Self:
        """Read `TELEGRAM_BOT_TOKEN` (or `BOT_TOKEN`) and, if set, `TELEGRAM_BASE_URL`; keywords win.

        Raises:
            ConfigurationError: There is no token; the message names the variables.
        """
        token = sealed(token or environment("TELEGRAM_BOT_TOKEN", "BOT_TOKEN"))  # so that no traceback shows it
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
            ResponseError: An update is malformed; the message names its update_id.
        """
        return self._executor.run(calls.get_updates(offset, timeout, limit, allowed_updates), **options)

    def updates(
        self,
        *,
        timeout: int = 30,
        allowed_updates: Sequence[str] | None = None,
        offset_store: OffsetStore | None = None,
        on_failure: Hook | None = None,
        on_conflict: OnConflict = "stop",
        skip_pending: bool = False,
        control: PollControl | None = None,
    ) -> Generator[Update]:
        """Updates one by one, for as long as the loop goes on. Asking for the next one confirms the one before.

        Leaving the loop confirms what was finished: all before the update at which it was left, which comes again.
        Where it may be left early, close it (`contextlib.closing` or `aclosing`), so that this is done at once.

        Args:
            timeout: Seconds that Telegram may hold a poll open, 0 to 50.
            allowed_updates: The kinds of update to get; Telegram remembers them.
            offset_store: Where the bot remembers how far it has come; without one, until the loop ends.
            on_failure: Called with an update that cannot be read, and the error; then the loop goes on. Without it the
                loop ends with the error.
            on_conflict: `"stop"` raises on 409; `"wait"` tries again until the other poll or the webhook is gone.
            skip_pending: True throws away all updates that wait on Telegram when the loop begins.
            control: Shows how it is doing, and stops it.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            NotFoundError: 404, a token that is none.
            ConflictError: 409, another poll of this bot, or its webhook, took over.
            ResponseError: An update cannot be read, and there is no `on_failure`.
        """
        options = PollOptions(
            timeout=timeout,
            allowed_updates=allowed_updates,
            on_conflict=on_conflict,
            skip_pending=skip_pending,
            has_hook=on_failure is not None,
        )
        return sync.iterate(
            TelegramSource(self._http, self._executor, self._settings, options),
            offset_store or MemoryStore(),
            options,
            hook=on_failure,
            control=control or PollControl(),
            seam=self._settings.seam,
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
        on_failure: Hook | None = None,
        on_conflict: OnConflict = "stop",
        drain: float = 10.0,
        skip_pending: bool = False,
        stop_on_signals: bool = True,
        control: PollControl | None = None,
    ) -> None:
        """Handle updates until the poll is stopped: those of one chat in their order, chats side by side.

        Handlers run in threads, or tasks in the async client. An update counts as finished when its handler returns.
        Telegram is told of none beyond the lowest unfinished one, so that a crash loses nothing; what was being handled
        comes again. SIGTERM, Ctrl-C and `control.stop()` end it: it fetches no more, lets handlers end, and confirms.
        Whatever may pass by itself (5xx, pages of proxies, cut answers, lost connections) is ridden out for as long as
        it takes.

        Args:
            handler: Called with each update; it may be called again with the same one, after a failure or a crash.
            concurrency: The most updates that are handled at a time.
            timeout: Seconds that Telegram may hold a poll open, 0 to 50.
            allowed_updates: The kinds of update to get; Telegram remembers them.
            offset_store: Where the bot remembers how far it has come; without one, until the poll ends.
            attempts: How often a handler that raises is called with one update, with waits between; its chat waits.
            on_failure: Called with an update and the error, when the attempts are used up, or when it cannot be read
                (`UnparsedUpdate`); then the update counts as finished. Without it the poll ends with the error.
            on_conflict: `"stop"` raises on 409; `"wait"` tries again until the other poll or the webhook is gone.
            drain: Seconds that handlers have to end once it is stopped; then tasks are cancelled, threads left alone.
            skip_pending: True throws away all updates that wait on Telegram when the poll begins.
            stop_on_signals: False leaves SIGTERM and SIGINT alone; only the main thread can listen to them.
            control: Shows how it is doing, and stops it.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            NotFoundError: 404, a token that is none.
            ConflictError: 409, another poll of this bot, or its webhook, took over.
            Exception: What a handler raised at its last attempt, where there is no `on_failure`; what that one raised.
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
        )
        poll = sync.Poll(
            TelegramSource(self._http, self._executor, self._settings, options),
            offset_store or MemoryStore(),
            options,
            handler=handler,
            hook=on_failure,
            control=control or PollControl(),
            seam=self._settings.seam,
        )
        poll.run(by_signals=stop_on_signals)

    def send_message(
        self,
        chat_id: int | str,
        text: str,
        *,
        entities: Sequence[MessageEntity | Mapping[str, object]] | None = None,
        parse_mode: str | None = None,
        reply_markup: InlineKeyboardMarkup | Mapping[str, object] | None = None,
        reply_parameters: requests.ReplyParameters | Mapping[str, object] | None = None,
        message_thread_id: int | None = None,
        disable_notification: bool | None = None,
        **options: Unpack[PostOptions],
    ) -> Message:
        """Send a text (Bot API: sendMessage). It is not sent again when its answer was lost.

        Args:
            chat_id: The chat's id, or @username of a channel.
            text: 1 to 4096 characters.
            entities: Special parts of the text, in UTF-16 code units.
            parse_mode: `"MarkdownV2"` or `"HTML"`, instead of entities.
            reply_markup: Buttons under the message.
            reply_parameters: The message to answer.
            message_thread_id: The topic to write to.
            disable_notification: True sends without a sound.
            **options: Those of every call, and `idempotent`.
        """
        values = {
            "chat_id": chat_id,
            "text": text,
            "entities": None if entities is None else list(entities),
            "parse_mode": parse_mode,
            "reply_markup": reply_markup,
            "reply_parameters": reply_parameters,
            "message_thread_id": message_thread_id,
            "disable_notification": disable_notification,
        }
        call = calls.request("sendMessage", requests.SendMessageRequest, values, Message)
        return self._executor.run(call, **options)

    def send_text(
        self,
        chat_id: int | str,
        text: str,
        *,
        entities: Sequence[MessageEntity | Mapping[str, object]] | None = None,
        reply_markup: InlineKeyboardMarkup | Mapping[str, object] | None = None,
        reply_parameters: requests.ReplyParameters | Mapping[str, object] | None = None,
        message_thread_id: int | None = None,
        disable_notification: bool | None = None,
        **options: Unpack[PostOptions],
    ) -> list[Message]:
        """Send a text of any length, as `split_text` cuts it: one message after the other, each when the last has come.

        A call that fails leaves what was sent before: `SchedbotError.pieces_sent` says how many messages that is, and
        `split_text(text, entities)[error.pieces_sent:]` is the rest. Whether the piece at which it ended arrived is
        known as of any message: not where its answer was lost.

        Args:
            chat_id: The chat's id, or @username of a channel.
            text: Plain text; of Markdown or HTML a cut would break the markup.
            entities: Special parts of the text, in UTF-16 code units.
            reply_markup: Buttons under the last message.
            reply_parameters: The message that the first one answers.
            message_thread_id: The topic to write to.
            disable_notification: True sends without a sound.
            **options: Those of every call, and `idempotent`. A `deadline` holds for all messages together; that of the
                policy is 3 s longer for each message after the first, the pace that a group allows.

        Raises:
            ConfigurationError: An argument is of a wrong type, or nothing of the text can be seen.
        """
        values = {
            "chat_id": chat_id,
            "text": text,
            "entities": None if entities is None else list(entities),
            "reply_markup": reply_markup,
            "reply_parameters": reply_parameters,
            "message_thread_id": message_thread_id,
            "disable_notification": disable_notification,
        }
        pieces = sends.texts(values)
        together = self._executor.together(options, sends.limits_of(len(pieces)))
        sent: list[Message] = []
        for piece in pieces:
            outcome = self._executor.outcome(piece, together)
            if isinstance(outcome, SchedbotError):
                raise sends.stopped(outcome, len(sent), len(pieces))
            sent.append(outcome)
        return sent

    def send_document(
        self,
        chat_id: int | str,
        document: bytes | os.PathLike[str] | str,
        *,
        file_name: str | None = None,
        caption: str | None = None,
        caption_entities: Sequence[MessageEntity | Mapping[str, object]] | None = None,
        parse_mode: str | None = None,
        reply_markup: InlineKeyboardMarkup | Mapping[str, object] | None = None,
        reply_parameters: requests.ReplyParameters | Mapping[str, object] | None = None,
        message_thread_id: int | None = None,
        disable_notification: bool | None = None,
        **options: Unpack[PostOptions],
    ) -> Message:
        """Send a file (Bot API: sendDocument). It is read as a whole, so that a retry sends it from its beginning.

        Args:
            chat_id: The chat's id, or @username of a channel.
            document: The content, the path of a file, or as a string what Telegram knows: a file_id or an address.
            file_name: The name that its readers see; without it that of the path. Bytes need one.
            caption: Up to 1024 characters under it.
            caption_entities: Special parts of the caption, in UTF-16 code units.
            parse_mode: `"MarkdownV2"` or `"HTML"`, instead of caption_entities.
            reply_markup: Buttons under it.
            reply_parameters: The message to answer.
            message_thread_id: The topic to write to.
            disable_notification: True sends without a sound.
            **options: Those of every call, and `idempotent`.

        Raises:
            ConfigurationError: An argument is of a wrong type, or the file is empty or has no name.
            OSError: The file cannot be read.
        """
        values = {
            "chat_id": chat_id,
            "caption": caption,
            "caption_entities": None if caption_entities is None else list(caption_entities),
            "parse_mode": parse_mode,
            "reply_markup": reply_markup,
            "reply_parameters": reply_parameters,
            "message_thread_id": message_thread_id,
            "disable_notification": disable_notification,
        }
        content = sends.read_file(document)
        return self._executor.run(sends.document(content, document, file_name, values), **options)

    def edit_message_text(
        self,
        chat_id: int | str,
        message_id: int,
        text: str,
        *,
        entities: Sequence[MessageEntity | Mapping[str, object]] | None = None,
        parse_mode: str | None = None,
        reply_markup: InlineKeyboardMarkup | Mapping[str, object] | None = None,
        **options: Unpack[PostOptions],
    ) -> Message:
        """Change a text that the bot sent (Bot API: editMessageText). Without `reply_markup` its buttons go.

        Args:
            chat_id: The chat of the message.
            message_id: The message to change.
            text: 1 to 4096 characters, or the same with other buttons.
            entities: Special parts of the text, in UTF-16 code units.
            parse_mode: `"MarkdownV2"` or `"HTML"`, instead of entities.
            reply_markup: The new buttons.
            **options: Those of every call, and `idempotent`.
        """
        values = {
            "chat_id": chat_id,
            "message_id": message_id,
            "text": text,
            "entities": None if entities is None else list(entities),
            "parse_mode": parse_mode,
            "reply_markup": reply_markup,
        }
        call = calls.request("editMessageText", requests.EditMessageTextRequest, values, Message)
        return self._executor.run(call, **options)

    def delete_message(self, chat_id: int | str, message_id: int, **options: Unpack[PostOptions]) -> bool:
        """Delete a message, the bot's own or one that it may delete (Bot API: deleteMessage).

        Args:
            chat_id: The chat of the message.
            message_id: The message to delete.
            **options: Those of every call, and `idempotent`.
        """
        values = {"chat_id": chat_id, "message_id": message_id}
        call = calls.request("deleteMessage", requests.DeleteMessageRequest, values, bool)
        return self._executor.run(call, **options)

    def answer_callback_query(
        self,
        callback_query_id: str,
        *,
        text: str | None = None,
        show_alert: bool | None = None,
        url: str | None = None,
        cache_time: int | None = None,
        **options: Unpack[PostOptions],
    ) -> bool:
        """Tell the user that the press of a button arrived (Bot API: answerCallbackQuery).

        Args:
            callback_query_id: `CallbackQuery.id`; it expires after some minutes.
            text: Shown to the user, up to 200 characters.
            show_alert: True shows it as a box to close.
            url: Opened by the user's app.
            cache_time: Seconds for which the app may remember the answer.
            **options: Those of every call, and `idempotent`.
        """
        values = {
            "callback_query_id": callback_query_id,
            "text": text,
            "show_alert": show_alert,
            "url": url,
            "cache_time": cache_time,
        }
        call = calls.request("answerCallbackQuery", requests.AnswerCallbackQueryRequest, values, bool)
        return self._executor.run(call, **options)

    def send_chat_action(
        self,
        chat_id: int | str,
        action: str = "typing",
        *,
        message_thread_id: int | None = None,
        **options: Unpack[PostOptions],
    ) -> bool:
        """Show for 5 seconds that the bot is busy (Bot API: sendChatAction).

        Args:
            chat_id: The chat's id, or @username of a channel.
            action: `"typing"`, `"upload_document"`, and so on.
            message_thread_id: The topic to show it in.
            **options: Those of every call, and `idempotent`.
        """
        values = {"chat_id": chat_id, "action": action, "message_thread_id": message_thread_id}
        return self._executor.run(
            calls.request("sendChatAction", requests.SendChatActionRequest, values, bool), **options
        )

    def get_me(self, **options: Unpack[CallOptions]) -> User:
        """Who the bot is (Bot API: getMe): the cheapest way to check a token.

        Args:
            **options: Those of every call.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
        """
        return self._executor.run(calls.method("getMe", None, User), **options)

    def call(
        self,
        method: str,
        params: Mapping[str, object] | None = None,
        *,
        returns: type[T],
        **options: Unpack[PostOptions],
    ) -> T:
        """Call any other method of the Bot API.

        Methods whose name begins with `get` are repeated freely; any other is not sent again when its answer was lost.

        Args:
            method: Its name, such as `"getChat"`.
            params: Its parameters; models of this package are fine as values.
            returns: The type of `result`: a pydantic model, `bool`, `int`, `list[...]`, `dict[str, object]`.
            **options: Those of every call, and `idempotent`.
        """
        return self._executor.run(calls.method(method, params, returns), **options)


class AsyncTelegramClient(AsyncService):
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
        proxy = sealed(proxy)
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
        **options: Unpack[ServiceOptions],
    ) -> Self:
        """Read `TELEGRAM_BOT_TOKEN` (or `BOT_TOKEN`) and, if set, `TELEGRAM_BASE_URL`; keywords win.

        Raises:
            ConfigurationError: There is no token; the message names the variables.
        """
        token = sealed(token or environment("TELEGRAM_BOT_TOKEN", "BOT_TOKEN"))  # so that no traceback shows it
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
            ResponseError: An update is malformed; the message names its update_id.
        """
        return await self._executor.run(calls.get_updates(offset, timeout, limit, allowed_updates), **options)

    def updates(
        self,
        *,
        timeout: int = 30,
        allowed_updates: Sequence[str] | None = None,
        offset_store: OffsetStore | None = None,
        on_failure: AsyncHook | None = None,
        on_conflict: OnConflict = "stop",
        skip_pending: bool = False,
        control: PollControl | None = None,
    ) -> AsyncGenerator[Update]:
        """Updates one by one, for as long as the loop goes on. Asking for the next one confirms the one before.

        Leaving the loop confirms what was finished: all before the update at which it was left, which comes again.
        Where it may be left early, close it (`contextlib.closing` or `aclosing`), so that this is done at once.

        Args:
            timeout: Seconds that Telegram may hold a poll open, 0 to 50.
            allowed_updates: The kinds of update to get; Telegram remembers them.
            offset_store: Where the bot remembers how far it has come; without one, until the loop ends.
            on_failure: Called with an update that cannot be read, and the error; then the loop goes on. Without it the
                loop ends with the error.
            on_conflict: `"stop"` raises on 409; `"wait"` tries again until the other poll or the webhook is gone.
            skip_pending: True throws away all updates that wait on Telegram when the loop begins.
            control: Shows how it is doing, and stops it.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            NotFoundError: 404, a token that is none.
            ConflictError: 409, another poll of this bot, or its webhook, took over.
            ResponseError: An update cannot be read, and there is no `on_failure`.
        """
        options = PollOptions(
            timeout=timeout,
            allowed_updates=allowed_updates,
            on_conflict=on_conflict,
            skip_pending=skip_pending,
            has_hook=on_failure is not None,
        )
        return aio.iterate(
            AsyncTelegramSource(self._http, self._executor, self._settings, options),
            offset_store or MemoryStore(),
            options,
            hook=on_failure,
            control=control or PollControl(),
            seam=self._settings.seam,
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
        on_failure: AsyncHook | None = None,
        on_conflict: OnConflict = "stop",
        drain: float = 10.0,
        skip_pending: bool = False,
        stop_on_signals: bool = True,
        control: PollControl | None = None,
    ) -> None:
        """Handle updates until the poll is stopped: those of one chat in their order, chats side by side.

        Handlers run in threads, or tasks in the async client. An update counts as finished when its handler returns.
        Telegram is told of none beyond the lowest unfinished one, so that a crash loses nothing; what was being handled
        comes again. SIGTERM, Ctrl-C and `control.stop()` end it: it fetches no more, lets handlers end, and confirms.
        Whatever may pass by itself (5xx, pages of proxies, cut answers, lost connections) is ridden out for as long as
        it takes.

        Args:
            handler: Called with each update; it may be called again with the same one, after a failure or a crash.
            concurrency: The most updates that are handled at a time.
            timeout: Seconds that Telegram may hold a poll open, 0 to 50.
            allowed_updates: The kinds of update to get; Telegram remembers them.
            offset_store: Where the bot remembers how far it has come; without one, until the poll ends.
            attempts: How often a handler that raises is called with one update, with waits between; its chat waits.
            on_failure: Called with an update and the error, when the attempts are used up, or when it cannot be read
                (`UnparsedUpdate`); then the update counts as finished. Without it the poll ends with the error.
            on_conflict: `"stop"` raises on 409; `"wait"` tries again until the other poll or the webhook is gone.
            drain: Seconds that handlers have to end once it is stopped; then tasks are cancelled, threads left alone.
            skip_pending: True throws away all updates that wait on Telegram when the poll begins.
            stop_on_signals: False leaves SIGTERM and SIGINT alone; only the main thread can listen to them.
            control: Shows how it is doing, and stops it.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
            NotFoundError: 404, a token that is none.
            ConflictError: 409, another poll of this bot, or its webhook, took over.
            Exception: What a handler raised at its last attempt, where there is no `on_failure`; what that one raised.
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
        )
        poll = aio.AsyncPoll(
            AsyncTelegramSource(self._http, self._executor, self._settings, options),
            offset_store or MemoryStore(),
            options,
            handler=handler,
            hook=on_failure,
            control=control or PollControl(),
            seam=self._settings.seam,
        )
        await poll.run(by_signals=stop_on_signals)

    async def send_message(
        self,
        chat_id: int | str,
        text: str,
        *,
        entities: Sequence[MessageEntity | Mapping[str, object]] | None = None,
        parse_mode: str | None = None,
        reply_markup: InlineKeyboardMarkup | Mapping[str, object] | None = None,
        reply_parameters: requests.ReplyParameters | Mapping[str, object] | None = None,
        message_thread_id: int | None = None,
        disable_notification: bool | None = None,
        **options: Unpack[PostOptions],
    ) -> Message:
        """Send a text (Bot API: sendMessage). It is not sent again when its answer was lost.

        Args:
            chat_id: The chat's id, or @username of a channel.
            text: 1 to 4096 characters.
            entities: Special parts of the text, in UTF-16 code units.
            parse_mode: `"MarkdownV2"` or `"HTML"`, instead of entities.
            reply_markup: Buttons under the message.
            reply_parameters: The message to answer.
            message_thread_id: The topic to write to.
            disable_notification: True sends without a sound.
            **options: Those of every call, and `idempotent`.
        """
        values = {
            "chat_id": chat_id,
            "text": text,
            "entities": None if entities is None else list(entities),
            "parse_mode": parse_mode,
            "reply_markup": reply_markup,
            "reply_parameters": reply_parameters,
            "message_thread_id": message_thread_id,
            "disable_notification": disable_notification,
        }
        return await self._executor.run(
            calls.request("sendMessage", requests.SendMessageRequest, values, Message), **options
        )

    async def send_text(
        self,
        chat_id: int | str,
        text: str,
        *,
        entities: Sequence[MessageEntity | Mapping[str, object]] | None = None,
        reply_markup: InlineKeyboardMarkup | Mapping[str, object] | None = None,
        reply_parameters: requests.ReplyParameters | Mapping[str, object] | None = None,
        message_thread_id: int | None = None,
        disable_notification: bool | None = None,
        **options: Unpack[PostOptions],
    ) -> list[Message]:
        """Send a text of any length, as `split_text` cuts it: one message after the other, each when the last has come.

        A call that fails leaves what was sent before: `SchedbotError.pieces_sent` says how many messages that is, and
        `split_text(text, entities)[error.pieces_sent:]` is the rest. Whether the piece at which it ended arrived is
        known as of any message: not where its answer was lost.

        Args:
            chat_id: The chat's id, or @username of a channel.
            text: Plain text; of Markdown or HTML a cut would break the markup.
            entities: Special parts of the text, in UTF-16 code units.
            reply_markup: Buttons under the last message.
            reply_parameters: The message that the first one answers.
            message_thread_id: The topic to write to.
            disable_notification: True sends without a sound.
            **options: Those of every call, and `idempotent`. A `deadline` holds for all messages together; that of the
                policy is 3 s longer for each message after the first, the pace that a group allows.

        Raises:
            ConfigurationError: An argument is of a wrong type, or nothing of the text can be seen.
        """
        values = {
            "chat_id": chat_id,
            "text": text,
            "entities": None if entities is None else list(entities),
            "reply_markup": reply_markup,
            "reply_parameters": reply_parameters,
            "message_thread_id": message_thread_id,
            "disable_notification": disable_notification,
        }
        pieces = sends.texts(values)
        together = self._executor.together(options, sends.limits_of(len(pieces)))
        sent: list[Message] = []
        for piece in pieces:
            outcome = await self._executor.outcome(piece, together)
            if isinstance(outcome, SchedbotError):
                raise sends.stopped(outcome, len(sent), len(pieces))
            sent.append(outcome)
        return sent

    async def send_document(
        self,
        chat_id: int | str,
        document: bytes | os.PathLike[str] | str,
        *,
        file_name: str | None = None,
        caption: str | None = None,
        caption_entities: Sequence[MessageEntity | Mapping[str, object]] | None = None,
        parse_mode: str | None = None,
        reply_markup: InlineKeyboardMarkup | Mapping[str, object] | None = None,
        reply_parameters: requests.ReplyParameters | Mapping[str, object] | None = None,
        message_thread_id: int | None = None,
        disable_notification: bool | None = None,
        **options: Unpack[PostOptions],
    ) -> Message:
        """Send a file (Bot API: sendDocument). It is read as a whole, so that a retry sends it from its beginning.

        Args:
            chat_id: The chat's id, or @username of a channel.
            document: The content, the path of a file, or as a string what Telegram knows: a file_id or an address.
            file_name: The name that its readers see; without it that of the path. Bytes need one.
            caption: Up to 1024 characters under it.
            caption_entities: Special parts of the caption, in UTF-16 code units.
            parse_mode: `"MarkdownV2"` or `"HTML"`, instead of caption_entities.
            reply_markup: Buttons under it.
            reply_parameters: The message to answer.
            message_thread_id: The topic to write to.
            disable_notification: True sends without a sound.
            **options: Those of every call, and `idempotent`.

        Raises:
            ConfigurationError: An argument is of a wrong type, or the file is empty or has no name.
            OSError: The file cannot be read.
        """
        values = {
            "chat_id": chat_id,
            "caption": caption,
            "caption_entities": None if caption_entities is None else list(caption_entities),
            "parse_mode": parse_mode,
            "reply_markup": reply_markup,
            "reply_parameters": reply_parameters,
            "message_thread_id": message_thread_id,
            "disable_notification": disable_notification,
        }
        content = await asyncio.to_thread(sends.read_file, document)
        return await self._executor.run(sends.document(content, document, file_name, values), **options)

    async def edit_message_text(
        self,
        chat_id: int | str,
        message_id: int,
        text: str,
        *,
        entities: Sequence[MessageEntity | Mapping[str, object]] | None = None,
        parse_mode: str | None = None,
        reply_markup: InlineKeyboardMarkup | Mapping[str, object] | None = None,
        **options: Unpack[PostOptions],
    ) -> Message:
        """Change a text that the bot sent (Bot API: editMessageText). Without `reply_markup` its buttons go.

        Args:
            chat_id: The chat of the message.
            message_id: The message to change.
            text: 1 to 4096 characters, or the same with other buttons.
            entities: Special parts of the text, in UTF-16 code units.
            parse_mode: `"MarkdownV2"` or `"HTML"`, instead of entities.
            reply_markup: The new buttons.
            **options: Those of every call, and `idempotent`.
        """
        values = {
            "chat_id": chat_id,
            "message_id": message_id,
            "text": text,
            "entities": None if entities is None else list(entities),
            "parse_mode": parse_mode,
            "reply_markup": reply_markup,
        }
        call = calls.request("editMessageText", requests.EditMessageTextRequest, values, Message)
        return await self._executor.run(call, **options)

    async def delete_message(self, chat_id: int | str, message_id: int, **options: Unpack[PostOptions]) -> bool:
        """Delete a message, the bot's own or one that it may delete (Bot API: deleteMessage).

        Args:
            chat_id: The chat of the message.
            message_id: The message to delete.
            **options: Those of every call, and `idempotent`.
        """
        values = {"chat_id": chat_id, "message_id": message_id}
        call = calls.request("deleteMessage", requests.DeleteMessageRequest, values, bool)
        return await self._executor.run(call, **options)

    async def answer_callback_query(
        self,
        callback_query_id: str,
        *,
        text: str | None = None,
        show_alert: bool | None = None,
        url: str | None = None,
        cache_time: int | None = None,
        **options: Unpack[PostOptions],
    ) -> bool:
        """Tell the user that the press of a button arrived (Bot API: answerCallbackQuery).

        Args:
            callback_query_id: `CallbackQuery.id`; it expires after some minutes.
            text: Shown to the user, up to 200 characters.
            show_alert: True shows it as a box to close.
            url: Opened by the user's app.
            cache_time: Seconds for which the app may remember the answer.
            **options: Those of every call, and `idempotent`.
        """
        values = {
            "callback_query_id": callback_query_id,
            "text": text,
            "show_alert": show_alert,
            "url": url,
            "cache_time": cache_time,
        }
        call = calls.request("answerCallbackQuery", requests.AnswerCallbackQueryRequest, values, bool)
        return await self._executor.run(call, **options)

    async def send_chat_action(
        self,
        chat_id: int | str,
        action: str = "typing",
        *,
        message_thread_id: int | None = None,
        **options: Unpack[PostOptions],
    ) -> bool:
        """Show for 5 seconds that the bot is busy (Bot API: sendChatAction).

        Args:
            chat_id: The chat's id, or @username of a channel.
            action: `"typing"`, `"upload_document"`, and so on.
            message_thread_id: The topic to show it in.
            **options: Those of every call, and `idempotent`.
        """
        values = {"chat_id": chat_id, "action": action, "message_thread_id": message_thread_id}
        return await self._executor.run(
            calls.request("sendChatAction", requests.SendChatActionRequest, values, bool), **options
        )

    async def get_me(self, **options: Unpack[CallOptions]) -> User:
        """Who the bot is (Bot API: getMe): the cheapest way to check a token.

        Args:
            **options: Those of every call.

        Raises:
            AuthenticationError: 401, wrong or invalid bot token.
        """
        return await self._executor.run(calls.method("getMe", None, User), **options)

    async def call(
        self,
        method: str,
        params: Mapping[str, object] | None = None,
        *,
        returns: type[T],
        **options: Unpack[PostOptions],
    ) -> T:
        """Call any other method of the Bot API.

        Methods whose name begins with `get` are repeated freely; any other is not sent again when its answer was lost.

        Args:
            method: Its name, such as `"getChat"`.
            params: Its parameters; models of this package are fine as values.
            returns: The type of `result`: a pydantic model, `bool`, `int`, `list[...]`, `dict[str, object]`.
            **options: Those of every call, and `idempotent`.
        """
        return await self._executor.run(calls.method(method, params, returns), **options)
