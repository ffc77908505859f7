"""What a pushed update tells of is known: its chats, people, topics, messages and presses can be answered."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import pytest
from tests.rows import on_rows
from tests.testing.servers.bot_api import ANN, ask, say

from schedbot_sdk import BadRequestError, PermissionDeniedError, TelegramClient
from schedbot_sdk.testing.servers import LocalTelegram

GROUP: dict[str, object] = {"id": -100, "type": "group", "title": "Team"}
FORUM: dict[str, object] = {"id": -1001, "type": "supergroup", "title": "Team", "is_forum": True}
CHANNEL: dict[str, object] = {"id": -1002, "type": "channel", "title": "News", "username": "team_news"}
PRIVATE: dict[str, object] = {"id": 77, "type": "private", "first_name": "Kim"}
KIM: dict[str, object] = {"id": 77, "is_bot": False, "first_name": "Kim"}
BOT: dict[str, object] = {"id": 100_000, "is_bot": True, "first_name": "Bot"}


def message(chat: Mapping[str, object], **more: object) -> dict[str, object]:
    return {"message_id": 7, "date": 1_700_000_000, "chat": chat, "from": KIM, "text": "hi", **more}


def member(chat: Mapping[str, object], status: str) -> dict[str, object]:
    statuses = {
        "old_chat_member": {"user": BOT, "status": "member"},
        "new_chat_member": {"user": BOT, "status": status},
    }
    return {"chat": chat, "from": KIM, "date": 1, **statuses}


KINDS: list[tuple[str, dict[str, object], int]] = [
    ("message", message(GROUP), -100),
    ("edited_message", message(FORUM, edit_date=2), -1001),
    ("channel_post", message(CHANNEL), -1002),
    ("edited_channel_post", message(CHANNEL, edit_date=2), -1002),
    ("business_message", message(PRIVATE, business_connection_id="b"), 77),
    ("callback_query", {"id": "5", "from": KIM, "message": message(GROUP), "data": "x", "chat_instance": "1"}, -100),
    ("my_chat_member", member(FORUM, "administrator"), -1001),
    ("chat_member", member(GROUP, "left"), -100),
    ("chat_join_request", {"chat": FORUM, "from": KIM, "user_chat_id": 77, "date": 1}, 77),
    ("message_reaction", {"chat": GROUP, "message_id": 7, "user": KIM, "date": 1, "old_reaction": []}, -100),
    ("message_reaction_count", {"chat": CHANNEL, "message_id": 7, "date": 1, "reactions": []}, -1002),
    ("chat_boost", {"chat": CHANNEL, "boost": {}}, -1002),
    ("poll_answer", {"poll_id": "1", "voter_chat": CHANNEL, "option_ids": [0]}, -1002),
]


@on_rows(("kind", "value", "chat_id"), KINDS)
def test_a_chat_that_an_update_tells_of_can_be_answered(
    telegram: LocalTelegram, http: httpx.Client, kind: str, value: dict[str, object], chat_id: int
) -> None:
    telegram.reset()
    assert ask(telegram, http, "sendMessage", chat_id=chat_id, text="x").status_code == 400
    telegram.push_update({"update_id": 900, kind: value})
    sent = ask(telegram, http, "sendMessage", chat_id=chat_id, text="x").json()["result"]
    assert sent["chat"]["id"] == chat_id
    assert sent["chat"].items() <= ask(telegram, http, "getChat", chat_id=chat_id).json()["result"].items()
    assert telegram.wait_for_message(chat_id).text == "x"


def test_a_post_in_a_channel_is_the_channels_and_can_be_edited(telegram: LocalTelegram, http: httpx.Client) -> None:
    telegram.push_update({"update_id": 900, "channel_post": message(CHANNEL)})
    post = ask(telegram, http, "sendMessage", chat_id="@Team_News", text="x").json()["result"]
    assert ("from" in post, post["sender_chat"]["id"]) == (False, -1002)
    edited = ask(telegram, http, "editMessageText", chat_id=-1002, message_id=post["message_id"], text="y").json()
    assert edited["result"]["text"] == "y"
    assert ask(telegram, http, "sendMessage", chat_id="@nobody", text="x").status_code == 400


def test_a_message_that_was_pushed_can_be_replied_to_and_not_edited(
    telegram: LocalTelegram, http: httpx.Client
) -> None:
    telegram.push_update({"update_id": 900, "message": message(GROUP, message_id=41)})
    reply = {"message_id": 41}
    sent = ask(telegram, http, "sendMessage", chat_id=-100, text="x", reply_parameters=reply).json()["result"]
    assert (sent["reply_to_message"]["text"], sent["message_id"]) == ("hi", 42)
    refused = ask(telegram, http, "editMessageText", chat_id=-100, message_id=41, text="y")
    assert refused.json()["description"] == "Bad Request: message can't be edited"
    assert ask(telegram, http, "deleteMessage", chat_id=-100, message_id=41).status_code == 200


def test_a_press_that_was_pushed_can_be_answered_once(telegram: LocalTelegram, http: httpx.Client) -> None:
    query = {"id": "q1", "from": KIM, "message": message(GROUP), "data": "x", "chat_instance": "1"}
    telegram.push_update({"update_id": 900, "callback_query": query})
    answers = [ask(telegram, http, "answerCallbackQuery", callback_query_id="q1", text="ok") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 400]
    assert [(action.chat_id, action.text) for action in telegram.answered] == [(-100, "ok")]


def test_a_topic_counts_in_messages_documents_and_actions(telegram: LocalTelegram) -> None:
    telegram.push_update({"update_id": 900, "message": message(FORUM, message_thread_id=3, is_topic_message=True)})
    with TelegramClient(telegram.token, base_url=telegram.base_url) as client:
        sent = client.send_message(-1001, "x", message_thread_id=3)
        assert (sent.message_thread_id, sent.is_topic_message) == (3, True)
        assert client.send_message(-1001, "x").message_thread_id is None
        document = client.send_document(-1001, b"x", file_name="a.ics", message_thread_id=3)
        assert document.message_thread_id == 3
        assert client.edit_message_text(-1001, sent.message_id, "y").message_thread_id == 3
        with pytest.raises(BadRequestError, match="message thread not found"):
            client.send_message(-1001, "x", message_thread_id=4)
    assert [action.message_thread_id for action in telegram.actions] == [3, None, 3, 3]


def test_a_reply_goes_to_the_topic_of_its_message(telegram: LocalTelegram, http: httpx.Client) -> None:
    telegram.push_update({"update_id": 900, "message": message(FORUM, message_thread_id=3, is_topic_message=True)})
    sent = ask(telegram, http, "sendMessage", chat_id=-1001, text="x", reply_parameters={"message_id": 7})
    assert sent.json()["result"]["message_thread_id"] == 3


def test_a_topic_can_be_made_in_a_forum_only(telegram: LocalTelegram, http: httpx.Client) -> None:
    telegram.push_update({"update_id": 900, "message": message(FORUM)})
    telegram.push_update({"update_id": 901, "message": message(GROUP)})
    topic = ask(telegram, http, "createForumTopic", chat_id=-1001, name="Plans").json()["result"]
    thread_id = topic["message_thread_id"]
    sent = ask(telegram, http, "sendMessage", chat_id=-1001, text="x", message_thread_id=thread_id).json()["result"]
    assert (topic["name"], sent["message_thread_id"]) == ("Plans", thread_id)
    assert ask(telegram, http, "createForumTopic", chat_id=-100, name="Plans").status_code == 400
    assert ask(telegram, http, "createForumTopic", chat_id=-1001, name=" ").status_code == 400


@on_rows(
    ("chat", "status", "words"),
    [
        (GROUP, "kicked", "bot was kicked from the group chat"),
        (FORUM, "left", "bot is not a member of the supergroup chat"),
        (CHANNEL, "kicked", "bot was kicked from the channel chat"),
        (PRIVATE, "kicked", "bot was blocked by the user"),
    ],
)
def test_where_the_bot_was_removed_it_cannot_write_until_it_is_back(
    telegram: LocalTelegram, chat: dict[str, object], status: str, words: str
) -> None:
    chat_id = chat["id"]
    assert isinstance(chat_id, int)
    telegram.push_update({"update_id": 900, "message": message(chat)})
    telegram.push_update({"update_id": 901, "my_chat_member": member(chat, status)})
    with TelegramClient(telegram.token, base_url=telegram.base_url) as client:
        with pytest.raises(PermissionDeniedError, match=words):
            client.send_message(chat_id, "x")
        telegram.push_update({"update_id": 902, "my_chat_member": member(chat, "member")})
        assert client.send_message(chat_id, "x").chat.id == chat_id


def test_a_group_that_says_that_it_moved_is_at_its_new_id(telegram: LocalTelegram, http: httpx.Client) -> None:
    telegram.push_update({"update_id": 900, "message": message(GROUP, migrate_to_chat_id=-1009)})
    refused = ask(telegram, http, "sendMessage", chat_id=-100, text="x").json()
    assert refused["parameters"] == {"migrate_to_chat_id": -1009}
    sent = ask(telegram, http, "sendMessage", chat_id=-1009, text="x").json()["result"]
    assert (sent["chat"]["type"], sent["chat"]["title"]) == ("supergroup", "Team")


MALFORMED: list[dict[str, object]] = [
    {"update_id": 1, "message": None},
    {"update_id": 2, "message": "hi"},
    {"update_id": 3, "message": {"chat": 5, "message_id": 1}},
    {"update_id": 4, "message": {"chat": {"id": "x"}, "message_id": 1, "from": []}},
    {"update_id": 5, "message": {"chat": {"id": True}, "message_id": {}}},
    {"update_id": 6, "callback_query": {"id": 7, "from": {"id": 1}}},
    {"update_id": 7, "my_chat_member": {"chat": {"id": -5}, "new_chat_member": 3}},
    {"update_id": 8, "message": message(GROUP, message_id=2**40)},
]


def test_malformed_updates_are_queued_and_tell_nothing(telegram: LocalTelegram, http: httpx.Client) -> None:
    for update in MALFORMED:
        telegram.push_update(update)
    assert telegram.waiting == len(MALFORMED)
    say(telegram, "hello")
    assert ask(telegram, http, "sendMessage", chat_id=ANN.id, text="x").json()["result"]["message_id"] == 2
