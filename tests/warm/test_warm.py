"""A warm call builds no schema, compiles no pattern and opens no file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.bench import answers
from tests.warm.operations import UPDATE

from schedbot_sdk.testing import FaultServer, faults

OPERATIONS = Path(__file__).with_name("operations.py")
ME = {"id": 7, "is_bot": True, "first_name": "Bot"}
USER = {"telegram_id": 42, "first_name": "Ann", "timezone": "Europe/Berlin"}
REFUSAL = {"ok": False, "error_code": 400, "description": "Bad Request: message is too long"}
EVENTS = b"".join(answers.stream())


def result(value: object) -> bytes:
    return json.dumps({"ok": True, "result": value}).encode()


FAULTS = {
    "message": faults.answer(200, answers.SENT),
    "true": faults.answer(200, result(True)),
    "updates": faults.answer(200, result([json.loads(UPDATE)])),
    "me": faults.answer(200, result(ME)),
    "user": faults.answer(200, json.dumps(USER).encode()),
    "refusal": faults.answer(400, json.dumps(REFUSAL).encode()),
    "completion": faults.answer(200, answers.completion()),
    "stream": faults.answer(200, EVENTS, headers={"content-type": "text/event-stream"}),
    "day": faults.answer(200, answers.completion('{"summary": "a day", "tasks": []}')),
    "schedule": faults.answer(200, answers.schedule()),
}


@pytest.fixture(scope="module")
def printed() -> Iterator[dict[str, Any]]:
    with ExitStack() as servers:
        urls = {name: servers.enter_context(FaultServer(fault)).url for name, fault in FAULTS.items()}
        done = subprocess.run(
            [sys.executable, str(OPERATIONS), json.dumps(urls)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        yield json.loads(done.stdout)


def test_no_operation_builds_compiles_or_opens_anything_when_it_is_warm(printed: dict[str, Any]) -> None:
    assert len(printed["done"]) > 50
    assert {name: found for name, found in printed["done"].items() if found} == {}, printed["opened"]


def test_a_schema_a_pattern_or_a_file_would_be_noticed(printed: dict[str, Any]) -> None:
    assert printed["guilty"] == {"a schema": {"schemas": 1}, "a pattern": {"patterns": 1}, "a file": {"files": 1}}
