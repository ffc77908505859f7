"""A server that takes its time at random: what a client that is interrupted at random needs as its peer."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress

USER = b'{"telegram_id":42,"first_name":"Ann","timezone":"Europe/Berlin"}'
PART = b'data: {"choices":[{"index":0,"delta":{"content":"do"}}]}\n\n'
LAST = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'


class SlowServer:
    """Answers users and streams over connections that it keeps, each piece after up to `pause` seconds."""

    def __init__(self, pause: float, seed: int) -> None:
        self._pause = pause
        self._chance = random.Random(seed)
        self.url = ""
        self.open_connections = 0
        self.most_connections = 0
        self.requests = 0
        self._writers: set[asyncio.StreamWriter] = set()

    async def serve(self, started: threading.Event, stop: asyncio.Event) -> None:
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        started.set()
        async with server:
            await stop.wait()
        while self._writers:
            for writer in self._writers:
                writer.transport.abort()
            await asyncio.sleep(0.01)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        self.open_connections += 1
        self.most_connections = max(self.most_connections, self.open_connections)
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).lower():
                length = next((line[15:] for line in head.split(b"\r\n") if line.startswith(b"content-length:")), b"0")
                await reader.readexactly(int(length))
                self.requests += 1
                await self._answer(head, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.open_connections -= 1
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
            self._writers.discard(writer)

    async def _answer(self, head: bytes, writer: asyncio.StreamWriter) -> None:
        if head.startswith(b"post"):
            pieces = [b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"]
            pieces += [b"%x\r\n%b\r\n" % (len(part), part) for part in (PART, PART, PART, LAST)] + [b"0\r\n\r\n"]
        else:
            pieces = [b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"]
            pieces += [b"content-length: %d\r\n\r\n" % len(USER) + USER[:20], USER[20:]]
        for piece in pieces:
            if self._chance.random() < 0.5:
                await asyncio.sleep(self._chance.random() * self._pause)
            writer.write(piece)
            await writer.drain()


@contextmanager
def slow_server(*, pause: float, seed: int = 0) -> Generator[SlowServer]:
    """Serve from a thread with an event loop of its own."""
    server = SlowServer(pause, seed)
    started = threading.Event()
    stop = asyncio.Event()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(server.serve(started, stop),))
    thread.start()
    assert started.wait(5)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
