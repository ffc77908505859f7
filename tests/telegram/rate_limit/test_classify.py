"""Which requests wait, and in whose queue; and what a rate may be."""

from __future__ import annotations

import math

import pytest
from tests.rows import on_rows

from schedbot_sdk import ConfigurationError
from schedbot_sdk.telegram import Rate, SendLimiter
from schedbot_sdk.telegram.rate_limit.classify import is_group, queue_name


@on_rows(
    ("method", "params", "lane"),
    [
        ("sendMessage", {"chat_id": 42}, "42"),
        ("SENDMESSAGE", {"chat_id": "42"}, "42"),
        ("sendPhoto", {"chat_id": " 042 "}, "42"),
        ("sendMessage", {"chat_id": -1001}, "-1001"),
        ("sendMessage", {"chat_id": "\u0664\u0662"}, "\u0664\u0662"),  # digits, but none that Telegram reads
        ("sendMessage", {"chat_id": "@News"}, "@news"),
        ("sendMediaGroup", {"chat_id": "@news"}, "@news"),
        ("sendChatAction", {"chat_id": 42}, "42"),
        ("editMessageText", {"chat_id": 42, "message_id": 1}, "42"),
        ("editMessageText", {"inline_message_id": "AA"}, ""),
        ("deleteMessages", {"chat_id": 42}, "42"),
        ("forwardMessage", {"chat_id": 42, "from_chat_id": 43}, "42"),
        ("copyMessage", {"chat_id": 42, "from_chat_id": 43}, "42"),
        ("stopPoll", {"chat_id": 42, "message_id": 1}, "42"),
        ("stopMessageLiveLocation", {"inline_message_id": "AA"}, ""),
        ("sendGift", {"user_id": 42, "gift_id": "1"}, "42"),
        ("sendGift", {"chat_id": "@News", "gift_id": "1"}, "@news"),
        ("sendGift", {"chat_id": None, "user_id": "42", "gift_id": "1"}, "42"),
        ("deleteMessageReaction", {"chat_id": -42, "message_id": 1, "user_id": 43}, "-42"),
        ("deleteBusinessMessages", {"business_connection_id": "b", "message_ids": [1]}, ""),
        ("editStory", {"business_connection_id": "b", "story_id": 1}, ""),
        ("deleteStory", {"business_connection_id": "b", "story_id": 1}, ""),
        ("getMe", {}, None),
        ("getChat", {"chat_id": 42}, None),
        ("getUpdates", {}, None),
        ("answerCallbackQuery", {"callback_query_id": "1"}, None),
        ("deleteWebhook", {}, None),
        ("DeleteWebhook", {}, None),
        ("deleteMyCommands", {}, None),
        ("deleteStickerSet", {"name": "cats"}, None),
        ("deleteStickerFromSet", {"sticker": "AA"}, None),
        ("editUserStarSubscription", {"user_id": 42}, None),
        ("sendChatJoinRequestWebApp", {"chat_join_request_query_id": "1"}, None),
        ("sendMessage", {"chat_id": None}, ""),
        ("sendMessage", {"chat_id": " "}, ""),
        ("sendMessage", {"chat_id": 4.5}, ""),
    ],
)
def test_what_sends_changes_or_deletes_waits_in_the_queue_of_its_chat(
    method: str, params: dict[str, object], lane: str | None
) -> None:
    assert queue_name(method, params) == lane


@on_rows(("lane", "expected"), [("42", False), ("-42", True), ("-1001", True), ("@news", True)])
def test_groups_and_channels_have_negative_ids_or_names(lane: str, *, expected: bool) -> None:
    assert is_group(lane) == expected


@on_rows(("count", "seconds"), [(0, 1.0), (-1, 1.0), (1, 0.0), (1, -1.0), (1, math.nan), (1, math.inf)])
def test_a_rate_that_lets_nothing_or_everything_through_is_refused(count: int, seconds: float) -> None:
    with pytest.raises(ConfigurationError):
        Rate(count, seconds)


def test_a_limiter_shows_its_limits_and_no_chat() -> None:
    limiter = SendLimiter()
    assert limiter.wait("4242", 1.0) is None
    assert repr(limiter) == (
        "SendLimiter(overall=Rate(count=30, seconds=1.0), chat=Rate(count=1, seconds=1.0),"
        " group=Rate(count=20, seconds=60.0))"
    )
