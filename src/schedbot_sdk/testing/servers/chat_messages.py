"""Checks the messages of a chat request as OpenAI's servers do. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import JsonValue

from schedbot_sdk.testing.servers.fields import BadRequest, missing, unsupported, wrong_type

__all__ = ["read_messages"]

_ROLES = ("system", "assistant", "user", "function", "tool", "developer")
_PARTS = ("text", "image_url", "input_audio", "refusal", "audio", "file")
_INSTEAD_OF_CONTENT = ("tool_calls", "function_call", "refusal", "audio")


def read_messages(value: JsonValue) -> tuple[tuple[str, str], ...]:
    """The role and the text of each message; for content parts only their texts.

    Raises:
        BadRequest: A message is malformed, has an unknown role, or does not belong to a tool call.
    """
    if value is None:
        raise missing("messages")
    if not isinstance(value, list):
        raise wrong_type("messages", "an array of objects", value)
    if not value:
        message = (
            "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead."
        )
        raise BadRequest(message, "messages", "empty_array")
    messages = tuple(_message(item, f"messages[{index}]") for index, item in enumerate(value))
    _check_tools([item for item in value if isinstance(item, dict)])
    return messages


def _message(item: JsonValue, param: str) -> tuple[str, str]:
    if not isinstance(item, dict):
        raise wrong_type(param, "an object", item)
    role, content = item.get("role"), item.get("content")
    if role is None:
        raise missing(f"{param}.role")
    if not isinstance(role, str):
        raise wrong_type(f"{param}.role", "a string", role)
    if role not in _ROLES:
        raise unsupported(f"{param}.role", role, _ROLES)
    if content is None and role == "assistant" and any(item.get(name) for name in _INSTEAD_OF_CONTENT):
        return role, ""
    if "content" not in item:
        raise missing(f"{param}.content")
    text = "".join(_texts(content, f"{param}.content"))
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadRequest("The content holds half of a surrogate pair.", f"{param}.content", "invalid_value")
    return role, text


def _texts(content: JsonValue, param: str) -> Iterator[str]:
    if isinstance(content, str):
        yield content
        return
    if not isinstance(content, list):
        raise wrong_type(param, "one of a string or array of objects", content)
    for index, part in enumerate(content):
        here = f"{param}[{index}]"
        if not isinstance(part, dict):
            raise wrong_type(here, "an object", part)
        kind, text = part.get("type"), part.get("text")
        if not isinstance(kind, str):
            raise missing(f"{here}.type") if kind is None else wrong_type(f"{here}.type", "a string", kind)
        if kind not in _PARTS:
            raise unsupported(f"{here}.type", kind, _PARTS)
        if kind == "text" and not isinstance(text, str):
            raise missing(f"{here}.text") if text is None else wrong_type(f"{here}.text", "a string", text)
        if isinstance(text, str):
            yield text


def _check_tools(messages: list[dict[str, JsonValue]]) -> None:
    """Reject tool messages without a call, and calls without tool messages."""
    open_calls: list[str] = []
    for index, message in enumerate(messages):
        if message["role"] == "tool":
            call_id = message.get("tool_call_id")
            if call_id is None:
                raise missing(f"messages[{index}].tool_call_id")
            if call_id not in open_calls:
                description = "messages with role 'tool' must be a response to a preceding message with 'tool_calls'."
                raise BadRequest(f"Invalid parameter: {description}", f"messages[{index}].role")
            open_calls.remove(str(call_id))
            continue
        _check_answered(open_calls, index)
        calls = message.get("tool_calls")
        open_calls = [
            str(call["id"])
            for call in (calls if isinstance(calls, list) else [])
            if isinstance(call, dict) and call.get("id") is not None
        ]
    _check_answered(open_calls, len(messages))


def _check_answered(open_calls: list[str], index: int) -> None:
    if open_calls:
        message = (
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
            f" 'tool_call_id'. The following tool_call_ids did not have response messages: {', '.join(open_calls)}"
        )
        raise BadRequest(message, f"messages[{index - 1}].role")
