"""Values that do not fit their fields: an update is worth reading even if a field of it is not as documented.

Telegram has sent less than its documentation requires, and every bot that insisted stood still until somebody changed
its code. So a value that does not fit is left where it came, under its own name in the `model_extra` of the object that
holds it, and the field is None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

__all__ = ["read_leniently"]

M = TypeVar("M", bound=BaseModel)
Path: TypeAlias = tuple[str, ...]

_ROUNDS: Final = 8  # what lacks something required takes what it is in with it, so a few rounds reach the top


def read_leniently(
    value: Mapping[str, object], read: Callable[[object], M], may_leave: Callable[[Path], bool]
) -> M | None:
    """Read an object without the values that do not fit, which go to `model_extra`.

    A wrong value is left out at its own field, a missing required one with the object that lacks it, and a list as a
    whole if one of its items does not fit. None if it takes more than that.

    Args:
        value: The object as it came.
        read: Makes the model or raises ValidationError.
        may_leave: Whether the value at a path of wire names may be left out.
    """
    left: set[Path] = set()
    for _ in range(_ROUNDS):
        try:
            made = read(_without(value, left))
        except ValidationError as error:
            found = {_path(value, fault["loc"]) for fault in _faults(error)}
        else:
            _put_back(made, value, left)
            return made
        # What was left out and is missed now was required: the object around it goes.
        found = {path[:-1] if path in left else path for path in found}
        if not all(path and may_leave(path) for path in found):
            return None
        left |= found
    return None


def _faults(error: ValidationError) -> list[ErrorDetails]:
    return error.errors(include_url=False, include_context=False, include_input=False)


def _path(value: object, location: tuple[int | str, ...]) -> Path:
    """Where a fault is, as wire names; pydantic names the members of unions too, which are no part of the value."""
    path: list[str] = []
    for part in location:
        if not isinstance(value, Mapping) or isinstance(part, int):
            break  # a list is left as a whole
        inner = cast("Mapping[str, object]", value)
        if part in inner:
            path.append(part)
            value = inner[part]
    return tuple(path)


def _without(value: Mapping[str, object], paths: set[Path]) -> dict[str, object]:
    kept: dict[str, object] = {}
    for name, item in value.items():
        inside = _inside(paths, name)
        if () not in inside:
            kept[name] = _without(cast("Mapping[str, object]", item), inside) if inside else item
    return kept


def _put_back(made: object, value: Mapping[str, object], paths: set[Path]) -> None:
    if not isinstance(made, BaseModel) or made.model_extra is None:
        return
    fields = {field.serialization_alias or name: name for name, field in type(made).model_fields.items()}
    for name in {path[0] for path in paths}:
        inside, item = _inside(paths, name), value[name]
        if () in inside:
            made.model_extra[name] = item
        else:
            _put_back(getattr(made, fields[name]), cast("Mapping[str, object]", item), inside)


def _inside(paths: set[Path], name: str) -> set[Path]:
    return {path[1:] for path in paths if path[0] == name}
