"""Wraps the public methods of clients: secrets in keyword arguments are redacted, unknown keywords explained."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import FunctionType
from typing import Final, TypeVar, cast

from schedbot_sdk._core.redaction import RedactedBytes, RedactedText, redacted
from schedbot_sdk.options import PostOptions

__all__ = ["UnknownKeywordError", "guard_methods"]

T = TypeVar("T")
_SECRETS: Final = frozenset({"api_key", "proxy", "token"})
_OURS: Final = __name__.partition(".")[0]


class UnknownKeywordError(TypeError):
    """A call received an unknown keyword argument.

    Attributes:
        names: The unknown names.
    """

    def __init__(self, names: Sequence[str]) -> None:
        known = ", ".join(sorted(PostOptions.__annotations__))
        super().__init__(
            f"besides its own keywords, a call takes {known};"
            " pass a field of the request's body in extra_body or params"
        )
        self.names: tuple[str, ...] = tuple(names)


def guard_methods(kind: type) -> None:
    """Wrap the constructor and each public method with keyword arguments of a client's class.

    A traceback with locals shows the arguments of each frame, so values such as those of `extra_headers` are redacted
    before the method runs. Wrapping all methods here also covers those that are added later.
    """
    for name, member in list(vars(kind).items()):
        function = cast("object", member.__func__ if isinstance(member, classmethod) else member)  # pyright: ignore[reportUnknownMemberType]  # of any class
        if isinstance(function, FunctionType) and _has_keywords(name, function):
            wrapper = _wrap_async(function) if inspect.iscoroutinefunction(function) else _wrap(function)
            setattr(kind, name, classmethod(wrapper) if isinstance(member, classmethod) else wrapper)


def _has_keywords(name: str, function: FunctionType) -> bool:
    code = function.__code__
    if function.__module__.partition(".")[0] != _OURS or (name.startswith("_") and name != "__init__"):
        return False
    return code.co_kwonlyargcount > 0 or bool(code.co_flags & inspect.CO_VARKEYWORDS)


def _wrap(method: Callable[..., T]) -> Callable[..., T]:
    is_constructor = method.__name__ == "__init__"

    @functools.wraps(method)
    def wrapper(*args: object, **options: object) -> T:
        if is_constructor:  # the first one is a token, a key or a URL
            args = tuple(map(redacted, args))
        _redact(options)
        try:
            return method(*args, **options)
        except TypeError as error:
            problem = _unknown_keywords(error, method, options)
            if problem is None:
                raise
        raise problem

    return wrapper


def _wrap_async(method: Callable[..., Awaitable[T]]) -> Callable[..., Awaitable[T]]:
    @functools.wraps(method)
    async def wrapper(*args: object, **options: object) -> T:
        _redact(options)
        try:
            return await method(*args, **options)
        except TypeError as error:
            problem = _unknown_keywords(error, method, options)
            if problem is None:
                raise
        raise problem

    return wrapper


def _unknown_keywords(
    error: TypeError, method: Callable[..., object], options: Mapping[str, object]
) -> TypeError | None:
    """Return the error for unknown keywords, with the probable names; None for any other error."""
    is_ours = isinstance(error, UnknownKeywordError)
    never_called = error.__traceback__ is None or error.__traceback__.tb_next is None
    if not (is_ours or never_called):
        return None
    known = _keywords_of(method)
    unknown = error.names if isinstance(error, UnknownKeywordError) else sorted(options.keys() - set(known))
    if not unknown:
        return None
    hints = [f" did you mean {near}?" for name in unknown if (near := _nearest(name, known))]
    rest = f" {error}" if is_ours else ""
    text = f"{method.__qualname__}(): unknown keyword argument {', '.join(unknown)}"
    return TypeError(text + (":" if hints or rest else "") + "".join(hints) + rest)


def _redact(options: dict[str, object]) -> None:
    """Redact values that may hold a secret, also under a misspelt name; the caller's own objects stay unchanged."""
    for name in options:
        if "header" in name or "query" in name:
            options[name] = _redacted_mapping(options[name])
        elif name in _SECRETS:
            options[name] = redacted(options[name])


def _redacted_mapping(value: object) -> object:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        return RedactedText()  # any other type will be refused
    items = cast("Mapping[object, object]", value).items()
    return {name: RedactedBytes(item) if isinstance(item, bytes) else redacted(item) for name, item in items}


def _keywords_of(method: Callable[..., object]) -> list[str]:
    """Return the keyword names of a method, including those of the TypedDict of its `**options`."""
    names: list[str] = []
    for parameter in inspect.signature(method).parameters.values():
        match = re.fullmatch(r"Unpack\[(\w+)\]", str(parameter.annotation))
        if parameter.kind is parameter.VAR_KEYWORD and match:
            options = getattr(inspect.unwrap(method), "__globals__", {}).get(match.group(1))
            names += getattr(options, "__annotations__", {})
        else:
            names.append(parameter.name)
    return names


def _nearest(name: str, names: Sequence[str]) -> str:
    import difflib  # only for a mistake

    return next(iter(difflib.get_close_matches(name.lower(), names, n=1)), "")
