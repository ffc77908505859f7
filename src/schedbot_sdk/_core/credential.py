"""A secret and its location in a request; only `_core/transport/` reads its value."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Iterable
from itertools import chain
from typing import Literal, TypeAlias

from schedbot_sdk._core.redact_text import SHORTEST_SECRET, forms_of, redact_text
from schedbot_sdk.errors import ConfigurationError

__all__ = ["AsyncKey", "Credential", "SyncKey", "api_key", "bot_token", "no_credential"]

_NO_KEY = "the API key is empty or contains spaces or characters that a header cannot contain: pass it unchanged"
_REMEMBERED = 16  # values of a key function that a response may still repeat

SyncKey: TypeAlias = "str | Callable[[], str]"
AsyncKey: TypeAlias = "str | Callable[[], str | Awaitable[str]]"


class Credential:
    """Shows its location, never its value, in reprs and in `vars` of clients; it cannot be pickled.

    It keeps no unusable value, only the problem, so that no frame of a traceback holds the value.
    """

    __slots__ = ("_forms", "_kept", "_problem", "_value", "location")

    def __init__(self, location: Literal["path", "bearer", "none"], value: AsyncKey, problem: str = "") -> None:
        self.location = location
        self._problem = problem
        self._value = "" if problem else value
        self._forms: dict[str, tuple[str, ...]] = {}
        self._kept: tuple[str, ...] = ()
        if isinstance(value, str) and not problem:
            self._forms[value] = self._forms_of(value)

    def __repr__(self) -> str:
        return f"Credential({self.location!r}, ***)"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a client holds a secret and cannot be pickled: make a new client in the other process")

    def check(self) -> None:
        """Refuse an unusable value.

        Raises:
            ConfigurationError: It has a wrong shape; the message says which shape is right.
        """
        if self._problem:
            raise ConfigurationError(self._problem)

    def value(self) -> str:
        """Return the secret; a key function is called each time.

        Raises:
            ConfigurationError: The key function did not return a usable key.
        """
        value = self._value if isinstance(self._value, str) else self._value()
        if inspect.iscoroutine(value):
            value.close()
        if inspect.isawaitable(value):
            raise ConfigurationError("the key function is async: use it with the async client")
        if self._value is value or self._note(value):
            return value
        del value  # so that no traceback shows it
        raise ConfigurationError(_NO_KEY)

    async def async_value(self) -> str:
        """Return the secret; an async key function is awaited."""
        value = self._value if isinstance(self._value, str) else self._value()
        if inspect.isawaitable(value):
            value = await value
        if self._value is value or self._note(value):
            return value
        del value  # so that no traceback shows it
        raise ConfigurationError(_NO_KEY)

    def _note(self, value: str) -> bool:
        """Remember a key that a function returned; return False if it is unusable."""
        if not _is_key(value):
            return False
        if value not in self._forms:
            kept = [*self._forms.items()][1 - _REMEMBERED :]
            self._forms = dict([*kept, (value, self._forms_of(value))])
        return True

    def _forms_of(self, value: str) -> tuple[str, ...]:
        # Half of a bot's token is its public id.
        parts = (value, value.partition(":")[2]) if self.location == "path" else (value,)
        return forms_of(part for part in parts if len(part) >= SHORTEST_SECRET)

    def keep(self, secrets: Iterable[str]) -> None:
        """Redact these as well: what the client sends to a proxy."""
        self._kept = forms_of(secrets)

    def secrets(self, value: str) -> tuple[str, ...]:
        """Return what must not be seen in the headers of the response to a request with this value, in every form."""
        return self._forms.get(value, ()) + self._kept

    def redact(self, text: str, more: tuple[str, ...] = ()) -> str:
        """Return the text without the values that requests used, the kept secrets, and these forms of other secrets."""
        return redact_text(text, [*chain.from_iterable(self._forms.values()), *self._kept, *more])


def bot_token(token: str) -> Credential:
    """The token of a bot, `123456:letters`, which goes into the path of the URL."""
    if re.fullmatch(r"\d+:[\w-]+", str(token), re.ASCII):
        return Credential("path", token)
    return Credential(
        "path",
        "",
        "the bot token has a wrong shape: pass digits, a colon, then letters, digits, _ or -, as @BotFather gave it",
    )


def api_key(key: AsyncKey) -> Credential:
    """The key of a chat server or of the users service, for `Authorization: Bearer`."""
    return Credential("bearer", key, "" if callable(key) or _is_key(key) else _NO_KEY)


def no_credential() -> Credential:
    """For a service without authentication."""
    return Credential("none", "")


def _is_key(key: object) -> bool:
    return isinstance(key, str) and bool(re.fullmatch(r"[\x21-\x7e]+", key))
