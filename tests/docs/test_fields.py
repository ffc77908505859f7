"""Every public field has its docstring: IDEs, the reference and docs/tables.md show it."""

from __future__ import annotations

import inspect
import re

from pydantic import BaseModel, Field
from tests.docs.public import all_fields, exported_classes, own_fields

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.telegram import Message
from schedbot_sdk.users import User

SENTENCE = re.compile(r"[A-Z`\"'0-9*<@].*[.!?`:)]", re.DOTALL)


def test_every_public_field_has_a_docstring_that_is_a_sentence() -> None:
    fields = {
        f"{kind.__module__}.{kind.__qualname__}.{name}": text
        for kind in exported_classes()
        for name, text in own_fields(kind).items()
    }
    assert len(fields) > 350
    assert {name: text for name, text in fields.items() if not SENTENCE.fullmatch(text)} == {}


def test_the_docstring_is_the_description_of_a_field_on_the_wire() -> None:
    models = [kind for kind in exported_classes() if issubclass(kind, WireModel)]
    assert len(models) > 40
    for model in models:
        docstrings = all_fields(model)
        described = {name: field.description for name, field in model.model_fields.items()}
        assert described == {name: inspect.cleandoc(docstrings[name]) for name in described}, model


def test_a_json_schema_has_the_descriptions_of_its_fields_also_after_a_validation() -> None:
    User.model_validate({"telegram_id": 1, "first_name": "Ann", "last_name": None, "timezone": "UTC"})
    schema = User.model_json_schema()
    assert schema["properties"]["timezone"]["description"] == User.model_fields["timezone"].description
    assert Message.model_json_schema()["$defs"]["Chat"]["properties"]["id"]["description"]


def test_a_model_of_the_users_describes_its_fields_in_the_same_way() -> None:
    class Own(User):
        nickname: str = Field(description="Its own words.")

    assert Own.model_fields["nickname"].description == "Its own words."
    assert Own.model_fields["timezone"].description == User.model_fields["timezone"].description


def test_no_class_describes_its_fields_a_second_time() -> None:
    assert [
        kind.__name__ for kind in exported_classes() if re.search(r"^ *Attributes:$", kind.__doc__ or "", re.MULTILINE)
    ] == []


def test_the_fields_of_a_model_are_those_that_the_source_has() -> None:
    models = [kind for kind in exported_classes() if issubclass(kind, BaseModel) and "[" not in kind.__name__]
    for model in models:
        own = {name for name in model.__annotations__ if not name.startswith("_")} & set(model.model_fields)
        assert own <= set(own_fields(model)), model
