"""The classes of methods and types are those of the Bot API: names, types, and what is required."""

from __future__ import annotations

from pydantic import BaseModel
from tests.rows import on_rows
from tests.telegram.api.spec import METHODS, SPEC, TYPES, Field, fields_of, kind_of, matches, read_kind

from schedbot_sdk.telegram import BotMethod, File, Message

REQUIRED_HERE = {
    ("getUpdates", "offset"),  # the table requires both
    ("getUpdates", "timeout"),
    ("ReplyParameters", "message_id"),  # only an ephemeral message lacks it
}


def problems(name: str, model: type[BaseModel], theirs: dict[str, Field]) -> list[str]:
    """How the fields of a class differ from those of the specification."""
    found: list[str] = []
    for field_name, field in fields_of(model).items():
        if field_name not in theirs:
            found.append(f"{name}.{field_name}: the Bot API does not have it")
            continue
        spec = theirs[field_name]
        if not matches(kind_of(field.annotation), read_kind(spec["type"])):
            found.append(f"{name}.{field_name}: {field.annotation} is not {spec['type']}")
        if field.is_required() and not spec.get("required") and (name, field_name) not in REQUIRED_HERE:
            found.append(f"{name}.{field_name}: the Bot API does not require it")
    return found


def test_methods_have_the_parameters_and_results_of_the_bot_api() -> None:
    found: list[str] = []
    for name, method in METHODS.items():
        spec = SPEC["methods"].get(name)
        if spec is None:
            found.append(f"{name}: the Bot API does not have it")
            continue
        found += problems(name, method, spec["params"])
        found += [f"{name}.{missing}: missing" for missing in spec["params"].keys() - fields_of(method).keys()]
        for parameter, field in spec["params"].items():
            own = fields_of(method).get(parameter)
            if field.get("required") and own is not None and not own.is_required():
                found.append(f"{name}.{parameter}: the Bot API requires it")
        if not matches(kind_of(method.result_type), read_kind(spec["returns"])):
            found.append(f"{name}: {method.result_type} is not {spec['returns']}")
    assert found == []
    assert len(METHODS) >= 22


def test_types_have_fields_of_the_bot_api() -> None:
    found: list[str] = []
    for name, model in TYPES.items():
        spec = SPEC["types"].get(name)
        found += (
            [f"{name}: the Bot API does not have it"] if spec is None else problems(name, model, spec.get("fields", {}))
        )
    assert found == []
    assert len(TYPES) >= 45


class Wrong(BaseModel):
    """Differs from the Bot API's PhotoSize in each way that the comparison can see."""

    file_id: int
    file_size: int
    colour: str | None = None
    width: list[int] | None = None


@on_rows(
    ("ours", "theirs", "same"),
    [
        (int | str, "Integer|String", True),
        (int, "Integer|String", False),
        (str, "'HTML'|'MarkdownV2'", True),
        (bool, "True", True),
        (Message | bool, "Message|True", True),
        (Message, "Message|True", False),
        (list[list[int]], "Array<Array<Integer>>", True),
        (list[int], "Array<Array<Integer>>", False),
        (dict[str, int] | None, "Birthdate", True),
        (dict[str, int] | None, "String", False),
        (File, "Message", False),
    ],
)
def test_the_comparison_sees_a_difference(ours: object, theirs: str, same: bool) -> None:
    assert matches(kind_of(ours), read_kind(theirs)) is same


def test_the_comparison_sees_each_kind_of_problem() -> None:
    seen = problems("PhotoSize", Wrong, SPEC["types"]["PhotoSize"].get("fields", {}))
    assert [problem.partition(":")[0] for problem in seen] == [
        "PhotoSize.file_id",
        "PhotoSize.file_size",
        "PhotoSize.colour",
        "PhotoSize.width",
    ]
    assert BotMethod not in METHODS.values()
