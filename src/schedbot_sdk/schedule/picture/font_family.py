"""Reads the family name of a font file (OpenType, the tables `name` and `ttcf`)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

__all__ = ["family_of"]

_FAMILY: Final = 1
_TYPOGRAPHIC_FAMILY: Final = 16
_UNICODE_PLATFORMS: Final = frozenset((0, 3))


def family_of(font: bytes) -> str | None:
    """Return the family of a font file, or of the first font of a collection; None if it is not a font file."""
    try:
        start = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
        names = dict(_names(font, start))
    except (struct.error, UnicodeDecodeError):
        return None
    return names.get(_TYPOGRAPHIC_FAMILY) or names.get(_FAMILY)


def _names(font: bytes, start: int) -> Iterator[tuple[int, str]]:
    (tables,) = struct.unpack_from(">H", font, start + 4)
    for table in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, start + 12 + 16 * table)
        if tag == b"name":
            _, count, strings = struct.unpack_from(">HHH", font, offset)
            for record in range(count):
                platform, _, _, name, length, at = struct.unpack_from(">6H", font, offset + 6 + 12 * record)
                if platform in _UNICODE_PLATFORMS and name in {_FAMILY, _TYPOGRAPHIC_FAMILY}:
                    begin = offset + strings + at
                    yield name, font[begin : begin + length].decode("utf-16-be")
