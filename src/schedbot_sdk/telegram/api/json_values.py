"""Parameters as JSON values; any other value is refused before anything is sent.

As a string it would mean something else. Telegram reads a number from the beginning of a date, and it takes the bytes
of a file for a `file_id`.
"""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Final, cast

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.telegram.api.multipart import FilePart
from schedbot_sdk.telegram.text.surrogates import whole_text
from schedbot_sdk.telegram.types.input_files import InputFile

__all__ = ["TOO_DEEP", "json_parameters", "plain_values"]

TOO_DEEP: Final = "a parameter contains itself, is nested too deeply, or holds a number that is too large"
_NO_FILES: Final = "pass InputFile(content, name) to upload a file, or a file_id or a URL as a string"
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
    """Ends the walk through a value; its text is the advice."""


def plain_values(value: object) -> object:
    """Return mappings and sequences as dicts and lists, texts without lone surrogates, and other values unchanged."""
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, int | BaseModel):
        return value
    if isinstance(value, dict | Mapping):
        items = cast("Mapping[object, object]", value).items()
        return {plain_values(name): plain_values(item) for name, item in items}
    if isinstance(value, list | tuple):
        return [plain_values(item) for item in cast("Iterable[object]", value)]
    return value


def json_parameters(method: str, parameters: Iterable[tuple[str, object]]) -> tuple[dict[str, object], list[FilePart]]:
    """Return the parameters as JSON values, and the files among them.

    Models become dicts, members of StrEnum and IntEnum their values; a lone surrogate in a text becomes U+FFFD. A file
    that is a parameter itself is a part of the form with the parameter's name. A file inside another value is a part
    of its own, and `attach://` with the part's name stands in its place.

    Args:
        method: The Bot API method, for the error.
        parameters: Names and values.

    Raises:
        ConfigurationError: JSON does not have a value, at any depth; the message says what to pass.
    """
    found: dict[str, object] = {}
    files: list[FilePart] = []
    for name, value in parameters:
        try:
            if isinstance(value, InputFile):
                files.append(FilePart(name, whole_text(value.name), value.content, value.media_type))
            else:
                found[_name(name)] = _plain(value, files)
        except _NotJsonError as error:
            advice = str(error)
        except RecursionError:
            advice = "it contains itself, or is nested too deeply"
        else:
            continue
        where = f"{name} of {method}" if str(name).isidentifier() else f"a parameter of {method}"
        raise ConfigurationError(f"{where}: {advice}")
    return found, files


def _plain(value: object, files: list[FilePart]) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return whole_text(str.__str__(value))
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return _finite(float(value))
    if isinstance(value, list | tuple):
        return [_plain(item, files) for item in cast("Iterable[object]", value)]
    if isinstance(value, dict | Mapping):
        return {_name(name): _plain(item, files) for name, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, WireModel):
        aliases = _aliases(type(value))
        return {aliases.get(name, name): _plain(item, files) for name, item in value if item is not None}
    if isinstance(value, BaseModel):
        return _plain(_dumped(value), files)
    if isinstance(value, InputFile):
        part = FilePart(f"file{len(files)}", whole_text(value.name), value.content, value.media_type)
        files.append(part)
        return f"attach://{part.field_name}"
    raise _NotJsonError(f"JSON has no {type(value).__name__}; {_advice(value)}")


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise _NotJsonError(f"JSON has no {number}; pass a finite number")
    return number


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise _NotJsonError(f"the keys of a JSON object are strings, and one is of type {type(name).__name__}")
    return whole_text(str.__str__(name))


@cache
def _aliases(model: type[WireModel]) -> Mapping[str, str]:
    """The names in JSON of the fields that have another one in Python."""
    return {name: field.serialization_alias for name, field in model.model_fields.items() if field.serialization_alias}


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
