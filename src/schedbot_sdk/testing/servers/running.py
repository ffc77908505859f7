"""A Starlette app on a real socket of the loopback address, in a thread of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["LocalServer", "Received"]

_START_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Received:
    """One request that a local server has answered; its body and headers are not kept."""

    method: str
    path: str
    status: int
    at: float
    """`time.monotonic()` of its answer."""


@dataclass(slots=True)
class _Failure:
    status: int
    times: int
    body: str
    media_type: str
    headers: dict[str, str]
    path_ends: str


class LocalServer:
    """Serves real HTTP on 127.0.0.1 while its `with` block (or `async with`) runs.

    Args:
        port: Where to listen; 0 picks a free port.
    """

    def __init__(self, *, port: int = 0) -> None:
        self._port = port
        self._failures: list[_Failure] = []
        self._lock = threading.Lock()
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._socket: socket.socket | None = None
        self.requests: list[Received] = []

    def routes(self) -> list[BaseRoute]:
        """The endpoints of the service; a subclass gives them."""
        return []

    def failure_body(self, status: int) -> tuple[str, str]:
        """Body and media type of a failure that `fail_next` was told without one; a subclass has its own shape."""
        return f'{{"detail":"status {status}"}}', "application/json"

    def shown_path(self, path: str) -> str:
        """A path as `requests` keeps it; a subclass takes secrets out."""
        return path

    def interrupt(self) -> None:
        """End what waits inside the server, so that it can stop at once; called from any thread."""

    @property
    def url(self) -> str:
        """Where it listens, without a path."""
        if self._socket is None:
            raise RuntimeError(f"{type(self).__name__} is not running: use it in a with block, or call start()")
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def fail_next(
        self,
        status: int,
        *,
        times: int = 1,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
        path_ends: str = "",
    ) -> None:
        """Answer the next requests with a failure instead of serving them.

        Args:
            status: The failure's status.
            times: How many requests fail.
            body: What is answered; without it the service's own error body.
            headers: Sent beside it, such as `{"Retry-After": "1"}`.
            path_ends: Only requests whose path ends like this fail; empty means any.
        """
        own, media_type = self.failure_body(status)
        if body is not None:
            media_type = "text/html" if body.lstrip().startswith("<") else "application/json"
        failure = _Failure(status, times, own if body is None else body, media_type, dict(headers or {}), path_ends)
        with self._lock:
            self._failures.append(failure)

    def start(self) -> None:
        """Listen, and return once requests are answered."""
        # uvicorn is handed a socket that listens already: the port is known, and no request is ever refused.
        self._socket = socket.create_server(("127.0.0.1", self._port))
        config = uvicorn.Config(
            self._app(), log_config=None, access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name=type(self).__name__, daemon=True
        )
        self._thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise RuntimeError(f"{type(self).__name__} did not start within {_START_SECONDS:.0f} s")
            time.sleep(0.005)

    def stop(self) -> None:
        """Stop listening, end what waits, and return when the thread is gone."""
        if self._server is None or self._thread is None:
            return
        self.interrupt()
        self._server.should_exit = True
        self._thread.join(_START_SECONDS)
        if self._socket is not None:
            self._socket.close()
        self._server = self._thread = self._socket = None

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
        service = Starlette(routes=self.routes())

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            path = str(scope["path"])
            failure = self._failure_for(path)

            async def note(message: Message) -> None:
                if message["type"] == "http.response.start":
                    shown = self.shown_path(path)
                    self.requests.append(
                        Received(str(scope["method"]), shown, int(message["status"]), time.monotonic())
                    )
                await send(message)

            if failure is None:
                await service(scope, receive, note)
            else:
                answer = Response(failure.body, failure.status, failure.headers, failure.media_type)
                await answer(scope, receive, note)

        return app

    def _failure_for(self, path: str) -> _Failure | None:
        with self._lock:
            for failure in self._failures:
                if path.endswith(failure.path_ends):
                    failure.times -= 1
                    if not failure.times:
                        self._failures.remove(failure)
                    return failure
        return None
