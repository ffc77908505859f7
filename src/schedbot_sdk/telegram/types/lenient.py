"""Reads an object although some of its values are not as documented.

Telegram has sent less than its documentation requires, and bots with strict types stopped until their code was changed.
So a value of the wrong type goes to the `model_extra` of its object, unchanged and under its own name, and the field is
None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

__all__ = ["read_leniently"]

M = TypeVar("M", bound=BaseModel)
Path: TypeAlias = tuple[str, ...]

_ROUNDS: Final = 8  # each round may remove the object around a missing field, so a few reach the top


def read_leniently(
    value: Mapping[str, object], read: Callable[[object], M], may_leave: Callable[[Path], bool]
) -> M | None:
    """Read an object; values of the wrong type go to `model_extra`.

    A value of the wrong type is left out alone. If a required field is missing, its object is left out; if an item of a
    list is wrong, the whole list is. Returns None if the object cannot be read like this.

    Args:
        value: The object as received.
        read: Returns the model or raises ValidationError.
        may_leave: Whether the value at a path of JSON names may be left out.
    """
    left: set[Path] = set()
    for _ in range(_ROUNDS):
        try:
            model = read(_without(value, left))
        except ValidationError as error:
            paths = {_path(value, detail["loc"]) for detail in _details(error)}
        else:
            _put_back(model, value, left)
            return model
        # A path that was left out and is reported again was required: the object around it is left out.
        paths = {path[:-1] if path in left else path for path in paths}
        if not all(path and may_leave(path) for path in paths):
            return None
        left |= paths
    return None


def _details(error: ValidationError) -> list[ErrorDetails]:
    return error.errors(include_url=False, include_context=False, include_input=False)


def _path(value: object, location: tuple[int | str, ...]) -> Path:
    """The path of an error in JSON names, without the names of union members that pydantic adds."""
    path: list[str] = []
    for part in location:
        if not isinstance(value, Mapping) or isinstance(part, int):
            break  # a list is left out as a whole
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


def _put_back(model: object, value: Mapping[str, object], paths: set[Path]) -> None:
    if not isinstance(model, BaseModel) or model.model_extra is None:
        return
    fields = {field.serialization_alias or name: name for name, field in type(model).model_fields.items()}
    for name in {path[0] for path in paths}:
        inside, item = _inside(paths, name), value[name]
        if () in inside:
            model.model_extra[name] = item
        else:
            _put_back(getattr(model, fields[name]), cast("Mapping[str, object]", item), inside)


def _inside(paths: set[Path], name: str) -> set[Path]:
    return {path[1:] for path in paths if path[0] == name}
