"""A local Telegram: the part of the Bot API that bots need, on a real socket, with the behaviour of the real server.

getUpdates clamps parameters that are out of range, delivers unconfirmed updates again, and really waits. If two polls
wait, the older one gets a 409. `methods.py` has the other methods.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from schedbot_sdk.testing.servers.chats import Person
from schedbot_sdk.testing.servers.connections import connection_class
from schedbot_sdk.testing.servers.envelope import NGINX_PHRASES, ApiError, envelope, nginx_page
from schedbot_sdk.testing.servers.error_response import ErrorResponse
from schedbot_sdk.testing.servers.inspection import InspectableBot
from schedbot_sdk.testing.servers.learning import learn
from schedbot_sdk.testing.servers.methods import METHODS
from schedbot_sdk.testing.servers.parameters import Parameters, read_parameters

__all__ = ["LOCAL_TOKEN", "LocalTelegram"]

LOCAL_TOKEN: Final = "100000:local-telegram-stand-in"  # noqa: S105  # opens nothing but this server
_TOKEN_LENGTH: Final = 80
_MOST_BOTS: Final = 2**54


class LocalTelegram(InspectableBot):
    """A Bot API server for one bot; the test plays its users.

    Args:
        token: The bot's token; any other token is an error.
        port: The port; 0 selects a free one.
        now: The clock for dates and for the expiry of updates: a message expires after a day, the press of a button
            after 150 s, an inline query after 30 s. None is the system's clock. Long polls wait in real time.
        long_polls: Whether getUpdates waits for its timeout if there are no updates. False returns at once, which shows
            whether a bot has a busy loop.
        close_connections_after: Seconds after which a connection is closed, also during a request. Telegram closes
            connections after about 40 s. None keeps them open.
    """

    def __init__(
        self,
        token: str = LOCAL_TOKEN,
        *,
        port: int = 0,
        now: Callable[[], datetime] | None = None,
        long_polls: bool = True,
        close_connections_after: float | None = None,
    ) -> None:
        super().__init__(int(token.partition(":")[0]), port=port, now=now, long_polls=long_polls)
        self.token = token
        """The bot's token."""
        self._close_after = close_connections_after

    @property
    def base_url(self) -> str:
        """The `base_url` for `TelegramClient`."""
        return self.url

    def user_says(self, person: Person, text: str, *, entities: Sequence[Mapping[str, object]] | None = None) -> int:
        """A person sends a message to the bot (and unblocks it). Returns the message's id."""
        with self._changed:
            self._block(person, blocks=False)
            extra = {} if entities is None else {"entities": list(entities)}
            message = self._bot.chats.write(person, text, int(self._time()), extra)
            self._get_updates.push("message", message)
        return cast("int", message["message_id"])

    def user_edits(self, person: Person, message_id: int, text: str) -> None:
        """A person edits their message."""
        with self._changed:
            edited = self._bot.chats.rewrite(person, message_id, text, int(self._time()))
            self._get_updates.push("edited_message", edited)

    def user_presses(self, person: Person, message_id: int, data: str) -> None:
        """A person presses a button under a message of the bot; `data` is its callback data."""
        with self._changed:
            self._get_updates.push("callback_query", self._bot.chats.press(person, message_id, data))

    def block(self, person: Person) -> None:
        """A person blocks the bot: its messages to them get a 403, and it receives an update `my_chat_member`.

        The person's next `user_says` unblocks it.
        """
        with self._changed:
            self._block(person, blocks=True)

    def migrate(self, chat_id: int, to: int) -> None:
        """A chat becomes a supergroup: messages to its old id get a 400 with `migrate_to_chat_id`."""
        with self._changed:
            self._bot.chats.migrate(chat_id, to)

    def push_update(self, update: Mapping[str, object]) -> None:
        """Queue an update unchanged: any kind, any id, also a malformed one.

        The server then knows the chats, users, topics, messages and presses of buttons in it, so the bot can answer
        there, also in a group, a channel or a topic.
        """
        with self._changed:
            self._get_updates.push_raw(update)
            learn(self._bot.chats, update)

    def restart_ids(self, at: int) -> None:
        """Set the id of the next update, lower or higher, as Telegram does after a week without updates.

        Raises:
            RuntimeError: There are pending updates.
            ValueError: The id is not in Telegram's range: 1 to 2,147,483,646.
        """
        with self._changed:
            self._bot.queue.restart_ids(at, self._time())

    def flood(self, retry_after: int, *, times: int = 1, path_ends: str = "") -> None:
        """Answer the next requests with a 429 that has `retry_after` in its body and header, as Telegram does."""
        self.fail_next(429, times=times, retry_after=retry_after, path_ends=path_ends)

    def _routes(self) -> list[BaseRoute]:
        """All paths: Telegram answers unknown paths with its own 404."""
        return [Route("/{path:path}", self._serve, methods=["GET", "POST"])]

    def _connections(self) -> type[H11Protocol]:
        """Connections that close after some time, and do not explain a 400 for invalid HTTP."""
        return connection_class(close_after=self._close_after, explains=False)

    def _refuse(self, error: ErrorResponse) -> Response:
        """An error response; Telegram answers HTTP methods other than GET and POST with an empty 501."""
        return Response(status_code=501) if error.status == 405 else super()._refuse(error)

    def _failure_body(self, error: ErrorResponse) -> tuple[str, str]:
        """Telegram's JSON; a 502 or 504 is a page of the nginx in front of it."""
        if error.status in NGINX_PHRASES:
            return nginx_page(error.status), "text/html"
        return json.dumps(envelope(error)), "application/json"

    def _shown_path(self, path: str) -> str:
        """The path without the token, also without a wrong one, which may be a real bot's."""
        return re.sub("^/bot[^/]*", "/bot~", path)

    def _interrupt(self) -> None:
        """End the waiting poll."""
        with self._changed:
            self._get_updates.stop()

    def start(self) -> None:
        """Start the server; returns when it answers requests."""
        with self._changed:
            self._get_updates.start()
        super().start()

    async def _serve(self, request: Request) -> Response:
        if request.method == "HEAD":  # Starlette treats it as GET
            return Response(status_code=501)
        try:
            name = self._method_name(request)
            parameters = await _parameters(request)
            if parameters is None:
                return Response(status_code=400)
            if name == "getupdates":
                return await self._get_updates.answer(request, parameters, webhook=self._bot.webhook)
            return JSONResponse({"ok": True, "result": self._call(name, parameters)})
        except ApiError as error:
            return JSONResponse(error.as_envelope(), status_code=error.code)

    def _method_name(self, request: Request) -> str:
        """The method's name in lower case; checks the path and the token."""
        token, _, name = request.path_params["path"].removeprefix("bot").partition("/")
        if not request.url.path.startswith("/bot") or not name or "/" in name:
            raise ApiError(404, "Not Found")
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            raise _token_error(token)
        return str(name).lower()

    def _call(self, name: str, parameters: Parameters) -> object:
        method = METHODS.get(name)
        if method is None:
            raise ApiError(404, "Not Found")
        with self._changed:
            result = method(self._bot, parameters, int(self._time()))
            if self._bot.webhook:
                self._get_updates.end_for_webhook()
            self._changed.notify_all()
        return result

    def _block(self, person: Person, *, blocks: bool) -> None:
        update = self._bot.chats.block(person, int(self._time()), blocks=blocks)
        if update is not None:
            self._get_updates.push("my_chat_member", update)


async def _parameters(request: Request) -> Parameters | None:
    """The request's parameters; None for a malformed form, which Telegram answers with an empty 400."""
    try:
        return await read_parameters(request)
    except UnicodeError:
        raise ApiError(400, "Bad Request: strings must be encoded in UTF-8") from None
    except ValueError:
        return None


def _token_error(token: str) -> ApiError:
    """401 for another bot's token or one that is out of range, 404 for text that does not look like a token."""
    number = re.match(r"(\d+):", token, re.ASCII)
    if number is None:
        return ApiError(404, "Not Found")
    if token.startswith("0") or len(token) > _TOKEN_LENGTH or int(number[1]) >= _MOST_BOTS:
        return ApiError(401, "Unauthorized: invalid token specified")
    return ApiError(401, "Unauthorized")
