"""A model's schema for strict servers forbids nothing that the model allows."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, RootModel, create_model

from schedbot_sdk import ConfigurationError
from schedbot_sdk.chat.structured.schema import safe_schema

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,), "number": (int, float),
    "boolean": (bool,), "null": (type(None),),
}  # fmt: skip


def is_of(kind: str, value: object) -> bool:
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def problems_of(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> list[str]:
    """Return the problems of a value; a keyword that strict servers reject is a problem of the schema."""
    unknown = set(schema) - {
        "type", "description", "enum", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "multipleOf", "minItems", "maxItems", "anyOf", "properties", "required", "additionalProperties", "items",
        "$ref", "$defs",
    }  # fmt: skip
    assert not unknown, unknown
    if "$ref" in schema:
        assert set(schema) == {"$ref"}
        return problems_of(root["$defs"][schema["$ref"].rpartition("/")[2]], value, root)
    if "anyOf" in schema:
        each = [problems_of(option, value, root) for option in schema["anyOf"]]
        return [] if [] in each else each[0]
    kind = schema.get("type")
    if kind and not is_of(kind, value):
        return [f"{value!r} is not of type {kind}"]
    problems = [f"{value!r} not in enum"] if "enum" in schema and value not in schema["enum"] else []
    if "pattern" in schema and not re.search(schema["pattern"], value):
        problems.append(f"{value!r} has not the pattern")
    if "minimum" in schema and value < schema["minimum"]:
        problems.append(f"{value!r} is too small")
    if kind == "array":
        problems += [f"{len(value)} items"] * (len(value) < schema.get("minItems", 0))
        problems += [problem for item in value for problem in problems_of(schema.get("items", {}), item, root)]
    if kind == "object" and "properties" in schema:
        assert schema["additionalProperties"] is False
        assert schema["required"] == list(schema["properties"])
        problems += [f"{name} is missing or surplus" for name in schema["properties"].keys() ^ value.keys()]
        for name in schema["properties"].keys() & value.keys():
            problems += problems_of(schema["properties"][name], value[name], root)
    return problems


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Gym(BaseModel):
    kind: Literal["gym"]
    minutes: Annotated[int, Field(ge=1, le=600)] = 60


class Call(BaseModel):
    kind: Literal["call"]
    to: Annotated[str, Field(min_length=1, max_length=20, description="whom")]


class Tree(BaseModel):
    name: str
    trees: list[Tree] = []


class Everything(BaseModel):
    """All that a plan may hold."""

    model_config = ConfigDict(extra="allow")

    day: date
    at: time | None = None
    when: datetime
    lasts: timedelta
    colour: Colour
    act: Annotated[Gym | Call, Field(discriminator="kind")]
    pair: tuple[int, str]
    tree: Tree
    code: Annotated[str, Field(pattern="ab")]
    short: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    some: Annotated[list[int], Field(min_length=1, max_length=3)]
    price: float
    other: str = Field(alias="else")
    sum: Decimal


acts = st.builds(Gym, kind=st.just("gym"), minutes=st.integers(1, 600)) | st.builds(
    Call, kind=st.just("call"), to=st.text(min_size=1, max_size=20)
)
trees = st.recursive(
    st.builds(Tree, name=st.text(), trees=st.just(cast("list[Tree]", []))),
    lambda inner: st.builds(Tree, name=st.text(), trees=st.lists(inner, max_size=2)),
    max_leaves=5,
)
everything = st.fixed_dictionaries(
    {
        "day": st.dates(), "at": st.none() | st.times().map(lambda t: t.replace(microsecond=0)),
        "when": st.datetimes(), "lasts": st.timedeltas(timedelta(0), timedelta(days=9)),
        "colour": st.sampled_from(Colour), "act": acts, "pair": st.tuples(st.integers(), st.text()), "tree": trees,
        "code": st.just("xabx"), "short": st.sampled_from(["AB", "ZZ"]),
        "some": st.lists(st.integers(), min_size=1, max_size=3),
        "price": st.floats(allow_nan=False, allow_infinity=False), "else": st.text(),
        "sum": st.decimals(allow_nan=False, allow_infinity=False, places=2),
    }
)  # fmt: skip


@given(everything)
def test_the_schema_forbids_nothing_that_the_model_writes(values: dict[str, Any]) -> None:
    safe = safe_schema(Everything)
    schema = cast("dict[str, Any]", safe.schema)
    written = json.loads(Everything.model_validate(values).model_dump_json(by_alias=True))
    assert problems_of(schema, written, schema) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("day", "tomorrow"), ("at", "7 pm"), ("colour", "green"), ("act", {"kind": "gym"}), ("pair", [1]),
        ("act", {"kind": "gym", "minutes": 0}), ("short", "abc"), ("some", []), ("else", None), ("tree", {"name": "a"}),
        ("act", {"kind": "call", "to": "Ann", "more": 1}), ("price", "7"), ("tree", {"name": "a", "trees": [1]}),
    ],
)  # fmt: skip
def test_the_schema_forbids_what_the_model_does(name: str, value: object) -> None:
    good: dict[str, Any] = {
        "day": "2026-11-23", "at": "07:00", "when": "2026-11-23T07:00:00", "lasts": "PT1H", "colour": "red",
        "act": {"kind": "gym", "minutes": 60}, "pair": [1, "x"], "tree": {"name": "a", "trees": []}, "code": "xabx",
        "short": "AB", "some": [1], "price": 1, "else": "x", "sum": "1.5",
    }  # fmt: skip
    schema = cast("dict[str, Any]", safe_schema(Everything).schema)
    assert problems_of(schema, good, schema) == []
    assert problems_of(schema, good | {name: value}, schema)


def test_removed_rules_are_in_the_descriptions() -> None:
    schema = cast("dict[str, Any]", safe_schema(Everything).schema)
    assert schema["description"] == "All that a plan may hold."
    call = schema["properties"]["act"]["anyOf"][1]
    assert call["properties"]["to"]["description"] == "whom; at least 1 characters; at most 20 characters"
    assert schema["properties"]["when"]["description"] == "a date and time, ISO 8601"
    assert schema["properties"]["code"] == {"description": "matches the regular expression ab", "type": "string"}


@pytest.mark.parametrize(
    "kind", [RootModel[list[Gym]], RootModel[Gym | Call], RootModel[int]], ids=["list", "union", "number"]
)
def test_a_model_that_is_not_an_object_is_wrapped_in_one(kind: type[BaseModel]) -> None:
    safe = safe_schema(kind)
    assert safe.is_wrapped
    assert list(cast("dict[str, Any]", safe.schema["properties"])) == ["value"]
    assert re.fullmatch(r"[\w-]{1,64}", safe.name)


def test_only_a_recursive_model_keeps_its_definition() -> None:
    safe = safe_schema(Everything)
    assert list(cast("dict[str, Any]", safe.schema["$defs"])) == ["Tree"]
    assert "$defs" not in safe_schema(Gym).schema
    assert safe_schema(Tree).schema["type"] == "object"


class Open(BaseModel):
    names: dict[str, int]


class Anything(BaseModel):
    value: Any


@pytest.mark.parametrize(("kind", "is_strict"), [(Everything, True), (Tree, True), (Open, False), (Anything, False)])
def test_only_schemas_that_forbid_other_fields_are_strict(kind: type[BaseModel], is_strict: bool) -> None:
    assert safe_schema(kind).is_strict is is_strict


class Handle:
    """No data."""


class Unspeakable(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)
    handle: Handle


def test_a_model_that_json_does_not_support_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="Unspeakable"):
        safe_schema(Unspeakable)


def test_models_that_contain_others_several_times_do_not_grow_with_each_level() -> None:
    kinds: list[type[BaseModel]] = [create_model("Level0", title=(str, ...))]
    for level in range(1, 30):
        fields: dict[str, Any] = dict.fromkeys(("left", "right", "middle"), (kinds[-1], ...))
        kinds.append(create_model(f"Level{level}", **fields))
    safe = safe_schema(kinds[-1])
    assert len(json.dumps(safe.schema)) < 30_000
    assert safe.is_strict
    assert len(cast("dict[str, Any]", safe.schema["$defs"])) == 29
    assert {"title", "left", "right", "middle"} == safe.fields
