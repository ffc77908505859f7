"""Whole bots: what an update costs that is polled, handled and answered with one message."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial

from tests.bench.bot_server import bot_server
from tests.bench.peer import Peer, Way, load
from tests.bench.rounds import Setting, Turns
from tests.bench.server import ROOT

__all__ = ["WAYS", "answering"]

WAYS: tuple[Way, ...] = ("sync poll", "async poll", "updates()")
WARMING = 300
"""Updates before those that count: what a bot does only once is not what it costs."""


@contextmanager
def answering(setting: Setting, *, updates: int) -> Generator[Turns]:
    """By way: CPU seconds of an update, then by way: wall seconds of one. Who has one way alone has it in each."""
    number = setting.few(updates)
    with bot_server(WARMING, number) as url:
        yield {name: partial(_turn, name, peer, url, number) for name, peer in setting.peers.items() if peer.bots}


def _turn(name: str, peer: Peer, url: str, number: int) -> tuple[float, ...]:
    taken = {way: _figures(name, way, url, str(number)) for way in peer.bots}
    only = next(iter(taken.values()))
    each = [taken.get(way, only) for way in WAYS]
    return *(cpu for cpu, _ in each), *(1 / wall for _, wall in each)


def _figures(*arguments: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "tests.bench.bots", *arguments]
    printed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, timeout=300).stdout
    cpu, wall = printed.split()
    return float(cpu), float(wall)


class _Meter:
    """Counts answered updates, and ends the process after the last one."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._count = 0
        self._began = 0.0, 0.0

    def done(self) -> None:
        """Count one."""
        self._count += 1
        if self._count == WARMING:
            self._began = time.process_time(), time.perf_counter()
        if self._count == WARMING + self._number:
            cpu, wall = time.process_time() - self._began[0], time.perf_counter() - self._began[1]
            print(cpu / self._number, wall / self._number, flush=True)
            os._exit(0)  # how fast it ends is not what is measured


def _main(name: str, way: Way, url: str, number: str) -> None:
    peer = load(name)
    assert peer is not None
    peer.bots[way](url, _Meter(int(number)).done)


if __name__ == "__main__":
    name, way, url, number = sys.argv[1:]
    _main(name, next(known for known in WAYS if known == way), url, number)
