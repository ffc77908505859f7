"""One request as it goes out, its secret sealed in: only the last hand before the socket opens it."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["PreparedRequest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRequest:
    """What is sent. Its repr shows what a log may show."""

    method: str
    origin: str
    """Scheme, host and port."""
    url: str
    """The address without its query, `~` in the place of a bot's token."""
    hides_path: bool
    """Whether the real path holds a token."""
    query: str = field(repr=False)
    """Begins with `?`, or is empty."""
    target: str = field(repr=False)
    """The real path and query, as the server gets them."""
    headers: dict[str, str] = field(repr=False)
    """Names in lower case; without the credential."""
    authorization: str | None = field(repr=False)
    content: bytes | None = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    repeatable: bool
    """Whether it may be sent again although its answer was lost."""

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a request holds a secret and cannot be pickled")
