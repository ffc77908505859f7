"""Compressed bodies, piece by piece."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedbot_sdk._core.http.inflate import Inflater


@given(st.binary(max_size=3000), st.integers(min_value=1, max_value=40))
def test_a_gzipped_body_comes_out_as_it_was_however_it_is_cut(body: bytes, size: int) -> None:
    packed = gzip.compress(body)
    inflater = Inflater("GZIP")
    pieces = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert b"".join(part for piece in pieces for part in inflater.feed(piece)) == body


@given(st.binary(max_size=100))
def test_a_body_without_an_encoding_passes_as_it_is(body: bytes) -> None:
    assert list(Inflater("").feed(body)) == [body]
    assert list(Inflater("identity").feed(body)) == [body]


def test_no_piece_is_longer_than_64_kib() -> None:
    pieces = list(Inflater("gzip").feed(gzip.compress(bytes(10_000_000))))
    assert sum(map(len, pieces)) == 10_000_000
    assert max(map(len, pieces)) <= 65536


@pytest.mark.parametrize(("encoding", "body"), [("gzip", b"no gzip"), ("br", b"x"), ("deflate", zlib.compress(b"x"))])
def test_what_was_not_accepted_is_an_error(encoding: str, body: bytes) -> None:
    with pytest.raises(zlib.error):
        list(Inflater(encoding).feed(body))
