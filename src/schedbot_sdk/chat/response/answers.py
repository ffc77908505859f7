"""A response of a chat server -> a completion or an error, including errors sent with status 200. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from schedbot_sdk._core.decode_model import unreadable
from schedbot_sdk._core.response import JsonValue, Response, detail_of, status_error
from schedbot_sdk._core.surrogates import whole_json, whole_values
from schedbot_sdk.chat.models import ERROR, ChatCompletion
from schedbot_sdk.chat.response.finish_reasons import why_filtered
from schedbot_sdk.chat.response.lenient import COMPLETION_FIELDS, fill_completion, validated
from schedbot_sdk.errors import ResponseError, SchedbotError, StatusError

__all__ = ["MEANINGS", "OPERATION", "SERVICE", "error_inside", "error_of", "not_a_completion", "read_completion"]

SERVICE: Final = "chat"
OPERATION: Final = "chat.createChatCompletion"
MEANINGS: Final[Mapping[str, str]] = {
    "400": "invalid request (no model or messages, say)",
    "401": "wrong, missing or expired API key",
    "404": "unknown model or path",
    "429": "request or token limits exceeded",
    "5xx": "LLM server errors",
}


def error_of(response: Response) -> StatusError:
    """Return the error for a response with another status than 2xx."""
    return _status_error(response)


def _status_error(response: Response, status: int | None = None) -> StatusError:
    meanings = {**MEANINGS, "404": f"{MEANINGS['404']}: {_url_advice(response.base_url)}"}
    return status_error(response, service=SERVICE, operation=OPERATION, meanings=meanings, status=status)


def _url_advice(base_url: str) -> str:
    """Return advice for a server that does not know the path."""
    path = urlsplit(base_url).path
    if re.search(r"/(?:chat|completions|models|responses|embeddings)(?:/|$)", path):
        return "base_url must end before /chat/completions, which the client adds"
    if base_url and not re.search(r"/v\d\w*(?:/|$)", path):
        return "is /v1 missing from base_url?"
    return "check base_url"


def error_inside(value: JsonValue, response: Response) -> SchedbotError | None:
    """Return the error in the JSON of a 2xx response: with the status that it names, or a ResponseError."""
    if isinstance(value, list) and value:
        value = value[0]
    error = value.get("error") if isinstance(value, Mapping) else None
    if not error:
        return None
    # A body of its own, so that its message is found wherever the error was.
    response = replace(response, body=json.dumps({"error": whole_values(error)}).encode())
    codes = [error.get(name) for name in ("code", "status", "status_code")] if isinstance(error, Mapping) else []
    for code in codes:
        if re.fullmatch(r"[45]\d\d", str(code), re.ASCII):
            return _status_error(response, int(str(code)))
    detail = detail_of(response)
    is_about_path = re.search(r"endpoint|route|\bpath\b|\burl\b", detail, re.IGNORECASE)
    advice = f"; {_url_advice(response.base_url)}" if is_about_path else ""
    problem = f"an error sent with status {response.status} (the server says: {detail}){advice}"
    return not_a_completion(response, problem)


def not_a_completion(response: Response, problem: str) -> ResponseError:
    """Return the error for a 2xx response that is not a completion."""
    advice = f"; {_url_advice(response.base_url)}" if response.content_type == "text/html" else ""
    return unreadable(response, problem + advice, service=SERVICE, operation=OPERATION)


def read_completion(response: Response, *, strict: bool) -> ChatCompletion | SchedbotError:
    """Read a whole response.

    Args:
        response: A response with any status.
        strict: Return an error when a field of the specification is missing, instead of filling it in.
    """
    if not 200 <= response.status <= 299:
        return error_of(response)
    value = whole_json(response.body)
    if (error := error_inside(value, response)) is not None:
        return error
    if not isinstance(value, Mapping):
        return not_a_completion(response, "not a JSON object")
    filtered = f"the answer was filtered ({reason})" if (reason := why_filtered(value)) else ""
    if filtered and not value.get("choices"):
        return not_a_completion(response, filtered)
    if not value.get("choices") and (detail := detail_of(response)):
        return not_a_completion(response, f"no choices (the server says: {detail})")
    filled, missing = fill_completion(value)
    result = validated(ChatCompletion, filled, COMPLETION_FIELDS)
    if isinstance(result, str):
        return not_a_completion(response, f"{result}; {filtered}" if filtered else result)
    completion, removed = result
    deviations = (*missing, *removed)
    if strict and deviations:
        problem = f"missing or invalid fields: {', '.join(deviations)}"
        return not_a_completion(response, f"{problem}; {filtered}" if filtered else problem)
    for choice in completion.choices:
        if choice.finish_reason == ERROR and (error := error_inside(choice.model_extra or {}, response)) is not None:
            return error
    return completion.with_deviations(deviations)
