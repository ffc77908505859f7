"""A canned Telegram for bots: updates of many people, of whom each gets an answer. A process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import Generator
from contextlib import contextmanager

from tests.bench.answers import SENT, bot_account, question
from tests.bench.server import canned_server, whole

__all__ = ["FIRST", "bot_server"]

FIRST = 700_000_001
_OFFSET = re.compile(rb"(?<![a-z_])offset\"?(?:=|:\s*|\"\r\n\r\n)(-?\d+)")


@contextmanager
def bot_server(warming: int, counting: int) -> Generator[str]:
    """Start it on a core that the bots do not use, where the system can do that, and give its address.

    It serves one bot after the other. Nobody fetches updates that count while those before them warm up.
    """
    with canned_server("tests.bench.bot_server", str(warming), str(counting)) as url:
        yield url


class _Telegram:
    """Gives up to 100 updates at a time, from the offset on, and what counts only after all before it was answered."""

    def __init__(self, warming: int, counting: int) -> None:
        self._updates = [json.dumps(question(FIRST + number)) for number in range(warming + counting)]
        self._warming = warming
        self._answered = 0
        self._waiting: list[tuple[bytes, asyncio.WriteTransport]] = []
        self._sent = whole(SENT)
        self._true = whole(b'{"ok":true,"result":true}')
        self._account = whole(bot_account())

    def answer(self, head: bytes, body: bytes, to: asyncio.WriteTransport) -> None:
        """Answer at once; or later, if it is a poll for which there is nothing."""
        target = head.split(b" ", 2)[1].lower()
        if b"/getupdates" in target:
            self._waiting.append((target + b"&" + body, to))
            self._answer_polls()
        elif b"/sendmessage" in target:
            to.write(self._sent)
            self._answered += 1
            self._answer_polls()
        else:
            to.write(self._account if b"/getme" in target else self._true)

    def _answer_polls(self) -> None:
        waiting, self._waiting = self._waiting, []
        for asked, to in waiting:
            if batch := self._batch(asked):
                to.write(batch)
            else:
                self._waiting.append((asked, to))

    def _batch(self, asked: bytes) -> bytes:
        found = _OFFSET.search(asked)
        begin = max(0, int(found[1]) - FIRST) if found else 0
        end = len(self._updates) if self._answered % len(self._updates) >= self._warming else self._warming
        batch = self._updates[begin : min(end, begin + 100)]
        return whole(f'{{"ok":true,"result":[{",".join(batch)}]}}'.encode()) if batch else b""


class _Connection(asyncio.Protocol):
    def __init__(self, telegram: _Telegram) -> None:
        self._telegram = telegram
        self._transport: asyncio.WriteTransport | None = None
        self._came = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._came += data
        while (end := self._came.find(b"\r\n\r\n")) >= 0:
            head = self._came[:end]
            lower = head.lower()
            assert b"\r\ntransfer-encoding:" not in lower
            _, _, length = lower.partition(b"\r\ncontent-length:")
            whole_length = end + 4 + int(length.split(b"\r\n", 1)[0] or 0)
            if len(self._came) < whole_length:
                return
            body, self._came = self._came[end + 4 : whole_length], self._came[whole_length:]
            self._telegram.answer(head, body, self._transport)


async def _serve(warming: int, counting: int) -> None:
    if sys.platform == "linux":
        os.sched_setaffinity(0, {0} if os.sched_getaffinity(0) != {0} else set(range(os.cpu_count() or 1)))
    telegram = _Telegram(warming, counting)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(telegram), "127.0.0.1", 0, backlog=256)
    host, port = server.sockets[0].getsockname()
    print(f"http://{host}:{port}", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)  # its end is the end of whoever started this
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve(*map(int, sys.argv[1:])))
