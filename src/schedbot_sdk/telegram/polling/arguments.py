"""Checks of the arguments of a poll: it refuses those that cannot work, or would lose updates. Pure."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable
from typing import Final, cast

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.polling.offset import Progress
from schedbot_sdk.telegram.types.offsets import LAST_OFFSET

__all__ = [
    "WrongHandlerError",
    "await_if_needed",
    "awaitable_result",
    "check_arguments",
    "check_function",
    "check_progress",
    "check_result",
]

_PLAIN: Final = "pass a plain function; an async one is for AsyncTelegramClient and store.replay_async"
_GENERATOR: Final = "pass a function without yield; a poll does not iterate over a generator, so it would do nothing"
_ASYNC: Final = "pass an async function; a plain one is for TelegramClient and store.replay"
_PARAMETERS: Final = {
    1: "pass a function that takes one argument, the update",
    2: "pass a function that takes two arguments, the update and the error",
}


class WrongHandlerError(ConfigurationError):
    """The handler or `on_failure` has the wrong kind: async, plain, a generator, or other parameters.

    The update was not handled, and calling the function again cannot help.
    """


def check_arguments(store: object, control: object, hook: object, *, is_plain: bool) -> None:
    """Refuse a wrong store, control or failure hook before the first request.

    Raises:
        ConfigurationError: One of them has the wrong kind.
    """
    methods = [getattr(store, name, None) for name in ("load", "save")]
    if not all(callable(method) and not inspect.iscoroutinefunction(method) for method in methods):
        raise ConfigurationError(
            "offset_store: pass a store, such as FileStore('offset.json'), or an object with plain load() and save()"
        )
    for name in ("save_dead_letters", "dead_letters"):
        if inspect.iscoroutinefunction(getattr(store, name, None)):
            raise ConfigurationError(
                f"offset_store: {name}() must be a plain function; the async client calls it in a thread"
            )
    if not isinstance(control, PollControl):
        raise ConfigurationError("control: pass a PollControl()")
    if hook is not None:
        check_function("on_failure", hook, is_plain=is_plain, parameters=2)


def check_function(name: str, function: object, *, is_plain: bool, parameters: int) -> None:
    """Refuse a function with other parameters, a generator function, and an async one where a plain one is needed.

    Raises:
        ConfigurationError: It is one of these, or cannot be called.
    """
    if not callable(function):
        raise ConfigurationError(f"{name}: {_PARAMETERS[parameters]}")
    functions: list[object] = [function]
    if not inspect.isroutine(function):
        functions.append(getattr(function, "__call__", None))  # noqa: B004  # of a callable object
    if is_plain and any(inspect.iscoroutinefunction(one) for one in functions):
        raise WrongHandlerError(f"{name}: {_PLAIN}")
    if any(inspect.isgeneratorfunction(one) or inspect.isasyncgenfunction(one) for one in functions):
        raise WrongHandlerError(f"{name}: {_GENERATOR}")
    try:
        signature = inspect.signature(function)
    except (ValueError, TypeError):  # some functions written in C have no signature
        return
    try:
        signature.bind(*(None,) * parameters)
    except TypeError:
        pass
    else:
        return
    raise WrongHandlerError(f"{name}: {_PARAMETERS[parameters]}")


def check_result(name: str, result: object) -> None:
    """Refuse a result that must still be awaited or iterated over: the function did nothing.

    Raises:
        WrongHandlerError: The result is one of these.
    """
    if inspect.isgenerator(result) or inspect.isasyncgen(result):
        raise WrongHandlerError(f"{name}: {_GENERATOR}")
    if not inspect.isawaitable(result):
        return
    if inspect.iscoroutine(result):
        result.close()
    raise WrongHandlerError(f"{name}: {_PLAIN}")


def awaitable_result(name: str, result: object) -> Awaitable[object]:
    """Return the result of an async function, to be awaited.

    Raises:
        WrongHandlerError: It cannot be awaited.
    """
    if not inspect.isawaitable(result):
        raise WrongHandlerError(f"{name}: {_ASYNC}")
    return cast("Awaitable[object]", result)


async def await_if_needed(name: str, result: object) -> None:
    """Await the result of an async function; a plain function has done its work already.

    Raises:
        WrongHandlerError: The function is a generator, so that it did nothing.
    """
    if inspect.isgenerator(result) or inspect.isasyncgen(result):
        raise WrongHandlerError(f"{name}: {_GENERATOR}")
    if inspect.isawaitable(result):
        await result


def check_progress(progress: object) -> Progress:
    """Return the progress that a user's own store has loaded.

    Raises:
        ConfigurationError: It is not a Progress, or Telegram would delete updates because of its offset.
    """
    if not isinstance(progress, Progress) or not 0 <= progress.offset <= LAST_OFFSET:
        raise ConfigurationError(f"offset_store: load() must return a Progress with an offset from 0 to {LAST_OFFSET}")
    return progress
