"""`get_user`: a response about another user is an error, and so is a wrong base_url."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from schedbot_sdk import AsyncUsersClient, NotFoundError, ResponseError, RetryPolicy, StatusError, UsersClient
from schedbot_sdk.testing import FaultServer, LocalUsers, faults
from schedbot_sdk.users import User

ONCE = RetryPolicy(max_attempts=1)
both = pytest.mark.parametrize("twin", ["sync", "async"])


def get_user(url: str, telegram_id: int, twin: str) -> User:
    async def ask() -> User:
        async with AsyncUsersClient(url, retry=ONCE) as users:
            return await users.get_user(telegram_id)

    if twin == "async":
        return asyncio.run(ask())
    with UsersClient(url, retry=ONCE) as users:
        return users.get_user(telegram_id)


def ann(telegram_id: object) -> faults.Fault:
    user = {"telegram_id": telegram_id, "first_name": "Ann", "timezone": "Europe/Berlin"}
    return faults.answer(200, json.dumps(user).encode())


@both
@pytest.mark.parametrize("other", [43, -42, 0, 420])
def test_a_response_about_another_user_is_an_error_without_user_data(other: int, twin: str) -> None:
    with FaultServer(ann(other)) as server, pytest.raises(ResponseError, match="another user") as caught:
        get_user(server.url, 42, twin)
    assert "Ann" not in str(caught.value)
    assert str(other) not in str(caught.value).replace("status 200", "")


@both
def test_the_requested_user_is_returned(twin: str) -> None:
    with FaultServer(ann(42)) as server:
        assert get_user(server.url, 42, twin).telegram_id == 42


NOT_THE_SERVICES = {
    "a page": faults.html(404),
    "a page about users": faults.answer(404, b"<title>No such user page</title>", content_type="text/html"),
    "nothing": faults.answer(404),
    "a plain text": faults.answer(404, b"Not Found", content_type="text/plain"),
    "a framework's answer": faults.answer(404, b'{"detail": "Not Found"}'),
    "another framework's": faults.answer(404, b'{"statusCode": 404, "message": "Cannot GET /v2/users/42"}'),
    "an error object": faults.answer(404, b'{"error": {"message": "Unknown endpoint for users", "code": 404}}'),
    "a list": faults.answer(404, b'["no user"]'),
    "an empty object": faults.answer(404, b"{}"),
}


@both
@pytest.mark.parametrize("name", NOT_THE_SERVICES)
def test_a_404_of_another_server_mentions_base_url(name: str, twin: str) -> None:
    with FaultServer(NOT_THE_SERVICES[name]) as server, pytest.raises(NotFoundError, match="base_url") as caught:
        get_user(server.url, 42, twin)
    assert "no user with that telegram_id" in str(caught.value)


@both
@pytest.mark.parametrize("message", ["user not found", "No such User: 42", "нет такого пользователя"])
def test_a_404_of_the_service_does_not_mention_base_url(message: str, twin: str) -> None:
    answer = faults.answer(404, json.dumps({"detail": message}).encode())
    with FaultServer(answer) as server, pytest.raises(NotFoundError) as caught:
        get_user(server.url, 42, twin)
    assert "base_url" not in str(caught.value)
    assert message in caught.value.detail


@both
def test_the_local_service_distinguishes_an_unknown_user_from_an_unknown_path(tmp_path: Path, twin: str) -> None:
    with LocalUsers(tmp_path / "users.sqlite3") as server:
        server.add(42, "Ann", "Europe/Berlin")
        with pytest.raises(NotFoundError) as caught:
            get_user(server.base_url, 43, twin)
        assert "base_url" not in str(caught.value)
        with pytest.raises(NotFoundError, match="base_url"):
            get_user(f"{server.base_url}/users", 42, twin)


@both
@pytest.mark.parametrize("status", [400, 500, 503])
def test_other_statuses_do_not_mention_base_url(status: int, twin: str) -> None:
    with FaultServer(faults.html(status)) as server, pytest.raises(StatusError) as caught:
        get_user(server.url, 42, twin)
    assert "base_url" not in str(caught.value)


@both
@pytest.mark.parametrize(
    "body",
    [{"error": "database is away"}, {"errors": [{"message": "database is away"}]}, {"detail": "database is away"}],
)
def test_an_error_sent_with_status_200_has_its_message(body: object, twin: str) -> None:
    answer = faults.answer(200, json.dumps(body).encode())
    with FaultServer(answer) as server, pytest.raises(ResponseError, match="database is away"):
        get_user(server.url, 42, twin)


@both
def test_an_error_about_an_invalid_field_has_no_user_data(twin: str) -> None:
    body = b'{"telegram_id": 42, "first_name": 5, "timezone": "Europe/Berlin", "message": "private words"}'
    with FaultServer(faults.answer(200, body)) as server, pytest.raises(ResponseError, match="first_name") as caught:
        get_user(server.url, 42, twin)
    assert "private" not in str(caught.value)
