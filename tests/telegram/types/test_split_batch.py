"""An update beyond what JSON is decoded for keeps back no other one, and an answer that is broken is no batch."""

from __future__ import annotations

import json

import pytest
from tests.rows import on_rows
from tests.telegram.polls import ANN, both, poll

from schedbot_sdk.telegram import UnparsedUpdate, Update
from schedbot_sdk.telegram.types.decode_batch import read_batch
from schedbot_sdk.telegram.types.split_batch import updates_in
from schedbot_sdk.testing import LocalTelegram

DIGITS = '{"update_id": 8, "x": %s}' % ("9" * 5000)
DEEP = '{"update_id":8,"x":' + "[" * 200_000 + "]" * 200_000 + "}"
ODD = pytest.mark.parametrize(("odd", "reason"), [(DIGITS, "digits"), (DEEP, "deeply")], ids=["digits", "deep"])
TRICKY = {"update_id": 7, "poll": {"question": 'a"]},{[\\', "ok": False, "result": [1, 2]}}


def answer_of(*updates: str) -> bytes:
    return ('{"ok":true,"result":[' + ",".join(updates) + "]}").encode()


@ODD
def test_an_update_that_cannot_be_decoded_is_put_aside_alone(odd: str, reason: str) -> None:
    came = updates_in(answer_of(json.dumps(TRICKY), odd, '{"update_id":9}'))
    assert came is not None
    batch = read_batch(came)
    assert isinstance(batch, list)
    assert [one.update_id for one in batch] == [7, 8, 9]
    first, second, third = (one.update for one in batch)
    assert isinstance(first, Update)
    assert json.loads(first.model_dump_json(exclude_unset=True)) == TRICKY
    assert isinstance(second, UnparsedUpdate)
    assert (second.raw, reason in second.reason) == (odd, True)
    assert isinstance(third, Update)


@on_rows(
    "body",
    [
        b"",
        b"<html>",
        b"\xff",
        b"{}",
        b"]]",
        answer_of(DIGITS)[:-1],
        answer_of(DIGITS)[:-2],
        answer_of(DIGITS).replace(b"true", b"false"),
        answer_of(DIGITS, "{'update_id': 9}"),
        answer_of(DIGITS, ""),
        answer_of(DIGITS).replace(b"result", b"results"),
    ],
)
def test_an_answer_that_is_broken_is_none(body: bytes) -> None:
    assert updates_in(body) is None


@on_rows("depth", [300, 900, *range(960, 1000)])
def test_what_is_nested_too_deeply_is_said_to_be_so(depth: int) -> None:
    try:
        value = json.loads("[" * depth + "]" * depth)
    except RecursionError:
        return
    batch = read_batch([{"update_id": 7, "x": value}])
    assert isinstance(batch, list)
    assert isinstance(batch[0].update, UnparsedUpdate)
    assert batch[0].update.reason == "nested too deeply"


@both
@pytest.mark.parametrize("odd", [DIGITS, DEEP], ids=["digits", "deep"])
def test_a_poll_goes_on_behind_it(twin: str, odd: str, telegram: LocalTelegram) -> None:
    telegram.user_says(ANN, "x")
    telegram.fail_next(200, body=answer_of(odd).decode())
    polled = poll(twin, telegram, until=2, hook=True)
    assert polled.error is None
    assert (polled.handled, polled.given_up) == (["x"], [("unparsed 8", "ResponseError")])
