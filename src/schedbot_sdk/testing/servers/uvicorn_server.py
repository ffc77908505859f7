"""The loop around a local server's HTTP: uvicorn's, but for an end that does not wait."""

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
_ANSWER_SECONDS: Final = 0.01
"""How long an answer that is ready may take to go out."""
_KEEP_ALIVE_SECONDS: Final = 75
_ROUNDS: Final = 5


class UvicornServer(uvicorn.Server):
    """Ends within some milliseconds, whatever its clients wait for.

    uvicorn looks every 100 ms whether it shall end, and then waits 100 ms more: minutes for some hundred tests.

    Args:
        app: What it serves.
        connections: How its connections behave.
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
        """Whether it answers requests, within so many seconds."""
        return self._ready.wait(seconds) and self.started

    def end(self) -> None:
        """Let it end; called from any thread."""
        self.should_exit = True
        if self._loop is not None and self._ended is not None:
            with suppress(RuntimeError):  # it ended by itself
                self._loop.call_soon_threadsafe(self._ended.set)

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until the end."""
        try:
            super().run(sockets)
        finally:
            self._ready.set()

    async def main_loop(self) -> None:
        """Let uvicorn do its regular work, until the end."""
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), _TICK_SECONDS)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, let ready answers go out, and break off the rest."""
        # asyncio leaves a connection open for ever that it accepted right before its server was closed: first accept no
        # more, then let those that were accepted become whole.
        loop = asyncio.get_running_loop()
        for server in self.servers:
            for listening in server.sockets:
                with suppress(NotImplementedError):  # Windows accepts otherwise
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
    """An app that is cancelled only at the end of its server, and then without a word in the log."""

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
        await asyncio.wait(waiting, timeout=_ANSWER_SECONDS)
