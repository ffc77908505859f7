"""What Telegram sent goes out again as it came: every documented kind, fields that nobody knows, every recording."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from tests.rows import on_rows
from tests.telegram.documented import DOCUMENTED_KINDS, field_values, updates
from tests.telegram.samples import ANYTHING, FULL, KINDS, same

from schedbot_sdk.telegram import UPDATE_KINDS, CallbackQuery, Message, Update, read_update
from schedbot_sdk.testing import shipped_exchanges


def kept(update: object) -> object:
    came = Update.model_validate_json(json.dumps(update))
    return json.loads(came.model_dump_json(exclude_unset=True))


def test_the_kinds_are_the_documented_ones() -> None:
    assert set(UPDATE_KINDS) == set(DOCUMENTED_KINDS) == set(KINDS)
    assert len(UPDATE_KINDS) == 27


@pytest.mark.parametrize("kind", DOCUMENTED_KINDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_a_documented_update_goes_out_as_it_came(kind: str, data: st.DataObject) -> None:
    update = data.draw(updates(kind))
    assert same(kept(update), update)
    assert Update.model_validate(update).kind == kind
    assert read_update(update) == Update.model_validate(update), "every documented type is one that the models take"


FIELDS = {
    f"{model.__name__}.{name}": (model, KINDS[kind][0], field.serialization_alias or name)
    for model, kind in ((Message, "message"), (CallbackQuery, "callback_query"))
    for name, field in model.model_fields.items()
}


@pytest.mark.parametrize(("model", "example", "field"), FIELDS.values(), ids=FIELDS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_a_typed_field_takes_what_is_documented_and_gives_it_back(
    model: type[BaseModel], example: dict[str, object], field: str, data: st.DataObject
) -> None:
    came = {**example, field: data.draw(field_values(model.__name__, field))}
    read = model.model_validate_json(json.dumps(came))
    assert same(json.loads(read.model_dump_json(exclude_unset=True)), came)


@given(kind=st.sampled_from(UPDATE_KINDS) | st.text(min_size=1).map(lambda name: f"x_{name}"), value=ANYTHING)
def test_a_kind_with_anything_in_it_goes_out_as_it_came_if_it_is_read(kind: str, value: object) -> None:
    update: dict[str, Any] = {"update_id": 1, kind: value}
    if kind not in {"message", "edited_message", "callback_query"}:
        assert same(kept(update), update)


@on_rows("kind", KINDS)
def test_every_field_of_a_message_goes_out_as_it_came(kind: str) -> None:
    update = {"update_id": 1, kind: FULL if "message" in kind else KINDS[kind][0]}
    assert same(kept(update), update)


def test_no_field_of_a_message_is_untried() -> None:
    came = Update.model_validate({"update_id": 1, "message": FULL}).message
    assert came is not None
    assert came.model_fields_set == set(type(came).model_fields) | set(came.model_extra or {})


def test_every_shipped_update_goes_out_as_it_came() -> None:
    seen: set[str] = set()
    for exchange in shipped_exchanges():
        if exchange.service == "telegram" and exchange.operation == "getUpdates" and exchange.status == 200:
            for update in json.loads(exchange.text)["result"]:
                assert same(kept(update), update), exchange
                seen.add(Update.model_validate(update).kind)
    assert seen >= {"message", "edited_message", "callback_query"}
