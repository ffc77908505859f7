"""One request as it is sent, with its secret, which only the pool below httpx adds to it."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["PreparedRequest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRequest:
    """A request to send. Its repr shows what a log may show."""

    method: str
    origin: str
    """Scheme, host and port."""
    url: str
    """The address without its query, with `~` in place of a bot's token."""
    hides_path: bool
    """Whether the real path holds a token."""
    query: str = field(repr=False)
    """Begins with `?`, or is empty."""
    target: str = field(repr=False)
    """The real path and query, as the server receives them."""
    headers: dict[str, str] = field(repr=False)
    """Names in lower case; without the credential."""
    authorization: str | None = field(repr=False)
    """The `Authorization` header; None if the secret is in the path, or without a credential."""
    content: bytes | None = field(repr=False)
    """The body, or None."""
    secrets: tuple[str, ...] = field(repr=False)
    """Texts to redact in the headers of the response."""
    repeatable: bool
    """Whether it may be sent again although its response was lost."""

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a request holds a secret and cannot be pickled")
