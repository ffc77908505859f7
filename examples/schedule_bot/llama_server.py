"""The child process of `local_llm.py`: serves a model until its standard input ends, that is, until its parent does."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any


def main() -> None:
    """Serve; the key is the first line of the input, and the address the first line of the output."""
    xllamacpp: Any = import_module("xllamacpp")  # it is not in the environment in which the types are checked
    file, name, context, at_once = sys.argv[1:]
    wanted = xllamacpp.CommonParams()
    wanted.model.path = file
    wanted.model_alias = {name}
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = 0
    wanted.n_ctx = int(context)
    wanted.n_parallel = int(at_once)
    wanted.api_keys = [sys.stdin.readline().strip()]
    server = xllamacpp.Server(wanted)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
