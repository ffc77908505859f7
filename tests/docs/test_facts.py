"""The tables of the pages agree with the code."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from pydantic import BaseModel, Field
from tests.docs import make_tables
from tests.docs.pages import ROOT

from schedbot_sdk import RetryPolicy, Timeouts, errors
from schedbot_sdk._core.call import BaseCall
from schedbot_sdk._core.deadline import Plan
from schedbot_sdk._core.response import Response, status_error
from schedbot_sdk._core.retry import may_repeat
from schedbot_sdk.chat.response import answers as chat
from schedbot_sdk.telegram import GetUpdates
from schedbot_sdk.telegram.api.calls import call_by_name, call_of
from schedbot_sdk.telegram.api.errors import MEANINGS as TELEGRAM_MEANINGS
from schedbot_sdk.users import calls as users


class SpecRow(BaseModel):
    name: str
    type: str
    accepts: str | None = None
    place: str = Field(alias="in")
    required: bool
    note: str


class Spec(BaseModel):
    name: str
    method: str
    path: str
    request: list[SpecRow]
    response: list[SpecRow]
    codes: dict[str, str]


class Tables(BaseModel):
    endpoints: list[Spec]


TABLES = Tables.model_validate_json((ROOT / "tests" / "spec" / "tables.json").read_text(encoding="utf-8")).endpoints
MEANINGS = {"telegram": TELEGRAM_MEANINGS, "users": users.MEANINGS, "chat": chat.MEANINGS}


def section(page: str, heading: str) -> str:
    text = (ROOT / page).read_text(encoding="utf-8")
    match = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", text, re.MULTILINE | re.DOTALL)
    assert match, f"{page} has no section {heading!r}"
    return match[1]


def table(text: str) -> list[dict[str, str]]:
    lines = [line.removeprefix("|").removesuffix("|") for line in text.splitlines() if line.startswith("|")]
    head, _, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_page_of_tables_is_generated_from_the_models() -> None:
    assert make_tables.PAGE.read_text(encoding="utf-8") == make_tables.page(), (
        "docs/tables.md is out of date: run make tables"
    )


def test_the_page_of_tables_has_every_row_and_code_of_the_specification() -> None:
    endpoints = {endpoint.heading: endpoint for endpoint in make_tables.ENDPOINTS}
    for spec in TABLES:
        endpoint = endpoints[f"{spec.method} {spec.path}"]
        sides = ((spec.request, endpoint.request_rows()), (spec.response, endpoint.response_rows()))
        for spec_rows, shown_rows in sides:
            shown = {row.name: row for row in shown_rows}
            for spec_row in spec_rows:
                row = shown[spec_row.name]
                assert (row.place, row.required) == (spec_row.place, spec_row.required), row
                assert re.sub(r"\[\w+\]\(#\w+\)", "object", row.type) == (spec_row.accepts or spec_row.type)
                assert row.note[1:].startswith(spec_row.note[1:])  # a docstring begins with a capital letter
        codes = {code: meaning for code, meaning, *_ in endpoint.codes()}
        assert codes.items() >= spec.codes.items()


def test_the_table_of_statuses_has_each_services_words_and_the_class_that_is_raised() -> None:
    rows = table(section("docs/errors.md", "Which status gives which error"))
    for row in rows:
        status = row["status"]
        for service, meanings in MEANINGS.items():
            error = status_error(Response(int(status), {}, b""), service=service, operation="x", meanings=meanings)
            assert row["class"] == f"`{type(error).__name__}`"
            assert row[service] == (meanings.get(status) or meanings.get(f"{status[0]}xx", "")), (status, service)
    statuses = {row["status"] for row in rows}
    named = {code for meanings in MEANINGS.values() for code in meanings if "x" not in code}
    assert named <= statuses


def test_the_tree_of_errors_is_the_modules_own() -> None:
    assert errors.__doc__
    own = errors.__doc__.partition("```\n")[2].partition("```")[0]
    assert own in section("docs/errors.md", "The tree")


FROM_TELEGRAM = Response(500, {}, b'{"ok":false,"error_code":500,"description":"Internal Server Error"}')
FROM_PROXY = Response(502, {}, b"<h1>Bad Gateway</h1>")


def transport(*, sent: bool) -> errors.TransportError:
    return errors.TransportError("x", phase="read" if sent else "connect", request_sent=sent)


EVENTS: dict[str, list[tuple[errors.SchedbotError, Response | None]]] = {
    "429": [(errors.RateLimitError("x", status_code=429), Response(429, {}, b""))],
    "no money left: 402, or 429 with a quota code": [(errors.QuotaExceededError("x", status_code=402), None)],
    "5xx, 408": [
        *((errors.ServerError("x", status_code=a.status), a) for a in (FROM_TELEGRAM, FROM_PROXY)),
        *((errors.StatusError("x", status_code=408), replace(a, status=408)) for a in (FROM_TELEGRAM, FROM_PROXY)),
    ],
    "425": [(errors.StatusError("x", status_code=425), replace(a, status=425)) for a in (FROM_TELEGRAM, FROM_PROXY)],
    "another 4xx with `x-should-retry: true`": [
        (errors.StatusError("x", status_code=s), replace(a, status=s, headers={"x-should-retry": "true"}))
        for s in (400, 404, 409)
        for a in (FROM_TELEGRAM, FROM_PROXY)
    ],
    "any error with `x-should-retry: false`": [
        (kind("x", status_code=s), Response(s, {"x-should-retry": "false"}, FROM_TELEGRAM.body))
        for kind, s in ((errors.RateLimitError, 429), (errors.ServerError, 500), (errors.StatusError, 408))
    ],
    "the request was not sent: DNS, refused, TLS, no free connection": [(transport(sent=False), None)],
    "the response was lost: reset, truncated, timed out": [(transport(sent=True), None)],
    "any other status": [(errors.StatusError("x", status_code=s), Response(s, {}, b"")) for s in (302, 400, 404, 422)],
    "a 2xx that does not match the table": [(errors.ResponseError("x"), Response(200, {}, b"<html>"))],
}
CELLS: dict[tuple[bool, ...], str] = {
    (True,): "yes",
    (True, False): """if the answer is Telegram's own: `{"ok": false, ...}`""",
    (False,): "no",
}


def test_the_table_of_retries_agrees_with_the_code() -> None:
    calls: list[tuple[str, BaseCall]] = [
        ("GET, `get...` methods, `idempotent=True`", users.get_user(1)),
        ("GET, `get...` methods, `idempotent=True`", call_by_name("getChat", None, bool)),
        ("GET, `get...` methods, `idempotent=True`", replace(make_tables.ENDPOINTS[2].call, idempotent=True)),
        ("a chat completion", make_tables.ENDPOINTS[2].call),
        ("a Telegram method that acts", call_by_name("banChatMember", None, bool)),
    ]
    rows = table(section("docs/retries.md", "What is retried"))
    for column, call in calls:
        shown = {row["what happened"]: row[column] for row in rows}
        decided = {
            name: CELLS[tuple(dict.fromkeys(may_repeat(call, error, answer) for error, answer in cases))]
            for name, cases in EVENTS.items()
        }
        assert shown == decided, (column, call.name)


def test_the_table_of_settings_has_the_defaults() -> None:
    calls: list[tuple[str, BaseCall, float]] = [
        ("`get_updates`", call_of(GetUpdates(offset=0, timeout=30)), 30.0),
        ("other Telegram methods", call_by_name("getMe", None, bool), 0.0),
        ("users", users.get_user(1), 0.0),
        ("chat", make_tables.ENDPOINTS[2].call, 0.0),
    ]
    for column, call, poll in calls:
        cells = {
            row[""].strip("`"): row[column].replace("`timeout`", str(poll))
            for row in table(section("docs/retries.md", "The settings"))
        }
        policy, timeouts = RetryPolicy(), Timeouts()
        plan = Plan.of(policy, timeouts, call.defaults, deadline=None, now=0.0)
        real = {
            "RetryPolicy.max_attempts": float(policy.max_attempts),
            "RetryPolicy.initial_wait": policy.initial_wait,
            "RetryPolicy.max_wait": policy.max_wait,
            "RetryPolicy.deadline": plan.deadline_at,
            "RetryPolicy.quota": math.inf if policy.quota is None else float(policy.quota),
            "Timeouts.connect": timeouts.connect,
            "Timeouts.read": plan.read,
            "Timeouts.write": timeouts.write,
            "Timeouts.attempt": math.inf if timeouts.attempt is None else timeouts.attempt,
        }
        shown = {
            name: math.inf if cell == "none" else sum(float(part) for part in cell.split("+"))
            for name, cell in cells.items()
        }
        assert shown == real, column
