"""Checks that a user's function has the kind that its caller needs, so that no call does nothing. Pure."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable
from typing import Final, cast

from schedbot_sdk.errors import ConfigurationError

__all__ = ["WrongHandlerError", "await_if_needed", "awaitable_result", "check_function", "check_result"]

_PLAIN: Final = "pass a plain function; an async one is for AsyncTelegramClient, AsyncReminders and store.replay_async"
_GENERATOR: Final = "pass a function without yield; the SDK does not iterate over a generator, so it would do nothing"
_ASYNC: Final = "pass an async function; a plain one is for TelegramClient, Reminders and store.replay"
_PARAMETERS: Final = {
    1: "pass a function that takes one argument, the update or the reminder",
    2: "pass a function that takes two arguments, the update and the error",
}


class WrongHandlerError(ConfigurationError):
    """The handler or `on_failure` has the wrong kind: async, plain, a generator, or other parameters.

    The update was not handled, and calling the function again cannot help.
    """


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
