"""The local users service on a real SQLite file, with the faults that a database has."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from tests.rows import on_rows

from schedbot_sdk.testing.servers import LocalUsers


@pytest.fixture
def users(tmp_path: Path) -> Iterator[LocalUsers]:
    with LocalUsers(tmp_path / "users.sqlite") as server:
        server.add(42, "Ann", "Europe/Berlin", username="ann")
        server.add(43, "Борис", "Asia/Yekaterinburg")
        yield server


def get(server: LocalUsers, telegram_id: object, **headers: str) -> httpx.Response:
    return httpx.get(f"{server.base_url}/users/{telegram_id}", headers=headers)


def test_a_user_has_exactly_the_tables_fields(users: LocalUsers) -> None:
    answer = get(users, 42)
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "telegram_id": 42,
            "username": "ann",
            "first_name": "Ann",
            "last_name": None,
            "timezone": "Europe/Berlin",
        },
    )
    assert get(users, 43).json()["first_name"] == "Борис"


def test_an_unknown_user_is_404(users: LocalUsers) -> None:
    answer = get(users, 7)
    assert (answer.status_code, answer.json()) == (404, {"detail": "user not found"})


@on_rows("telegram_id", ["abc", "0", "000", "-1", "+1", "1.5", "1e3", "٣", "%2042"])
def test_an_invalid_id_is_422(users: LocalUsers, telegram_id: str) -> None:
    assert get(users, telegram_id).status_code == 422


@on_rows("telegram_id", [2**63, "1" * 5000])
def test_an_id_that_no_row_can_have_is_404(users: LocalUsers, telegram_id: object) -> None:
    assert get(users, telegram_id).status_code == 404


def test_the_largest_id_of_a_row_is_found(users: LocalUsers) -> None:
    users.add(2**63 - 1, "Max", "UTC")
    assert get(users, 2**63 - 1).json()["telegram_id"] == 2**63 - 1


def test_a_locked_database_is_503_and_recovers(users: LocalUsers) -> None:
    with closing(sqlite3.connect(users.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        answer = get(users, 42)
        assert (answer.status_code, answer.json()) == (503, {"detail": "database temporarily unavailable"})
        other.execute("ROLLBACK")
    assert get(users, 42).status_code == 200


def test_a_missing_database_is_503_and_is_not_created(users: LocalUsers) -> None:
    away = users.database.rename(users.database.with_suffix(".away"))
    assert get(users, 42).status_code == 503
    assert not users.database.exists()
    away.rename(users.database)
    assert get(users, 42).status_code == 200


def test_a_file_other_than_a_database_is_500(users: LocalUsers) -> None:
    users.database.write_bytes(b"this is no database at all, whatever its name says" * 20)
    answer = get(users, 42)
    assert (answer.status_code, answer.json()) == (500, {"detail": "internal database error"})


def test_a_database_without_the_table_is_500(users: LocalUsers) -> None:
    with closing(sqlite3.connect(users.database)) as other, other:
        other.execute("DROP TABLE users")
    assert get(users, 42).status_code == 500


def test_a_database_without_a_column_is_500(users: LocalUsers) -> None:
    with closing(sqlite3.connect(users.database)) as other, other:
        other.execute("ALTER TABLE users DROP COLUMN timezone")
    answer = get(users, 42)
    assert (answer.status_code, answer.json()) == (500, {"detail": "internal database error"})


@pytest.mark.parametrize("name", ["CAST(x'ff' AS TEXT)", "x'416e6e'"], ids=["no UTF-8", "a blob"])
def test_a_row_that_holds_no_text_is_500(users: LocalUsers, name: str) -> None:
    with closing(sqlite3.connect(users.database)) as other, other:
        other.execute(f"UPDATE users SET first_name = {name}")
    answer = get(users, 42)
    assert (answer.status_code, answer.json()) == (500, {"detail": "internal database error"})


def test_the_journal_of_a_crashed_writer_is_rolled_back(users: LocalUsers) -> None:
    program = f"""
import os, sqlite3
connection = sqlite3.connect({str(users.database)!r}, isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN")
connection.execute("UPDATE users SET first_name = 'Nobody'")
connection.executemany("INSERT INTO users VALUES (?, NULL, ?, NULL, 'UTC')", ((i, "x" * 200) for i in range(100, 999)))
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)
    journal = users.database.with_name(f"{users.database.name}-journal")
    assert journal.stat().st_size
    assert get(users, 42).json()["first_name"] == "Ann"
    assert not journal.exists()


def test_those_who_wait_for_a_lock_wait_side_by_side(users: LocalUsers) -> None:
    url = f"{users.base_url}/users/42"
    with closing(sqlite3.connect(users.database, isolation_level=None)) as other, httpx.Client(timeout=10) as client:
        client.get(url)  # a warm client: what follows is sent at once
        other.execute("BEGIN EXCLUSIVE")
        with ThreadPoolExecutor(5) as pool:
            answers = list(pool.map(client.get, [url] * 5))
    assert [answer.status_code for answer in answers] == [503] * 5
    # Each waits for 0.2 s. One after another, 0.8 s would lie between the first answer and the last.
    waited = [received.at for received in users.requests if received.status == 503]
    assert max(waited) - min(waited) < 0.7


def test_a_path_that_the_service_does_not_have_is_404_in_its_shape(users: LocalUsers) -> None:
    for path in ("", "/users", "/users/42/", "/users/42/events"):
        answer = httpx.get(users.base_url + path)
        assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})
    assert httpx.delete(f"{users.base_url}/users/42").json() == {"detail": "Method Not Allowed"}


def test_a_token_is_asked_for_when_there_is_one(tmp_path: Path) -> None:
    with LocalUsers(tmp_path / "users.sqlite", token="right") as server:
        server.add(42, "Ann", "Europe/Berlin")
        assert get(server, 42).status_code == 401
        assert get(server, 42, authorization="Bearer wrong").status_code == 401
        assert get(server, 42, authorization="Bearer right").status_code == 200


def test_adding_a_user_again_replaces_them(users: LocalUsers) -> None:
    users.add(42, "Anna", "Europe/Paris")
    assert get(users, 42).json()["timezone"] == "Europe/Paris"


def test_a_scripted_failure_has_the_services_own_words_and_passes(users: LocalUsers) -> None:
    users.fail_next(503, times=2, retry_after=1)
    answers = [get(users, 42) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].json() == {"detail": "database temporarily unavailable"}
    assert answers[0].headers["retry-after"] == "1"
