"""The head of an answer, before anybody logs it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from schedbot_sdk._core.transport.header_redaction import HeaderRedactor

SECRET = b"AAE-very_secret"
HEAD = b"HTTP/1.1 302 Found\r\nlocation: https://h/bot1:" + SECRET + b"/x\r\ncontent-length: 15\r\n\r\n"
HIDDEN = HEAD.replace(SECRET, b"*" * len(SECRET))


def fed(mask: HeaderRedactor, data: bytes, cuts: list[int]) -> bytes:
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    pieces = [data[start:end] for start, end in pairwise(edges) if start < end]
    return b"".join(map(mask.feed, pieces))


@given(st.lists(st.integers(min_value=0), max_size=20))
def test_a_secret_in_the_head_is_hidden_and_the_body_is_not_touched_however_it_is_cut(cuts: list[int]) -> None:
    assert fed(HeaderRedactor((SECRET,)), HEAD + SECRET, cuts) == HIDDEN + SECRET


@given(st.lists(st.integers(min_value=0), max_size=20))
def test_an_early_head_is_followed_by_another(cuts: list[int]) -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nlink: " + SECRET + b"\r\n\r\n"
    assert (
        fed(HeaderRedactor((SECRET,)), early + HEAD + SECRET, cuts)
        == early.replace(SECRET, b"*" * 15) + HIDDEN + SECRET
    )


@given(st.binary(max_size=200), st.lists(st.integers(min_value=0), max_size=9))
def test_no_byte_of_invalid_http_is_lost(data: bytes, cuts: list[int]) -> None:
    mask = HeaderRedactor((SECRET,))
    assert fed(mask, data, cuts) + mask.feed(b"") == data.replace(SECRET, b"*" * 15)


def test_the_next_request_on_a_connection_has_a_head_again() -> None:
    mask = HeaderRedactor((SECRET,))
    assert mask.feed(HEAD) == HIDDEN
    mask.restart()
    assert mask.feed(HEAD) == HIDDEN


def test_headers_that_do_not_end_are_not_buffered_for_ever() -> None:
    mask = HeaderRedactor((SECRET,))
    assert mask.feed(b"a" * 200_000) == b"a" * 200_000


def test_without_a_secret_every_byte_passes_at_once() -> None:
    assert HeaderRedactor(()).feed(b"HTTP") == b"HTTP"


@given(st.lists(st.integers(min_value=0), max_size=20))
def test_a_head_of_bare_line_feeds_ends_where_the_parser_ends_it(cuts: list[int]) -> None:
    bare = HEAD.replace(b"\r\n", b"\n")
    assert fed(HeaderRedactor((SECRET,)), bare + SECRET, cuts) == HIDDEN.replace(b"\r\n", b"\n") + SECRET
