"""The one JSON object in an LLM's text is found whole, or not at all."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedbot_sdk.chat.structured.extract_json import FoundObject, NotFound, find_object

OBJECT = '{"a": [1, {"b": "}"}], "c": "```"}'
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.text(max_size=5), values, max_size=4)


def object_in(text: str) -> str:
    result = find_object(text)
    assert isinstance(result, FoundObject), result
    return result.text


def reason_for(text: str) -> str:
    result = find_object(text)
    assert isinstance(result, NotFound), result
    return result.reason


@pytest.mark.parametrize(
    "text",
    [
        OBJECT,
        f"\ufeff\n {OBJECT}\n",
        f"```json\n{OBJECT.replace('```', '')}\n```",
        f"```\n{OBJECT.replace('```', '')}```",
        f"Here you are: {OBJECT}",
        f"{OBJECT}\nHope that helps {{:-)}}",
        f'<think>perhaps {{"a": 1}}? no</think>\n{OBJECT}',
        f"perhaps, with the tag left out</think>{OBJECT}",
        f"<think>no object yet</think>Here:\n```json\n{OBJECT.replace('```', '')}\n```\nDone.",
        f"The form {{title}} was asked for:\n```json\n{OBJECT.replace('```', '')}\n```",
        f'As [1] says, and ["x"]: {OBJECT}',
    ],
)
def test_an_object_is_found(text: str) -> None:
    assert object_in(text) in {OBJECT, OBJECT.replace("```", "")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "no JSON object"),
        ("I cannot help with that.", "no JSON object"),
        ("[1, 2]", "no JSON object"),
        ('[{"a": 1}]', "array"),
        ('[{"a": 1}, {"a"', "truncated"),
        ('[1, {"a": 1}, {"b"', "truncated"),
        ('{"a": {"b": 1}, "c": ', "truncated"),
        ('{"a": {"b": 1}, "c": "word', "truncated"),
        ('{"a": {"b": 1}', "truncated"),
        ('{"a": 1,}', "not valid"),
        ("{'a': 1}", "not valid"),
        ('{"a": NaN}', "NaN"),
        ('{"a": -Infinity}', "Infinity"),
        ('{"a": 1e999}', "too large"),
        ('{"a": 1, "a": 2}', "twice"),
        ('{"a": {"b": 1, "b": 1}}', "twice"),
        ('<think>let me see {"a": 1}', "thoughts"),
        ("<think>one</think><think>two</think>{}", "thoughts"),
        ('{"a": ' + "[" * 100_000, "deep"),
        ('{"a": ' + "9" * 5000 + "}", "digits"),
        ("{title} is what you want, or not?", "not valid"),
    ],
)
def test_an_incomplete_object_is_not_repaired(text: str, expected: str) -> None:
    assert expected in reason_for(text)


INNER = '{"note": "said </think>", "next": {"note": "inner"}}'


@pytest.mark.parametrize("before", ["", "\n", "  \n", "Sure: ", "```json\n"])
def test_a_closing_tag_inside_the_answer_removes_nothing(before: str) -> None:
    assert object_in(before + INNER + ("\n```" if "`" in before else "")) == INNER


def test_an_object_in_thoughts_without_an_opening_tag_is_not_the_answer() -> None:
    assert "do not begin" in reason_for('perhaps {"a": 1}? no</think>{"a": 2}')


@pytest.mark.parametrize(
    "text", [" " * 20_000 + "{}", "```" + " " * 20_000, "\n" * 500 + '{"a": "' + "x" * 300_000 + '"}']
)
def test_a_long_text_takes_linear_time(text: str) -> None:
    began = time.process_time()
    find_object(text)
    assert time.process_time() - began < 1.0  # quadratic time would be minutes


@given(objects, st.sampled_from(["", "\n", "Sure!\n", "<think>so {be} it</think>", "\ufeff"]), st.booleans())
def test_every_object_is_found_unchanged(value: dict[str, object], before: str, in_ascii: bool) -> None:
    text = json.dumps(value, ensure_ascii=in_ascii)
    if "</think>" in text:
        return
    assert json.loads(object_in(before + text)) == value


@given(objects, st.data())
def test_a_truncated_object_is_never_accepted(value: dict[str, object], data: st.DataObject) -> None:
    text = json.dumps(value)
    end = data.draw(st.integers(0, len(text) - 1))
    assert isinstance(find_object(text[:end]), NotFound)


@given(st.text())
def test_no_text_raises_an_exception(text: str) -> None:
    result = find_object(text)
    if isinstance(result, FoundObject):
        assert isinstance(json.loads(result.text), dict)
        assert result.text in text
