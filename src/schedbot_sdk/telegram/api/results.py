"""Reads the result of a method; a message or a user is read as leniently as an update.

The message was sent, even if a field of the answer is not as documented. An error would make callers send it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from types import UnionType
from typing import Annotated, Final, Literal, TypeAlias, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, PydanticUndefinedAnnotation, PydanticUserError, ValidationError, create_model

from schedbot_sdk._core.decode_model import unreadable
from schedbot_sdk._core.model import WireModel, problem_text
from schedbot_sdk._core.response import Response, json_of
from schedbot_sdk.errors import ConfigurationError, SchedbotError
from schedbot_sdk.telegram.api.errors import SERVICE, error_in, error_of
from schedbot_sdk.telegram.api.json_values import plain_values
from schedbot_sdk.telegram.types.lenient import read_leniently

__all__ = ["Envelope", "envelope_of", "read_result"]

T = TypeVar("T")
Envelope: TypeAlias = "type[BaseModel]"
"""A model of Telegram's successful answer, with a result of one type."""

_CACHE_SIZE: Final = 256
"""More result types than a program has. A program that makes new types for each call does not fill the memory."""


def envelope_of(returns: object) -> Envelope:
    """The model of a successful answer with a result of this type. It is cached: building takes milliseconds.

    Raises:
        ConfigurationError: pydantic does not support the type.
    """
    try:
        return _cached(returns)
    except TypeError:  # a type without a hash, such as one annotated with a list
        return _build(returns)


def _build(returns: object) -> Envelope:
    try:
        # Built by its first use, it would be built in several threads at once.
        envelope = create_model("Result", ok=(Literal[True], ...), result=(returns, ...))
        envelope.model_rebuild(force=not envelope.__pydantic_complete__)
    except (PydanticUserError, PydanticUndefinedAnnotation):
        pass
    else:
        return envelope
    raise ConfigurationError("returns: pass the type of the result: a pydantic model, bool, int, list[...], dict[...]")


@lru_cache(maxsize=_CACHE_SIZE, typed=True)
def _cached(returns: object) -> Envelope:
    return _build(returns)


def read_result(method: str, returns: type[T], envelope: Envelope, response: Response) -> T | SchedbotError:
    """The result of a method, or the error that came in its place.

    Args:
        method: The Bot API method.
        returns: The type of the result.
        envelope: What `envelope_of` gives for that type.
        response: What the server sent.
    """
    if not 200 <= response.status <= 299:
        return error_of(response, method, response.status)
    body = response.body.lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        return cast("T", getattr(envelope.model_validate_json(body), "result"))  # noqa: B009  # made while running
    except ValidationError as error:
        problem = problem_text(error)
    value = json_of(body)
    if not isinstance(value, Mapping) or value.get("ok") is not True or "result" not in value:
        problem = "not an object with ok and result"
    else:
        try:
            return cast("T", _read_leniently(plain_values(value["result"]), returns, envelope))
        except ValidationError as error:
            problem = problem_text(error)
        except RecursionError:
            problem = "result: it is nested too deeply"
    return error_in(response, method) or unreadable(response, problem, service=SERVICE, operation=f"{SERVICE}.{method}")


def _read_leniently(value: object, returns: object, envelope: Envelope) -> object:
    """Read a JSON value as a type that is one of our models, a list of them, or a union with them."""
    origin = get_origin(returns)
    if origin is Annotated:
        return _read_leniently(value, get_args(returns)[0], envelope)
    if isinstance(returns, type) and issubclass(returns, WireModel) and isinstance(value, Mapping):
        model = read_leniently(cast("Mapping[str, object]", value), returns.model_validate, lambda _: True)
        return returns.model_validate(value) if model is None else model
    if origin is list and isinstance(value, list):
        (item_type,) = get_args(returns) or (object,)
        items = cast("list[object]", value)
        return [_read_leniently(item, item_type, envelope_of(item_type)) for item in items]
    if origin in {Union, UnionType}:
        for member in get_args(returns):
            if isinstance(member, type) and issubclass(member, WireModel) and isinstance(value, Mapping):
                model = read_leniently(cast("Mapping[str, object]", value), member.model_validate, lambda _: True)
                if model is not None:
                    return model
    # As JSON once more: maybe pydantic's JSON reader refused only a lone surrogate.
    text = json.dumps({"ok": True, "result": value})
    return getattr(envelope.model_validate_json(text), "result")  # noqa: B009  # made while running
