"""A language model on this machine: llama.cpp's own HTTP server with SmolLM2, as a child process.

`make demo LLM=local` installs both beside the environment that runs this; nothing of them is imported here.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Final, Self

__all__ = ["LocalLlm", "NotInstalled"]

_HOME: Final = Path(sys.prefix, "servers")
_SERVER: Final = Path(__file__).with_name("llama_server.py")


class NotInstalled(Exception):  # noqa: N818  # says what is the matter
    """The model or its server is not on this machine."""


class LocalLlm:
    """Runs in its `with` block, on a free port of the loopback address; it ends with this process, however that ends.

    Args:
        context: Tokens that one dialogue may have.
        at_once: Dialogues that are answered side by side.

    Raises:
        NotInstalled: Nothing was installed.
    """

    model = "smollm2-135m-instruct"

    def __init__(self, *, context: int = 2048, at_once: int = 2) -> None:
        self.api_key = f"sk-local-{secrets.token_hex(8)}"
        self.base_url = ""
        self._python = _HOME / "bin" / "python"
        self._file = _HOME / "model.gguf"
        self._sizes = (str(context * at_once), str(at_once))
        self._process: subprocess.Popen[str] | None = None
        if not (self._python.exists() and self._file.exists()):
            raise NotInstalled("there is no language model in this environment: run make demo LLM=local")

    def __enter__(self) -> Self:
        command = [str(self._python), str(_SERVER), str(self._file), self.model, *self._sizes]
        self._process = subprocess.Popen(  # noqa: S603  # our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdin  # noqa: S101  # both are pipes
        assert self._process.stdout  # noqa: S101
        # Not among the arguments, which every user of the machine can read.
        self._process.stdin.write(f"{self.api_key}\n")
        self._process.stdin.flush()
        address = self._process.stdout.readline().strip()
        if not address:
            self._stop()
            raise NotInstalled("the server of the language model does not start on this machine")
        self.base_url = f"{address}/v1"
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
