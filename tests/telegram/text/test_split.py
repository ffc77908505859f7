"""A long text becomes pieces that Telegram takes, and nothing is lost but white space."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.telegram.text.test_graphemes import CLUSTERS
from tests.telegram.types.test_utf16 import units

from schedbot_sdk import ConfigurationError, TelegramClient
from schedbot_sdk.telegram import CAPTION_LIMIT, TEXT_LIMIT, MessageEntity, TextPiece, entity_text, split_text
from schedbot_sdk.testing import LOCAL_TOKEN, LocalTelegram, Person

PLAIN = st.text(st.sampled_from("abc  \n\n\t.!?\u00a0\u4e2d\U0001f600"), max_size=120)
TEXTS = st.one_of(
    PLAIN,
    st.text(st.sampled_from("ab \n.e\u0301\u3002\U0001f44d\U0001f3fd\u200d\ufe0f\U0001f1e9\u200b\u2800"), max_size=80),
    st.text(max_size=60),
)
KINDS = ("text_link", "pre", "code", "bold", "came_later")
LIMITS = st.integers(2, 40)
FINE = "\u4eca\u65e5\u306f\u6674\u5929\u3002"  # a sentence without a space behind it


@dataclass(frozen=True)
class Marked:
    """A text with entities inside one another or apart, each known by its url."""

    text: str
    entities: tuple[MessageEntity, ...]


@st.composite
def marked(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS, kinds: Sequence[str] = KINDS) -> Marked:
    text = draw(texts)
    entities: list[MessageEntity] = []

    def mark(begin: int, end: int, depth: int) -> None:
        places = sorted(draw(st.lists(st.integers(begin, end), max_size=4)))
        for start, stop in zip(places[::2], places[1::2], strict=False):
            kind = draw(st.sampled_from(kinds))
            offset, length = units(text[:start]), units(text[start:stop])
            if length:
                entities.append(MessageEntity(type=kind, offset=offset, length=length, url=str(len(entities))))
            if depth:
                mark(start, stop, depth - 1)

    mark(0, len(text), 2)
    return Marked(text, tuple(entities))


def solid(text: str) -> str:
    """A text without its white space."""
    return "".join(text.split())


def gaps(text: str, pieces: list[TextPiece]) -> list[str]:
    """What stands before, between and behind the pieces, each of which is looked for behind the one before."""
    found: list[str] = []
    at = 0
    for piece in pieces:
        start = text.index(piece.text, at)
        found.append(text[at:start])
        at = start + len(piece.text)
    return [*found, text[at:]]


@given(marked(), LIMITS)
def test_every_piece_fits_and_none_is_blank_or_ends_with_white_space(given: Marked, limit: int) -> None:
    for piece in split_text(given.text, given.entities, limit=limit):
        assert 0 < units(piece.text) <= limit
        assert piece.text.strip()
        assert piece.text == piece.text.rstrip()
        indented = any(e.type in {"pre", "code"} and e.offset == 0 for e in piece.entities)
        assert indented or piece.text == piece.text.lstrip()


@given(marked(PLAIN), LIMITS)
def test_nothing_but_white_space_is_lost(given: Marked, limit: int) -> None:
    pieces = split_text(given.text, given.entities, limit=limit)
    assert "".join(solid(piece.text) for piece in pieces) == solid(given.text)
    assert all(not gap.strip() for gap in gaps(given.text, pieces))


@given(marked(), LIMITS)
def test_nothing_but_what_shows_nothing_is_lost(given: Marked, limit: int) -> None:
    for gap in gaps(given.text, split_text(given.text, given.entities, limit=limit)):
        assert all(c.isspace() or unicodedata.category(c) == "Cf" or c in "\u2800\u3164\ufffc\u115f\u1160" for c in gap)


@given(marked(), LIMITS)
def test_every_entity_keeps_all_that_it_is_and_lies_inside_its_piece(given: Marked, limit: int) -> None:
    entities = {entity.url: entity for entity in given.entities}
    for piece in split_text(given.text, given.entities, limit=limit):
        for part in piece.entities:
            whole = entities[part.url]
            assert part.model_copy(update={"offset": whole.offset, "length": whole.length}) == whole
            assert 0 <= part.offset < part.offset + part.length <= units(piece.text)


@given(marked(PLAIN), LIMITS)
def test_every_entity_keeps_its_words(given: Marked, limit: int) -> None:
    pieces = split_text(given.text, given.entities, limit=limit)
    for entity in given.entities:
        parts = [entity_text(piece.text, part) for piece in pieces for part in piece.entities if part.url == entity.url]
        assert solid("".join(parts)) == solid(entity_text(given.text, entity))


@given(marked(PLAIN, ("text_link", "bold")), LIMITS)
def test_an_entity_that_fits_stays_whole(given: Marked, limit: int) -> None:
    pieces = split_text(given.text, given.entities, limit=limit)
    for entity in given.entities:
        parts = [part for piece in pieces for part in piece.entities if part.url == entity.url]
        assert len(parts) <= 1 or entity.length > limit


@given(st.lists(CLUSTERS, max_size=30), st.integers(14, 30))
def test_what_is_shown_as_one_character_stays_whole(clusters: list[str], limit: int) -> None:
    text = "".join(clusters)
    ends = set(itertools.accumulate(map(len, clusters), initial=0))
    at = 0
    for piece in split_text(text, limit=limit):
        start = text.index(piece.text, at)
        at = start + len(piece.text)
        assert {start, at} <= ends


@given(st.lists(st.text(st.sampled_from("ab.,\u00e9\U0001f600"), min_size=1, max_size=6), max_size=40), st.data())
def test_a_word_that_fits_stays_whole(words: list[str], data: st.DataObject) -> None:
    text = "".join(word + data.draw(st.sampled_from([" ", "\n", "\n\n", "  ", " \n "])) for word in words)
    pieces = split_text(text, limit=data.draw(st.integers(12, 40)))
    assert [word for piece in pieces for word in piece.text.split()] == text.split()


@given(marked(), LIMITS)
@example(Marked("abc", (MessageEntity(type="bold", offset=0, length=3),)), 3)
def test_a_text_that_fits_is_one_piece_as_it_is(given: Marked, limit: int) -> None:
    for piece in split_text(given.text, given.entities, limit=limit):
        assert split_text(piece.text, piece.entities, limit=limit) == [piece]


@given(marked(TEXTS, ("text_link", "bold")), LIMITS)
@example(Marked("ab\n\ncd \n", ()), 6)
@example(Marked(f"{'a' * 2100}\n\n{'b' * 1994}\n", ()), TEXT_LIMIT)
def test_a_text_that_fits_without_the_white_space_around_it_is_one_piece(given: Marked, limit: int) -> None:
    stripped = given.text.strip()
    if units(stripped) <= limit:
        assert [piece.text for piece in split_text(given.text, given.entities, limit=limit)] in ([stripped], [])


@given(st.text(st.sampled_from(" \n\t\u00a0\u200b\u2800\u3000"), max_size=100), LIMITS)
def test_a_blank_text_has_no_pieces(text: str, limit: int) -> None:
    assert split_text(text, limit=limit) == []


@given(st.lists(st.text(st.sampled_from("ab."), min_size=1, max_size=5), max_size=60), st.integers(20, 60))
def test_every_piece_but_the_last_is_half_full_where_words_are_short(words: list[str], limit: int) -> None:
    pieces = split_text(" ".join(words), limit=limit)
    assert all(len(piece.text) >= limit // 2 for piece in pieces[:-1])


@on_rows(
    ("text", "pieces"),
    [
        ("one two three\n\nfo\nfive six", ["one two three", "fo\nfive six"]),
        ("one two four.\nsix. four five six", ["one two four.", "six. four five six"]),
        ("one two three. Four five six", ["one two three.", "Four five six"]),
        ("one two (three!) go five six", ["one two (three!)", "go five six"]),
        ("one two three four five six", ["one two three four", "five six"]),
        ("one two three fourth five six", ["one two three fourth", "five six"]),
        ("ones two three four. Five", ["ones two three four.", "Five"]),
        ("abcdefghijklmnopqrstuvwxyz", ["abcdefghijklmnopqrst", "uvwxyz"]),
        ("one two\n\nthree four five six", ["one two\n\nthree four", "five six"]),
        ("hi abcdefghijklmnopqrstuvwxyz", ["hi", "abcdefghijklmnopqrst", "uvwxyz"]),
        (
            "\u4eca\u65e5\u306f\u6674\u5929\u3002" * 4,
            ["\u4eca\u65e5\u306f\u6674\u5929\u3002" * 3, "\u4eca\u65e5\u306f\u6674\u5929\u3002"],
        ),
        ("  twenty letters here  ", ["twenty letters here"]),
        ("a" * 20 + " \n \n " + "b" * 20, ["a" * 20, "b" * 20]),
        ("a" * 20 + " " * 50 + "b", ["a" * 20, "b"]),
    ],
)
def test_a_cut_is_made_at_the_best_place(text: str, pieces: list[str]) -> None:
    assert [piece.text for piece in split_text(text, limit=20)] == pieces


def link(text: str, words: str) -> MessageEntity:
    return MessageEntity(type="text_link", offset=units(text.partition(words)[0]), length=units(words), url="u.test")


def test_a_cut_moves_before_an_entity_that_fits() -> None:
    text = "see the \U0001f600 very long name of a link here"
    (first, second) = split_text(text, [link(text, "very long name of a link")], limit=30)
    assert (first.text, first.entities) == ("see the \U0001f600", ())
    assert second.text == "very long name of a link here"
    assert [entity_text(second.text, entity) for entity in second.entities] == ["very long name of a link"]


def test_an_entity_that_fills_a_piece_has_one_to_itself() -> None:
    name = "a name of 20 letters"
    pieces = split_text(f"see {name} or not", [link(f"see {name}", name)], limit=20)
    assert [piece.text for piece in pieces] == ["see", name, "or not"]


def test_a_cut_is_made_right_before_an_entity_rather_than_inside_it() -> None:
    pieces = split_text("0123456789name of a link", [link("0123456789name of a link", "name of a link")], limit=20)
    assert [piece.text for piece in pieces] == ["0123456789", "name of a link"]


def test_a_cut_is_made_right_behind_an_entity_rather_than_inside_it() -> None:
    pieces = split_text("name of a link0123456789", [link("name of a link", "name of a link")], limit=20)
    assert [entity_text(piece.text, entity) for piece in pieces for entity in piece.entities] == ["name of a link"]


def test_entities_that_overlap_are_cut_between_visible_characters() -> None:
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    each = units(family)
    overlapping = [MessageEntity(type="bold", offset=each * n, length=2 * each) for n in range(9)]
    pieces = split_text(family * 10, overlapping, limit=2 * each + 3)
    assert [piece.text for piece in pieces] == [family * 2] * 5


def test_an_entity_over_the_limit_goes_on_in_the_next_piece() -> None:
    text = "so: " + "word " * 9
    pieces = split_text(text, [link(text, text[4:-1])], limit=20)
    assert [piece.text for piece in pieces] == ["so: word word word", "word word word word", "word word"]
    assert [(e.type, e.url, e.offset, e.length) for piece in pieces for e in piece.entities] == [
        ("text_link", "u.test", 4, 14), ("text_link", "u.test", 0, 19), ("text_link", "u.test", 0, 9),
    ]  # fmt: skip


def test_code_keeps_the_indentation_of_the_line_with_which_a_piece_begins() -> None:
    code = "def f():\n    if x:\n        return 1\n    return 2"
    text = f"See:\n{code}"
    pieces = split_text(text, [MessageEntity(type="pre", offset=5, length=len(code), language="python")], limit=24)
    assert [piece.text for piece in pieces] == ["See:\ndef f():\n    if x:", "        return 1", "    return 2"]
    assert all(entity.language == "python" for piece in pieces for entity in piece.entities)


def test_the_limits_are_telegrams() -> None:
    assert [len(piece.text) for piece in split_text("x" * 5000)] == [4096, 904]
    assert [units(piece.text) for piece in split_text("\U0001f600" * 3000)] == [4096, 1904]
    assert [len(piece.text) for piece in split_text("x" * 1500, limit=CAPTION_LIMIT)] == [1024, 476]
    assert TEXT_LIMIT == 4096


@on_rows("limit", [1, 0, -5])
def test_a_limit_that_no_emoji_fits_into_is_refused(limit: int) -> None:
    with pytest.raises(ConfigurationError, match="limit: pass 2 or more"):
        split_text("x", limit=limit)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300), st.integers(-50, 400), st.integers(-50, 400))
def test_entities_that_telegram_would_never_send_raise_nothing(text: str, offset: int, length: int) -> None:
    for piece in split_text(text, [MessageEntity(type="bold", offset=offset, length=length)], limit=7):
        for part in piece.entities:
            assert 0 <= part.offset < part.offset + part.length <= units(piece.text)


def test_telegram_takes_every_piece() -> None:
    text = "".join(f"\U0001f600 {number}. Do this and that.\n" for number in range(1000))
    ann = Person(42, "Ann")
    with LocalTelegram() as server, TelegramClient(LOCAL_TOKEN, base_url=server.base_url) as telegram:
        server.user_says(ann, "plan")
        for piece in split_text(text, [link(text, "Do this")]):
            telegram.send_message(ann.id, piece.text, entities=piece.entities)
        assert "\n".join(action.text for action in server.sent) == text.strip()
        assert len(server.sent) == 7


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_piece_has_more_than_100_entities_and_each_covers_what_it_covered(data: st.DataObject) -> None:
    text = data.draw(st.text(st.sampled_from("ab \n.\u0451\U0001f600"), min_size=50, max_size=300))
    size = units(text)
    places = data.draw(st.lists(st.integers(0, size - 1), min_size=80, max_size=320))
    lengths = st.sampled_from([1, 2, 3, 9, 30, size])
    entities = [
        MessageEntity(type="bold", offset=place, length=min(data.draw(lengths), size - place), url=str(number))
        for number, place in enumerate(places)
    ]
    covering = [sum(e.offset <= place < e.offset + e.length for e in entities) for place in range(size)]
    if max(covering) > 100:
        return  # one piece cannot hold them
    covered = dict.fromkeys((entity.url for entity in entities), "")
    for piece in split_text(text, entities, limit=data.draw(st.sampled_from([60, TEXT_LIMIT]))):
        assert len(piece.entities) <= 100
        for entity in piece.entities:
            covered[entity.url] += entity_text(piece.text, entity)
    for entity in entities:
        assert solid(covered[entity.url]) == solid(entity_text(text, entity))


def bold_words(number: int) -> tuple[str, list[MessageEntity]]:
    """So many words of four letters with a space behind each, and each of them bold."""
    entities = [MessageEntity(type="bold", offset=5 * at, length=4, url=str(at)) for at in range(number)]
    return "".join(f"w{at:03d} " for at in range(number)), entities


def test_an_entity_around_more_than_100_others_goes_on_in_the_next_piece_and_cuts_none_of_them() -> None:
    text, inner = bold_words(250)
    outer = MessageEntity(type="blockquote", offset=0, length=len(text))
    pieces = split_text(text, [outer, *inner])
    assert [len(piece.entities) for piece in pieces] == [100, 100, 53]
    assert [piece.entities[0].type for piece in pieces] == ["blockquote"] * 3
    assert [entity.length for piece in pieces for entity in piece.entities[1:]] == [4] * 250


def test_a_piece_with_many_entities_ends_between_lines_if_that_leaves_it_half_full() -> None:
    text, entities = bold_words(150)
    text = text[:399] + "\n" + text[400:]
    first, second = split_text(text, entities)
    assert [len(first.entities), len(second.entities)] == [80, 70]


@on_rows(("number", "pieces"), [(100, 1), (101, 2), (200, 2), (201, 3)])
def test_a_text_is_cut_at_its_101st_entity(number: int, pieces: int) -> None:
    assert len(split_text(*bold_words(number))) == pieces


def test_of_more_than_100_entities_of_the_same_character_the_outer_ones_are_kept() -> None:
    entities = [MessageEntity(type="bold", offset=0, length=250 - at, url=str(at)) for at in range(150)]
    (piece,) = split_text("x" * 250, entities)
    assert [entity.url for entity in piece.entities] == [str(at) for at in range(100)]


def test_entities_of_white_space_at_the_end_cut_nothing() -> None:
    text, entities = bold_words(100)
    spaces = [MessageEntity(type="bold", offset=len(text) + at, length=1) for at in range(100)]
    (piece,) = split_text(text + " " * 100, [*entities, *spaces])
    assert len(piece.entities) == 100
