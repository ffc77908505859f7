"""The rows of all tables, each with the model that must mirror it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pydantic import BaseModel
from tests.spec.table import ENDPOINTS, Row

from schedbot_sdk.chat import ChatCompletion, ChatCompletionRequest
from schedbot_sdk.telegram import GetUpdatesRequest, GetUpdatesResponse
from schedbot_sdk.users import GetUserRequest, User

__all__ = ["MODELS", "ROWS", "each_row"]

MODELS: dict[str, tuple[type[BaseModel], type[BaseModel]]] = {
    "getUpdates": (GetUpdatesRequest, GetUpdatesResponse),
    "getUser": (GetUserRequest, User),
    "createChatCompletion": (ChatCompletionRequest, ChatCompletion),
}
ROWS: dict[str, tuple[type[BaseModel], Row]] = {
    f"{endpoint.name} {side} {row.name}": (model, row)
    for endpoint in ENDPOINTS
    for side, model, rows in zip(
        ("request", "response"), MODELS[endpoint.name], (endpoint.request, endpoint.response), strict=True
    )
    for row in rows
    if row.place != "header"
}


def each_row(which: Callable[[Row], bool] = lambda row: True) -> pytest.MarkDecorator:
    """Run a test once for each row that no header carries, or for those that are asked for."""
    chosen = {name: (model, row) for name, (model, row) in ROWS.items() if which(row)}
    return pytest.mark.parametrize(("model", "row"), chosen.values(), ids=chosen)
