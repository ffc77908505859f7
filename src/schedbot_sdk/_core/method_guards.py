"""What a client's public methods do with their keywords first: they seal secrets, and know which names are right."""

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
    """A call got a keyword that it does not know.

    Attributes:
        names: The unknown ones.
    """

    def __init__(self, names: Sequence[str]) -> None:
        known = ", ".join(sorted(PostOptions.__annotations__))
        super().__init__(
            f"beside its own keywords a call takes {known};"
            " a field of the request's body goes into extra_body or params"
        )
        self.names: tuple[str, ...] = tuple(names)


def guard_methods(kind: type) -> None:
    """Guard the constructor and each method of a client's class that has keywords.

    A traceback with locals shows what a method was called with, so the values of `extra_headers` and the like are
    redacted first. The one place for it: a method that is added later is guarded, too.
    """
    for name, member in list(vars(kind).items()):
        function = cast("object", member.__func__ if isinstance(member, classmethod) else member)  # pyright: ignore[reportUnknownMemberType]  # of any class
        if isinstance(function, FunctionType) and _has_keywords(name, function):
            guarded = _guarded_async(function) if inspect.iscoroutinefunction(function) else _guarded(function)
            setattr(kind, name, classmethod(guarded) if isinstance(member, classmethod) else guarded)


def _has_keywords(name: str, function: FunctionType) -> bool:
    code = function.__code__
    if function.__module__.partition(".")[0] != _OURS or (name.startswith("_") and name != "__init__"):
        return False
    return code.co_kwonlyargcount > 0 or bool(code.co_flags & inspect.CO_VARKEYWORDS)


def _guarded(method: Callable[..., T]) -> Callable[..., T]:
    is_constructor = method.__name__ == "__init__"

    @functools.wraps(method)
    def call(*args: object, **options: object) -> T:
        if is_constructor:  # a token or a key comes first
            args = tuple(map(redacted, args))
        _seal(options)
        try:
            return method(*args, **options)
        except TypeError as error:
            problem = _explained(error, method, options)
            if problem is None:
                raise
        raise problem

    return call


def _guarded_async(method: Callable[..., Awaitable[T]]) -> Callable[..., Awaitable[T]]:
    @functools.wraps(method)
    async def call(*args: object, **options: object) -> T:
        _seal(options)
        try:
            return await method(*args, **options)
        except TypeError as error:
            problem = _explained(error, method, options)
            if problem is None:
                raise
        raise problem

    return call


def _explained(error: TypeError, method: Callable[..., object], options: Mapping[str, object]) -> TypeError | None:
    """The error for keywords that a method does not know, with those that are meant; None for any other error."""
    is_ours = isinstance(error, UnknownKeywordError)
    never_began = error.__traceback__ is None or error.__traceback__.tb_next is None
    if not (is_ours or never_began):
        return None
    known = _keywords_of(method)
    unknown = error.names if isinstance(error, UnknownKeywordError) else sorted(options.keys() - set(known))
    if not unknown:
        return None
    meant = [f" did you mean {near}?" for name in unknown if (near := _nearest(name, known))]
    rest = f" {error}" if is_ours else ""
    said = f"{method.__qualname__}(): unknown keyword argument {', '.join(unknown)}"
    return TypeError(said + (":" if meant or rest else "") + "".join(meant) + rest)


def _seal(options: dict[str, object]) -> None:
    """Seal what may hold a secret, also under a misspelt name; the caller's own objects stay as they are."""
    for name in options:
        if "header" in name or "query" in name:
            options[name] = _sealed_mapping(options[name])
        elif name in _SECRETS:
            options[name] = redacted(options[name])


def _sealed_mapping(given: object) -> object:
    if given is None:
        return None
    if not isinstance(given, Mapping):
        return RedactedText()  # it will be refused, whatever it holds
    items = cast("Mapping[object, object]", given).items()
    return {name: RedactedBytes(value) if isinstance(value, bytes) else redacted(value) for name, value in items}


def _keywords_of(method: Callable[..., object]) -> list[str]:
    """The names that a method knows, those of the TypedDict of its `**options` too."""
    names: list[str] = []
    for parameter in inspect.signature(method).parameters.values():
        found = re.fullmatch(r"Unpack\[(\w+)\]", str(parameter.annotation))
        if parameter.kind is parameter.VAR_KEYWORD and found:
            options = getattr(inspect.unwrap(method), "__globals__", {}).get(found.group(1))
            names += getattr(options, "__annotations__", {})
        else:
            names.append(parameter.name)
    return names


def _nearest(name: str, names: Sequence[str]) -> str:
    import difflib  # only for a mistake

    return next(iter(difflib.get_close_matches(name.lower(), names, n=1)), "")
