"""Carries out the steps of a fault."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat
from typing import assert_never

from schedbot_sdk.testing.faults.bodies import chunk
from schedbot_sdk.testing.faults.gzipped import gzipped_zeros
from schedbot_sdk.testing.faults.line import Line
from schedbot_sdk.testing.faults.steps import (
    Close,
    Drip,
    Ending,
    GzippedZeros,
    HalfClose,
    Head,
    ReadHello,
    Reset,
    Send,
    Stall,
    Step,
    Wait,
)

__all__ = ["play"]


def play(steps: Iterable[Step], line: Line, *, closing: bool) -> bool:
    """Take one step after the other.

    Args:
        steps: What to do.
        line: Where.
        closing: Say `connection: close` in heads.

    Returns:
        Whether the connection is still good for a request.
    """
    for step in steps:
        if isinstance(step, Stall | Close | Reset):
            _end(step, line)
            return False
        _go_on(step, line, closing)
    return not closing


def _end(step: Ending, line: Line) -> None:
    match step:
        case Stall(reading):
            line.stall(reading=reading)
        case Reset():
            line.reset()
        case Close():
            line.close()
        case _:
            assert_never(step)


def _go_on(step: Head | Send | Drip | GzippedZeros | Wait | ReadHello | HalfClose, line: Line, closing: bool) -> None:
    match step:
        case Head():
            line.send(step.encode(closing=closing))
        case Send(data):
            line.send(data)
        case Drip():
            _drip(step, line)
        case GzippedZeros(size):
            for piece in gzipped_zeros(size):
                line.send(chunk(piece))
        case Wait(seconds):
            line.wait(seconds)
        case ReadHello():
            line.read_record()
        case HalfClose():
            line.half_close()
        case _:
            assert_never(step)


def _drip(step: Drip, line: Line) -> None:
    for data in repeat(step.data) if step.endless else (step.data,):
        for start in range(0, len(data), step.piece):
            line.send(data[start : start + step.piece])
            line.wait(step.every)
