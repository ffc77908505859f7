"""The models mirror the specification's tables, row by row; and the comparison itself can fail."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, Field
from tests.spec.table import ENDPOINTS, Row, complaints

from schedbot_sdk.chat import ChatCompletion, ChatCompletionRequest
from schedbot_sdk.telegram import GetUpdatesRequest, GetUpdatesResponse
from schedbot_sdk.users import GetUserRequest, User

MODELS: dict[str, tuple[type[BaseModel], type[BaseModel]]] = {
    "getUpdates": (GetUpdatesRequest, GetUpdatesResponse),
    "getUser": (GetUserRequest, User),
    "createChatCompletion": (ChatCompletionRequest, ChatCompletion),
}
REQUEST = [(e.name, MODELS[e.name][0], row) for e in ENDPOINTS for row in e.request if row.place != "header"]
RESPONSE = [(e.name, MODELS[e.name][1], row) for e in ENDPOINTS for row in e.response]


@pytest.mark.parametrize(("endpoint", "model", "row"), REQUEST, ids=lambda value: getattr(value, "name", ""))
def test_a_request_model_mirrors_the_row(endpoint: str, model: type[BaseModel], row: Row) -> None:
    assert complaints(model, row) == []


@pytest.mark.parametrize(("endpoint", "model", "row"), RESPONSE, ids=lambda value: getattr(value, "name", ""))
def test_a_response_model_mirrors_the_row(endpoint: str, model: type[BaseModel], row: Row) -> None:
    assert complaints(model, row) == []


def test_every_table_is_compared() -> None:
    assert [endpoint.name for endpoint in ENDPOINTS] == list(MODELS)
    assert (len(REQUEST), len(RESPONSE)) == (2 + 1 + 7, 6 + 5 + 11)


class Item(BaseModel):
    number: int = Field(description="a number")


class Good(BaseModel):
    items: list[Item] = Field(description="the items")
    note: str | None = Field(default=None, description="a note")
    amount: int | float = Field(description="an amount")


GOOD = [
    Row("items", "array", "body", True, "the items"),
    Row("items[].number", "int", "body", True, "a number"),
    Row("note", "string", "body", False, "a note"),
    Row("amount", "int | float", "body", True, "an amount"),
]


@pytest.mark.parametrize("row", GOOD, ids=lambda row: row.name)
def test_the_comparison_is_content_with_a_model_that_mirrors_its_rows(row: Row) -> None:
    assert complaints(Good, row) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row("gone", "int", "body", True, ""), "Good has no gone"),
        (Row("items[].gone", "int", "body", True, ""), "Item has no gone"),
        (Row("items[].number", "string", "body", True, ""), "number is int and not string"),
        (Row("items[].number", "boolean", "body", True, ""), "number is int and not boolean"),
        (Row("items", "object", "body", True, ""), "items is array and not object"),
        (Row("note", "array", "body", False, ""), "note is string and not array"),
        (Row("note", "string", "body", True, ""), "note is optional"),
        (Row("note", "string", "body", True, ""), "note may be None"),
        (Row("amount", "int", "body", True, ""), "amount is int | float and not int"),
        (Row("amount", "int | float", "body", False, ""), "amount is required"),
        (Row("note", "string", "body", False, "another note"), "note lacks its note"),
        (Row("note.inner", "string", "body", False, ""), "Good.note holds no objects"),
    ],
)
def test_the_comparison_complains_about_a_model_that_does_not(row: Row, said: str) -> None:
    assert said in complaints(Good, row)
