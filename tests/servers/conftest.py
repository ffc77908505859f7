"""Servers that nobody here wrote, each started once; without them the tests are skipped, and say so."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from examples.schedule_bot.local_llm import LocalLlm, NotInstalled

MISSING = "NOT INSTALLED HERE: run make servers"


@pytest.fixture(scope="session")
def llama() -> Iterator[LocalLlm]:
    """llama.cpp's server with SmolLM2, a real model."""
    try:
        server = LocalLlm(context=1024, at_once=4)
    except NotInstalled:
        pytest.skip(f"llama.cpp with SmolLM2: {MISSING}")
    with server:
        yield server


@pytest.fixture(scope="session")
def llmock_url() -> Iterator[str]:
    """The mock that breaks on demand and judges its clients."""
    program = Path(sys.prefix, "servers", "bin", "llmock")
    if not program.exists():
        pytest.skip(f"llmock: {MISSING}")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(program), "serve", "--port", str(port), "--stream-chunk-delay-ms", "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(f"{url}/health", process)
        yield url
    finally:
        process.kill()
        process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(url, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the server does not start")
