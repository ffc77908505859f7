"""Writes SVG elements: everything is escaped here, and only here."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["element", "escaped", "number"]

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML 1.0 cannot have (section 2.2)."""
_ESCAPES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


def escaped(text: str) -> str:
    """Return a text for an element or an attribute, without the characters that XML cannot have."""
    return _NOT_XML.sub("", text).translate(_ESCAPES)


def number(value: float) -> str:
    """Return a number with at most one decimal place."""
    return f"{round(value, 1) + 0:.1f}".removesuffix(".0")


def element(name: str, *children: str, **attributes: str | float) -> str:
    """Return an element.

    Args:
        name: Its name.
        children: Elements, or texts that are escaped already.
        attributes: Its attributes; `_` stands for `-`, and a `_` at the end is left out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{number(value) if isinstance(value, int | float) else escaped(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"
