"""`make demo LLM=local`: the example bot on a real model. What the model says is its own affair."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from examples.demo import local_llm
from examples.demo.local_llm import LocalLlm

DEMO = Path(local_llm.__file__).parent


@pytest.mark.slow
def test_the_bot_works_with_a_real_model(llama: LocalLlm, tmp_path: Path) -> None:
    assert llama.base_url  # installed, or else this is skipped
    done = subprocess.run(
        [sys.executable, str(DEMO), "local"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={"TMPDIR": str(tmp_path), "NO_COLOR": "1"},
    )
    print(done.stdout)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert re.search(r"\d+ tokens in [\d.]+ s, \d+ a second", done.stdout)
    counts = re.search(
        r"Of 3 messages, (\d) got an answer at the first try, (\d) after a re-ask, (\d) none", done.stdout
    )
    assert counts
    assert sum(map(int, counts.groups())) == 3
    assert not list(tmp_path.iterdir())


def test_an_unknown_model_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(DEMO), "remote"], capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("usage: ")
