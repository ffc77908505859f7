"""The result of a method: read as its type says, and a message or a user as leniently as an update.

What was sent was sent: a field that Telegram writes in another way than documented is no reason to call it failed, and
to send it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from types import UnionType
from typing import Annotated, Final, Literal, TypeAlias, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, PydanticUndefinedAnnotation, PydanticUserError, ValidationError, create_model

from schedbot_sdk._core.decode_model import unreadable
from schedbot_sdk._core.model import WireModel, complaint
from schedbot_sdk._core.response import Response, json_of
from schedbot_sdk.errors import ConfigurationError, ResponseError
from schedbot_sdk.telegram.api.json_values import whole_texts
from schedbot_sdk.telegram.types.lenient import read_leniently

__all__ = ["Envelope", "envelope_of", "read_result"]

T = TypeVar("T")
Envelope: TypeAlias = "type[BaseModel]"
"""A model of Telegram's good answer, with a result of one type."""

_KEPT: Final = 256
"""More types of results than a program has; a program that makes them anew for each call forgets them."""


def envelope_of(returns: object) -> Envelope:
    """The model of a good answer whose result is of a type; built once, as that takes milliseconds.

    Raises:
        ConfigurationError: pydantic can make nothing of the type.
    """
    try:
        return _kept(returns)
    except TypeError:  # a type that cannot be kept, such as one annotated with a list
        return _made(returns)


def _made(returns: object) -> Envelope:
    try:
        # Built by its first use, it would be built in several threads at once.
        envelope = create_model("Result", ok=(Literal[True], ...), result=(returns, ...))
        envelope.model_rebuild(force=not envelope.__pydantic_complete__)
    except (PydanticUserError, PydanticUndefinedAnnotation):
        pass
    else:
        return envelope
    raise ConfigurationError("returns: pass the type of the result: a pydantic model, bool, int, list[...], dict[...]")


@lru_cache(maxsize=_KEPT, typed=True)
def _kept(returns: object) -> Envelope:
    return _made(returns)


def read_result(
    answer: Response, returns: type[T], envelope: Envelope, *, service: str, operation: str
) -> T | ResponseError:
    """The result in an answer of status 2xx that holds no error.

    Args:
        answer: What came.
        returns: The type of the result.
        envelope: That type's, of `envelope_of`.
        service: Whose answer it is.
        operation: Such as `"telegram.sendMessage"`.
    """
    body = answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        return cast("T", getattr(envelope.model_validate_json(body), "result"))  # noqa: B009  # made while running
    except ValidationError as error:
        said = complaint(error)
    value = json_of(body)
    if not isinstance(value, Mapping) or value.get("ok") is not True or "result" not in value:
        said = "no envelope with ok and result"
    else:
        try:
            return cast("T", _read_leniently(whole_texts(value["result"]), returns, envelope))
        except ValidationError as error:
            said = complaint(error)
        except RecursionError:
            said = "result: it is nested too deeply"
    return unreadable(answer, said, service=service, operation=operation)


def _read_leniently(value: object, returns: object, envelope: Envelope) -> object:
    """A value of JSON as a type that holds our models, by themselves, in a list, or beside others."""
    origin = get_origin(returns)
    if origin is Annotated:
        return _read_leniently(value, get_args(returns)[0], envelope)
    if isinstance(returns, type) and issubclass(returns, WireModel) and isinstance(value, Mapping):
        made = read_leniently(cast("Mapping[str, object]", value), returns.model_validate, lambda _: True)
        return returns.model_validate(value) if made is None else made
    if origin is list and isinstance(value, list):
        (item_type,) = get_args(returns) or (object,)
        items = cast("list[object]", value)
        return [_read_leniently(item, item_type, envelope_of(item_type)) for item in items]
    if origin in {Union, UnionType}:
        for member in get_args(returns):
            if isinstance(member, type) and issubclass(member, WireModel) and isinstance(value, Mapping):
                made = read_leniently(cast("Mapping[str, object]", value), member.model_validate, lambda _: True)
                if made is not None:
                    return made
    # As JSON once more: it was maybe only half a character that pydantic's reader of JSON minded.
    text = json.dumps({"ok": True, "result": value})
    return getattr(envelope.model_validate_json(text), "result")  # noqa: B009
