"""A long queue costs the local Telegram little."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="asks the system for the memory in the way of Unix")
def test_a_hundred_thousand_waiting_updates_cost_little_time_and_memory() -> None:
    command = [sys.executable, "-W", "error", "-m", "tests.testing.servers.crowd"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (ended.returncode, ended.stderr) == (0, "")
    figures = json.loads(ended.stdout)
    assert figures["fetched"] == figures["confirmed"] == 100_000
    # Measured on two cores: a second to queue, 0.02 s for 2,000, 0.7 s for all, and 110 MiB.
    assert figures["seconds_to_queue"] < 6
    assert figures["cpu_to_fetch"] < 0.2
    assert figures["seconds_to_fetch_all"] < 6
    assert figures["mebibytes"] < 200
