"""The specification's tables as data, and the differences between a model and a row."""

from __future__ import annotations

import json
import types
import typing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from tests.docs.public import all_fields

__all__ = ["ENDPOINTS", "Endpoint", "Row", "differences", "note_of", "without_none"]

Place = Literal["query", "path", "header", "body"]


@dataclass(frozen=True)
class Row:
    """One line of a table; `type` is what the SDK takes, if that is more than the table's own."""

    name: str
    type: str
    place: Place
    required: bool
    note: str


@dataclass(frozen=True)
class Endpoint:
    """One table: the request, the response, and the meaning of each status code."""

    name: str
    service: str
    method: str
    path: str
    request: tuple[Row, ...]
    response: tuple[Row, ...]
    codes: dict[str, str]


def _rows(rows: list[dict[str, Any]]) -> tuple[Row, ...]:
    return tuple(Row(r["name"], r.get("accepts", r["type"]), r["in"], r["required"], r["note"]) for r in rows)


def _read() -> tuple[Endpoint, ...]:
    tables = json.loads((Path(__file__).parent / "tables.json").read_text(encoding="utf-8"))
    return tuple(
        Endpoint(
            table["name"],
            table["service"],
            table["method"],
            table["path"],
            _rows(table["request"]),
            _rows(table["response"]),
            table["codes"],
        )
        for table in tables["endpoints"]
    )


ENDPOINTS = _read()


def differences(model: type[BaseModel], row: Row) -> list[str]:
    """The differences between a model and a row; empty if the model mirrors it."""
    owner: type[BaseModel] = model
    *parents, last = row.name.split(".")
    for parent in parents:
        named = _field(owner, parent.removesuffix("[]"))
        if named is None:
            return [f"{owner.__name__} has no {parent}"]
        inner = without_none(named[1].annotation)
        is_list = typing.get_origin(inner) is list
        inner = typing.get_args(inner)[0] if is_list else inner
        if is_list != parent.endswith("[]") or not _is_model(inner):
            return [f"{owner.__name__}.{parent} holds no objects"]
        owner = inner
    named = _field(owner, last)
    if named is None:
        return [f"{owner.__name__} has no {last}"]
    name, field = named
    found: list[str] = []
    if field.is_required() != row.required:
        found.append(f"{last} is {'required' if field.is_required() else 'optional'}")
    accepts_none = type(None) in typing.get_args(field.annotation)
    if row.required and accepts_none:
        found.append(f"{last} may be None")
    if _type_name(without_none(field.annotation)) != row.type:
        found.append(f"{last} is {_type_name(without_none(field.annotation))} and not {row.type}")
    if row.note[1:] not in note_of(owner, name):  # the docstring begins with a capital letter
        found.append(f"{last} lacks its note")
    return found


def note_of(model: type[BaseModel], name: str) -> str:
    """The docstring under a field, on one line. For a model that a test made: the field's description."""
    if not model.__module__.startswith("schedbot_sdk"):
        return model.model_fields[name].description or ""
    return " ".join(all_fields(model)[name].split())


def _field(model: type[BaseModel], wire_name: str) -> tuple[str, FieldInfo] | None:
    for name, field in model.model_fields.items():
        if wire_name in {name, field.alias, field.serialization_alias} and (
            wire_name == (field.serialization_alias or field.alias or name)
        ):
            return name, field
    return None


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def without_none(annotation: Any) -> Any:
    if typing.get_origin(annotation) not in {typing.Union, types.UnionType}:
        return annotation
    rest = [part for part in typing.get_args(annotation) if part is not type(None)]
    return rest[0] if len(rest) == 1 else typing.Union[tuple(rest)]  # noqa: UP007


def _type_name(kind: Any) -> str:
    if typing.get_origin(kind) in {typing.Union, types.UnionType}:
        return " | ".join(_type_name(part) for part in typing.get_args(kind))
    if typing.get_origin(kind) is list:
        return "array"
    if _is_model(kind):
        return "object"
    return {int: "int", str: "string", bool: "boolean", float: "float"}.get(kind, str(kind))
