"""Looking at a socket without waiting for it."""

from __future__ import annotations

import select
import sys

__all__ = ["is_readable"]


def is_readable(descriptor: int) -> bool:
    """Whether a socket has bytes to read, or has ended; a closed one has."""
    if descriptor < 0:
        return True
    if sys.platform == "win32":
        return bool(select.select([descriptor], [], [], 0)[0])
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
