"""The comparison of models with tables finds every change of a row's own model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args, get_origin

from pydantic import BaseModel, Field, create_model
from tests.spec.rows import ROWS
from tests.spec.table import Row, differences, note_of, without_none

Definitions = dict[str, tuple[Any, Any]]
Change = Callable[[Definitions, str], None]
NESTED = {name: (model, row) for name, (model, row) in ROWS.items() if "." in row.name}


def changed(model: type[BaseModel], path: str, change: Change) -> type[BaseModel]:
    """The same model but for the one field at the path."""
    head, _, rest = path.partition(".")
    name = head.removesuffix("[]")
    fields: Definitions = {
        known: (
            field.annotation,
            Field(description=note_of(model, known), default=... if field.is_required() else None),
        )
        for known, field in model.model_fields.items()
    }
    if rest:
        annotation, field = fields[name]
        inner = without_none(annotation)
        is_list = get_origin(inner) is list
        item: Any = changed(get_args(inner)[0] if is_list else inner, rest, change)
        fields[name] = (list[item] if is_list else item, field)
    else:
        change(fields, name)
    create: Any = create_model
    kind: type[BaseModel] = create(model.__name__, **fields)
    return kind


class Other(BaseModel):
    """Another object."""


def leave(fields: Definitions, name: str) -> None:
    """Change nothing: every other change must be found."""


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


def cut_note(row: Row) -> Change:
    def change(fields: Definitions, name: str) -> None:
        annotation, field = fields[name]
        description = field.description.replace(row.note[1:], row.note[1:-1])
        fields[name] = (annotation, Field(description=description, default=field.default))

    return change


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


def test_an_unchanged_copy_has_no_differences() -> None:
    failures = {name: differences(changed(model, row.name, leave), row) for name, (model, row) in ROWS.items()}
    assert {name: found for name, found in failures.items() if found} == {}


def test_a_row_without_its_field_is_found() -> None:
    failures: list[object] = []
    for name, (model, row) in ROWS.items():
        for change in (remove, rename):
            found = differences(changed(model, row.name, change), row)
            if len(found) != 1 or not found[0].endswith(f"has no {last(row)}"):
                failures.append((name, change.__name__, found))
    assert failures == []


def test_required_for_optional_and_the_reverse_are_found() -> None:
    failures: list[object] = []
    for name, (model, row) in ROWS.items():
        found = differences(changed(model, row.name, swap_requiredness), row)
        if f"{last(row)} is {'optional' if row.required else 'required'}" not in found:
            failures.append((name, found))
    assert failures == []


def test_a_required_field_that_takes_none_is_found() -> None:
    failures: list[object] = []
    for name, (model, row) in ROWS.items():
        found = differences(changed(model, row.name, take_none), row)
        if row.required and found != [f"{last(row)} may be None"]:
            failures.append((name, found))
    assert failures == []


def test_any_other_type_is_found() -> None:
    failures: list[object] = []
    for name, (model, row) in ROWS.items():
        for kind, annotation in TYPES.items():
            found = differences(changed(model, row.name, retype(annotation)), row)
            if found != ([] if kind == row.type else [f"{last(row)} is {kind} and not {row.type}"]):
                failures.append((name, kind, found))
    assert failures == []


def test_a_note_that_is_missing_or_cut_is_found() -> None:
    failures: list[object] = []
    for name, (model, row) in ROWS.items():
        for change in (drop_note, cut_note(row)):
            found = differences(changed(model, row.name, change), row)
            if found != [f"{last(row)} lacks its note"]:
                failures.append((name, found))
    assert failures == []


def test_a_parent_of_another_type_is_found() -> None:
    failures: list[object] = []
    for name, (model, row) in NESTED.items():
        parent = row.name.rpartition(".")[0]
        for kind in (list[str], list[int], list[list[Other]], str, dict[str, Any]):
            found = differences(changed(model, parent, retype(kind)), row)
            if len(found) != 1 or not found[0].endswith(f"{parent.rpartition('.')[2]} holds no objects"):
                failures.append((name, kind, found))
    assert failures == []


def test_one_object_for_a_list_of_them_and_the_reverse_are_found() -> None:
    failures: list[object] = []
    for name, (model, row) in NESTED.items():
        parent = row.name.rpartition(".")[0]
        found = differences(changed(model, parent, retype(Other if parent.endswith("[]") else list[Other])), row)
        if len(found) != 1 or not found[0].endswith("holds no objects"):
            failures.append((name, found))
    assert failures == []
