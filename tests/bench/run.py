"""Calls beside what people use today: `make bench`, or `python tests/bench/run.py --row stream`.

Nothing passes or fails here. The tables that it prints stand in docs/performance.md as they are.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[2])  # the tests are not installed

    from tests.bench.main import main

    main(sys.argv[1:])
