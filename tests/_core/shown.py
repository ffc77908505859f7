"""What can be seen of errors and objects, by whoever prints, pickles, logs or reports them."""

from __future__ import annotations

import copy
import pickle
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import cast
from weakref import WeakSet

import pytest

__all__ = ["check", "everything_about", "logged", "reachable"]

_TESTS = str(Path(__file__).parents[1])
_LEAVES = (str, bytes, bytearray, int, float, type, ModuleType, FunctionType, BuiltinFunctionType)


def check(text: str, secret: str) -> None:
    """Fail if any eight characters of a secret are in a text; of a bot's token the public id may be."""
    hidden = secret.rpartition(":")[2]
    pieces = (hidden[at : at + 8] for at in range(len(hidden) - 7))
    assert [piece for piece in pieces if piece in text] == []


def everything_about(error: BaseException) -> str:
    """What an error tracker gets: all frames but those of the tests, with their locals, of the error and its causes."""
    texts = [*_copies_of(error), *_frames_of(traceback.TracebackException.from_exception(error, capture_locals=True))]
    return "\n".join(texts)


def _copies_of(error: BaseException) -> Generator[str]:
    ways: tuple[Callable[[BaseException], BaseException], ...] = (copy.copy, copy.deepcopy, lambda same: same)
    for way in ways:
        same = way(error)
        yield f"{same!s} {same!r} {vars(same)} {pickle.dumps(same)!r}"


def _frames_of(report: traceback.TracebackException | None) -> Generator[str]:
    if report is None:
        return
    yield "".join(report.format_exception_only())
    for frame in report.stack:
        if not frame.filename.startswith(_TESTS):
            yield f"{frame.filename} {frame.name} {frame.locals}"
    yield from _frames_of(report.__cause__)
    if not report.__suppress_context__:
        yield from _frames_of(report.__context__)


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """What a handler can make of the records, whichever of their attributes it shows: message, arguments, traceback."""
    texts = [caplog.text]
    for record in caplog.records:
        texts.append(str(vars(record)))
        if record.exc_info and record.exc_info[1] is not None:
            texts.append(everything_about(record.exc_info[1]))
    return "\n".join(texts)


def reachable(thing: object, keepers: frozenset[str], seen: dict[int, object] | None = None) -> Generator[object]:
    """Everything that attributes, slots and containers lead to; classes of such names are not looked into."""
    seen = {id(thing): thing} if seen is None else seen
    for child in (*_items_of(thing), *_attributes_of(thing)):
        if id(child) in seen:
            continue
        seen[id(child)] = child  # kept, so that no id is used twice
        yield child
        if not isinstance(child, _LEAVES) and type(child).__name__ not in keepers:
            yield from reachable(child, keepers, seen)


def _items_of(thing: object) -> Iterable[object]:
    if isinstance(thing, Mapping):
        pairs = cast("Mapping[object, object]", thing)
        return [*pairs.keys(), *pairs.values()]
    if isinstance(thing, list | tuple | set | frozenset | deque | WeakSet):
        return list(cast("Iterable[object]", thing))
    return ()


def _attributes_of(thing: object) -> Generator[object]:
    own: dict[str, object] = getattr(thing, "__dict__", {})
    yield from own.values()
    for kind in type(thing).__mro__:
        slots: str | Iterable[str] = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in {"__dict__", "__weakref__"} and hasattr(thing, name):
                yield getattr(thing, name)
