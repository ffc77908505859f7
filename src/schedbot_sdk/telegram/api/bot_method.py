"""A method of the Bot API as one typed value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, Generic, Self, TypeVar, cast

from pydantic import ValidationError

from schedbot_sdk._core.model import WireModel, problem_text
from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.telegram.api.json_values import TOO_DEEP, plain_values

__all__ = ["BotMethod"]

T_co = TypeVar("T_co", covariant=True)

_ADVICE: Final = {
    "offset": "pass 0 at first, then the highest update_id of the previous answer + 1; a negative offset would delete"
    " pending updates",
    "timeout": "pass 0 to 50 seconds",
    "limit": "pass 1 to 100, or leave it out",
    "allowed_updates": 'pass a list of kinds, such as ["message", "callback_query"]',
    "chat_id": "pass the chat's integer id, or @username of a channel",
    "text": "pass the text as a string that is not empty",
    "document": "send_document also takes bytes and a pathlib.Path",
    "entities": "pass a list of MessageEntity, or of mappings with type, offset and length",
    "caption_entities": "pass a list of MessageEntity, or of mappings with type, offset and length",
    "action": 'pass one such as "typing"',
}


class BotMethod(WireModel, Generic[T_co]):
    """One call of a Bot API method: the fields are its parameters, the type argument is its result.

    `TelegramClient.call` sends it and returns the result. A method that the SDK lacks is one class of your own:

    ```python
    class UnpinChatMessage(BotMethod[bool]):
        chat_id: int | str
        message_id: int | None = None


    telegram.call(UnpinChatMessage(chat_id=42))  # a bool
    ```

    The name of the method is the name of the class, with a lowercase first letter. A subclass of a method keeps its
    name, and `method_name` of a class can be set. Parameters that are None are not sent. Parameters without a field are
    sent too, so new ones of the Bot API can be used at once.

    Raises:
        ConfigurationError: A parameter is missing, has the wrong type, or is out of range.
    """

    method_name: ClassVar[str] = ""
    """The name that the Bot API has for the method, such as `"pinChatMessage"`."""
    result_type: ClassVar[object] = object
    """The type of the result."""

    def __init__(self, **parameters: object) -> None:
        try:
            super().__init__(**{name: _plain(value) for name, value in parameters.items() if value is not None})
        except ValidationError as error:
            problem = f"{self.method_name}: {_problem(error)}"
        except (RecursionError, OverflowError):
            problem = f"{self.method_name}: {TOO_DEEP}"
        else:
            return
        # Raised outside the handler: the ValidationError would show values of users in tracebacks.
        raise ConfigurationError(problem)

    @classmethod
    def of(cls, **parameters: object) -> Self:
        """Same as the constructor, but type checkers also accept mappings for models and sequences for lists."""
        return cls(**parameters)

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        arguments = cls.__pydantic_generic_metadata__["args"]
        if arguments:  # this is BotMethod[bool], a base that pydantic makes
            cls.result_type = arguments[0]
        elif not cls.method_name:
            cls.method_name = cls.__name__[:1].lower() + cls.__name__[1:]


def _plain(value: object) -> object:
    """A parameter with lists in place of sequences and sets."""
    return plain_values(list(cast("Iterable[object]", value)) if _is_other_sequence(value) else value)


def _is_other_sequence(value: object) -> bool:
    # The quick checks come first.
    return not isinstance(value, str | int | list | dict | bytes) and isinstance(value, Sequence | set | frozenset)


def _problem(error: ValidationError) -> str:
    """The problem and the parameter to pass, without any value."""
    location = error.errors(include_input=False, include_url=False, include_context=False)[0]["loc"]
    name = str(location[0]) if location else ""
    return f"{problem_text(error)}: {_ADVICE[name]}" if name in _ADVICE else problem_text(error)
