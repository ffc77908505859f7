"""The base of every wire model, and validation whose errors repeat no value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeVar, cast

from pydantic import BaseModel, ConfigDict, ValidationError

from schedbot_sdk.errors import ConfigurationError

__all__ = ["WireModel", "checked", "complaint", "plain"]

M = TypeVar("M", bound=BaseModel)
_TOO_MANY = 1000  # to list a million faults costs gigabytes


class WireModel(BaseModel):
    """Keeps fields that it does not know and takes no value of another type, so that a round trip loses nothing.

    `model_dump_json(exclude_unset=True)` gives the JSON that came in.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="allow",
        strict=True,
        frozen=True,
        serialize_by_alias=True,
        validate_by_name=True,
        validate_by_alias=True,
        hide_input_in_errors=True,
        protected_namespaces=(),
        defer_build=True,
    )


def complaint(error: ValidationError) -> str:
    """Where a value is wrong and how, for the first few faults; never the value itself."""
    if error.error_count() > _TOO_MANY:
        return f"{error.error_count()} faults"
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    told = [f"{'.'.join(str(part) for part in fault['loc']) or 'the body'}: {_plain(fault)}" for fault in faults[:3]]
    return "; ".join(told) + (f"; and {len(faults) - 3} more" if len(faults) > 3 else "")


def _plain(fault: Mapping[str, object]) -> str:
    # pydantic quotes the text around a JSON fault, which may be a user's.
    return "invalid JSON" if fault["type"] == "json_invalid" else str(fault["msg"])


def plain(value: object) -> object:
    """Mappings and sequences of any kind as the dicts and lists that JSON knows; anything else as it is."""
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in cast("Sequence[object]", value)]
    return value


def checked(kind: type[M], values: Mapping[str, object], advice: Mapping[str, str]) -> M:
    """Arguments as a request model; what is None was not given.

    Args:
        kind: The request's model.
        values: The arguments by name.
        advice: What to pass instead, by the argument's name.

    Raises:
        ConfigurationError: An argument is of a wrong type or out of range.
    """
    try:
        return kind.model_validate({name: plain(value) for name, value in values.items() if value is not None})
    except (RecursionError, OverflowError):
        name, said = "", "an argument holds itself, or a number that is too large"
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False, include_context=False)[0]
        name = str(fault["loc"][0]) if fault["loc"] else ""
        said = complaint(error)
    raise ConfigurationError(f"{said}: {advice[name]}" if name in advice else said)
