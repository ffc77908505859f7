"""The clients of the Telegram Bot API."""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
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
from schedbot_sdk.options import CallOptions, OnEvent, PostOptions, RetryPolicy, Timeouts
from schedbot_sdk.telegram import calls, requests
from schedbot_sdk.telegram.models import InlineKeyboardMarkup, Message, MessageEntity, Update, User

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
        )

    @classmethod
    def from_env(
        cls,
        *,
        token: str | None = None,
        base_url: str | None = None,
        http_client: HttpClient | None = None,
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
        )

    @classmethod
    def from_env(
        cls,
        *,
        token: str | None = None,
        base_url: str | None = None,
        http_client: AsyncHttpClient | None = None,
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
