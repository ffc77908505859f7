"""The canned server: a process of its own, so that its work is not counted as any client's."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path

from tests.bench import answers

__all__ = ["ROOT", "canned_server", "whole"]

ROOT = Path(__file__).parents[2]
_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: %b\r\n"


@contextmanager
def canned_server(module: str = "tests.bench.server", *arguments: str) -> Generator[str]:
    """Start it, with this process's cores, and give its address; it ends with this process."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.communicate(timeout=10)


def whole(body: bytes) -> bytes:
    """An answer with its head."""
    return _HEAD % b"application/json" + b"content-length: %d\r\n\r\n" % len(body) + body


def _chunked(parts: Iterable[bytes]) -> bytes:
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
    return _HEAD % b"text/event-stream" + b"transfer-encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"


class _Answers:
    """Finds the answer by the path, and each of `getUpdates` only once in a round of them all."""

    def __init__(self) -> None:
        self._completion = whole(answers.completion())
        self._stream = _chunked(answers.stream())
        self._account = whole(answers.bot_account())
        self._sent = whole(answers.SENT)
        self._parsed = whole(answers.parsed())
        self._schedule = whole(answers.schedule())
        self._updates = itertools.cycle([whole(batch) for batch in answers.updates()])

    def to(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1]
        if b"/getupdates" in path:
            return next(self._updates)
        if b"/getme" in path:
            return self._account
        if b"/sendmessage" in path:
            return self._sent
        return self._chat(path)

    def _chat(self, path: bytes) -> bytes:
        if path.startswith(b"/parse"):
            return self._parsed
        if path.startswith(b"/schedule"):
            return self._schedule
        return self._stream if path.startswith(b"/stream") else self._completion


class _Connection(asyncio.Protocol):
    def __init__(self, canned: _Answers) -> None:
        self._canned = canned
        self._transport: asyncio.WriteTransport | None = None
        self._came = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._came += data
        while (end := self._came.find(b"\r\n\r\n")) >= 0:
            head = self._came[:end].lower()
            assert b"\r\ntransfer-encoding:" not in head
            _, _, length = head.partition(b"\r\ncontent-length:")
            whole = end + 4 + int(length.split(b"\r\n", 1)[0] or 0)
            if len(self._came) < whole:
                return
            self._came = self._came[whole:]
            self._transport.write(self._canned.to(head))


async def _serve() -> None:
    canned = _Answers()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(canned), "127.0.0.1", 0, backlog=256)
    host, port = server.sockets[0].getsockname()
    print(f"http://{host}:{port}", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)  # its end is the end of whoever started this
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve())
