"""The comparison of models with tables can fail: each row's own model, doctored, is complained about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel, Field, create_model
from tests.spec.rows import each_row
from tests.spec.table import Row, complaints, without_none

Definitions = dict[str, tuple[Any, Any]]
Change = Callable[[Definitions, str], None]


def doctored(model: type[BaseModel], path: str, change: Change) -> type[BaseModel]:
    """The same model but for the one field at the path."""
    head, _, rest = path.partition(".")
    name = head.removesuffix("[]")
    fields: Definitions = {
        known: (field.annotation, Field(description=field.description, default=... if field.is_required() else None))
        for known, field in model.model_fields.items()
    }
    if rest:
        annotation, field = fields[name]
        inner = without_none(annotation)
        is_list = get_origin(inner) is list
        item: Any = doctored(get_args(inner)[0] if is_list else inner, rest, change)
        fields[name] = (list[item] if is_list else item, field)
    else:
        change(fields, name)
    made: Any = create_model
    kind: type[BaseModel] = made(model.__name__, **fields)
    return kind


class Other(BaseModel):
    """Another object."""


def leave(fields: Definitions, name: str) -> None:
    """Change nothing, so that what is complained about otherwise is the change."""


def remove(fields: Definitions, name: str) -> None:
    del fields[name]


def rename(fields: Definitions, name: str) -> None:
    fields[f"{name}_"] = fields.pop(name)


def swap_requiredness(fields: Definitions, name: str) -> None:
    annotation, field = fields[name]
    default = None if field.is_required() else ...
    fields[name] = (annotation, Field(description=field.description, default=default))


def take_none(fields: Definitions, name: str) -> None:
    fields[name] = (fields[name][0] | None, fields[name][1])


def drop_note(fields: Definitions, name: str) -> None:
    fields[name] = (fields[name][0], Field(default=fields[name][1].default))


def shorten_note(fields: Definitions, name: str) -> None:
    annotation, field = fields[name]
    fields[name] = (annotation, Field(description=field.description[:-1], default=field.default))


def retype(kind: Any) -> Change:
    def change(fields: Definitions, name: str) -> None:
        fields[name] = (kind, fields[name][1])

    return change


TYPES: dict[str, Any] = {
    "int": int,
    "float": float,
    "int | float": int | float,
    "string": str,
    "boolean": bool,
    "array": list[Other],
    "object": Other,
}


def last(row: Row) -> str:
    return row.name.rpartition(".")[2]


@each_row()
def test_an_undoctored_copy_is_not_complained_about(model: type[BaseModel], row: Row) -> None:
    assert complaints(doctored(model, row.name, leave), row) == []


@each_row()
@pytest.mark.parametrize("change", [remove, rename])
def test_a_row_without_its_field_is_noticed(model: type[BaseModel], row: Row, change: Change) -> None:
    (said,) = complaints(doctored(model, row.name, change), row)
    assert said.endswith(f"has no {last(row)}")


@each_row()
def test_required_for_optional_and_the_reverse_are_noticed(model: type[BaseModel], row: Row) -> None:
    said = complaints(doctored(model, row.name, swap_requiredness), row)
    assert f"{last(row)} is {'optional' if row.required else 'required'}" in said


@each_row(lambda row: row.required)
def test_a_required_field_that_takes_none_is_noticed(model: type[BaseModel], row: Row) -> None:
    assert complaints(doctored(model, row.name, take_none), row) == [f"{last(row)} may be None"]


@each_row()
@pytest.mark.parametrize("kind", TYPES)
def test_any_other_type_is_noticed(model: type[BaseModel], row: Row, kind: str) -> None:
    said = complaints(doctored(model, row.name, retype(TYPES[kind])), row)
    assert said == ([] if kind == row.type else [f"{last(row)} is {kind} and not {row.type}"])


@each_row()
@pytest.mark.parametrize("change", [drop_note, shorten_note])
def test_a_note_that_is_missing_or_cut_is_noticed(model: type[BaseModel], row: Row, change: Change) -> None:
    assert complaints(doctored(model, row.name, change), row) == [f"{last(row)} lacks its note"]


@each_row(lambda row: "." in row.name)
@pytest.mark.parametrize("kind", [list[str], list[int], list[list[Other]], str, dict[str, Any]])
def test_a_parent_that_holds_something_else_is_noticed(model: type[BaseModel], row: Row, kind: Any) -> None:
    parent = row.name.rpartition(".")[0]
    (said,) = complaints(doctored(model, parent, retype(kind)), row)
    assert said.endswith(f"{parent.rpartition('.')[2]} holds no objects")


@each_row(lambda row: "." in row.name)
def test_one_object_for_a_list_of_them_and_the_reverse_are_noticed(model: type[BaseModel], row: Row) -> None:
    parent = row.name.rpartition(".")[0]
    kind = Other if parent.endswith("[]") else list[Other]
    (said,) = complaints(doctored(model, parent, retype(kind)), row)
    assert said.endswith("holds no objects")
