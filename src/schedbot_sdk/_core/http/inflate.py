"""Unpacks a compressed body piece by piece, so that a small one cannot fill the memory at once. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

__all__ = ["ACCEPTED", "Inflater"]

ACCEPTED = "gzip"
_PIECE = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class Inflater:
    """Reads a body behind a `Content-Encoding` (RFC 9110, section 8.4.1).

    Args:
        encoding: The header's value; empty for a body that is sent as it is.
    """

    __slots__ = ("_encoding", "_unpacker")

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding.strip().lower()
        self._unpacker = zlib.decompressobj(_GZIP)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What these bytes unpack to, in pieces of at most 64 KiB.

        Raises:
            zlib.error: They are not what the encoding says, or it is none that was accepted.
        """
        if self._encoding in {"", "identity"}:
            yield data
            return
        if self._encoding not in {"gzip", "x-gzip"}:
            raise zlib.error("an encoding that was not accepted")
        while piece := self._unpacker.decompress(data, _PIECE):
            yield piece
            data = self._unpacker.unconsumed_tail
