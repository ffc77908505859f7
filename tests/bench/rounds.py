"""CPU time per call, in rounds in which every contestant has its turn."""

from __future__ import annotations

import asyncio
import gc
import statistics
import time
from collections.abc import Callable, Coroutine, Generator, Mapping, Sized
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from tests.bench.peer import EXPECTED, AsyncCall, Call, Peer, Scenario

__all__ = ["Setting", "Turns", "async_calls", "calls", "medians"]

Turns: TypeAlias = "Mapping[str, Callable[[], tuple[float, ...]]]"
"""By peer: what measures it once, and gives a figure for each row of a group."""


@dataclass(frozen=True)
class Setting:
    """What all measurements of a run have in common."""

    peers: Mapping[str, Peer]
    url: str
    """The canned server's."""
    share: float
    """How much of the usual work is done: 1, or less where the figures do not matter."""

    def few(self, usual: int) -> int:
        return max(1, round(usual * self.share))


def medians(turns: Turns, rounds: int) -> dict[str, tuple[float, ...]]:
    """Let all take their turn in each round; before several, one warms up and does not count."""
    for turn in turns.values() if rounds > 1 else ():
        turn()
    taken = [{name: turn() for name, turn in turns.items()} for _ in range(rounds)]
    return {
        name: tuple(statistics.median(figures) for figures in zip(*(turn[name] for turn in taken), strict=True))
        for name in turns
    }


@contextmanager
def calls(setting: Setting, *, scenario: Scenario, number: int) -> Generator[Turns]:
    """Sync calls, one after the other on one client."""
    times = setting.few(number)

    def work(call: Call) -> None:
        for _ in range(times):
            _check(call(), scenario)

    with ExitStack() as clients:
        opened = {
            name: clients.enter_context(peer.calls[scenario](setting.url))
            for name, peer in setting.peers.items()
            if scenario in peer.calls
        }
        yield {name: partial(_turn, partial(work, call), times) for name, call in opened.items()}


@contextmanager
def async_calls(setting: Setting, *, scenario: Scenario, number: int, at_once: int = 1) -> Generator[Turns]:
    """Async calls on one client and one event loop: one after the other, or `at_once` of them side by side."""
    batches = setting.few(number // at_once)

    async def one_by_one(call: AsyncCall) -> None:
        for _ in range(batches):
            _check(await call(), scenario)

    async def side_by_side(call: AsyncCall) -> None:
        for _ in range(batches):
            for result in await asyncio.gather(*(call() for _ in range(at_once))):
                _check(result, scenario)

    def run(work: Callable[[AsyncCall], Coroutine[None, None, None]], call: AsyncCall) -> None:
        runner.run(work(call))

    work = partial(run, one_by_one if at_once == 1 else side_by_side)
    with asyncio.Runner() as runner:
        clients = AsyncExitStack()
        try:
            opened = {
                name: runner.run(clients.enter_async_context(peer.async_calls[scenario](setting.url)))
                for name, peer in setting.peers.items()
                if scenario in peer.async_calls
            }
            yield {name: partial(_turn, partial(work, call), batches * at_once) for name, call in opened.items()}
        finally:
            runner.run(clients.aclose())


def _turn(work: Callable[[], None], number: int) -> tuple[float]:
    gc.collect()  # nobody pays for what another left behind
    began = time.process_time()
    work()
    return ((time.process_time() - began) / number,)


def _check(result: Sized, scenario: Scenario) -> None:
    if len(result) != EXPECTED[scenario]:
        raise AssertionError(f"{scenario} gave {len(result)}, not {EXPECTED[scenario]}")
