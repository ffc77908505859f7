"""A local Telegram: the part of the Bot API that a bot needs, on a real socket, with the real one's manners.

Bad parameters of getUpdates are clamped and never refused, unconfirmed updates come again, a long poll really waits,
and of two waiting polls the older one gets a 409. The other methods served are those of `methods.py`.
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
    """A Bot API server for one bot; the test plays the people who write to it.

    Args:
        token: The only token that it accepts.
        port: Where to listen; 0 picks a free port.
        now: Its clock, for the dates of messages and for what grows too old: a message after a day, the press of a
            button after 150 s, an inline query after 30 s. Without it the time in UTC. Long polls wait in real time.
        long_polls: Whether getUpdates waits for its timeout when there is nothing; without, it answers empty at once,
            which shows whether a bot loops hot.
        close_connections_after: Seconds after which each connection is closed, in use or not, as Telegram's are about
            every 40 s; None for those that stay.
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
        self._close_after = close_connections_after

    @property
    def base_url(self) -> str:
        """What `TelegramClient` takes as its `base_url`."""
        return self.url

    def user_says(self, person: Person, text: str, *, entities: Sequence[Mapping[str, object]] | None = None) -> int:
        """A person writes to the bot, and unblocks it by that; the message's id."""
        with self._changed:
            self._block(person, blocks=False)
            extra = {} if entities is None else {"entities": list(entities)}
            message = self._bot.chats.write(person, text, int(self._time()), extra)
            self._get_updates.push("message", message)
        return cast("int", message["message_id"])

    def user_edits(self, person: Person, message_id: int, text: str) -> None:
        """A person edits a message that they wrote."""
        with self._changed:
            edited = self._bot.chats.rewrite(person, message_id, text, int(self._time()))
            self._get_updates.push("edited_message", edited)

    def user_presses(self, person: Person, message_id: int, data: str) -> None:
        """A person presses a button, named by its callback data, under a message of the bot."""
        with self._changed:
            self._get_updates.push("callback_query", self._bot.chats.press(person, message_id, data))

    def block(self, person: Person) -> None:
        """A person blocks the bot: what it sends them gets a 403, and it is told by an update `my_chat_member`.

        The person's next `user_says` takes it back.
        """
        with self._changed:
            self._block(person, blocks=True)

    def migrate(self, chat_id: int, to: int) -> None:
        """Let a chat become a supergroup: what is sent to its old id gets a 400 with `migrate_to_chat_id`."""
        with self._changed:
            self._bot.chats.migrate(chat_id, to)

    def push_update(self, update: Mapping[str, object]) -> None:
        """Queue an update as it is: any kind, any id, malformed ones too.

        The chats, people, topics, messages and presses of buttons that it tells of are known from then on, so that
        the bot can answer in a group, a channel or a topic.
        """
        with self._changed:
            self._get_updates.push_raw(update)
            learn(self._bot.chats, update)

    def restart_ids(self, at: int) -> None:
        """Let the ids of updates go on from this one, lower or higher, as Telegram does after a week without updates.

        Raises:
            RuntimeError: Updates wait: after such a week none does.
            ValueError: It is no id that Telegram would give: 1 to 2,147,483,646.
        """
        with self._changed:
            self._bot.queue.restart_ids(at, self._time())

    def flood(self, retry_after: int, *, times: int = 1, path_ends: str = "") -> None:
        """Answer the next requests with a 429 that asks to wait, in its body and its header as Telegram does."""
        self.fail_next(429, times=times, retry_after=retry_after, path_ends=path_ends)

    def routes(self) -> list[BaseRoute]:
        """Every path: Telegram answers unknown ones with its own 404."""
        return [Route("/{path:path}", self._serve, methods=["GET", "POST"])]

    def connections(self) -> type[H11Protocol]:
        """Without a word to what is no HTTP, and closed when it is time."""
        return connection_class(close_after=self._close_after, explains=False)

    def refuse(self, error: ErrorResponse) -> Response:
        """Without a word to another verb than GET and POST, of which Telegram's reader of HTTP knows no more."""
        return Response(status_code=501) if error.status == 405 else super().refuse(error)

    def failure_body(self, error: ErrorResponse) -> tuple[str, str]:
        """Telegram's envelope; a 502 or 504 is a page of the nginx before it."""
        if error.status in NGINX_PHRASES:
            return nginx_page(error.status), "text/html"
        return json.dumps(envelope(error)), "application/json"

    def shown_path(self, path: str) -> str:
        """The path without a token, wrong ones included: one may be somebody's real one."""
        return re.sub("^/bot[^/]*", "/bot~", path)

    def interrupt(self) -> None:
        """End the poll that waits."""
        with self._changed:
            self._get_updates.stop()

    def start(self) -> None:
        """Listen, and return once requests are answered."""
        with self._changed:
            self._get_updates.start()
        super().start()

    async def _serve(self, request: Request) -> Response:
        if request.method == "HEAD":  # which Starlette takes for a GET
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
        """The method that is called, in lower case, by who may call it."""
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
    """None for a form that is none, to which Telegram's reader of HTTP answers without a word."""
    try:
        return await read_parameters(request)
    except UnicodeError:
        raise ApiError(400, "Bad Request: strings must be encoded in UTF-8") from None
    except ValueError:
        return None


def _token_error(token: str) -> ApiError:
    """Another bot's token gets a 401, what looks hardly like one too, and what does not look like one a 404."""
    number = re.match(r"(\d+):", token, re.ASCII)
    if number is None:
        return ApiError(404, "Not Found")
    if token.startswith("0") or len(token) > _TOKEN_LENGTH or int(number[1]) >= _MOST_BOTS:
        return ApiError(401, "Unauthorized: invalid token specified")
    return ApiError(401, "Unauthorized")
