"""What is hidden of a secret, in which forms, and what is left alone."""

from __future__ import annotations

import base64
import re
import urllib.parse
from collections.abc import Callable

import pytest
from tests.rows import on_rows

from schedbot_sdk._core.credential import api_key
from schedbot_sdk._core.redact_text import forms_of, redact_text, secrets_of_headers, secrets_of_proxy, secrets_of_query
from schedbot_sdk._core.transport.header_redaction import HeaderRedactor

SECRET = "live/AbC+dEf=0123~456789 ü&xyz"


def base64_inside(before: str, urlsafe: bool = False) -> str:
    encode = base64.urlsafe_b64encode if urlsafe else base64.b64encode
    return encode(f"{before}{SECRET}{before}".encode()).decode()


WRITTEN: dict[str, Callable[[], str]] = {
    "as it stands": lambda: SECRET,
    "in a path": lambda: urllib.parse.quote(SECRET),
    "in a part of a path": lambda: urllib.parse.quote(SECRET, safe=""),
    "in a query": lambda: urllib.parse.quote_plus(SECRET),
    "in a path, in lower case": lambda: re.sub("%..", lambda found: found.group().lower(), urllib.parse.quote(SECRET)),
    "in base64": lambda: base64.b64encode(SECRET.encode()).decode(),
    "in base64 without padding": lambda: base64.b64encode(SECRET.encode()).decode().rstrip("="),
    "in base64 for URLs": lambda: base64.urlsafe_b64encode(SECRET.encode()).decode(),
    "in base64 for URLs without padding": lambda: base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
    "in base64 in Latin-1": lambda: base64.b64encode(SECRET.encode("latin-1")).decode(),
    "in JSON with escaped slashes": lambda: SECRET.replace("/", "\\/"),
}


@on_rows("name", WRITTEN)
def test_a_secret_is_hidden(name: str) -> None:
    written = WRITTEN[name]()
    assert redact_text(f"bad key {written}, sorry", forms_of([SECRET])) == "bad key ***, sorry"


@pytest.mark.parametrize("urlsafe", [False, True])
@on_rows("before", ["a", "ab", "ann:", "user:name:"])
def test_a_secret_inside_a_longer_text_in_base64_is_hidden(before: str, urlsafe: bool) -> None:
    shown = redact_text(base64_inside(before, urlsafe), forms_of([SECRET]))
    inner = base64_inside(before, urlsafe)
    assert "***" in shown
    assert not [at for at in range(10, 30) if inner[at : at + 8] in shown]


def test_the_beginning_of_a_secret_that_was_cut_off_is_hidden() -> None:
    forms = forms_of(["Zq7-telegram-0f1e2d"])
    assert redact_text("the key Zq7-telegr", forms) == "the key ***"
    assert redact_text("(the server says: Zq7-tele)", forms) == "(the server says: ***)"
    assert redact_text("Zq7-telegram... is wrong", forms) == "***... is wrong"


def test_a_secret_of_words_leaves_the_same_words_of_a_sentence_alone() -> None:
    forms = forms_of(["telegram-bot-0f1e2d3c", "https://gate.example/in"])
    text = "telegram.getUpdates: see https://docs.example and telegram-bot"
    assert redact_text(f"{text}, please", forms) == f"{text}, please"
    assert redact_text("telegram-bot-0f1e2d3c", forms) == "***"
    assert redact_text("it begins with telegram-bot...", forms) == "it begins with ***..."


def test_hiding_ends_where_the_stars_are_part_of_a_secret() -> None:
    assert redact_text("a ***a***a***b", forms_of(["***a***a***"])) == "a ***b"


@on_rows(
    "header, value, hidden",
    [
        ("X-Api-Key", "own-door-0f1e2d3c", ["own-door-0f1e2d3c"]),
        ("X-Door", "own-door-0f1e2d3c", ["own-door-0f1e2d3c"]),
        ("Authorization", "Bearer own-door-0f1e", ["own-door-0f1e", "Bearer own-door-0f1e"]),
        ("Authorization", "Basic YW5uOnN3b3JkZmlzaC05", ["YW5uOnN3b3JkZmlzaC05", "ann:swordfish-9", "swordfish-9"]),
        ("Authorization", "Basic not-base-64", ["not-base-64"]),
        ("Cookie", "theme=dark; session=0f1e2d3c4b5a", ["0f1e2d3c4b5a"]),
        ("Cookie", 'session="0f1e2d3c4b5a"', ["0f1e2d3c4b5a"]),
        ("X-Api-Key", "hunter2", ["hunter2"]),
        ("X-Api-Key", "swordfish", ["swordfish"]),
    ],
)
def test_the_value_of_a_callers_header_is_a_secret(header: str, value: str, hidden: list[str]) -> None:
    found = secrets_of_headers({header: value})
    assert set(hidden) <= set(found)
    for part in hidden:
        assert redact_text(f"you sent {part} to us", forms_of(found)) == "you sent *** to us"


@on_rows(
    "header, value",
    [
        ("X-Flag", "1"),
        ("X-Flag", "true"),
        ("X-Door", "none"),
        ("X-Api-Key", "ollama"),
        ("X-Api-Key", "12345"),
        ("X-Form", "application/json"),
        ("X-Form", "text/plain; charset=utf-8"),
        ("Accept", "application/vnd.own+json"),
        ("Accept-Language", "ru-RU,ru;q=0.9"),
        ("Content-Type", "application/json"),
        ("User-Agent", "planning-bot/2.0"),
        ("anthropic-version", "2023-06-01"),
        ("X-Version", "2024-10-22"),
        ("X-Environment", "production"),
        ("X-Request-Id", "0f1e2d3c-4b5a-6978"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ],
)
def test_a_short_or_harmless_value_is_not_a_secret(header: str, value: str) -> None:
    assert secrets_of_headers({header: value}) == ()


def test_a_key_in_the_query_is_a_secret_and_a_version_is_not() -> None:
    given = {"key": "AIza0f1e2d3c", "api-version": "2024-10-22-preview", "access_token": "0f1e2d3c4b"}
    assert secrets_of_query(given) == ("AIza0f1e2d3c", "0f1e2d3c4b")


@on_rows(
    "url, secrets",
    [
        ("http://ann:swordfish@p.example:8080", ("ann:swordfish", "swordfish")),
        ("ann:swordfish@p.example:8080", ("ann:swordfish", "swordfish")),
        (
            "socks5://ann:a%2Fb%2Bc%3Dd-9@p.example",
            ("ann:a%2Fb%2Bc%3Dd-9", "a%2Fb%2Bc%3Dd-9", "ann:a/b+c=d-9", "a/b+c=d-9"),
        ),
        ("http://ann:hunter2@p.example", ("ann:hunter2", "hunter2")),
        ("http://ann:proxy@p.example", ("ann:proxy",)),
        ("http://ann@p.example", ()),
        ("http://p.example:8080", ()),
        ("http://[", ()),
    ],
)  # fmt: skip
def test_the_password_of_a_proxy_is_a_secret(url: str, secrets: tuple[str, ...]) -> None:
    assert secrets_of_proxy(url) == secrets


def test_a_short_password_is_hidden_where_it_stands_by_itself() -> None:
    forms = forms_of(["hunter2"])
    assert redact_text("hunter2: 'hunter2', hunter2!", forms) == "***: '***', ***!"
    assert redact_text("hunter22 and ghunter2", forms) == "hunter22 and ghunter2"


def test_a_key_of_ordinary_length_costs_no_form_twice() -> None:
    forms = forms_of(["0f1e2d3c4b5a6978"])
    assert len(forms) == len(set(forms)) <= 6
    assert "" not in forms_of(["", "a"])


def test_a_credential_hides_the_keys_of_a_function_and_what_it_keeps() -> None:
    keys = iter(["first-key-0f1e", "second-key-2d3c"])
    credential = api_key(lambda: next(keys))
    credential.keep(["swordfish-9"])
    assert credential.redact("first-key-0f1e") == "first-key-0f1e"
    first, second = credential.value(), credential.value()
    assert credential.redact(f"{first} {second} swordfish-9 other") == "*** *** *** other"


def test_the_head_of_an_answer_keeps_its_names_although_a_secret_is_one() -> None:
    mask = HeaderRedactor((b"content-length", b"HTTP/1.1"))
    head = b"HTTP/1.1 200 content-length\r\ncontent-length: 5\r\nx-echo: content-length HTTP/1.1\r\n\r\n"
    hidden = b"HTTP/1.1 200 **************\r\ncontent-length: 5\r\nx-echo: ************** ********\r\n\r\n"
    assert mask.feed(head) == hidden
