"""A gzip stream of zeros of any size, generated while it is sent."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

__all__ = ["gzipped_zeros"]

_BLOCK = 1 << 20
_RAW = -zlib.MAX_WBITS
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


def gzipped_zeros(size: int) -> Iterator[bytes]:
    """Pieces of about a kilobyte, each for a mebibyte of zeros; valid gzip with its checksum (RFC 1952)."""
    zeros = bytes(min(size, _BLOCK))
    blocks, rest = divmod(size, _BLOCK)
    # After a full flush a block does not depend on the previous ones: it is compressed once and sent many times.
    packer = zlib.compressobj(9, zlib.DEFLATED, _RAW)
    block = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    yield _HEADER
    for _ in range(blocks):
        checksum = zlib.crc32(zeros, checksum)
        yield block
    packer = zlib.compressobj(9, zlib.DEFLATED, _RAW)
    checksum = zlib.crc32(zeros[:rest], checksum)
    yield packer.compress(zeros[:rest]) + packer.flush() + struct.pack("<II", checksum, size & 0xFFFFFFFF)
