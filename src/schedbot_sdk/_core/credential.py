"""A secret and the place in a request where it goes; nothing but `_core/http/` asks for its value."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable
from typing import Literal, TypeAlias

from schedbot_sdk.errors import ConfigurationError

__all__ = ["AsyncKey", "Credential", "SyncKey", "api_key", "bot_token", "no_credential"]

_SHORTEST_SECRET = 8  # shorter ones ("none", "ollama") are stand-ins, and words that a text may hold anyway

SyncKey: TypeAlias = "str | Callable[[], str]"
AsyncKey: TypeAlias = "str | Callable[[], str | Awaitable[str]]"


class Credential:
    """Shows its place, never its value: in reprs, `vars` of clients, and pickles (it refuses to be pickled)."""

    __slots__ = ("_value", "place")

    def __init__(self, place: Literal["path", "bearer", "none"], value: AsyncKey) -> None:
        self.place = place
        self._value = value

    def __repr__(self) -> str:
        return f"Credential({self.place!r}, ***)"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a client holds a secret and cannot be pickled: make a new client in the other process")

    def value(self) -> str:
        """The secret, asked for anew each time when it is a function.

        Raises:
            ConfigurationError: The function gave something else than a usable key.
        """
        value = self._value if isinstance(self._value, str) else self._value()
        if inspect.iscoroutine(value):
            value.close()
        if inspect.isawaitable(value):
            raise ConfigurationError("the key function is async: use it with the async client")
        return value if self._value is value else checked_key(value)

    async def async_value(self) -> str:
        """The secret; an async function is awaited."""
        value = self._value if isinstance(self._value, str) else self._value()
        if inspect.isawaitable(value):
            value = await value
        return value if self._value is value else checked_key(value)

    def secrets(self, value: str) -> tuple[str, ...]:
        """What must not be seen of a secret: all of it, and the half of a bot's token that is not its public id."""
        parts = (value, value.partition(":")[2]) if self.place == "path" else (value,)
        return tuple(part for part in parts if len(part) >= _SHORTEST_SECRET)


def bot_token(token: str) -> Credential:
    """The token of a bot, which Telegram wants in the URL's path.

    Raises:
        ConfigurationError: It has not the shape `123456:letters`.
    """
    if not re.fullmatch(r"\d+:[\w-]+", str(token), re.ASCII):
        raise ConfigurationError(
            "the bot token has a wrong shape: pass digits, a colon, then letters, digits, _ or -, as @BotFather gave it"
        )
    return Credential("path", token)


def api_key(key: AsyncKey) -> Credential:
    """The key of a chat server or of the users service, for `Authorization: Bearer`.

    Raises:
        ConfigurationError: It is empty, or has characters that a header cannot carry.
    """
    return Credential("bearer", checked_key(key) if isinstance(key, str) else key)


def no_credential() -> Credential:
    """For a service that asks for none."""
    return Credential("none", "")


def checked_key(key: object) -> str:
    """The key, if it can stand in a header."""
    if not isinstance(key, str) or not re.fullmatch(r"[\x21-\x7e]+", key):
        raise ConfigurationError(
            "the API key is empty or holds spaces or characters that a header cannot carry: pass it as it was given"
        )
    return key
