"""The colours of pictures, for light and for dark screens."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

__all__ = ["HUES", "ON", "PALETTES", "PictureTheme", "style"]

PictureTheme: TypeAlias = Literal["light", "dark", "auto"]
"""The colours of a picture. `"auto"` follows the reader's screen in a browser; a PNG of it is light."""

_FILLS: Final = ("#dce8fd", "#d6f0de", "#fbe6cf", "#ebdffb", "#d3eef0", "#fadfea")
_STRIPES: Final = ("#2563d9", "#16803f", "#b45309", "#7c3aed", "#0e7490", "#be185d")
_DARK_FILLS: Final = ("#1f3459", "#19402b", "#4a3214", "#3a2a5c", "#153f47", "#4b2038")
_DARK_STRIPES: Final = ("#7fb0ff", "#5fd38a", "#f2b25c", "#bd9bff", "#56cbdc", "#f58fbd")
_WEIGHT: Final = ".b{font-weight:700}"
HUES: Final = len(_FILLS)
"""How many colours events have."""

PALETTES: Final[dict[Literal["light", "dark"], dict[str, str]]] = {
    "light": {
        "paper": "#ffffff",
        "today": "#f1f5fd",
        "ink": "#171b22",
        "soft": "#4b5462",
        "line": "#d8dde5",
        "folded": "#eef0f3",
        "hatch": "#9aa3b0",
        "accent": "#1d4fc4",
        "on-accent": "#ffffff",
        "alert": "#b3181c",
        "on-alert": "#ffffff",
        **{f"fill-{number}": colour for number, colour in enumerate(_FILLS)},
        **{f"edge-{number}": colour for number, colour in enumerate(_STRIPES)},
    },
    "dark": {
        "paper": "#14171d",
        "today": "#1b212c",
        "ink": "#f2f5f9",
        "soft": "#b9c1cd",
        "line": "#333a46",
        "folded": "#20252e",
        "hatch": "#6a7484",
        "accent": "#8db4ff",
        "on-accent": "#0d1a33",
        "alert": "#ff8d8a",
        "on-alert": "#2b0506",
        **{f"fill-{number}": colour for number, colour in enumerate(_DARK_FILLS)},
        **{f"edge-{number}": colour for number, colour in enumerate(_DARK_STRIPES)},
    },
}
ON: Final[dict[str, tuple[str, ...]]] = {
    "ink": ("paper", "today", "folded", *(f"fill-{number}" for number in range(HUES))),
    "soft": ("paper", "today", "folded", *(f"fill-{number}" for number in range(HUES))),
    "on-accent": ("accent",),
    "on-alert": ("alert",),
    "alert": ("paper", "folded", *(f"fill-{number}" for number in range(HUES))),
    "accent": ("paper", "today"),
}
"""The colours of texts and signs, each with the colours behind it."""


def style(theme: PictureTheme) -> str:
    """Return the style sheet: one class for each colour, and one for a line of it."""
    light, dark = (_rules(PALETTES[name]) for name in ("light", "dark"))
    light = f"{_WEIGHT}{light}"
    if theme == "auto":
        return f"{light}@media (prefers-color-scheme:dark){{{dark}}}"
    return f"{_WEIGHT}{dark}" if theme == "dark" else light


def _rules(palette: dict[str, str]) -> str:
    fills = "".join(f".{name}{{fill:{colour}}}" for name, colour in palette.items())
    return fills + "".join(
        f".{name}-l{{fill:none;stroke:{palette[name]}}}" for name in ("line", "hatch", "alert", "ink")
    )
