"""The tree of errors; errors can be copied and pickled."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable

import pytest

from schedbot_sdk import errors
from schedbot_sdk.errors import Attempt, SchedbotError

COMMON: dict[str, object] = {
    "service": "chat",
    "operation": "chat.x",
    "attempts": (Attempt(500, "500", 0.5), Attempt(None, "read", None)),
}
STATUS: dict[str, object] = {
    "status_code": 429,
    "detail": "slow down",
    "param": "n",
    "code": "rate_limit_exceeded",
    "type": "requests",
    "migrate_to_chat_id": -1001,
    "retry_after": 1.5,
    "request_id": "r1",
}
TRANSPORT: dict[str, object] = {"phase": "read", "request_sent": True}
PARSE: dict[str, object] = {"tries": 3, "faults": ("items[0].time: missing",)}
ZONE: dict[str, object] = {"name": "Kiev", "suggestions": ("Europe/Kyiv", "Europe/Kiev")}


def extras(kind: type[SchedbotError]) -> dict[str, object]:
    if issubclass(kind, errors.StatusError):
        return STATUS
    if issubclass(kind, errors.ParseError | errors.ScheduleError):
        return PARSE
    if issubclass(kind, errors.UnknownTimeZoneError):
        return ZONE
    if issubclass(kind, errors.LocalTimeError):
        return {"kind": "gap"}
    return TRANSPORT if issubclass(kind, errors.TransportError) else {}


TREE: dict[type[SchedbotError], tuple[type[Exception], ...]] = {
    SchedbotError: (Exception,),
    errors.ConfigurationError: (SchedbotError, ValueError),
    errors.TransportError: (SchedbotError,),
    errors.RequestTimeoutError: (errors.TransportError, TimeoutError),
    errors.DeadlineExceededError: (SchedbotError, TimeoutError),
    errors.StatusError: (SchedbotError,),
    errors.BadRequestError: (errors.StatusError,),
    errors.AuthenticationError: (errors.StatusError,),
    errors.PermissionDeniedError: (errors.StatusError,),
    errors.NotFoundError: (errors.StatusError,),
    errors.ConflictError: (errors.StatusError,),
    errors.RateLimitError: (errors.StatusError,),
    errors.QuotaExceededError: (errors.RateLimitError,),
    errors.ServerError: (errors.StatusError,),
    errors.ServiceUnavailableError: (errors.ServerError,),
    errors.ResponseError: (SchedbotError,),
    errors.TruncatedStreamError: (errors.ResponseError,),
    errors.ParseError: (errors.ResponseError,),
    errors.ScheduleError: (SchedbotError,),
    errors.UnknownTimeZoneError: (SchedbotError, ValueError),
    errors.LocalTimeError: (SchedbotError, ValueError),
}
"""Each class with its direct bases."""
KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, SchedbotError)]


def make(kind: type[SchedbotError]) -> SchedbotError:
    error = kind("what to do", **COMMON, **extras(kind))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    error.add_note("a note")
    return error


def pickled(protocol: int) -> Callable[[SchedbotError], SchedbotError]:
    def copied(error: SchedbotError) -> SchedbotError:
        loaded: SchedbotError = pickle.loads(pickle.dumps(error, protocol))
        return loaded

    return copied


WAYS: dict[str, Callable[[SchedbotError], SchedbotError]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{f"pickle {protocol}": pickled(protocol) for protocol in range(6)},
}


@pytest.mark.parametrize("copied", WAYS.values(), ids=WAYS)
def test_a_copy_of_an_error_is_equal(copied: Callable[[SchedbotError], SchedbotError]) -> None:
    for kind in KINDS:
        error = make(kind)
        other = copied(error)
        assert type(other) is kind
        assert other is not error, kind
        assert (str(other), other.args, vars(other)) == (str(error), error.args, vars(error)), kind
        assert {**COMMON, **extras(kind)}.items() <= vars(other).items(), kind
        assert other.__notes__ == ["a note"], kind


def test_an_error_without_required_attributes_needs_only_its_message() -> None:
    assert (errors.ConfigurationError("x").service, errors.ResponseError("x").attempts) == ("", ())


def test_the_tree_is_what_users_rely_on() -> None:
    assert {kind: kind.__bases__ for kind in KINDS} == TREE


def test_an_error_can_be_caught_by_each_of_its_bases() -> None:
    for kind in KINDS:
        for base in kind.__mro__[:-2]:
            with pytest.raises(base):
                raise make(kind)


def test_an_error_has_its_message_and_plain_attributes_only() -> None:
    for kind in KINDS:
        error = make(kind)
        assert (str(error), error.args) == ("what to do", ("what to do",)), kind
        expected = {**COMMON, **extras(kind)}
        assert {name: value for name, value in vars(error).items() if name != "__notes__"} == expected, kind


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes() -> None:
    drawn: dict[str, str] = {}
    path: list[str] = []
    assert errors.__doc__ is not None
    for line in errors.__doc__.splitlines():
        match = re.match(r"((?:[|] {2}| {3})*)(\+- )?(\w+Error)\b", line)
        if match is None:
            continue
        depth = len(match[1]) // 3 + (1 if match[2] else 0)
        path[depth:] = [match[3]]
        drawn[match[3]] = path[depth - 1] if depth else "Exception"
    assert list(drawn) == [kind.__name__ for kind in TREE]
    assert drawn == {kind.__name__: kind.__bases__[0].__name__ for kind in KINDS}


def test_the_tree_in_the_docstring_names_the_builtin_bases() -> None:
    assert errors.__doc__ is not None
    named = re.findall(r"[+]- (\w+) .*\balso a (?:builtin )?(\w+Error)\b", errors.__doc__)
    assert named == [(kind.__name__, base.__name__) for kind, bases in TREE.items() for base in bases[1:]]


def test_every_error_has_a_docstring_of_its_own() -> None:
    docstrings = [kind.__doc__ for kind in KINDS]
    assert all(docstrings)
    assert len(set(docstrings)) == len(KINDS)
