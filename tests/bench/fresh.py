"""What only a fresh process shows: the cost of an import, of a client, and of updates that are held."""

from __future__ import annotations

import asyncio
import gc
import resource
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Generator, Sized
from contextlib import contextmanager
from functools import partial

from tests.bench.answers import UPDATES
from tests.bench.peer import AsyncCall, Call, Peer, load
from tests.bench.rounds import Setting, Turns
from tests.bench.server import ROOT

__all__ = ["building", "client_imports", "imports", "memory"]

FURTHER_CLIENTS = 20


@contextmanager
def imports(setting: Setting) -> Generator[Turns]:
    """CPU and wall seconds of a Python that only imports a package, less those of one that does nothing."""
    yield {name: partial(_import, peer.import_line, peer) for name, peer in setting.peers.items() if peer.import_line}


@contextmanager
def client_imports(setting: Setting) -> Generator[Turns]:
    """The same of a Python that imports a client."""
    yield {name: partial(_import, peer.client_line, peer) for name, peer in setting.peers.items() if peer.client_line}


def _import(line: str, peer: Peer) -> tuple[float, float]:
    without = f"import sys; sys.modules.update({dict.fromkeys(peer.extras)}); "
    bare_cpu, bare_wall = _python(without)
    cpu, wall = _python(without + line)
    return cpu - bare_cpu, wall - bare_wall


@contextmanager
def building(setting: Setting) -> Generator[Turns]:
    """CPU seconds of the first client in a process, and of one after it."""
    yield {name: partial(_figures, "building", name) for name, peer in setting.peers.items() if peer.build}


@contextmanager
def memory(setting: Setting, *, updates: int) -> Generator[Turns]:
    """Bytes of an update that `getUpdates` gave and that is held."""
    batches = str(setting.few(updates // UPDATES))
    yield {
        name: partial(_figures, "memory", name, setting.url, batches)
        for name, peer in setting.peers.items()
        if "getUpdates" in {*peer.calls, *peer.async_calls}
    }


def _python(statement: str) -> tuple[float, float]:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], cwd=ROOT, check=True)
    ended, after = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, ended - began


def _figures(*arguments: str) -> tuple[float, ...]:
    command = [sys.executable, "-m", "tests.bench.fresh", *arguments]
    printed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return tuple(float(figure) for figure in printed.split())


def _build(peer: Peer) -> tuple[float, float]:
    assert peer.build is not None
    clients: list[object] = []
    took: list[float] = []
    for _ in range(1 + FURTHER_CLIENTS):
        began = time.process_time()
        clients.append(peer.build())
        took.append(time.process_time() - began)
    return took[0], statistics.median(took[1:])


def _hold(call: Call, batches: int) -> float:
    call()
    before = _allocated()
    held = [call() for _ in range(batches)]
    return _bytes_each(before, held)


async def _hold_async(call: AsyncCall, batches: int) -> float:
    await call()
    before = _allocated()
    held = [await call() for _ in range(batches)]
    return _bytes_each(before, held)


def _bytes_each(before: int, held: list[Sized]) -> float:
    return (_allocated() - before) / sum(map(len, held))


def _allocated() -> int:
    gc.collect()
    if not tracemalloc.is_tracing():
        tracemalloc.start()
    return tracemalloc.get_traced_memory()[0]


async def _memory_async(peer: Peer, url: str, batches: int) -> float:
    async with peer.async_calls["getUpdates"](url) as call:
        return await _hold_async(call, batches)


def _memory(peer: Peer, url: str, batches: int) -> float:
    if "getUpdates" in peer.async_calls:
        return asyncio.run(_memory_async(peer, url, batches))
    with peer.calls["getUpdates"](url) as call:
        return _hold(call, batches)


def _main(measure: str, name: str, *arguments: str) -> None:
    peer = load(name)
    assert peer is not None
    if measure == "building":
        print(*_build(peer))
    else:
        url, batches = arguments
        print(_memory(peer, url, int(batches)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
