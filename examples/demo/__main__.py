"""Plays a conversation with the bot on local servers: `make demo`, or `python examples/demo`.

With the argument `local` a real language model on this machine answers: `make demo LLM=local`.
"""

import signal
import sys
from pathlib import Path

if __name__ == "__main__":
    # Before the servers run there is nothing to stop: Ctrl-C during the imports ends the process at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.path.insert(0, str(Path(__file__).parents[2]))  # the examples are not installed

    from examples.demo.local_demo import demo
    from examples.demo.model_demo import model_demo
    from examples.demo.signals import run_until_stopped

    if sys.argv[1:] not in ([], ["local"]):
        sys.exit("usage: python examples/demo [local]")
    sys.exit(run_until_stopped(model_demo if sys.argv[1:] else demo))
