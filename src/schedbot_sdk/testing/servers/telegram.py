"""A local Telegram: the part of the Bot API that a bot needs, on a real socket, with the real one's manners.

Bad parameters of getUpdates are clamped and never refused, unconfirmed updates come again, a long poll really waits,
and of two waiting polls the older one gets a 409. The other methods served are those of `methods.py`.
"""

from __future__ import annotations

import hmac
import json
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from schedbot_sdk.testing.servers.chats import BotAction, Chats, Person
from schedbot_sdk.testing.servers.envelope import ApiError, envelope
from schedbot_sdk.testing.servers.methods import METHODS, Bot
from schedbot_sdk.testing.servers.parameters import Parameters, read_parameters
from schedbot_sdk.testing.servers.polls import Poll
from schedbot_sdk.testing.servers.refusals import Refusal
from schedbot_sdk.testing.servers.running import LocalServer
from schedbot_sdk.testing.servers.updates import UpdateQueue

__all__ = ["LOCAL_TOKEN", "LocalTelegram"]

LOCAL_TOKEN: Final = "100000:local-telegram-stand-in"  # noqa: S105  # opens nothing but this server
_TAKEN_OVER: Final = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class LocalTelegram(LocalServer):
    """A Bot API server for one bot; the test plays the people who write to it.

    Args:
        token: The only token that it accepts.
        port: Where to listen; 0 picks a free port.
    """

    def __init__(self, token: str = LOCAL_TOKEN, *, port: int = 0) -> None:
        super().__init__(port=port)
        self.token = token
        profile = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Bot", "username": "local_bot"}
        self._bot = Bot(profile, Chats(profile))
        self._queue = UpdateQueue()
        self._poll: Poll | None = None
        self._stopping = False
        self._changed = threading.Condition()

    @property
    def base_url(self) -> str:
        """What `TelegramClient` takes as its `base_url`."""
        return self.url

    def user_says(self, person: Person, text: str, *, entities: Sequence[Mapping[str, object]] | None = None) -> int:
        """A person writes to the bot; the message's id."""
        with self._changed:
            extra = {} if entities is None else {"entities": list(entities)}
            message = self._bot.chats.write(person, text, int(time.time()), extra)
            self._push("message", message)
        return _message_id(message)

    def user_edits(self, person: Person, message_id: int, text: str) -> None:
        """A person edits a message that they wrote."""
        with self._changed:
            self._push("edited_message", self._bot.chats.rewrite(person, message_id, text, int(time.time())))

    def user_presses(self, person: Person, message_id: int, data: str) -> None:
        """A person presses a button, named by its callback data, under a message of the bot."""
        with self._changed:
            self._push("callback_query", self._bot.chats.press(person, message_id, data))

    def push_update(self, update: Mapping[str, object]) -> None:
        """Queue an update as it is: any kind, any id, malformed ones too."""
        with self._changed:
            self._queue.push_raw(update)
            self._wake()

    @property
    def waiting(self) -> int:
        """How many updates are not confirmed yet."""
        with self._changed:
            return len(self._queue)

    @property
    def is_polled(self) -> bool:
        """Whether a getUpdates request waits for an update."""
        with self._changed:
            return self._poll is not None

    @property
    def actions(self) -> list[BotAction]:
        """What the bot did so far, in order."""
        with self._changed:
            return list(self._bot.chats.actions)

    @property
    def sent(self) -> list[BotAction]:
        """The messages that the bot sent, without edits and other actions."""
        return self._did("sendMessage")

    @property
    def edited(self) -> list[BotAction]:
        """The edits that the bot made, each with the text and the buttons that it left."""
        return self._did("editMessageText")

    @property
    def answered(self) -> list[BotAction]:
        """The presses of buttons that the bot answered, with the text that it showed."""
        return self._did("answerCallbackQuery")

    def wait_for_action(
        self, chat_id: int, *, method: str = "sendMessage", after: int = 0, timeout: float = 5.0
    ) -> BotAction:
        """Wait until the bot did something in a chat, and give it.

        Args:
            chat_id: The chat, which has the person's id.
            method: What it must be.
            after: How many actions of that method in that chat are passed over.
            timeout: Seconds to wait at the most.

        Raises:
            TimeoutError: It did not happen.
        """

        def found() -> BotAction | None:
            did = [a for a in self._bot.chats.actions if a.chat_id == chat_id and a.method == method]
            return did[after] if len(did) > after else None

        with self._changed:
            action = self._changed.wait_for(found, timeout)
        if action is None:
            raise TimeoutError(f"no {method} number {after + 1} in chat {chat_id} within {timeout} s")
        return action

    def wait_for_message(self, chat_id: int, timeout: float = 5.0, *, after: int = 0) -> BotAction:
        """Wait for a message of the bot in a chat: `wait_for_action` for `sendMessage`."""
        return self.wait_for_action(chat_id, after=after, timeout=timeout)

    def routes(self) -> list[BaseRoute]:
        """Every path: Telegram answers unknown ones with its own 404."""
        return [Route("/{path:path}", self._serve, methods=["GET", "POST"])]

    def failure_body(self, refusal: Refusal) -> tuple[str, str]:
        """Telegram's envelope."""
        return json.dumps(envelope(refusal)), "application/json"

    def flood(self, retry_after: int, *, times: int = 1, path_ends: str = "") -> None:
        """Answer the next requests with a 429 that asks to wait, in its body and its header as Telegram does."""
        self.fail_next(429, times=times, retry_after=retry_after, path_ends=path_ends)

    def shown_path(self, path: str) -> str:
        """The path without the token."""
        return path.replace(self.token, "~")

    def interrupt(self) -> None:
        """End the poll that waits."""
        with self._changed:
            self._stopping = True
            self._wake()

    def start(self) -> None:
        """Listen, and return once requests are answered."""
        self._stopping = False
        super().start()

    async def _serve(self, request: Request) -> Response:
        token, _, name = request.path_params["path"].removeprefix("bot").partition("/")
        if not request.url.path.startswith("/bot") or not name or "/" in name:
            return _error(404, "Not Found")
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            return _error(401, "Unauthorized")
        try:
            parameters = await read_parameters(request)
        except UnicodeError:
            return _error(400, "Bad Request: strings must be encoded in UTF-8")
        except ValueError:
            return _error(400, "Bad Request: can't parse the request's parameters")
        if name.lower() == "getupdates":
            return await self._get_updates(parameters)
        method = METHODS.get(name.lower())
        if method is None:
            return _error(404, "Not Found")
        with self._changed:
            try:
                result = method(self._bot, parameters, int(time.time()))
            except ApiError as error:
                return _error(error.code, error.description)
            self._changed.notify_all()
        return JSONResponse({"ok": True, "result": result})

    async def _get_updates(self, parameters: Parameters) -> Response:
        offset = parameters.integer("offset")
        limit = min(100, max(1, parameters.integer("limit", 100)))
        ends_at = time.monotonic() + min(50, max(0, parameters.integer("timeout")))
        kinds = parameters.value("allowed_updates")
        poll = Poll()
        with self._changed:
            if isinstance(kinds, list) and all(isinstance(kind, str) for kind in kinds):
                self._queue.allow([str(kind).lower() for kind in kinds])
            if self._poll is not None:
                self._poll.taken_over = True
                self._poll.wake()
            self._poll = poll
        try:
            while True:
                with self._changed:
                    # First of all: what this poll would fetch now belongs to the newer one.
                    if poll.taken_over:
                        return _error(409, _TAKEN_OVER)
                    batch = self._queue.fetch(offset, limit, time.monotonic())
                    ended = self._stopping or time.monotonic() >= ends_at
                if batch or ended:
                    return JSONResponse({"ok": True, "result": batch})
                # Confirmed and skipped once: a negative offset must not eat what comes while the poll waits.
                offset = max(offset, 0)
                await poll.wait(ends_at - time.monotonic())
        finally:
            with self._changed:
                if self._poll is poll:
                    self._poll = None

    def _did(self, method: str) -> list[BotAction]:
        return [action for action in self.actions if action.method == method]

    def _push(self, kind: str, value: Mapping[str, object]) -> None:
        self._queue.push(kind, value)
        self._wake()

    def _wake(self) -> None:
        if self._poll is not None:
            self._poll.wake()


def _message_id(message: Mapping[str, object]) -> int:
    """A message's id, as an int for sure."""
    message_id = message["message_id"]
    if not isinstance(message_id, int):
        raise TypeError("message_id is no int")
    return message_id


def _error(code: int, description: str) -> Response:
    return JSONResponse(envelope(Refusal(code, description)), status_code=code)
