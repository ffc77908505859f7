"""A picture becomes a PNG file, or an error says what is missing."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import pytest
from tests.rows import on_rows
from tests.schedule.picture.weeks import MONDAY, NOW, event, schedule

from schedbot_sdk import ConfigurationError
from schedbot_sdk.schedule import picture_png, schedule_picture
from schedbot_sdk.schedule.picture.font_family import family_of

SVG = schedule_picture(schedule(event("Обед", 0, "12:00")), week=MONDAY, now=NOW)
HEIGHT = float(SVG.partition('viewBox="0 0 1080 ')[2].partition('"')[0])


def font_without_letters(family: str = "Blank") -> bytes:
    """A font file that has a name and nothing else."""
    name = family.encode("utf-16-be")
    table = struct.pack(">HHH6H", 0, 1, 18, 3, 1, 0x409, 1, len(name), 0) + name
    return struct.pack(">IHHHH4sIII", 0x00010000, 1, 0, 0, 0, b"name", 0, 28, len(table)) + table


def machine_has_fonts() -> bool:
    try:
        picture_png(SVG)
    except ConfigurationError:
        return False
    return True


needs_fonts = pytest.mark.skipif(not machine_has_fonts(), reason="no fonts are installed")


@needs_fonts
@on_rows("width", [360, 720, 1080])
def test_a_png_has_the_width_that_was_asked_for_and_the_shape_of_the_picture(width: int) -> None:
    png = picture_png(SVG, width=width)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    shown_width, shown_height = struct.unpack(">II", png[16:24])
    assert shown_width == width
    assert shown_height == pytest.approx(HEIGHT * width / 1080, abs=1)


@needs_fonts
def test_the_letters_of_a_title_are_in_the_png() -> None:
    other = SVG.replace("Обед", "Лыжи")
    assert picture_png(SVG) == picture_png(SVG)
    assert picture_png(SVG) != picture_png(other)


def test_without_resvg_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(ConfigurationError, match=r"schedbot-sdk\[picture\]"):
        picture_png(SVG)


def test_fonts_that_cannot_write_a_letter_are_an_error_and_not_an_empty_picture(tmp_path: Path) -> None:
    font = tmp_path / "blank.ttf"
    font.write_bytes(font_without_letters())
    with pytest.raises(ConfigurationError, match="pass the path of a font file, or install a font"):
        picture_png(SVG, fonts=[font])


@on_rows("content", [b"", b"no font", b"ttcf", font_without_letters()[:30], None])
def test_a_file_that_is_not_a_font_is_an_error(content: bytes | None, tmp_path: Path) -> None:
    font = tmp_path / "font.ttf"
    if content is not None:
        font.write_bytes(content)
    with pytest.raises(ConfigurationError, match="fonts: pass the paths of font files"):
        picture_png(SVG, fonts=[str(font)])


@on_rows("width", [0, 99, 4097])
def test_a_width_that_is_too_small_or_too_large_is_an_error(width: int) -> None:
    with pytest.raises(ConfigurationError, match="width: pass 100 to 4096"):
        picture_png(SVG, width=width)


@needs_fonts
def test_a_text_that_is_not_a_picture_is_an_error() -> None:
    with pytest.raises(ConfigurationError, match="svg: pass the text"):
        picture_png("<svg")


@needs_fonts
def test_a_picture_for_web_pages_becomes_light() -> None:
    made = schedule(event("Обед", 0, "12:00"))
    assert picture_png(schedule_picture(made, week=MONDAY, now=NOW, theme="auto")) == picture_png(SVG)


def test_the_family_of_a_font_and_of_a_collection_is_read() -> None:
    font = font_without_letters("PT Sans")
    assert family_of(font) == "PT Sans"
    assert family_of(struct.pack(">4sIII", b"ttcf", 0x00010000, 1, 0) + font) is None
