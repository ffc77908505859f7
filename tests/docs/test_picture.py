"""The picture in README shows what the demo prints today."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from examples.demo.picture import PICTURE, draw, play_demo
from tests.docs.pages import ROOT

SVG = "{http://www.w3.org/2000/svg}"
DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
RUSSIAN_DAYS = "понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье"
DATE = re.compile(rf"(?:\bво? )?\b(?:{DAYS}|{RUSSIAN_DAYS})\b(?:, \d+ \w+(?: \d{{4}})?(?: года)?)?", re.IGNORECASE)

TEA = re.compile(r"\d\d:\d\d(?= — Tea)|(?:DATE|Today|Tomorrow) at \d\d:\d\d(?=, in 15 min)")


def words(picture: str) -> str:
    """The text of a picture as one line, without its dates and the time of the tea: they count from now."""
    texts = [element.text or "" for element in ET.fromstring(picture).iter(f"{SVG}text")]
    return TEA.sub("TIME", DATE.sub("DATE", " ".join(texts)))


@pytest.fixture(scope="module")
def output() -> str:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NO_PROXY", "no_proxy"):
            patch.setenv(name, "127.0.0.1")
        return play_demo()


def test_the_committed_picture_shows_the_conversation_of_the_demo(output: str) -> None:
    assert words(PICTURE.read_text(encoding="utf-8")) == words(draw(output)), "run make picture"


def test_the_same_output_gives_the_same_picture(output: str) -> None:
    assert draw(output) == draw(output)


def test_every_word_of_the_picture_is_in_the_output_of_the_demo(output: str) -> None:
    shown = set(re.findall(r"\w+", output))
    texts = [element.text or "" for element in ET.fromstring(draw(output)).iter(f"{SVG}text")]
    initials = {"A", "Б", "E"}
    assert [word for text in texts for word in re.findall(r"\w+", text) if word not in shown | initials] == []


def test_another_conversation_gives_another_picture(output: str) -> None:
    for old, new in {
        "Gym tomorrow at 8:15": "Gym tomorrow at 8:20",
        "08:15 — Gym": "08:20 — Gym",
        "[Подтвердить] [Отменить]": "[Да] [Нет]",
        "When is it?": "At what time?",
        "сервис telegram ответил 429": "сервис telegram ответил 500",
    }.items():
        assert old in output
        changed = output.replace(old, new).replace(
            "нажимает [Отменить]", f"нажимает [{'Нет' if 'Нет' in new else 'Отменить'}]"
        )
        assert words(draw(changed)) != words(draw(output)), old


def test_the_dates_of_another_day_give_the_same_words(output: str) -> None:
    other = re.sub(rf"\b({DAYS}), \d+ \w+(?: \d{{4}})?", "Friday, 1 January 2027", output)
    other = other.replace("dinner with Kate on ", "dinner with Kate on Saturday — ").replace("в среду", "во вторник")
    other = re.sub(rf"on Saturday — ({DAYS})", "on Saturday", other)
    assert other != output
    assert words(draw(other)) == words(draw(output))


def test_a_line_of_an_unknown_form_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown form"):
        draw("── Ann, Europe/Berlin, where it is 1:00 ──\n   ?\n")


def test_the_picture_loads_nothing_and_has_colours_for_light_and_dark_pages() -> None:
    picture = PICTURE.read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\"' ]+", picture) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<(?:script|image|foreignObject)|@import|@font-face|url\(", picture)
    assert "prefers-color-scheme:dark" in picture


def test_readme_and_the_documentation_show_the_picture() -> None:
    for page, target in (
        ("README.md", "docs/demo.svg"),
        ("README.ru.md", "docs/demo.svg"),
        ("docs/index.md", "demo.svg"),
    ):
        assert f"]({target})" in (ROOT / page).read_text(encoding="utf-8"), page
