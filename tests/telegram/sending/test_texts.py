"""A text of any length as messages: what each carries, and what is known when one fails."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.telegram.sending.twins import ANN, both, does, sent_requests

from schedbot_sdk import ConfigurationError, DeadlineExceededError, PermissionDeniedError, RateLimitError, RetryPolicy
from schedbot_sdk.telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    Rate,
    SendLimiter,
    SendMessage,
    split_text,
)
from schedbot_sdk.telegram.api.calls import call_of
from schedbot_sdk.telegram.api.split_messages import split_message
from schedbot_sdk.testing import LocalTelegram

LONG = "\n\n".join(f"paragraph {number} " + "words " * 300 for number in range(6))
BUTTONS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Yes", callback_data="yes")]])


def params_of(telegram: LocalTelegram) -> list[dict[str, Any]]:
    return [dict(request.params) for request in telegram.requests]


@both
def test_a_long_text_comes_as_messages_in_order(telegram: LocalTelegram, twin: str) -> None:
    messages = does(twin, telegram, lambda bot: bot.send_text(ANN.id, LONG))
    pieces = [piece.text for piece in split_text(LONG)]
    assert len(pieces) == 3
    assert [message.text for message in messages] == pieces
    assert [action.text for action in telegram.sent] == pieces
    assert " ".join(pieces).split() == LONG.split()


@both
def test_the_first_piece_answers_and_the_last_has_the_buttons(telegram: LocalTelegram, twin: str) -> None:
    does(
        twin,
        telegram,
        lambda bot: bot.send_text(
            ANN.id, LONG, reply_markup=BUTTONS, reply_parameters={"message_id": 1}, disable_notification=True
        ),
    )
    first, *between, last = params_of(telegram)
    assert [("reply_parameters" in one, "reply_markup" in one) for one in (first, *between, last)] == [
        (True, False),
        *[(False, False)] * len(between),
        (False, True),
    ]
    assert all(one["disable_notification"] for one in (first, *between, last))


@both
def test_a_short_text_is_one_message_with_all_of_it(telegram: LocalTelegram, twin: str) -> None:
    bold = MessageEntity(type="bold", offset=0, length=2)
    (message,) = does(twin, telegram, lambda bot: bot.send_text(ANN.id, "😀 hi", entities=[bold], reply_markup=BUTTONS))
    assert message.entities == [bold]
    assert message.reply_markup == BUTTONS


@both
def test_entities_of_any_piece_are_where_they_were(telegram: LocalTelegram, twin: str) -> None:
    marked = [
        MessageEntity(type="bold", offset=at, length=9) for at in range(len(LONG)) if LONG.startswith("paragraph", at)
    ]
    messages = does(twin, telegram, lambda bot: bot.send_text(ANN.id, LONG, entities=marked))
    assert [message.entity_text(entity) for message in messages for entity in message.entities] == ["paragraph"] * 6


@both
def test_an_error_says_how_many_pieces_went_and_the_rest_can_be_sent(telegram: LocalTelegram, twin: str) -> None:
    does(twin, telegram, lambda bot: bot.send_text(ANN.id, "first"))
    telegram.fail_next(403, path_ends="/sendMessage")
    with pytest.raises(PermissionDeniedError) as caught:
        does(twin, telegram, lambda bot: bot.send_text(ANN.id, LONG))
    assert caught.value.pieces_sent == 0
    limiter = SendLimiter(chat=Rate(2, 60.0))
    with pytest.raises(RateLimitError) as limited:
        does(twin, telegram, lambda bot: bot.send_text(ANN.id, LONG, deadline=5), limiter=limiter)
    assert limited.value.pieces_sent == 2
    assert "2 of 3 pieces" in " ".join(limited.value.__notes__)
    assert "words" not in repr(limited.value) + " ".join(limited.value.__notes__)
    assert pickle.loads(pickle.dumps(limited.value)).pieces_sent == 2  # made here
    rest = split_text(LONG)[limited.value.pieces_sent :]
    does(twin, telegram, lambda bot: bot.send_text(ANN.id, rest[0].text))
    assert [action.text for action in telegram.sent] == ["first", *[piece.text for piece in split_text(LONG)]]


@both
def test_a_deadline_holds_for_all_pieces_together(telegram: LocalTelegram, twin: str) -> None:
    telegram.fail_next(429, times=2, retry_after=1, path_ends="/sendMessage")
    with pytest.raises((RateLimitError, DeadlineExceededError)) as caught:
        does(twin, telegram, lambda bot: bot.send_text(ANN.id, LONG, deadline=1.5))
    assert caught.value.pieces_sent == 0
    assert sent_requests(telegram).count("sendMessage") == 2


@both
def test_each_further_piece_has_time_of_its_own_to_wait_for_its_turn(telegram: LocalTelegram, twin: str) -> None:
    limiter = SendLimiter(chat=Rate(1, 1.0))
    messages = does(
        twin,
        telegram,
        lambda bot: bot.send_text(ANN.id, LONG[:6000], retry=RetryPolicy(deadline=0.5)),
        limiter=limiter,
    )
    assert len(messages) == 2


@both
@on_rows("text", ["", " \n ", "⠀", 7])
def test_a_text_of_which_nothing_can_be_seen_is_refused_before_anything_is_sent(
    telegram: LocalTelegram, twin: str, text: Any
) -> None:
    with pytest.raises(ConfigurationError, match="text"):
        does(twin, telegram, lambda bot: bot.send_text(ANN.id, text))
    assert sent_requests(telegram) == []


@both
@on_rows("odd", [5, "bold", [7], {"type": "bold"}])
def test_what_are_no_entities_is_refused_with_what_to_pass(telegram: LocalTelegram, twin: str, odd: Any) -> None:
    acts: tuple[Callable[[Any], Any], ...] = (
        lambda bot: bot.send_message(ANN.id, "x", entities=odd),
        lambda bot: bot.send_text(ANN.id, "x", entities=odd),
        lambda bot: bot.edit_message_text(ANN.id, 1, "x", entities=odd),
        lambda bot: bot.send_document(ANN.id, b"x", file_name="x", caption_entities=odd),
    )
    for act in acts:
        with pytest.raises(ConfigurationError, match="entities"):
            does(twin, telegram, act)
    assert sent_requests(telegram) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["word", "😀", "\n\n", ". ", "é", "x" * 900, " "]), min_size=1, max_size=60))
def test_any_text_is_cut_into_calls_that_telegram_takes(words: list[str]) -> None:
    text = "".join(words)
    if not text.strip():
        return
    whole = SendMessage.of(chat_id=1, text=text, reply_markup={"a": 1}, reply_parameters={"message_id": 1})
    made = [call_of(message) for message in split_message(whole)]
    assert len(made) == len(split_text(text))
    assert [b"reply_markup" in (call.content or b"") for call in made] == [*[False] * (len(made) - 1), True]
    assert [b"reply_parameters" in (call.content or b"") for call in made] == [True, *[False] * (len(made) - 1)]
