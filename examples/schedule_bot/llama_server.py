"""The child process of `local_llm.py`: serves a model until its standard input ends, that is, until its parent does."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any


def main() -> None:
    """Serve; the first line of the output is the address, when the model is ready to answer there."""
    xllamacpp: Any = import_module("xllamacpp")  # it is not in the environment in which the types are checked
    file, name, context, at_once, template = sys.argv[1:]
    wanted = xllamacpp.CommonParams()
    wanted.model.path = file
    wanted.model_alias = {name}
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = 0
    wanted.n_ctx = int(context)
    wanted.n_parallel = int(at_once)
    if template:
        wanted.chat_template = template
    wanted.api_keys = [os.environ["LOCAL_LLM_KEY"]]
    # Threads wait for each other at every token: two write so small a model's answer no faster than one, and on a busy
    # machine many times slower.
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(wanted)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
