"""Arguments as the values that JSON has; anything else is refused before it is sent.

What JSON does not have would be sent as a string that means something else: Telegram reads a number from the beginning
of a date, and takes the bytes of a file for the identifier of another.
"""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final, cast

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.telegram.text.surrogates import whole_text

__all__ = ["json_arguments", "whole_texts"]

_NO_FILES: Final = "only send_document sends a file's content; pass a file_id or a URL as a string here"
_ADVICE: Final[tuple[tuple[type | tuple[type, ...], str], ...]] = (
    (dt.datetime, "pass Unix time in seconds, such as int(moment.timestamp())"),
    (dt.timedelta, "pass a number of seconds, or Unix time where a moment is expected"),
    ((dt.date, dt.time), "pass Unix time in seconds, or a string where a text is expected"),
    ((Decimal, Fraction, complex), "pass an int or a float"),
    ((bytes, bytearray, memoryview, os.PathLike), _NO_FILES),
    (Enum, "pass its .value"),
    (BaseModel, "pass a model whose fields JSON has"),
)


class _NotJsonError(Exception):
    """Ends the way through a value; its text is the advice."""


def whole_texts(value: object) -> object:
    """Mappings and sequences as dicts and lists, and texts without halves of characters; anything else as it is."""
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value).items()
        return {whole_texts(name): whole_texts(item) for name, item in items}
    return [whole_texts(item) for item in cast("Iterable[object]", value)] if isinstance(value, list | tuple) else value


def json_arguments(method: str, arguments: Mapping[str, object]) -> dict[str, object]:
    """The arguments as JSON has them: models as dicts, members of StrEnum and IntEnum as their values.

    Half a character in a text becomes U+FFFD.

    Args:
        method: The Bot API method, for the error.
        arguments: By name.

    Raises:
        ConfigurationError: A value is none of JSON's, at any depth; the message says what to pass.
    """
    found: dict[str, object] = {}
    for name, value in arguments.items():
        try:
            found[_name(name)] = _plain(value)
        except _NotJsonError as error:
            advice = str(error)
        except RecursionError:
            advice = "it holds itself, or is nested too deeply"
        else:
            continue
        where = f"{name} of {method}" if str(name).isidentifier() else f"an argument of {method}"
        raise ConfigurationError(f"{where}: {advice}")
    return found


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return whole_text(str.__str__(value))
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return _finite(float(value))
    if isinstance(value, list | tuple):
        return [_plain(item) for item in cast("Iterable[object]", value)]
    if isinstance(value, Mapping):
        return {_name(name): _plain(item) for name, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, BaseModel):
        return _plain(_dumped(value))
    raise _NotJsonError(f"JSON has no {type(value).__name__}; {_advice(value)}")


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise _NotJsonError(f"JSON has no {number}; pass a finite number")
    return number


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise _NotJsonError(f"the keys of a JSON object are strings, and one is of type {type(name).__name__}")
    return whole_text(str.__str__(name))


def _dumped(model: BaseModel) -> object:
    try:
        # In the mode for JSON a datetime would be a string already.
        return model.model_dump(mode="python", by_alias=True, exclude_none=True)
    except (PydanticSerializationError, ValueError):
        raise _NotJsonError(f"{type(model).__name__} cannot be serialized; {_ADVICE[-1][1]}") from None


def _advice(value: object) -> str:
    for kinds, advice in _ADVICE:
        if isinstance(value, kinds):
            return advice
    if hasattr(value, "read"):
        return _NO_FILES
    return "pass a list" if isinstance(value, Iterable) else "pass a number, string, bool, None, list or dict"
