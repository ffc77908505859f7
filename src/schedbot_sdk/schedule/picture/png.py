"""Turns an SVG picture into a PNG file."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Final

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.schedule.picture.draw_text import FONTS
from schedbot_sdk.schedule.picture.font_family import family_of

__all__ = ["picture_png"]

_MAX_WIDTH: Final = 4096
_PROBE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
    f'<text y="20" font-size="20" font-family="{FONTS}">M</text></svg>'
)
_EMPTY: Final = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"></svg>'


def picture_png(svg: str, *, width: int = 1080, fonts: Sequence[str | PathLike[str]] = ()) -> bytes:
    """Return a picture of `schedule_picture` as a PNG file, such as for `SendPhoto`.

    Args:
        svg: The picture. A picture with `theme="auto"` becomes light.
        width: The width in pixels, 100 to 4096.
        fonts: Font files (`.ttf`, `.otf`). By default, the fonts that are installed on the machine are used. With
            files, only these are used: the same picture then gives the same bytes on every machine.

    Raises:
        ConfigurationError: resvg-py is not installed, an argument is wrong, or there is no font to write with.
    """
    if not 100 <= width <= _MAX_WIDTH:
        raise ConfigurationError(f"width: pass 100 to {_MAX_WIDTH} pixels")
    families = [_family(Path(font)) for font in fonts]
    try:
        from resvg_py import svg_to_bytes
    except ModuleNotFoundError:
        raise ConfigurationError('picture_png needs resvg-py: pip install "schedbot-sdk[picture]"') from None
    files = [fspath(font) for font in fonts]

    def png(source: str, pixels: int) -> bytes:
        return svg_to_bytes(
            source,
            width=pixels,
            skip_system_fonts=bool(files),
            font_files=files or None,
            sans_serif_family=families[0] if families else None,
        )

    if png(_PROBE, 24) == png(_EMPTY, 24):
        raise ConfigurationError(
            "fonts: pass the path of a font file, or install a font such as DejaVu Sans; resvg found no known one"
        )
    try:
        return png(svg, width)
    except ValueError:
        raise ConfigurationError("svg: pass the text that schedule_picture returned") from None


def _family(path: Path) -> str:
    try:
        family = family_of(path.read_bytes())
    except OSError:
        family = None
    if family is None:
        raise ConfigurationError("fonts: pass the paths of font files (.ttf, .otf); one of them is not one")
    return family
