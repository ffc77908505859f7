"""Runs a language model on this machine: llama.cpp's HTTP server with SmolLM2, as a child process.

`make demo LLM=local` installs both in an environment of their own; this module imports nothing of them.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Final, Self

__all__ = ["LocalLlm", "NotInstalled"]

_HOME: Final = Path(sys.prefix, "servers")
_SERVER: Final = Path(__file__).with_name("llama_server.py")
_START_SECONDS: Final = 60.0


class NotInstalled(Exception):  # noqa: N818  # the name says what happened
    """The model or its server is not on this machine."""


class LocalLlm:
    """The server runs in its `with` block, on a free port of 127.0.0.1. It always ends with this process.

    Args:
        context: The most tokens of one dialogue.
        at_once: How many dialogues are answered at the same time.
        template: A chat template in Jinja; the model's own template does not support tools.

    Raises:
        NotInstalled: The model is not installed, or (on entering the `with` block) the server does not start.
    """

    model = "smollm2-135m-instruct"

    def __init__(self, *, context: int = 2048, at_once: int = 2, template: str = "") -> None:
        self.api_key = f"sk-local-{secrets.token_hex(8)}"
        self.base_url = ""
        self._python = _HOME / "bin" / "python"
        self._file = _HOME / "model.gguf"
        self._options = (str(context * at_once), str(at_once), template)
        self._process: subprocess.Popen[str] | None = None
        if not (self._python.exists() and self._file.exists()):
            raise NotInstalled("there is no language model in this environment: run make demo LLM=local")

    def __enter__(self) -> Self:
        command = [str(self._python), str(_SERVER), str(self._file), self.model, *self._options]
        # The key is not an argument: every user of the machine can read those.
        environment = {**os.environ, "LOCAL_LLM_KEY": self.api_key}
        self._process = subprocess.Popen(  # noqa: S603  # our own program
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            self.base_url = f"{self._address(self._process)}/v1"
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._process is None:
            return
        with self._process as process:
            process.kill()  # it has no data to lose
        self._process = None

    def _address(self, process: subprocess.Popen[str]) -> str:
        """Return the address that the server prints once the model is ready."""
        timer = threading.Timer(_START_SECONDS, process.kill)
        timer.start()
        try:
            address = process.stdout.readline() if process.stdout else ""
        finally:
            timer.cancel()
        if not address:
            raise NotInstalled("the server of the language model does not start on this machine")
        return address.strip()
