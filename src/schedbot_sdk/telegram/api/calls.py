"""Bot API methods as pure calls."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final, TypeVar, cast

from pydantic_core import PydanticSerializationError, to_json

from schedbot_sdk._core.call import Call
from schedbot_sdk._core.response import Response
from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.telegram.api.bot_method import BotMethod
from schedbot_sdk.telegram.api.errors import SERVICE, is_telegrams_own
from schedbot_sdk.telegram.api.get_updates import call_of_updates
from schedbot_sdk.telegram.api.json_values import TOO_DEEP, json_parameters
from schedbot_sdk.telegram.api.methods.bot import GetUpdates
from schedbot_sdk.telegram.api.multipart import FilePart, encode_form
from schedbot_sdk.telegram.api.results import envelope_of, read_result
from schedbot_sdk.telegram.rate_limit.classify import queue_name
from schedbot_sdk.telegram.types.messages import Message

__all__ = ["call_by_name", "call_of", "edit_call"]

T = TypeVar("T")

_NAME: Final = re.compile(r"[A-Za-z]{1,64}")
_WRONG_NAME: Final = 'method: pass a BotMethod, or the name of a Bot API method, such as "getChat"'


def call_of(method: BotMethod[T]) -> Call[T]:
    """Return the call of a method."""
    if isinstance(method, GetUpdates):
        return cast("Call[T]", call_of_updates(method))
    return _call(method.method_name, _given(method), cast("type[T]", method.result_type))


def edit_call(method: BotMethod[Message | bool]) -> Call[Message]:
    """Return the call of an edit in a chat; its result is always the message, not True."""
    return _call(method.method_name, _given(method), Message)


def call_by_name(
    method: BotMethod[T] | str, parameters: Mapping[str, object] | None, returns: type[T] | None
) -> Call[T]:
    """Return the call of a method that is given by its name and parameters, or as a `BotMethod`.

    Raises:
        ConfigurationError: The name is malformed, `returns` is missing, or JSON does not have a value.
    """
    if isinstance(method, BotMethod):
        if parameters is not None or returns is not None:
            raise ConfigurationError(
                f"{method.method_name}: pass the parameters to the BotMethod, and no params or returns"
            )
        return call_of(method)
    if not _is_name(method):
        raise ConfigurationError(_WRONG_NAME)
    if not _is_mapping(parameters):
        raise ConfigurationError(f"params of {method}: pass a dict of parameters by their names")
    if returns is None:
        raise ConfigurationError(f"returns of {method}: pass the type of the result, such as bool or Message")
    return _call(method, (parameters or {}).items(), returns)


def _given(method: BotMethod[T]) -> list[tuple[str, object]]:
    # Twice as quick as iterating over the model.
    given = [(name, value) for name, value in vars(method).items() if value is not None]
    return [*given, *method.model_extra.items()] if method.model_extra else given


def _is_name(method: object) -> bool:
    return isinstance(method, str) and _NAME.fullmatch(method) is not None


def _is_mapping(parameters: object) -> bool:
    """Whether these are parameters, for callers without a type checker."""
    return parameters is None or isinstance(parameters, Mapping)


def _call(name: str, given: Iterable[tuple[str, object]], returns: type[T]) -> Call[T]:
    parameters, files = json_parameters(name, given)
    content_type, content = _body(parameters, files)
    return Call(
        service=SERVICE,
        operation=name,
        method="POST",
        path=f"/{name}",
        headers=(("content-type", content_type),),
        content=content,
        idempotent=name.lower().startswith("get"),
        queue=queue_name(name, parameters),
        is_lost=_may_be_lost,
        read=partial(read_result, name, returns, envelope_of(returns)),
    )


def _body(parameters: Mapping[str, object], files: list[FilePart]) -> tuple[str, bytes]:
    if files:
        fields = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
        return encode_form(fields, files)
    try:
        return "application/json", to_json(parameters)
    except PydanticSerializationError:  # it writes 255 levels
        pass
    raise ConfigurationError(TOO_DEEP)


def _may_be_lost(response: Response) -> bool:
    """Whether a proxy wrote this 5xx, so that Telegram may have done the work."""
    return not is_telegrams_own(response)
