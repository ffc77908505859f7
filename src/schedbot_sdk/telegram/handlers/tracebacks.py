"""An exception as text for a log: its class and where it was raised, without its message.

A message may hold anything: a `KeyError` may quote what a user wrote, an HTTP library a URL with a token. Lines of
source code are left out too, because one may contain the token.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from typing import Final, cast

from schedbot_sdk.errors import SchedbotError

__all__ = ["log_redacted", "redacted_traceback", "summary_of"]

_CAUSE: Final = "\nThe above exception was the direct cause of the following exception:\n"
_CONTEXT: Final = "\nDuring handling of the above exception, another exception occurred:\n"
_MAX_EXCEPTIONS: Final = 50
"""The most exceptions of one chain or group that are written."""


def log_redacted(
    logger: logging.Logger, message: str, error: BaseException, *details: object, stacklevel: int = 1
) -> None:
    """Write an ERROR with the traceback of an exception, without the exception's message.

    Args:
        logger: Where to write it.
        message: The text, in the form of `logging`.
        error: The exception.
        details: The values of the message.
        stacklevel: Whose place in the source the line shows: 1 is the caller's.
    """
    if not logger.isEnabledFor(logging.ERROR):
        return
    file, line, function, _ = logger.findCaller(stacklevel=stacklevel + 1)
    exc_info = (type(error), error, error.__traceback__)
    record = logger.makeRecord(logger.name, logging.ERROR, file, line, message, details, exc_info, function)
    record.exc_text = redacted_traceback(error)  # formatters use it as it is
    logger.handle(record)


def summary_of(error: BaseException) -> str:
    """Return the class of an error; for the SDK's own also the operation and the last cause. One line, no user text."""
    name = type(error).__qualname__
    if not isinstance(error, SchedbotError) or not error.operation:
        return name
    cause = " ".join(error.attempts[-1].cause.split()) if error.attempts else "nothing was sent"
    return f"{error.operation} failed: {name} ({cause})"


def redacted_traceback(error: BaseException) -> str:
    """Return the traceback of an exception, with its causes and the members of its group, but no messages or notes."""
    return "\n".join(_lines(error, set()))


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    if id(error) in seen or len(seen) >= _MAX_EXCEPTIONS:
        yield "(another exception, which is left out here)"
        return
    seen.add(id(error))
    if error.__cause__ is not None:
        yield from _lines(error.__cause__, seen)
        yield _CAUSE
    elif error.__context__ is not None and not error.__suppress_context__:
        yield from _lines(error.__context__, seen)
        yield _CONTEXT
    if error.__traceback__ is not None:
        yield "Traceback (most recent call last):"
        for frame in traceback.extract_tb(error.__traceback__):
            yield f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
    module = type(error).__module__
    yield ("" if module in {"builtins", "__main__"} else f"{module}.") + type(error).__qualname__
    if isinstance(error, SchedbotError):
        yield f"({summary_of(error)})"
    if isinstance(error, BaseExceptionGroup):
        members = cast("BaseExceptionGroup[BaseException]", error).exceptions
        for number, member in enumerate(members, 1):
            yield f"  +---------------- {number} ----------------"
            for line in _lines(member, seen):
                yield "\n".join(f"  | {part}" for part in line.split("\n"))
