"""What a client's public methods do with their keywords first: they seal secrets, and know which names are right."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import FunctionType
from typing import Final, ParamSpec, TypeVar, cast

from schedbot_sdk._core.sealed import SealedBytes, SealedText, sealed
from schedbot_sdk.options import PostOptions

__all__ = ["UnknownKeywordError", "guard_methods"]

P = ParamSpec("P")
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

    def of(self, method: Callable[..., object]) -> TypeError:
        """The same error as the method's callers see it, with the keywords that are probably meant."""
        meant = [f"did you mean {near}?" for name in self.names if (near := _nearest(name, _keywords_of(method)))]
        said = f"unknown keyword argument {', '.join(self.names)}: {' '.join(meant)}"
        return TypeError(f"{method.__name__}(): {said.rstrip(': ')}{';' if not meant else ''} {self}")


def guard_methods(kind: type) -> None:
    """Guard each method of a client's class that passes keywords on.

    A traceback with locals shows what a method was called with, so the values of `extra_headers` and the like are
    sealed first. The one place for it: a method that is added later is guarded, too.
    """
    for name, member in list(vars(kind).items()):
        function = cast("object", member.__func__ if isinstance(member, classmethod) else member)  # pyright: ignore[reportUnknownMemberType]  # of any class
        if isinstance(function, FunctionType) and _takes_options(name, function):
            guarded = _guarded_async(function) if inspect.iscoroutinefunction(function) else _guarded(function)
            setattr(kind, name, classmethod(guarded) if isinstance(member, classmethod) else guarded)


def _takes_options(name: str, function: FunctionType) -> bool:
    has_keywords = bool(function.__code__.co_flags & inspect.CO_VARKEYWORDS)
    return has_keywords and not name.startswith("__") and function.__module__.partition(".")[0] == _OURS


def _guarded(method: Callable[P, T]) -> Callable[P, T]:
    @functools.wraps(method)
    def call(*args: P.args, **options: P.kwargs) -> T:
        _seal(options)
        try:
            return method(*args, **options)
        except UnknownKeywordError as error:
            problem = error.of(method)
        raise problem

    return call


def _guarded_async(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    @functools.wraps(method)
    async def call(*args: P.args, **options: P.kwargs) -> T:
        _seal(options)
        try:
            return await method(*args, **options)
        except UnknownKeywordError as error:
            problem = error.of(method)
        raise problem

    return call


def _seal(options: dict[str, object]) -> None:
    """Seal what may hold a secret, also under a misspelt name; the caller's own objects stay as they are."""
    for name in options:
        if "header" in name or "query" in name:
            options[name] = _sealed_mapping(options[name])
        elif name in _SECRETS:
            options[name] = sealed(options[name])


def _sealed_mapping(given: object) -> object:
    if given is None:
        return None
    if not isinstance(given, Mapping):
        return SealedText()  # it will be refused, whatever it holds
    items = cast("Mapping[object, object]", given).items()
    return {name: SealedBytes(value) if isinstance(value, bytes) else sealed(value) for name, value in items}


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
