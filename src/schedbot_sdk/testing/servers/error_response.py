"""An error that a local server sends, before the service formats it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ErrorResponse"]


@dataclass(frozen=True, slots=True)
class ErrorResponse:
    """An error response, independent of the service."""

    status: int
    """The HTTP status."""
    message: str = ""
    """The error message; empty means the service's usual one."""
    retry_after: int | None = None
    """Seconds to wait, for services that have them in the body too; None without a wait."""
