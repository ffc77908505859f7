"""A 2xx body -> the model that the table promises, or the error that says what came instead."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from schedbot_sdk._core.model import complaint
from schedbot_sdk._core.response import Response
from schedbot_sdk.errors import ResponseError

__all__ = ["read_model", "unreadable"]

M = TypeVar("M", bound=BaseModel)
_EXPECTED = frozenset({"application/json", "text/event-stream", ""})


def read_model(kind: type[M], answer: Response, *, service: str, operation: str) -> M | ResponseError:
    """Read a JSON body; a byte order mark and blank lines before it are let pass."""
    try:
        return kind.model_validate_json(answer.body.lstrip(b"\xef\xbb\xbf \t\r\n"))
    except ValidationError as error:
        said = complaint(error)
    return unreadable(answer, said, service=service, operation=operation)


def unreadable(answer: Response, said: str, *, service: str, operation: str) -> ResponseError:
    """The error for a 2xx answer that is not what the table says."""
    what = f"content type {answer.content_type or 'unknown'}"
    if not answer.body.strip():
        what = f"an empty body, {what}"
    is_asked = answer.content_type in _EXPECTED or "base_url" in said
    hint = "" if is_asked else "; is base_url right?"
    return ResponseError(
        f"{operation}: status {answer.status} with an answer that the table does not know ({what}): {said}{hint}",
        service=service,
        operation=operation,
    )
