"""Values of properties that icalendar would write in another way."""

from __future__ import annotations

import re
from typing import Final

from icalendar import vDuration, vText

__all__ = ["ExactDuration", "exact_text"]

_CONTROLS: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")  # a text may only have line breaks (section 3.3.11)
_ESCAPED: Final = {ord(mark): f"\\{mark}" for mark in "\\;,"} | {ord("\n"): "\\n"}  # section 3.3.11


def exact_text(text: str) -> vText:
    """Return a text as the value of a property; control characters become spaces."""
    return _ExactText(_CONTROLS.sub(" ", text))


class _ExactText(vText):
    r"""A text with escapes of its own: icalendar reads the `\N` of `C:\Notes` as a line break."""

    def to_ical(self) -> bytes:
        return self.translate(_ESCAPED).encode()


class ExactDuration(vDuration):
    """A duration in hours, never in days: a day of RFC 5545 can have 23 or 25 hours."""

    def to_ical(self) -> bytes:
        """Return the value, such as `PT24H` or `-PT15M`."""
        seconds = int(self.td.total_seconds())
        minutes, seconds_left = divmod(abs(seconds), 60)
        hours, minutes = divmod(minutes, 60)
        parts = ((hours, "H"), (minutes, "M"), (seconds_left, "S"))
        text = "".join(f"{number}{unit}" for number, unit in parts if number) or "0S"
        return f"{'-' if seconds < 0 else ''}PT{text}".encode()
