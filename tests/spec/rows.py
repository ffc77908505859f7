"""The rows of all tables, each with the model that must mirror it."""

from __future__ import annotations

from pydantic import BaseModel
from tests.spec.table import ENDPOINTS, Row

from schedbot_sdk.chat import ChatCompletion, ChatCompletionRequest
from schedbot_sdk.telegram import GetUpdatesRequest, GetUpdatesResponse
from schedbot_sdk.users import GetUserRequest, User

__all__ = ["MODELS", "ROWS"]

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
"""Every row but those of headers."""
