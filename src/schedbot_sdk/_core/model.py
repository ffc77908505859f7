"""The base of all wire models, and validation errors without values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from typing_extensions import override

from schedbot_sdk._core.field_docs import FieldsWithDescriptions, description_of
from schedbot_sdk.errors import ConfigurationError

__all__ = ["WireModel", "checked", "plain", "problem_text"]

M = TypeVar("M", bound=BaseModel)
_TOO_MANY = 1000  # a list of a million problems would need gigabytes


class WireModel(BaseModel):
    """Keeps unknown fields and accepts no value of another type, so that a round trip loses nothing.

    `model_dump_json(exclude_unset=True)` returns the received JSON.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="allow",
        strict=True,
        frozen=True,
        serialize_by_alias=True,
        validate_by_name=True,
        validate_by_alias=True,
        hide_input_in_errors=True,
        protected_namespaces=(),
        defer_build=True,
    )

    @classmethod
    @override
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for name, field in cls.__pydantic_fields__.items():
            text = field.description or description_of(cls, name)
            if text and (alias := field.serialization_alias or name) in properties:
                properties[alias].setdefault("description", text)
        return schema


if not TYPE_CHECKING:  # type checkers and the reference know pydantic's own property
    WireModel.model_fields = FieldsWithDescriptions()


def problem_text(error: ValidationError) -> str:
    """Return the place and kind of the first few problems; never the value itself."""
    if error.error_count() > _TOO_MANY:
        return f"{error.error_count()} problems"
    errors = error.errors(include_input=False, include_url=False, include_context=False)
    problems = [f"{'.'.join(str(part) for part in item['loc']) or 'the body'}: {_message(item)}" for item in errors[:3]]
    return "; ".join(problems) + (f"; and {len(errors) - 3} more" if len(errors) > 3 else "")


def _message(item: Mapping[str, object]) -> str:
    # pydantic quotes the text around a JSON error, which may be a user's.
    return "invalid JSON" if item["type"] == "json_invalid" else str(item["msg"])


def plain(value: object) -> object:
    """Return mappings and sequences of any kind as dicts and lists for JSON; any other value unchanged."""
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in cast("Sequence[object]", value)]
    return value


def checked(kind: type[M], values: Mapping[str, object], advice: Mapping[str, str]) -> M:
    """Return arguments as a request model; an argument that is None was not passed.

    Args:
        kind: The request's model.
        values: The arguments by name.
        advice: Advice on correct values, by the argument's name.

    Raises:
        ConfigurationError: An argument is of a wrong type or out of range.
    """
    try:
        return kind.model_validate({name: plain(value) for name, value in values.items() if value is not None})
    except (RecursionError, OverflowError):
        name, problem = "", "an argument contains itself, or a number that is too large"
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        problem = problem_text(error)
    raise ConfigurationError(f"{problem}: {advice[name]}" if name in advice else problem)
