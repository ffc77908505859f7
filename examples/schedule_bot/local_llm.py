"""A language model on this machine: llama.cpp's own HTTP server with SmolLM2, as a child process.

`make demo LLM=local` installs both beside the environment that runs this; nothing of them is imported here.
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


class NotInstalled(Exception):  # noqa: N818  # says what is the matter
    """The model or its server is not on this machine."""


class LocalLlm:
    """Runs in its `with` block, on a free port of the loopback address; it ends with this process, however that ends.

    Args:
        context: Tokens that one dialogue may have.
        at_once: Dialogues that are answered side by side.
        template: How a dialogue is put into words, in Jinja; the model's own way knows no tools.

    Raises:
        NotInstalled: Nothing was installed; or, from the `with`, the server does not start.
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
        # Not among the arguments, which every user of the machine can read.
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
            process.kill()  # it holds nothing that could be lost
        self._process = None

    def _address(self, process: subprocess.Popen[str]) -> str:
        """What the server says once the model is ready."""
        patience = threading.Timer(_START_SECONDS, process.kill)
        patience.start()
        try:
            said = process.stdout.readline() if process.stdout else ""
        finally:
            patience.cancel()
        if not said:
            raise NotInstalled("the server of the language model does not start on this machine")
        return said.strip()
