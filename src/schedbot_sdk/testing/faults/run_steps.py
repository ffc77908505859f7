"""Runs the steps of a fault."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat
from typing import assert_never

from schedbot_sdk.testing.faults.bodies import chunk
from schedbot_sdk.testing.faults.connection import ServerConnection
from schedbot_sdk.testing.faults.gzip_zeros import gzipped_zeros
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

__all__ = ["run_steps"]


def run_steps(steps: Iterable[Step], connection: ServerConnection, *, closing: bool) -> bool:
    """Run the steps in their order.

    Args:
        steps: The steps of a fault.
        connection: The client's connection.
        closing: Whether heads have `connection: close`.

    Returns:
        Whether the connection can take another request.
    """
    for step in steps:
        if isinstance(step, Stall | Close | Reset):
            _finish(step, connection)
            return False
        _run(step, connection, closing)
    return not closing


def _finish(step: Ending, connection: ServerConnection) -> None:
    match step:
        case Stall(reading):
            connection.stall(reading=reading)
        case Reset():
            connection.reset()
        case Close():
            connection.close()
        case _:
            assert_never(step)


def _run(
    step: Head | Send | Drip | GzippedZeros | Wait | ReadHello | HalfClose, connection: ServerConnection, closing: bool
) -> None:
    match step:
        case Head():
            connection.send(step.encode(closing=closing))
        case Send(data):
            connection.send(data)
        case Drip():
            _drip(step, connection)
        case GzippedZeros(size):
            for piece in gzipped_zeros(size):
                connection.send(chunk(piece))
        case Wait(seconds):
            connection.wait(seconds)
        case ReadHello():
            connection.read_record()
        case HalfClose():
            connection.half_close()
        case _:
            assert_never(step)


def _drip(step: Drip, connection: ServerConnection) -> None:
    for data in repeat(step.data) if step.endless else (step.data,):
        for start in range(0, len(data), step.piece):
            connection.send(data[start : start + step.piece])
            connection.wait(step.every)
