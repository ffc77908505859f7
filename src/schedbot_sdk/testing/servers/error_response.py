"""What a local server answers instead of what was asked for, before a service gives it its shape."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ErrorResponse"]


@dataclass(frozen=True, slots=True)
class ErrorResponse:
    """A failure as a service is told to answer it."""

    status: int
    message: str = ""
    """What it says; empty for what the service usually says."""
    retry_after: int | None = None
    """Seconds to wait, for a service that tells them in the body too."""
