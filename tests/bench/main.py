"""The benchmark's command line."""

from __future__ import annotations

import argparse
import gc
import os
import platform
import sys
from collections.abc import Mapping
from importlib import metadata

from tests.bench.peer import PEERS, Peer, load
from tests.bench.rounds import Setting, medians
from tests.bench.rows import GROUPS, Group, Row
from tests.bench.server import canned_server
from tests.bench.table import Figures, costs, ratios

__all__ = ["main"]

ALONGSIDE = ("pydantic", "httpcore", "httpx2", "aiohttp", "requests")


def main(arguments: list[str]) -> None:
    """Measure what is asked for, and print it."""
    parser = argparse.ArgumentParser(prog="run.py", description="Measure calls beside what people use today.")
    parser.add_argument("--row", default="", metavar="NAME", help="only rows with NAME in their name")
    parser.add_argument("--quick", action="store_true", help="one round of few calls: the figures mean little")
    asked = parser.parse_args(arguments)
    groups = [group for group in GROUPS if any(asked.row in row.name for row in group.rows)]
    if not groups:
        parser.error(f"no such row; there are: {', '.join(row.name for group in GROUPS for row in group.rows)}")

    cores = os.cpu_count()
    _pin()
    peers = {name: peer for name in PEERS if (peer := load(name))}
    missing = PEERS.keys() - peers.keys()
    for name in sorted(missing):
        print(f"{name} is NOT INSTALLED: nothing is compared with it", file=sys.stderr)
    print(f"{platform.python_implementation()} {platform.python_version()} on {cores} cores; {_versions(peers)}.\n")
    gc.freeze()  # what the peers' imports left is not gone through again in everybody's calls
    with canned_server() as url:
        setting = Setting(peers, url, share=0.01 if asked.quick else 1.0)
        measured: dict[Row, Figures] = {}
        for group in groups:
            print(f"measuring: {', '.join(row.name for row in group.rows)} ...", file=sys.stderr)
            measured |= _measure(group, setting, rounds=1 if asked.quick else group.rounds)
    print(costs(measured, tuple(PEERS), missing), ratios(measured, missing), sep="\n\n")


def _measure(group: Group, setting: Setting, rounds: int) -> Mapping[Row, Figures]:
    with group.open(setting) as turns:
        taken = medians(turns, rounds)
    return {row: {name: figures[at] for name, figures in taken.items()} for at, row in enumerate(group.rows)}


def _pin() -> None:
    """Keep to one core, and with this process those that it starts: the server and the fresh ones."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _versions(peers: Mapping[str, Peer]) -> str:
    packages = [*(peer.package for peer in peers.values()), *ALONGSIDE]
    found = {name: metadata.version(name) for name in packages if _is_installed(name)}
    return ", ".join(f"{name} {version}" for name, version in found.items())


def _is_installed(package: str) -> bool:
    try:
        metadata.distribution(package)
    except metadata.PackageNotFoundError:
        return False
    return True
