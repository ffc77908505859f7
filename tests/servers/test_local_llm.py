"""The child process with the model: ready when its block begins, and gone when the block or its parent ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import httpx
import pytest
from examples.demo import local_llm
from examples.demo.local_llm import LocalLlm, NotInstalled

PARENT = textwrap.dedent("""
    import sys, time
    from examples.demo.local_llm import LocalLlm

    with LocalLlm() as llm:
        print(llm.base_url, flush=True)
        time.sleep(60)
""")
ROOT = Path(local_llm.__file__).parents[2]


def is_up(base_url: str) -> bool:
    try:
        return httpx.get(base_url.replace("/v1", "/health"), trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def goes(base_url: str) -> bool:
    until = time.monotonic() + 5
    while is_up(base_url) and time.monotonic() < until:
        time.sleep(0.05)
    return not is_up(base_url)


@pytest.mark.slow
def test_it_is_ready_in_its_block_and_gone_after_it(llama: LocalLlm) -> None:
    with LocalLlm() as other:
        assert is_up(other.base_url)
        assert (other.base_url, other.api_key) != (llama.base_url, llama.api_key)
        assert other.base_url.startswith("http://127.0.0.1:")
    assert not is_up(other.base_url)
    assert is_up(llama.base_url)


@pytest.mark.slow
def test_it_is_gone_after_an_error_in_its_block(llama: LocalLlm) -> None:
    other = LocalLlm()
    with pytest.raises(KeyError), other:
        raise KeyError
    assert not is_up(other.base_url)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_is_gone_however_its_parent_ends(how: signal.Signals, llama: LocalLlm) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with parent:
        assert parent.stdout
        base_url = parent.stdout.readline().strip()
        assert is_up(base_url)
        parent.send_signal(how)
    assert goes(base_url)


@pytest.mark.slow
def test_its_key_is_not_among_its_arguments(llama: LocalLlm) -> None:
    listed = subprocess.run(["ps", "axww", "-o", "args"], capture_output=True, text=True, check=True).stdout
    assert "llama_server.py" in listed
    assert llama.api_key not in listed


def test_without_a_model_it_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(local_llm, "_HOME", tmp_path)
    with pytest.raises(NotInstalled, match="make demo LLM=local"):
        LocalLlm()


@pytest.mark.parametrize("server", ["exec sleep 60", "exit 1", "exec >&-; exec sleep 60"])
def test_a_server_that_does_not_start_is_reported_and_stopped(
    server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "bin" / "python"
    program.parent.mkdir()
    pid = tmp_path / "pid"
    program.write_text(f"#!/bin/sh\necho $$ >{pid}\n{server}\n", encoding="utf-8")
    program.chmod(0o755)
    (tmp_path / "model.gguf").touch()
    monkeypatch.setattr(local_llm, "_HOME", tmp_path)
    monkeypatch.setattr(local_llm, "_START_SECONDS", 0.5)
    with pytest.raises(NotInstalled, match="does not start"), LocalLlm():
        pass
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text(encoding="utf-8")), 0)
