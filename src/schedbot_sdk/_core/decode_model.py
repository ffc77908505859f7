"""Decodes a 2xx body into the model that the table documents, or returns an error."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from schedbot_sdk._core.model import problem_text
from schedbot_sdk._core.response import Response
from schedbot_sdk.errors import ResponseError

__all__ = ["read_model", "unreadable"]

M = TypeVar("M", bound=BaseModel)
_EXPECTED = frozenset({"application/json", "text/event-stream", ""})


def read_model(kind: type[M], response: Response, *, service: str, operation: str) -> M | ResponseError:
    """Decode a JSON body; a byte order mark and white space before it are ignored."""
    try:
        return kind.model_validate_json(response.body.lstrip(b"\xef\xbb\xbf \t\r\n"))
    except ValidationError as error:
        problem = problem_text(error)
    return unreadable(response, problem, service=service, operation=operation)


def unreadable(response: Response, problem: str, *, service: str, operation: str) -> ResponseError:
    """Return the error for a 2xx response that does not match the table."""
    content = f"content type {response.content_type or 'unknown'}"
    if not response.body.strip():
        content = f"an empty body, {content}"
    is_expected = response.content_type in _EXPECTED or "base_url" in problem
    hint = "" if is_expected else "; is base_url right?"
    return ResponseError(
        f"{operation}: unexpected response (status {response.status}, {content}): {problem}{hint}",
        service=service,
        operation=operation,
    )
