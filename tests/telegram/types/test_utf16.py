"""An entity's words are the right ones, also after emoji, which Telegram counts as two."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.telegram.samples import FULL

from schedbot_sdk.telegram import Message, MessageEntity, TextQuote, entity_text

LETTERS = st.sampled_from("a \u00e9\u4e2d\ufe0f\u200d\U0001f600\U0001f3fd\U0001f1e9\U0001d11e\n") | st.characters(
    exclude_categories=["Cs"]
)
WORDS = st.text(LETTERS, max_size=6)
ANY = st.integers(-(2**40), 2**40) | st.integers(-10, 20)


def units(text: str) -> int:
    """How long Telegram says that it is."""
    return len(text.encode("utf-16-le")) // 2


def entity(offset: int, length: int, kind: str = "bold") -> MessageEntity:
    return MessageEntity(type=kind, offset=offset, length=length)


@given(WORDS, WORDS, WORDS)
def test_an_entity_covers_its_words(before: str, words: str, after: str) -> None:
    assert entity_text(before + words + after, entity(units(before), units(words))) == words


@on_rows(
    ("offset", "length", "words"),
    [
        (0, 2, "\U0001f600"),
        (0, 1, "\U0001f600"),
        (1, 1, ""),
        (1, 2, "h"),
        (2, 2, "hi"),
        (2, 99, "hi\U0001f680"),
        (4, 1, "\U0001f680"),
        (6, 1, ""),
        (99, 1, ""),
        (-1, 3, "\U0001f600"),
        (-9, 3, ""),
        (2, 0, ""),
        (2, -1, ""),
    ],
)
def test_offsets_outside_or_inside_a_character_give_what_begins_there(offset: int, length: int, words: str) -> None:
    assert entity_text("\U0001f600hi\U0001f680", entity(offset, length)) == words


@on_rows(("offset", "length", "words"), [(-1, 2, "a"), (-2, 1, ""), (2, 9, "c"), (9, 1, ""), (1, -1, "")])
def test_offsets_outside_a_text_of_ascii_give_what_is_there(offset: int, length: int, words: str) -> None:
    assert entity_text("abc", entity(offset, length)) == words


@given(WORDS, ANY, ANY)
def test_no_offset_raises_and_no_half_of_a_character_is_given(text: str, offset: int, length: int) -> None:
    found = entity_text(text, entity(offset, length))
    assert found in text
    assert found.encode("utf-8").decode("utf-8") == found


@given(WORDS, st.lists(st.integers(0, 12)))
def test_entities_side_by_side_give_every_character_once(text: str, cuts: list[int]) -> None:
    places = [0, *sorted(cuts), max([units(text), *cuts])]
    parts = [entity_text(text, entity(a, b - a)) for a, b in pairwise(places)]
    assert "".join(parts) == text


def test_a_message_knows_the_words_of_its_entities_in_text_caption_and_quote() -> None:
    link = entity(3, 4, "url")
    head = {"message_id": 1, "date": 1, "chat": FULL["chat"]}
    assert Message.model_validate({**head, "text": "\U0001f600 a.io"}).entity_text(link) == "a.io"
    assert Message.model_validate({**head, "caption": "\U0001f600 a.io"}).entity_text(link) == "a.io"
    assert Message.model_validate(head).entity_text(link) == ""
    assert TextQuote(text="\U0001f600 a.io").entity_text(link) == "a.io"
