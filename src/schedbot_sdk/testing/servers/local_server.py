"""A Starlette app on a real socket of the loopback address, in its own thread."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from pydantic import JsonValue
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from schedbot_sdk.testing.servers.connections import connection_class
from schedbot_sdk.testing.servers.error_response import ErrorResponse
from schedbot_sdk.testing.servers.failure_injection import FailureInjection
from schedbot_sdk.testing.servers.parameters import read_parameters
from schedbot_sdk.testing.servers.uvicorn_server import UvicornServer

__all__ = ["LocalServer", "Received"]

_START_SECONDS = 10.0
_BACKLOG = 1024


@dataclass(frozen=True, slots=True)
class Received:
    """A request that a local server answered, without its headers, because they contain keys."""

    method: str
    """The HTTP method."""
    path: str
    """The URL's path; a bot token in it is `~`."""
    status: int
    """The HTTP status of the response."""
    at: float
    """The time of the response, as `time.monotonic()`."""
    params: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue], hash=False)
    """The parameters of its query and its JSON or form body, unchanged; the names are in lower case."""


class LocalServer(FailureInjection):
    """Serves real HTTP on 127.0.0.1 while its `with` block (or `async with`) runs.

    Args:
        port: The port; 0 selects a free one.
    """

    def __init__(self, *, port: int = 0) -> None:
        super().__init__()
        self._port = port
        self._server: UvicornServer | None = None
        self._thread: threading.Thread | None = None
        self._socket: socket.socket | None = None
        self.requests: list[Received] = []
        """The requests that it answered, in their order."""
        self._resets = 0

    def _routes(self) -> list[BaseRoute]:
        """The endpoints of the service, from the subclass."""
        return []

    def _refuse(self, error: ErrorResponse) -> Response:
        """The response of a failure, without additional headers."""
        body, media_type = self._failure_body(error)
        return Response(body, error.status, media_type=media_type)

    def _shown_path(self, path: str) -> str:
        """The path for `requests`; a subclass removes secrets."""
        return path

    def _interrupt(self) -> None:
        """End the requests that wait, so that the server can stop at once; callable from any thread."""

    @property
    def url(self) -> str:
        """The server's URL, without a path."""
        if self._socket is None:
            raise RuntimeError(f"{type(self).__name__} is not running: use it in a with block, or call start()")
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def _connections(self) -> type[H11Protocol]:
        """The class of its connections; a subclass copies the behaviour of its service."""
        return connection_class()

    def start(self) -> None:
        """Start the server; returns when it answers requests."""
        # uvicorn gets a socket that already listens: the port is known, and no connection is refused.
        self._socket = _listen(self._port)
        self._server = UvicornServer(self._app(), self._connections())
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name=type(self).__name__, daemon=True
        )
        self._thread.start()
        if not self._server.wait_until_ready(_START_SECONDS):
            raise RuntimeError(f"{type(self).__name__} did not start within {_START_SECONDS:.0f} s")

    def stop(self) -> None:
        """Stop the server, its polls and its streams; returns when its thread has ended, within 50 ms."""
        if self._server is None or self._thread is None:
            return
        self._interrupt()
        self._server.end()
        self._thread.join(_START_SECONDS)
        if self._socket is not None:
            self._socket.close()
        self._server = self._thread = self._socket = None

    def reset(self) -> None:
        """Restore the state after the start, on the same port: no requests, and no planned failures."""
        self.stop_failing()
        self._resets += 1
        self.requests = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def _app(self) -> ASGIApp:
        service = Starlette(routes=self._routes(), exception_handlers={HTTPException: self._refuse_http})
        # For these services a path with one more slash is a different path.
        service.router.redirect_slashes = False

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            path, resets = str(scope["path"]), self._resets
            try:
                body = await Request(scope, receive).body()
            except ClientDisconnect:
                return
            failure = self._take_failure(path)
            params = await _params(scope, _replay(body, receive))

            async def note(message: Message) -> None:
                if message["type"] == "http.response.start" and resets == self._resets:
                    shown, status = self._shown_path(path), int(message["status"])
                    self.requests.append(Received(str(scope["method"]), shown, status, time.monotonic(), params))
                await send(message)

            if failure is None:
                await service(scope, _replay(body, receive), note)
            else:
                await failure(scope, receive, note)

        return app

    def _refuse_http(self, _: Request, error: Exception) -> Response:
        """An error of Starlette itself, in the service's format."""
        if not isinstance(error, HTTPException):
            return self._refuse(ErrorResponse(500))
        response = self._refuse(ErrorResponse(error.status_code, error.detail))
        response.headers.update(error.headers or {})  # a 405 lists the allowed methods (RFC 9110, 15.5.6)
        return response


def _listen(port: int) -> socket.socket:
    # asyncio disables Nagle's algorithm only if the protocol is explicit; otherwise each response takes 40 ms more.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _replay(body: bytes, receive: Receive) -> Receive:
    """Receive the body again, and then the rest of the real messages."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return messages.pop() if messages else await receive()

    return again


async def _params(scope: Scope, receive: Receive) -> dict[str, JsonValue]:
    try:
        return (await read_parameters(Request(scope, receive))).as_dict()
    except ValueError:
        return {}
