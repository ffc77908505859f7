"""The local Telegram formats texts, captions and edits as the real one does, and refuses what it refuses."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from tests.rows import on_rows
from tests.testing.servers.bot_api import ANN, ask, say

from schedbot_sdk import AsyncTelegramClient, BadRequestError, TelegramClient
from schedbot_sdk.testing.servers import LocalTelegram

PARSE = "Bad Request: can't parse entities: "
RESERVED = f"{PARSE}Character '.' is reserved and must be escaped with the preceding '\\'"
TIME = {"type": "date_time", "offset": 0, "length": 1, "unix_time": 9}
UNSUPPORTED = "Bad Request: unsupported parse_mode"


def send(telegram: LocalTelegram, http: httpx.Client, **params: object) -> httpx.Response:
    return ask(telegram, http, "sendMessage", chat_id=ANN.id, **params)


@pytest.fixture(autouse=True)
def _ann(telegram: LocalTelegram) -> None:
    say(telegram, "hello")


@on_rows("mode", ["HTM", "md", "MarkdownV3", "true", "null", " HTML"])
def test_an_unknown_parse_mode_is_refused(telegram: LocalTelegram, http: httpx.Client, mode: str) -> None:
    say(telegram, "hello")
    for text in ("gym", "<b>gym</b>"):
        answer = send(telegram, http, text=text, parse_mode=mode)
        assert (answer.status_code, answer.json()["description"]) == (400, UNSUPPORTED)
    assert telegram.sent == []


@on_rows(
    ("mode", "text"),
    [
        ("HTML", "<b>Gym</b> at 7"),
        ("html", "<b>Gym</b> at 7"),
        ("MarkdownV2", "*Gym* at 7"),
        ("MARKDOWNV2", "*Gym* at 7"),
        ("Markdown", "*Gym* at 7"),
    ],
)
def test_a_formatted_text_is_kept_as_text_and_entities(
    telegram: LocalTelegram, http: httpx.Client, mode: str, text: str
) -> None:
    say(telegram, "hello")
    sent = send(telegram, http, text=text, parse_mode=mode, entities=[{"type": "code", "offset": 0, "length": 9}])
    result = sent.json()["result"]
    assert (result["text"], result["entities"]) == ("Gym at 7", [{"type": "bold", "offset": 0, "length": 3}])
    assert telegram.sent[0].text == "Gym at 7"


def test_without_a_parse_mode_a_text_is_taken_as_it_is(telegram: LocalTelegram, http: httpx.Client) -> None:
    for mode in ({}, {"parse_mode": ""}, {"parse_mode": None}, {"parse_mode": "none"}):
        result = send(telegram, http, text="<b>*7.00*</b>", **mode).json()["result"]
        assert (result["text"], "entities" in result) == ("<b>*7.00*</b>", False)


def test_broken_markup_is_refused_and_nothing_is_sent(telegram: LocalTelegram, http: httpx.Client) -> None:
    answer = send(telegram, http, text="Gym 7.00", parse_mode="MarkdownV2")
    assert (answer.status_code, answer.json()["description"]) == (400, RESERVED)
    unclosed = send(telegram, http, text="<b>Gym", parse_mode="HTML").json()["description"]
    assert unclosed == f'{PARSE}Can\'t find end tag corresponding to start tag "b"'
    assert telegram.sent == []


def test_a_text_that_is_empty_without_its_markup_is_refused(telegram: LocalTelegram, http: httpx.Client) -> None:
    for mode, text in (("HTML", "<b> </b>"), ("MarkdownV2", "**"), ("Markdown", "[](example.org)"), ("", " \n")):
        answer = send(telegram, http, text=text, parse_mode=mode)
        assert (answer.status_code, answer.json()["description"]) == (400, "Bad Request: message text is empty")


def test_the_limit_of_a_text_is_that_without_its_markup(telegram: LocalTelegram, http: httpx.Client) -> None:
    assert send(telegram, http, text=f"<b>{'x' * 4096}</b>", parse_mode="HTML").status_code == 200
    assert send(telegram, http, text="&lt;" * 4096, parse_mode="HTML").status_code == 200
    longer = send(telegram, http, text=f"<b>{'x' * 4097}</b>", parse_mode="HTML")
    assert longer.json()["description"] == "Bad Request: message is too long"
    assert send(telegram, http, text="x" * 32_769).json()["description"] == "Bad Request: text is too long"


def test_a_caption_is_formatted_and_limited_as_well(telegram: LocalTelegram, http: httpx.Client) -> None:
    with TelegramClient(telegram.token, base_url=telegram.base_url) as client:
        sent = client.send_document(ANN.id, b"BEGIN", file_name="a.ics", caption=" <i>Plan</i>", parse_mode="HTML")
        assert sent.document is not None
        assert (sent.caption, [entity.type for entity in sent.caption_entities or ()]) == ("Plan", ["italic"])
        file_id = sent.document.file_id
        for caption, mode, words in (
            ("<i>Plan", "HTML", "can't parse entities"),
            ("Plan", "HTM", "unsupported parse_mode"),
            (f"<i>{'x' * 1025}</i>", "HTML", "caption is too long"),
        ):
            with pytest.raises(BadRequestError, match=words):
                client.call(
                    "sendDocument",
                    {"chat_id": ANN.id, "document": file_id, "caption": caption, "parse_mode": mode},
                    returns=dict[str, object],
                )
    again = ask(
        telegram, http, "sendDocument", chat_id=ANN.id, document=file_id, caption=f"<i>{'x' * 1024}</i>",
        parse_mode="HTML",
    )  # fmt: skip
    assert again.status_code == 200
    edited = ask(
        telegram, http, "editMessageCaption", chat_id=ANN.id, message_id=sent.message_id, caption="*New*",
        parse_mode="MarkdownV2",
    ).json()["result"]  # fmt: skip
    assert (edited["caption"], edited["caption_entities"]) == ("New", [{"type": "bold", "offset": 0, "length": 3}])
    assert telegram.actions[-1].text == "New"


def test_an_edit_is_formatted_and_compared_as_formatted(telegram: LocalTelegram, http: httpx.Client) -> None:
    message_id = send(telegram, http, text="*Gym*", parse_mode="MarkdownV2").json()["result"]["message_id"]

    def edit(**params: object) -> httpx.Response:
        return ask(telegram, http, "editMessageText", chat_id=ANN.id, message_id=message_id, **params)

    same = edit(text="<b>Gym</b>", parse_mode="HTML")
    assert (same.status_code, "message is not modified" in same.json()["description"]) == (400, True)
    assert edit(text="7.00", parse_mode="MarkdownV2").json()["description"] == RESERVED
    assert edit(text="Gym", parse_mode="HTM").json()["description"] == UNSUPPORTED
    changed = edit(text="<i>Gym</i>", parse_mode="HTML").json()["result"]
    assert changed["entities"] == [{"type": "italic", "offset": 0, "length": 3}]
    assert "entities" not in edit(text="Gym").json()["result"]
    assert [action.text for action in telegram.edited] == ["Gym", "Gym"]


def test_entities_of_a_request_are_checked_as_there(telegram: LocalTelegram, http: httpx.Client) -> None:
    link = {"type": "text_link", "offset": 0, "length": 1}
    assert send(telegram, http, text="ab", entities=[{**link, "url": "example.org"}]).json()["result"]["entities"] == [
        {**link, "url": "http://example.org/"}
    ]
    for entity, words in (
        ({**link, "url": "nowhere"}, "entity URL 'nowhere' is invalid"),
        ({"type": "bold", "offset": -1, "length": 1}, "receive an entity with incorrect offset -1"),
        (
            {"type": "date_time", "offset": 0, "length": 1, "unix_time": 9, "date_time_format": "x"},
            "invalid date format",
        ),
    ):
        answer = send(telegram, http, text="ab", entities=[entity])
        assert (answer.status_code, words in answer.json()["description"]) == (400, True), answer.json()
    halved = send(telegram, http, text="\U0001f3cb", entities=[{"type": "bold", "offset": 1, "length": 1}])
    assert "entity begins in a middle of a UTF-16 symbol" in halved.json()["description"]
    for nothing in ("no JSON", [3, {}, {"type": "bold"}, {"type": "bold", "offset": 0, "length": 0}]):
        assert "entities" not in send(telegram, http, text="ab", entities=nothing).json()["result"]


def test_only_known_users_can_be_mentioned(telegram: LocalTelegram, http: httpx.Client) -> None:
    text = f"<a href='tg://user?id={ANN.id}'>A</a> <a href='tg://user?id=77'>B</a>"
    (entity,) = send(telegram, http, text=text, parse_mode="HTML").json()["result"]["entities"]
    assert (entity["type"], entity["offset"], entity["user"]["first_name"]) == ("text_mention", 0, "Ann")


def test_no_message_has_more_than_a_hundred_entities(telegram: LocalTelegram, http: httpx.Client) -> None:
    result = send(telegram, http, text="<b>a</b> " * 130, parse_mode="HTML").json()["result"]
    assert (len(result["entities"]), len(result["text"])) == (100, 259)


def test_the_clients_see_entities_that_cover_the_right_letters(telegram: LocalTelegram) -> None:
    text = "  \U0001f3cb <b>Gym</b>, <code>7:00</code>\n"
    with TelegramClient(telegram.token, base_url=telegram.base_url) as client:
        sent = client.send_message(ANN.id, text, parse_mode="HTML")
    assert [sent.entity_text(entity) for entity in sent.entities or ()] == ["Gym", "7:00"]

    async def main() -> None:
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as twin:
            sent = await twin.send_message(ANN.id, text, parse_mode="HTML")
            assert [sent.entity_text(entity) for entity in sent.entities or ()] == ["Gym", "7:00"]
            with pytest.raises(BadRequestError, match="can't parse entities"):
                await twin.send_message(ANN.id, "1 < 2", parse_mode="HTML")

    asyncio.run(main())
