"""Merges the unknown fields of a stream's chunks. Pure.

Inside a message, fields arrive in pieces: texts are appended, lists grow, objects are merged. Around it, in a chunk or
a result, the last value wins; objects are merged too. Null never deletes a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from schedbot_sdk._core.surrogates import whole_characters

__all__ = ["merge", "replace_fields", "to_json"]

_NAMES: Final = frozenset({
    "id", "type", "index", "role", "name", "format", "object", "model", "status", "severity", "url", "title",
    "language", "encoding", "voice", "provider", "kind", "mime_type", "detail",
})  # fmt: skip
_ENDS: Final = ("_id", "_type", "_name", "_reason", "_format", "_url", "_status")
_IDENTITY: Final = ("id", "type", "name", "url", "title", "format", "kind")
_MAX_LOOK_BACK: Final = 32
"""How many entries at the end of a list may be continued by the next piece."""


class _Pieces(list[str]):
    """A text in pieces, joined at the end: appending to a long text would take quadratic time."""


def merge(merged: dict[str, object], more: Mapping[str, object]) -> None:
    """Add a piece of a message to the pieces before it."""
    for name, value in more.items():
        before = merged.get(name)
        if value is None:
            merged.setdefault(name, None)
        elif isinstance(value, str):
            _append(merged, name, before, value)
        elif isinstance(value, Mapping):
            inner = cast("dict[str, object]", before if isinstance(before, dict) else {})
            merge(inner, cast("Mapping[str, object]", value))
            merged[name] = inner
        elif isinstance(value, list):
            entries = cast("list[object]", before if _is_plain_list(before) else [])
            _extend(entries, cast("list[object]", value))
            merged[name] = entries
        else:
            merged[name] = value


def replace_fields(merged: dict[str, object], more: Mapping[str, object]) -> None:
    """Replace fields around a message with newer values."""
    for name, value in more.items():
        before = merged.get(name)
        if value is None:
            merged.setdefault(name, None)
        elif isinstance(value, Mapping):
            inner = cast("dict[str, object]", before if isinstance(before, dict) else {})
            replace_fields(inner, cast("Mapping[str, object]", value))
            merged[name] = inner
        elif isinstance(value, list) and isinstance(before, list):
            merged[name] = _merged_list(cast("list[object]", before), cast("list[object]", value))
        else:
            merged[name] = value


def to_json(value: object) -> object:
    """Return a merged value as JSON types."""
    if isinstance(value, _Pieces):
        return whole_characters("".join(value))
    if isinstance(value, dict):
        return {name: to_json(item) for name, item in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [to_json(item) for item in cast("list[object]", value)]
    return value


def _append(merged: dict[str, object], name: str, before: object, value: str) -> None:
    if name in _NAMES or name.endswith(_ENDS):
        if value or not isinstance(before, str):
            merged[name] = value
    elif isinstance(before, _Pieces):
        # Some servers repeat a signature in each chunk: it is not a text in pieces.
        if not ("signature" in name and before == [value]):
            before.append(value)
    else:
        merged[name] = _Pieces([value])


def _extend(entries: list[object], more: list[object]) -> None:
    earlier = entries[-_MAX_LOOK_BACK:]
    for entry in more:
        before = _continued_entry(earlier, entry)
        if before is not None:
            merge(before, cast("Mapping[str, object]", entry))
        elif isinstance(entry, Mapping):
            merged: dict[str, object] = {}
            merge(merged, cast("Mapping[str, object]", entry))
            entries.append(merged)
        else:
            entries.append(entry)


def _continued_entry(earlier: list[object], entry: object) -> dict[str, object] | None:
    """Return the entry that a piece continues: it has the same `index`, and no other name or kind."""
    if not isinstance(entry, Mapping):
        return None
    piece = cast("Mapping[str, object]", entry)
    if not isinstance(piece.get("index"), int):
        return None
    for before in reversed(earlier):
        if isinstance(before, dict):
            known = cast("dict[str, object]", before)
            if known.get("index") == piece["index"]:
                return known if _may_be_same(known, piece) else None
    return None


def _may_be_same(known: Mapping[str, object], piece: Mapping[str, object]) -> bool:
    for name, value in piece.items():
        before = known.get(name)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            if not _may_be_same(cast("Mapping[str, object]", before), cast("Mapping[str, object]", value)):
                return False
        elif name in _IDENTITY and None not in (before, value) and before != value:
            return False
    return True


def _is_plain_list(value: object) -> bool:
    return isinstance(value, list) and not isinstance(value, _Pieces)


def _merged_list(before: list[object], value: list[object]) -> list[object]:
    """Return the merged list; some servers send the whole list in each chunk, others only its new entries."""
    if value[: len(before)] == before:
        return value
    return before if before[: len(value)] == value else [*before, *value]
