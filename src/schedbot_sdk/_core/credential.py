"""A secret and the place in a request where it goes; nothing but `_core/http/` asks for its value."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from itertools import chain
from typing import Literal

from schedbot_sdk._core.redact_text import SHORTEST_SECRET, forms_of, hide
from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.options import AsyncApiKey

__all__ = ["Credential", "api_key", "bot_token", "no_credential"]

_NO_KEY = "the API key is empty or holds spaces or characters that a header cannot carry: pass it as it was given"
_REMEMBERED = 16  # values of a key function that may still be on their way back from a server


class Credential:
    """Shows its place, never its value: in reprs, `vars` of clients, and pickles (it refuses to be pickled).

    An unusable value is not kept, only what is wrong with it, so that whoever raises that has no frame that holds it.
    """

    __slots__ = ("_forms", "_kept", "_problem", "_value", "place")

    def __init__(self, place: Literal["path", "bearer", "none"], value: AsyncApiKey, problem: str = "") -> None:
        self.place = place
        self._problem = problem
        self._value = "" if problem else value
        self._forms: dict[str, tuple[str, ...]] = {}
        self._kept: tuple[str, ...] = ()
        if isinstance(value, str) and not problem:
            self._forms[value] = self._forms_of(value)

    def __repr__(self) -> str:
        return f"Credential({self.place!r}, ***)"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a client holds a secret and cannot be pickled: make a new client in the other process")

    def check(self) -> None:
        """Refuse a value that cannot work.

        Raises:
            ConfigurationError: It has a wrong shape; the message says which is right.
        """
        if self._problem:
            raise ConfigurationError(self._problem)

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
        if self._value is value or self._note(value):
            return value
        del value  # so that no traceback shows it
        raise ConfigurationError(_NO_KEY)

    async def async_value(self) -> str:
        """The secret; an async function is awaited."""
        value = self._value if isinstance(self._value, str) else self._value()
        if inspect.isawaitable(value):
            value = await value
        if self._value is value or self._note(value):
            return value
        del value  # so that no traceback shows it
        raise ConfigurationError(_NO_KEY)

    def _note(self, value: str) -> bool:
        """Remember a key that a function gave, unless it is none."""
        if not _is_key(value):
            return False
        if value not in self._forms:
            kept = [*self._forms.items()][1 - _REMEMBERED :]
            self._forms = dict([*kept, (value, self._forms_of(value))])
        return True

    def _forms_of(self, value: str) -> tuple[str, ...]:
        # Half of a bot's token is its public id.
        parts = (value, value.partition(":")[2]) if self.place == "path" else (value,)
        return forms_of(part for part in parts if len(part) >= SHORTEST_SECRET)

    def keep(self, secrets: Iterable[str]) -> None:
        """Hide these as well: what the client sends to a proxy on the way."""
        self._kept = forms_of(secrets)

    def secrets(self, value: str) -> tuple[str, ...]:
        """What must not be seen in the head of an answer to a request with this value, in every form."""
        return self._forms.get(value, ()) + self._kept

    def hide(self, text: str, more: tuple[str, ...] = ()) -> str:
        """The text without the values that were given out, what is kept, and more forms of secrets."""
        return hide(text, [*chain.from_iterable(self._forms.values()), *self._kept, *more])


def bot_token(token: str) -> Credential:
    """The token of a bot, `123456:letters`, which Telegram wants in the URL's path."""
    if re.fullmatch(r"\d+:[\w-]+", str(token), re.ASCII):
        return Credential("path", token)
    return Credential(
        "path",
        "",
        "the bot token has a wrong shape: pass digits, a colon, then letters, digits, _ or -, as @BotFather gave it",
    )


def api_key(key: AsyncApiKey) -> Credential:
    """The key of a chat server or of the users service, for `Authorization: Bearer`."""
    return Credential("bearer", key, "" if callable(key) or _is_key(key) else _NO_KEY)


def no_credential() -> Credential:
    """For a service that asks for none."""
    return Credential("none", "")


def _is_key(key: object) -> bool:
    return isinstance(key, str) and bool(re.fullmatch(r"[\x21-\x7e]+", key))
