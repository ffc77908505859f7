"""What a chat server's answer means: a completion, an error, or an error in disguise. Pure."""

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
from schedbot_sdk.chat.response.finish_reasons import why_held_back
from schedbot_sdk.chat.response.lenient import COMPLETION_FIELDS, fill_completion, validated
from schedbot_sdk.errors import ResponseError, SchedbotError, StatusError

__all__ = ["MEANINGS", "OPERATION", "SERVICE", "error_inside", "error_of", "not_a_completion", "read_completion"]

SERVICE: Final = "chat"
OPERATION: Final = "chat.createChatCompletion"
MEANINGS: Final[Mapping[str, str]] = {
    "400": "invalid request (no model or messages, say)",
    "401": "wrong, missing or expired API key",
    "404": "no such model or path",
    "429": "request or token limits exceeded",
    "5xx": "LLM server errors",
}


def error_of(answer: Response) -> StatusError:
    """The typed error for an answer other than 2xx."""
    return _status_error(answer)


def _status_error(answer: Response, status: int | None = None) -> StatusError:
    meanings = {**MEANINGS, "404": f"{MEANINGS['404']}: {_advice_on(answer.base_url)}"}
    return status_error(answer, service=SERVICE, operation=OPERATION, meanings=meanings, status=status)


def _advice_on(base_url: str) -> str:
    """What to look at where the server does not know the path."""
    path = urlsplit(base_url).path
    if re.search(r"/(?:chat|completions|models|responses|embeddings)(?:/|$)", path):
        return "base_url is too long: end it before /chat/completions, which the client adds"
    if base_url and not re.search(r"/v\d\w*(?:/|$)", path):
        return "is /v1 missing from base_url?"
    return "is base_url right?"


def error_inside(value: JsonValue, answer: Response) -> SchedbotError | None:
    """The error that a part of a 2xx body holds, as the status that it names; without a usable one a ResponseError."""
    if isinstance(value, list) and value:
        value = value[0]
    inner = value.get("error") if isinstance(value, Mapping) else None
    if not inner:
        return None
    # So that its words are found, wherever it was.
    answer = replace(answer, body=json.dumps({"error": whole_values(inner)}).encode())
    codes = [inner.get(name) for name in ("code", "status", "status_code")] if isinstance(inner, Mapping) else []
    for code in codes:
        if re.fullmatch(r"[45]\d\d", str(code), re.ASCII):
            return _status_error(answer, int(str(code)))
    words = detail_of(answer)
    is_about_path = re.search(r"endpoint|route|\bpath\b|\burl\b", words, re.IGNORECASE)
    hint = f"; {_advice_on(answer.base_url)}" if is_about_path else ""
    return not_a_completion(answer, f"an error in disguise (the server says: {words}){hint}")


def not_a_completion(answer: Response, said: str) -> ResponseError:
    """The error for a 2xx answer that is something else."""
    hint = f"; {_advice_on(answer.base_url)}" if answer.content_type == "text/html" else ""
    return unreadable(answer, said + hint, service=SERVICE, operation=OPERATION)


def read_completion(answer: Response, *, strict: bool) -> ChatCompletion | SchedbotError:
    """Read a whole answer.

    Args:
        answer: What came, of any status.
        strict: Take an answer that leaves out what the table requires for an error, rather than filling it in.
    """
    if not 200 <= answer.status <= 299:
        return error_of(answer)
    value = whole_json(answer.body)
    if (error := error_inside(value, answer)) is not None:
        return error
    if not isinstance(value, Mapping):
        return not_a_completion(answer, "no JSON object")
    held_back = f"the answer was held back ({why})" if (why := why_held_back(value)) else ""
    if held_back and not value.get("choices"):
        return not_a_completion(answer, held_back)
    if not value.get("choices") and (words := detail_of(answer)):
        return not_a_completion(answer, f"no choices (the server says: {words})")
    filled, missing = fill_completion(value)
    found = validated(ChatCompletion, filled, COMPLETION_FIELDS)
    if isinstance(found, str):
        return not_a_completion(answer, f"{found}; {held_back}" if held_back else found)
    completion, dropped = found
    deviations = (*missing, *dropped)
    if strict and deviations:
        left_out = f"left out what the table requires: {', '.join(deviations)}"
        return not_a_completion(answer, f"{left_out}; {held_back}" if held_back else left_out)
    for choice in completion.choices:
        if choice.finish_reason == ERROR and (error := error_inside(choice.model_extra or {}, answer)) is not None:
            return error
    return completion.with_deviations(deviations)
