"""Servers that nobody here wrote, each started once; without them the tests are skipped, and say so."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from examples.demo.local_llm import LocalLlm, NotInstalled
from tests.servers.asking import Asker

MISSING = "NOT INSTALLED HERE: run make servers"
LLMOCK = Path(sys.prefix, "servers", "bin", "llmock")


@contextmanager
def running_llama(template: str = "") -> Generator[LocalLlm]:
    try:
        server = LocalLlm(context=1024, at_once=4, template=template)
    except NotInstalled:
        pytest.skip(f"llama.cpp with SmolLM2: {MISSING}")
    with server:
        yield server


@pytest.fixture(scope="session")
def llama() -> Iterator[LocalLlm]:
    """llama.cpp's server with SmolLM2, a real model."""
    with running_llama() as server:
        yield server


@pytest.fixture
def model(llama: LocalLlm) -> Asker:
    """Who asks it."""
    return Asker(base_url=llama.base_url, api_key=llama.api_key, model=llama.model)


@pytest.fixture(scope="session")
def llama_with_tools() -> Iterator[LocalLlm]:
    """The same with another way to put a dialogue into words: SmolLM2's own knows no tools."""
    with running_llama(Path(__file__).with_name("tools.jinja").read_text(encoding="utf-8")) as server:
        yield server


@contextmanager
def running_llmock(*options: str) -> Generator[str]:
    if not LLMOCK.exists():
        pytest.skip(f"llmock: {MISSING}")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(LLMOCK), "serve", "--port", str(port), "--stream-chunk-delay-ms", "1", *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(f"{url}/health", process)
        yield url
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def llmock_url() -> Iterator[str]:
    """The mock that breaks on demand and judges its clients."""
    with running_llmock() as url:
        yield url


@pytest.fixture
def llmock(llmock_url: str) -> Iterator[httpx.Client]:
    """Its own door, with what was before forgotten."""
    with httpx.Client(base_url=f"{llmock_url}/_llmock", trust_env=False) as admin:
        admin.post("/reset").raise_for_status()
        yield admin


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(url, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the server does not start")
