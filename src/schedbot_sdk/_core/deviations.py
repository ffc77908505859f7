"""Logs each deviation of a server from the specification once."""

from __future__ import annotations

import logging
import re
from typing import Final, Protocol, cast

__all__ = ["Deviations"]

_MOST: Final = 100  # a server that makes up names does not fill the memory


class _Deviating(Protocol):
    @property
    def deviations(self) -> tuple[str, ...]:
        """Paths of the fields that deviate from the specification."""
        ...


class Deviations:
    """The deviations that one client has met; all items of a list count as one."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, object] = {}

    def note(self, value: object, *, service: str, operation: str) -> None:
        """Log each new deviation of a response.

        Args:
            value: The decoded response; a class without `deviations` cannot deviate.
            service: The name of the logger.
            operation: Such as `"chat.createChatCompletion"`.
        """
        # A server may send a field of this name, so the class decides.
        if not hasattr(type(value), "deviations"):
            return
        for path in cast("_Deviating", value).deviations:
            location, mine = re.sub(r"\[\d+\]", "[*]", path), object()
            # One step, so that only one of two threads logs.
            if len(self._known) < _MOST and self._known.setdefault(location, mine) is mine:
                logging.getLogger(f"schedbot_sdk.{service}").warning(
                    "%s: the response deviates from the specification at %s (logged once per client)",
                    operation,
                    re.sub(r"[^\w.\[\]*-]", "?", path)[:100],
                )
