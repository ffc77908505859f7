"""The errors of sockets as those of httpcore."""

from __future__ import annotations

from types import TracebackType
from typing import TypeVar

import httpcore

__all__ = ["caused_by", "raised_as"]

E = TypeVar("E", bound=Exception)


class raised_as:  # noqa: N801  # reads as a function, as `contextlib.suppress` does
    """Raises a timeout or a socket's error as these errors of httpcore."""

    __slots__ = ("_failed", "_timed_out")

    def __init__(self, timed_out: type[httpcore.TimeoutException], failed: type[httpcore.NetworkError]) -> None:
        self._timed_out = timed_out
        self._failed = failed

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, TimeoutError):
            raise self._timed_out("timed out") from None
        if isinstance(error, OSError | UnicodeError):  # an unusable host name is a UnicodeError
            raise caused_by(self._failed(), error) from None


def caused_by(error: E, reason: BaseException | None) -> E:
    """Return the error with its reason as `__context__`: httpcore raises it again and loses its `__cause__`."""
    error.__context__ = reason
    return error
