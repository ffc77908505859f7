"""Compressed bodies, piece by piece."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedbot_sdk._core.transport.decompression import Decompressor


@given(st.binary(max_size=3000), st.integers(min_value=1, max_value=40))
def test_a_gzipped_body_comes_out_as_it_was_however_it_is_cut(body: bytes, size: int) -> None:
    packed = gzip.compress(body)
    inflater = Decompressor("GZIP")
    pieces = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert b"".join(part for piece in pieces for part in inflater.feed(piece)) == body


@given(st.binary(max_size=100))
def test_a_body_without_an_encoding_passes_as_it_is(body: bytes) -> None:
    assert list(Decompressor("").feed(body)) == [body]
    assert list(Decompressor("identity").feed(body)) == [body]


def test_no_piece_is_longer_than_64_kib() -> None:
    pieces = list(Decompressor("gzip").feed(gzip.compress(bytes(10_000_000))))
    assert sum(map(len, pieces)) == 10_000_000
    assert max(map(len, pieces)) <= 65536


def unpacked(encoding: str, packed: bytes, size: int = 7) -> bytes:
    """What a body unpacks to that comes in pieces of a size."""
    inflater = Decompressor(encoding)
    pieces = [packed[start : start + size] for start in range(0, len(packed), size)]
    return b"".join(part for piece in pieces for part in inflater.feed(piece))


@pytest.mark.parametrize(("encoding", "body"), [("gzip", b"no gzip"), ("x-gzip", b"PK"), ("deflate", b"\xff\xff\xff")])
def test_data_that_does_not_match_its_encoding_is_an_error(encoding: str, body: bytes) -> None:
    with pytest.raises(zlib.error):
        list(Decompressor(encoding).feed(body))


def test_a_coding_that_is_not_known_passes_as_it_is() -> None:
    for encoding in ("UTF-8", "none", "br", "zstd", "compress", "binary", "application/json", ",", "*"):
        assert unpacked(encoding, b'{"a":1}') == b'{"a":1}'
    assert (
        unpacked("gzip, br", b"brotli outside, so gzip is out of reach") == b"brotli outside, so gzip is out of reach"
    )


def test_every_form_of_gzip_and_deflate_is_unpacked() -> None:
    body = b"Grieg lived in Bergen. " * 20_000
    raw = zlib.compressobj(wbits=-15)
    forms = {
        "gzip": gzip.compress(body),
        "x-gzip": gzip.compress(body),
        "GZip ;q=1": gzip.compress(body),
        "utf-8, gzip": gzip.compress(body),
        "gzip, utf-8": gzip.compress(body),
        "br, gzip": gzip.compress(body),
        "deflate": zlib.compress(body),
        "Deflate": raw.compress(body) + raw.flush(),
        "deflate, gzip": gzip.compress(zlib.compress(body)),
        "gzip, identity, gzip": gzip.compress(gzip.compress(body)),
    }
    for encoding, packed in forms.items():
        for size in (1, 10_000, len(packed)):
            assert unpacked(encoding, packed, size) == body, (encoding, size)


@given(st.lists(st.binary(max_size=300), max_size=5), st.integers(0, 9), st.integers(1, 30))
def test_all_members_of_a_gzip_body_are_read_however_it_is_cut(bodies: list[bytes], zeros: int, size: int) -> None:
    packed = (b"\0" * zeros).join([gzip.compress(b"first"), *map(gzip.compress, bodies)])
    assert unpacked("gzip", packed, size) == b"first" + b"".join(bodies)


def test_padding_and_garbage_after_the_last_member_are_dropped() -> None:
    packed = gzip.compress(b"all") + gzip.compress(b" there is")
    for tail in (b"\0" * 600, b"\r\n", b"\x1f", b"\x1f\x8b", b"\x1f\x8bno member", b"\0\0<html>", b"x" * 70_000):
        for size in (1, 11, 100_000):
            assert unpacked("gzip", packed + tail, size) == b"all there is", (tail[:10], size)


def test_a_member_that_breaks_in_its_midst_is_an_error_and_no_garbage() -> None:
    second = bytearray(gzip.compress(b"there is more of it " * 50))
    second[-6] ^= 1  # of the checksum
    for size in (3, 10_000):
        with pytest.raises(zlib.error):
            unpacked("gzip", gzip.compress(b"all") + bytes(second), size)


def test_a_bomb_inside_a_bomb_comes_in_small_pieces_and_too_many_layers_are_left_alone() -> None:
    twice = gzip.compress(gzip.compress(bytes(10_000_000)))
    pieces = list(Decompressor("gzip, gzip").feed(twice))
    assert sum(map(len, pieces)) == 10_000_000
    assert max(map(len, pieces)) <= 65536
    assert unpacked(", ".join(["gzip"] * 6), b"as it is") == b"as it is"
