"""What the SDK does not know in a stream, put together from its parts. Pure.

In a message, fields come in pieces: texts append, lists grow, objects merge. Around it, in a part or a result, they
come as they stand: the last value counts, and objects merge as well. Null erases nothing anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from schedbot_sdk._core.surrogates import whole_characters

__all__ = ["joined", "replaced", "settled"]

_NAMES: Final = frozenset({
    "id", "type", "index", "role", "name", "format", "object", "model", "status", "severity", "url", "title",
    "language", "encoding", "voice", "provider", "kind", "mime_type", "detail",
})  # fmt: skip
_ENDS: Final = ("_id", "_type", "_name", "_reason", "_format", "_url", "_status")
_IDENTITY: Final = ("id", "type", "name", "url", "title", "format", "kind")
_BACK: Final = 32
"""So many entries of a list are looked through, from its end, for the one that goes on."""


class _Pieces(list[str]):
    """A text in pieces: joined at the end, or a long one would cost the square of its length."""


def joined(known: dict[str, object], more: Mapping[str, object]) -> None:
    """Add a piece of a message to what came before."""
    for name, value in more.items():
        before = known.get(name)
        if value is None:
            known.setdefault(name, None)
        elif isinstance(value, str):
            _append(known, name, before, value)
        elif isinstance(value, Mapping):
            inner = cast("dict[str, object]", before if isinstance(before, dict) else {})
            joined(inner, cast("Mapping[str, object]", value))
            known[name] = inner
        elif isinstance(value, list):
            entries = cast("list[object]", before if _is_plain_list(before) else [])
            _extend(entries, cast("list[object]", value))
            known[name] = entries
        else:
            known[name] = value


def replaced(known: dict[str, object], more: Mapping[str, object]) -> None:
    """Put what stands around a message now in the place of what stood there before."""
    for name, value in more.items():
        before = known.get(name)
        if value is None:
            known.setdefault(name, None)
        elif isinstance(value, Mapping):
            inner = cast("dict[str, object]", before if isinstance(before, dict) else {})
            replaced(inner, cast("Mapping[str, object]", value))
            known[name] = inner
        elif isinstance(value, list) and isinstance(before, list):
            known[name] = _longer(cast("list[object]", before), cast("list[object]", value))
        else:
            known[name] = value


def settled(value: object) -> object:
    """What was put together, as JSON has it."""
    if isinstance(value, _Pieces):
        return whole_characters("".join(value))
    if isinstance(value, dict):
        return {name: settled(item) for name, item in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [settled(item) for item in cast("list[object]", value)]
    return value


def _append(known: dict[str, object], name: str, before: object, value: str) -> None:
    if name in _NAMES or name.endswith(_ENDS):
        if value or not isinstance(before, str):
            known[name] = value
    elif isinstance(before, _Pieces):
        # A signature that stands in each part is one, and no text in pieces.
        if not ("signature" in name and before == [value]):
            before.append(value)
    else:
        known[name] = _Pieces([value])


def _extend(known: list[object], more: list[object]) -> None:
    earlier = known[-_BACK:]
    for entry in more:
        before = _same_entry(earlier, entry)
        if before is not None:
            joined(before, cast("Mapping[str, object]", entry))
        elif isinstance(entry, Mapping):
            made: dict[str, object] = {}
            joined(made, cast("Mapping[str, object]", entry))
            known.append(made)
        else:
            known.append(entry)


def _same_entry(earlier: list[object], entry: object) -> dict[str, object] | None:
    """The entry of a list that goes on in another piece: it has the same `index`, and no other name or kind."""
    if not isinstance(entry, Mapping):
        return None
    piece = cast("Mapping[str, object]", entry)
    if not isinstance(piece.get("index"), int):
        return None
    for before in reversed(earlier):
        if isinstance(before, dict):
            known = cast("dict[str, object]", before)
            if known.get("index") == piece["index"]:
                return known if _may_be_one(known, piece) else None
    return None


def _may_be_one(known: Mapping[str, object], piece: Mapping[str, object]) -> bool:
    for name, value in piece.items():
        before = known.get(name)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            if not _may_be_one(cast("Mapping[str, object]", before), cast("Mapping[str, object]", value)):
                return False
        elif name in _IDENTITY and None not in (before, value) and before != value:
            return False
    return True


def _is_plain_list(value: object) -> bool:
    return isinstance(value, list) and not isinstance(value, _Pieces)


def _longer(before: list[object], value: list[object]) -> list[object]:
    """A list that is sent whole in each part, or grows from part to part."""
    if value[: len(before)] == before:
        return value
    return before if before[: len(value)] == value else [*before, *value]
