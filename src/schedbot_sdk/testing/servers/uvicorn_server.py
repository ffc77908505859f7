"""uvicorn's server, with a shutdown that does not wait."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["UvicornServer"]

_TICK_SECONDS: Final = 0.1
_FLUSH_SECONDS: Final = 0.01
"""The time limit for sending a response that is ready."""
_KEEP_ALIVE_SECONDS: Final = 75
_ROUNDS: Final = 5


class UvicornServer(uvicorn.Server):
    """Shuts down within some milliseconds, even if clients wait for responses.

    uvicorn checks every 100 ms whether to exit, and then waits another 100 ms: this is minutes in hundreds of tests.

    Args:
        app: The ASGI application.
        connections: The class of its connections.
    """

    def __init__(self, app: ASGIApp, connections: type[H11Protocol]) -> None:
        config = uvicorn.Config(
            _CancelQuietly(app),
            loop="asyncio",
            http=connections,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        )
        super().__init__(config)
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None

    def wait_until_ready(self, seconds: float) -> bool:
        """Wait until it answers requests; False if this takes longer than `seconds`."""
        return self._ready.wait(seconds) and self.started

    def end(self) -> None:
        """Ask it to shut down; callable from any thread."""
        self.should_exit = True
        if self._loop is not None and self._ended is not None:
            with suppress(RuntimeError):  # the loop is already closed
                self._loop.call_soon_threadsafe(self._ended.set)

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until `end` is called."""
        try:
            super().run(sockets)
        finally:
            self._ready.set()

    async def main_loop(self) -> None:
        """Run uvicorn's regular work until `end` is called."""
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), _TICK_SECONDS)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, send the responses that are ready, and cancel the rest."""
        # asyncio never closes a connection that it accepted right before its server was closed. So the server first
        # stops accepting, and then lets the accepted connections start.
        loop = asyncio.get_running_loop()
        for server in self.servers:
            for listening in server.sockets:
                with suppress(NotImplementedError):  # Windows accepts in another way
                    loop.remove_reader(listening.fileno())
        await _run_loop_once()
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        tasks = self.server_state.tasks
        await _wait(tasks)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await _wait(tasks)
        for task in list(tasks):
            task.cancel()
        await _wait(tasks)
        await _run_loop_once()


class _CancelQuietly:
    """Suppresses the cancellation of an app at shutdown, so that it is not logged."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(asyncio.CancelledError):
            await self._app(scope, receive, send)


async def _run_loop_once() -> None:
    for _ in range(_ROUNDS):
        await asyncio.sleep(0)


async def _wait(tasks: Iterable[asyncio.Task[None]]) -> None:
    waiting = list(tasks)
    if waiting:
        await asyncio.wait(waiting, timeout=_FLUSH_SECONDS)
