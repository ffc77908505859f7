"""The child process of `local_llm.py`: serves a model until its standard input is closed, so until its parent ends."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any


def main() -> None:
    """Serve the model. When it is ready, print its address as the first line of the output."""
    xllamacpp: Any = import_module("xllamacpp")  # not installed where the types are checked
    file, name, context, at_once, template = sys.argv[1:]
    parameters = xllamacpp.CommonParams()
    parameters.model.path = file
    parameters.model_alias = {name}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.n_ctx = int(context)
    parameters.n_parallel = int(at_once)
    if template:
        parameters.chat_template = template
    parameters.api_keys = [os.environ["LOCAL_LLM_KEY"]]
    # Threads wait for each other at each token. For so small a model two are not faster than one, and on a busy machine
    # they are many times slower.
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
