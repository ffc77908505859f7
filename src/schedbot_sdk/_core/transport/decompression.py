"""Decompresses a body piece by piece, so that a small one cannot fill the memory at once. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Protocol

__all__ = ["ACCEPTED", "Decompressor"]

ACCEPTED: Final = "gzip"
_PIECE: Final = 64 * 1024
_GZIP: Final = 16 + zlib.MAX_WBITS
_MAGIC: Final = b"\x1f\x8b\x08"  # with the only compression method
_MOST_LAYERS: Final = 5
_UNSUPPORTED: Final = frozenset(
    {"aes128gcm", "br", "compress", "dcb", "dcz", "exi", "pack200-gzip", "x-compress", "zstd"}
)
"""Codings of IANA's registry that are not decompressed; their content stays unchanged."""


class Decompressor:
    """Decodes the `Content-Encoding` of a body (RFC 9110, section 8.4).

    It decompresses gzip and deflate, also one inside the other. A body with an unknown coding passes unchanged: servers
    write a charset there, or a coding that was not requested, and the body may be readable.

    Args:
        encoding: The header's value; empty for a body without one.
    """

    __slots__ = ("_layers",)

    def __init__(self, encoding: str) -> None:
        self._layers: list[_Layer] = _layers(encoding) if encoding else []

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the decompressed bytes, in pieces of at most 64 KiB. More may follow an empty piece.

        Raises:
            zlib.error: They do not match the encoding.
        """
        return _through(self._layers, data)


class _Layer(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]: ...


def _layers(encoding: str) -> list[_Layer]:
    layers: list[_Layer] = []
    for name in reversed(encoding.lower().split(",")):
        coding = name.partition(";")[0].strip()
        if coding in _UNSUPPORTED:
            break
        if coding in _KNOWN:
            layers.append(_KNOWN[coding]())
    return layers if len(layers) <= _MOST_LAYERS else []


def _through(layers: Sequence[_Layer], data: bytes) -> Iterator[bytes]:
    if not layers or not data:
        yield data
        return
    for piece in layers[0].feed(data):
        yield from _through(layers[1:], piece)
    yield b""


class _Gzip:
    """One member after the other (RFC 1952, section 2.2); it drops padding and garbage after the last one."""

    __slots__ = ("_held", "_is_over", "_member")

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)
        self._is_over: bool = False
        self._held: bytes = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        data, self._held = self._held + data, b""
        is_full = False
        while (data or is_full) and not self._is_over:
            if self._member.eof and not (data := self._next_member(data)):
                return
            piece = self._member.decompress(data, _PIECE)
            is_full = len(piece) == _PIECE
            data = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            yield piece

    def _next_member(self, data: bytes) -> bytes:
        """Return the bytes from the beginning of the next member, or no bytes while there is no next one."""
        data = data.lstrip(b"\0")
        if data[:3] != _MAGIC[: len(data)] or data[3:4] > b"\x1f":  # the three highest flags are not in use
            self._is_over = True
            return b""
        if len(data) < 4:
            self._held = data
            return b""
        self._member = zlib.decompressobj(_GZIP)
        return data


class _Deflate:
    """The zlib format (RFC 1950), or only its raw deflate data, as some servers send."""

    __slots__ = ("_held", "_unpacker")

    def __init__(self) -> None:
        self._held: bytes = b""
        self._unpacker = zlib.decompressobj()

    def feed(self, data: bytes) -> Iterator[bytes]:
        if len(self._held) < 2:
            data = self._held + data
            self._held = data[:2]
            if len(data) < 2:
                return
            if not _is_zlib(data):
                self._unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        is_full = False
        while (data or is_full) and not self._unpacker.eof:
            piece = self._unpacker.decompress(data, _PIECE)
            is_full = len(piece) == _PIECE
            data = self._unpacker.unconsumed_tail
            yield piece


def _is_zlib(data: bytes) -> bool:
    return data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0


_KNOWN: Mapping[str, Callable[[], _Layer]] = {"gzip": _Gzip, "x-gzip": _Gzip, "deflate": _Deflate}
