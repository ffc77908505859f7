"""Documents that a bot sends, and messages that it deletes."""

from __future__ import annotations

import json

import httpx
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.testing.servers.bot_api import ANN, ask, say

from schedbot_sdk.telegram.api.multipart import FilePart, encode_form
from schedbot_sdk.testing.servers import LocalTelegram, SentFile

PLAN = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def upload(
    telegram: LocalTelegram, http: httpx.Client, part: str = "document", *, content: bytes = PLAN, **fields: str
) -> httpx.Response:
    url = f"{telegram.base_url}/bot{telegram.token}/sendDocument"
    data = {"chat_id": str(ANN.id), **fields}
    return http.post(url, data=data, files={part: ("plan.ics", content, "text/calendar")})


@on_rows(("part", "fields"), [("document", {}), ("part7", {"document": "attach://part7"})])
def test_an_uploaded_document_is_kept_with_its_name_and_content(
    telegram: LocalTelegram, http: httpx.Client, part: str, fields: dict[str, str]
) -> None:
    telegram.reset()
    say(telegram, "my plan?")
    keyboard = json.dumps({"inline_keyboard": [[{"text": "Thanks", "callback_data": "ok"}]]})
    answer = upload(telegram, http, part, content=PLAN, caption="Your plan", reply_markup=keyboard, **fields)
    sent = answer.json()["result"]
    assert sent["document"].items() >= {
        "file_name": "plan.ics", "mime_type": "text/calendar", "file_size": len(PLAN),
    }.items()  # fmt: skip
    assert (sent["caption"], "text" in sent) == ("Your plan", False)
    action = telegram.wait_for_action(ANN.id, method="sendDocument")
    assert action.file == SentFile("plan.ics", PLAN, "text/calendar")
    assert (action.text, action.message_id, action.buttons[0].data) == ("Your plan", sent["message_id"], "ok")
    assert telegram.sent == []


odd_names = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from('%\\";=25C \r\n'), min_size=1, max_size=20
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(odd_names)
@example("a%20b.txt")
@example("ends in \\")
@example("C:\\dir\\a.txt")
@example("неделя.ics")
def test_a_file_comes_under_the_very_name_that_the_sdk_gave_it(
    telegram: LocalTelegram, http: httpx.Client, name: str
) -> None:
    say(telegram, "my plan?")
    content_type, body = encode_form({"chat_id": str(ANN.id)}, [FilePart("document", name, PLAN, "text/calendar")])
    assert send(telegram, http, content_type, body).status_code == 200
    assert telegram.actions[-1].file == SentFile(name, PLAN, "text/calendar")


def send(telegram: LocalTelegram, http: httpx.Client, content_type: str, body: bytes) -> httpx.Response:
    url = f"{telegram.base_url}/bot{telegram.token}/sendDocument"
    return http.post(url, content=body, headers={"content-type": content_type})


@on_rows(
    ("written", "name"),
    [
        (b'"a%20b.txt"', "a b.txt"),
        (b'"a\\"b\\\\c.txt"', 'a"b\\c.txt'),
        (b'"C:\\dir\\a.txt"', "C:dira.txt"),
        (b"\"a+b.txt\"; filename*=UTF-8''c.txt", "a+b.txt"),
        (b"a%2Bb.txt", "a+b.txt"),
        ('"неделя.ics"'.encode(), "неделя.ics"),
        (b'""', "file"),
    ],
)
def test_a_files_name_is_read_as_the_bot_api_server_reads_it(
    telegram: LocalTelegram, http: httpx.Client, written: bytes, name: str
) -> None:
    say(telegram, "my plan?")
    head = b'--b\r\nContent-Disposition: form-data; name="document"; filename=' + written
    chat = b'--b\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n42\r\n'
    body = chat + head + b"\r\n\r\nBEGIN\r\n--b--\r\n"
    assert send(telegram, http, "multipart/form-data; boundary=b", body).status_code == 200
    sent = telegram.actions[-1].file
    assert sent is not None
    assert sent.name == name


def test_a_document_can_be_sent_again_by_its_id(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "my plan?")
    first = upload(telegram, http).json()["result"]["document"]
    again = ask(telegram, http, "sendDocument", chat_id=ANN.id, document=first["file_id"]).json()["result"]
    assert again["document"] == first
    assert [action.file for action in telegram.actions] == [SentFile("plan.ics", PLAN, "text/calendar")] * 2


@on_rows(
    ("params", "status", "description"),
    [
        ({}, 400, "there is no document in the request"),
        ({"document": "nobody-knows"}, 400, "wrong file identifier"),
        ({"document": "attach://nothing"}, 400, "wrong file identifier"),
    ],
)
def test_without_a_document_it_is_refused(
    telegram: LocalTelegram, http: httpx.Client, params: dict[str, object], status: int, description: str
) -> None:
    say(telegram, "my plan?")
    answer = ask(telegram, http, "sendDocument", chat_id=ANN.id, **params)
    assert answer.status_code == status
    assert description in answer.json()["description"]


def test_an_empty_file_a_huge_one_and_a_long_caption_are_refused(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "my plan?")
    assert "must be non-empty" in upload(telegram, http, content=b"").json()["description"]
    assert "caption is too long" in upload(telegram, http, caption="x" * 1025).json()["description"]
    huge = upload(telegram, http, content=bytes(50 * 2**20 + 1))
    assert (huge.status_code, huge.json()["error_code"]) == (413, 413)
    assert telegram.actions == []


def test_a_person_who_blocked_the_bot_gets_no_document(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "hello")
    telegram.block(ANN)
    assert upload(telegram, http).status_code == 403


def test_the_text_of_a_document_cannot_be_edited_as_it_has_none(telegram: LocalTelegram, http: httpx.Client) -> None:
    say(telegram, "my plan?")
    message_id = upload(telegram, http, caption="x").json()["result"]["message_id"]
    answer = ask(telegram, http, "editMessageText", chat_id=ANN.id, message_id=message_id, text="y")
    assert (answer.status_code, "no text in the message" in answer.json()["description"]) == (400, True)


def test_a_deleted_message_is_gone(telegram: LocalTelegram, http: httpx.Client) -> None:
    theirs = telegram.user_says(ANN, "hello")
    mine = ask(telegram, http, "sendMessage", chat_id=ANN.id, text="hi").json()["result"]["message_id"]
    for message_id in (theirs, mine):
        assert ask(telegram, http, "deleteMessage", chat_id=ANN.id, message_id=message_id).json()["result"] is True
        again = ask(telegram, http, "deleteMessage", chat_id=ANN.id, message_id=message_id)
        assert again.json()["description"] == "Bad Request: message to delete not found"
    assert [(did.method, did.message_id, did.text) for did in telegram.actions[1:]] == [
        ("deleteMessage", theirs, "hello"), ("deleteMessage", mine, "hi"),
    ]  # fmt: skip
    edit = ask(telegram, http, "editMessageText", chat_id=ANN.id, message_id=mine, text="x")
    assert "message to edit not found" in edit.json()["description"]


@on_rows("method", ["deleteMessage", "editMessageText"])
def test_a_message_must_be_named(telegram: LocalTelegram, http: httpx.Client, method: str) -> None:
    say(telegram, "hello")
    answer = ask(telegram, http, method, chat_id=ANN.id, text="x")
    assert answer.json()["description"] == "Bad Request: message identifier is not specified"
