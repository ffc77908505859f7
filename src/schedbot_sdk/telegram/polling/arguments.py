"""What a user hands to a poll: refused in plain words where it could not work, or would lose updates. Pure."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable
from typing import cast

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.offset import Progress
from schedbot_sdk.telegram.types.offsets import LAST_OFFSET

__all__ = [
    "WrongHandlerError",
    "awaited",
    "check_done",
    "check_function",
    "check_given",
    "check_progress",
    "maybe_awaited",
]

_PLAIN = "pass a plain function; an async one is for AsyncTelegramClient and store.replay_async"
_WHOLE = "pass a function without yield: of a generator nobody asks the next step, so that it does nothing"
_ASYNC = "pass an async function; a plain one is for TelegramClient and store.replay"

_TAKES = {
    1: "pass a function that takes one argument, the update",
    2: "pass a function that takes two arguments, the update and the error",
}


class WrongHandlerError(ConfigurationError):
    """A function of the other twin: calling it again mends nothing, and what it was given was not handled."""


def check_given(store: object, control: object) -> None:
    """Refuse what is no store and what is no control, before anything is asked.

    Raises:
        ConfigurationError: It is another kind of object.
    """
    methods = [getattr(store, name, None) for name in ("load", "save")]
    if not all(callable(method) and not inspect.iscoroutinefunction(method) for method in methods):
        raise ConfigurationError(
            "offset_store: pass a store, such as FileStore('offset.json'), or an object with plain load() and save()"
        )
    for name in ("bury", "dead_letters"):
        if inspect.iscoroutinefunction(getattr(store, name, None)):
            raise ConfigurationError(
                f"offset_store: {name}() must be a plain function; the async client has a thread for it"
            )
    if not isinstance(control, PollControl):
        raise ConfigurationError("control: pass a PollControl()")


def check_function(name: str, function: object, *, is_plain: bool, takes: int) -> None:
    """Refuse what cannot be called, what yields, what takes other arguments, and in the sync twin what is async.

    Raises:
        ConfigurationError: It is so.
    """
    if not callable(function):
        raise ConfigurationError(f"{name}: pass a function that takes what a poll gives it")
    parts: list[object] = [function]
    if not inspect.isroutine(function):
        parts.append(getattr(function, "__call__", None))  # noqa: B004  # of an object that can be called
    if is_plain and any(inspect.iscoroutinefunction(part) for part in parts):
        raise WrongHandlerError(f"{name}: {_PLAIN}")
    if any(inspect.isgeneratorfunction(part) or inspect.isasyncgenfunction(part) for part in parts):
        raise WrongHandlerError(f"{name}: {_WHOLE}")
    try:
        signature = inspect.signature(function)
    except (ValueError, TypeError):  # some that are written in C say nothing about their arguments
        return
    try:
        signature.bind(*(None,) * takes)
    except TypeError:
        pass
    else:
        return
    raise WrongHandlerError(f"{name}: {_TAKES[takes]}")


def check_done(name: str, gave: object) -> None:
    """Refuse what a function of the sync twin gave, if it still had to be awaited or stepped through: nothing was done.

    Raises:
        WrongHandlerError: It is so.
    """
    if inspect.isgenerator(gave) or inspect.isasyncgen(gave):
        raise WrongHandlerError(f"{name}: {_WHOLE}")
    if not inspect.isawaitable(gave):
        return
    if inspect.iscoroutine(gave):
        gave.close()
    raise WrongHandlerError(f"{name}: {_PLAIN}")


def awaited(name: str, gave: object) -> Awaitable[object]:
    """What a function of the async twin gave, to be awaited.

    Raises:
        WrongHandlerError: It cannot be.
    """
    if not inspect.isawaitable(gave):
        raise WrongHandlerError(f"{name}: {_ASYNC}")
    return cast("Awaitable[object]", gave)


async def maybe_awaited(name: str, gave: object) -> None:
    """Await what a function of the async twin gave, where it must be: a plain function is done already.

    Raises:
        WrongHandlerError: It yields, so that nothing was done.
    """
    if inspect.isgenerator(gave) or inspect.isasyncgen(gave):
        raise WrongHandlerError(f"{name}: {_WHOLE}")
    if inspect.isawaitable(gave):
        await gave


def check_progress(progress: object) -> Progress:
    """What a store of the user's own gave back.

    Raises:
        ConfigurationError: It is no progress, or one that would make Telegram throw updates away.
    """
    if not isinstance(progress, Progress) or not 0 <= progress.offset <= LAST_OFFSET:
        raise ConfigurationError(f"offset_store: load() must give a Progress whose offset is 0 to {LAST_OFFSET}")
    return progress
