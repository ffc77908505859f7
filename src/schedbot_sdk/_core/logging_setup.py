"""Sets logging up when it is imported: silent, unless `SCHEDBOT_LOG` asks for lines in a program without logging."""

from __future__ import annotations

import logging
import os
import sys
from typing import Final

from typing_extensions import override

_TOP: Final = "schedbot_sdk"
_LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO}
_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _ToStderr(logging.Handler):
    """Writes a record to stderr, unless a handler of the program receives it too."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        stream = sys.stderr
        if stream is None or _is_handled(logging.getLogger(record.name)):  # pyright: ignore[reportUnnecessaryComparison]  # None without a console
            return
        try:
            stream.write(f"{self.format(record)}\n")
            stream.flush()
        except Exception:
            self.handleError(record)


def _set_up() -> None:
    """Log nothing in a program without logging, unless `SCHEDBOT_LOG` is `debug` or `info`."""
    logger = logging.getLogger(_TOP)
    if logger.handlers:
        return
    logger.addHandler(logging.NullHandler())
    wanted = os.environ.get("SCHEDBOT_LOG", "").strip()
    if not wanted:
        return
    level = _LEVELS.get(wanted.lower())
    if level is None:
        _warn(wanted)
        return
    handler = _ToStderr()
    handler.setFormatter(logging.Formatter(_FORMAT))
    logger.addHandler(handler)
    logger.setLevel(level)


def _warn(wanted: str) -> None:
    stream = sys.stderr
    if stream is not None:  # pyright: ignore[reportUnnecessaryComparison]  # None without a console
        stream.write(f"schedbot_sdk: SCHEDBOT_LOG must be debug or info, got {wanted[:20]!a}; nothing is logged\n")


def _is_handled(logger: logging.Logger | None) -> bool:
    while logger is not None:
        if any(not isinstance(handler, logging.NullHandler | _ToStderr) for handler in logger.handlers):
            return True
        logger = logger.parent if logger.propagate else None
    return False


_set_up()
