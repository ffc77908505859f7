"""Tells once of each place where a server's answers leave the specification."""

from __future__ import annotations

import logging
import re
from typing import Final, Protocol, cast

__all__ = ["Deviations"]

_MOST: Final = 100  # a server that makes up names does not fill the memory


class _Deviating(Protocol):
    @property
    def deviations(self) -> tuple[str, ...]:
        """Paths of what was not as specified."""
        ...


class Deviations:
    """What one client has met; places in a list count as one."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, object] = {}

    def note(self, value: object, *, service: str, operation: str) -> None:
        """Log each deviation of an answer that was not met before.

        Args:
            value: The answer; one without `deviations` has none.
            service: Whose logger it is.
            operation: Such as `"chat.createChatCompletion"`.
        """
        # A field of this name may come from a server, so that the class is asked.
        if not hasattr(type(value), "deviations"):
            return
        for path in cast("_Deviating", value).deviations:
            place, mine = re.sub(r"\[\d+\]", "[*]", path), object()
            # One step, so that of two threads one logs.
            if len(self._known) < _MOST and self._known.setdefault(place, mine) is mine:
                logging.getLogger(f"schedbot_sdk.{service}").warning(
                    "%s: the answer deviates from the specification at %s (logged once per client)",
                    operation,
                    re.sub(r"[^\w.\[\]*-]", "?", path)[:100],
                )
