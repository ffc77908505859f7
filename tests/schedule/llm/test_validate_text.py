"""`problems` of texts: titles and places that show something, in one line, without links of others."""

from __future__ import annotations

from typing import Any

from tests.rows import on_rows
from tests.schedule.llm.test_validate import GYM, created, problems_of


@on_rows("text", ["👶🎂", "❤\ufe0f", "5", "会", "room 42", "кабинет 5", "\u3164 room \u2800"])
def test_what_shows_something_can_be_a_title_and_a_place(text: str) -> None:
    assert problems_of(created({**GYM, "title": text, "place": text})) == []


@on_rows("text", ["", " ", "\u2800", "\u3164", "\u115f\u1160", "\uffa0\u2800", "\U000e0020", "...", "\u200b?"])
def test_what_only_looks_like_a_text_is_no_title_and_no_place(text: str) -> None:
    title, place = problems_of(created({**GYM, "title": text, "place": text}))
    assert "items[0].title is blank" in title
    assert "items[0].place is blank: say where it is, or give null" in place


@on_rows(
    ("place", "problem"),
    [
        ("https://eve.example/42", "items[0].place has a link that the user did not write"),
        ("t.me/eve", "items[0].place has a link"),
        ("room\n42", "items[0].place has line breaks"),
        ("room \u202e42", "items[0].place has line breaks or control characters"),
        ("room \ud83d", "items[0].place has line breaks or control characters"),
        ("x" * 201, "items[0].place is longer than 200 characters"),
    ],
)
def test_a_place_is_one_short_line_without_links_of_others(place: str, problem: str) -> None:
    (text,) = problems_of(created({**GYM, "place": place}))
    assert problem in text


def test_a_link_of_the_users_own_may_be_the_place() -> None:
    item: dict[str, Any] = {**GYM, "source_quote": "Call tomorrow", "place": "https://meet.example/42"}
    assert problems_of(created(item), ["Call tomorrow at 7:00: meet.example/42"]) == []
