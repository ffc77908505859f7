"""Makes the synthetic fixtures anew: asks the SDK's local servers over real sockets and writes down what they answer.

`python tests/testing/make_fixtures.py` rewrites the files whose answer changed; with `--check` it writes nothing and
fails when one would change. Dates, timings and generated ids do not count as a change, so a second run is quiet.
"""

from __future__ import annotations

import base64
import json
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx

from schedbot_sdk.testing import LOCAL_KEY, LocalChat, LocalTelegram, LocalUsers, Person, fixtures, shipped_exchanges

DATA = Path(fixtures.__file__).parent / "data"
TOKEN = "123:ABC"
CREDENTIALS = {"authorization": "Bearer <secret>"}
_FIRST_UPDATE = 100_000_001


def record(
    method: str, url: str, *, headers: Mapping[str, str] | None = None, body: object = None
) -> dict[str, object]:
    """Send one request and describe the exchange in the fixture format, without service, operation and provenance."""
    content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    all_headers = {"Content-Type": "application/json", **(headers or {})} if content else dict(headers or {})
    request = httpx.Request(method, url, headers={"Host": "127.0.0.1", **all_headers}, content=content)
    received: list[bytes] = []
    chunks: list[list[float | int]] = []
    cut_off = False
    begin = time.monotonic()
    with httpx.Client(trust_env=False, timeout=10.0) as client:
        response = client.send(request, stream=True)
        try:
            for chunk in response.iter_raw():
                received.append(chunk)
                chunks.append([_since(begin), len(chunk)])
        except httpx.RemoteProtocolError:
            cut_off = True
        finally:
            response.close()
    return {
        "request": {
            "method": method,
            "url": str(request.url.copy_with(port=None)).replace(f"/bot{TOKEN}/", "/bot~/"),
            "headers": [[name, CREDENTIALS.get(name.lower(), value)] for name, value in _pairs(request.headers)],
            **_body(content or b""),
        },
        "status_line": f"HTTP/1.1 {response.status_code} {response.reason_phrase}".rstrip(),
        "status": response.status_code,
        "headers": _pairs(response.headers),
        **_body(b"".join(received)),
        "seconds": _since(begin),
        "body_chunks": chunks,
        "cut_off": cut_off,
    }


def _since(begin: float) -> float:
    return round(time.monotonic() - begin, 4)


def _pairs(headers: httpx.Headers) -> list[list[str]]:
    return [[name.decode("latin-1"), value.decode("latin-1")] for name, value in headers.raw]


def _body(content: bytes) -> dict[str, str | None]:
    try:
        return {"body_text": content.decode() if content else None, "body_b64": None}
    except UnicodeDecodeError:
        return {"body_text": None, "body_b64": base64.b64encode(content).decode()}


def dumped(fixture: Mapping[str, object]) -> str:
    """Write a pair on one line, as a reader wants headers and chunks."""
    item = r'("(?:[^"\\]|\\.)*"|[\d.e-]+)'
    text = json.dumps(fixture, indent=1, ensure_ascii=False)
    return re.sub(rf"\[\n +{item},\n +{item}\n +\]", r"[\1, \2]", text) + "\n"


def settled(text: str) -> str:
    """Blank out what differs from run to run: dates, timings, generated ids."""
    for volatile, fixed in (
        (r'"date": "[^"]*"', '"date"'),
        (r'\["date", "[^"]*"\]', '["date"]'),
        (r'"seconds": [\d.e-]+', '"seconds"'),
        (r"\[[\d.e-]+, (\d+)\]", r"[\1]"),
        (r"chatcmpl-\w+", "chatcmpl"),
        (r'(\\"(?:created|date|edit_date)\\": ?)\d+', r"\1"),
    ):
        text = re.sub(volatile, fixed, text, flags=re.IGNORECASE)
    return text


Scene = tuple[str, str, str, dict[str, object]]
"""A fixture's name, its operation, a note, and the exchange."""

ANN = Person(42, "Ann", "en", "ann")
CLOCK = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PROMPT = "You make schedules.\nNow: 2026-11-23T09:30 (Monday), time zone Europe/Berlin"
DIALOGUE = [{"role": "system", "content": PROMPT}, {"role": "user", "content": "Gym tomorrow at 7:00"}]
BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
NO_MONEY = {
    "error": {"message": "You exceeded your current quota.", "type": "insufficient_quota", "code": "insufficient_quota"}
}


def telegram_scenes() -> Iterator[Scene]:
    """What the local Telegram answers to a bot."""
    keyboard = {"inline_keyboard": [[{"text": "Confirm", "callback_data": "confirm"}]]}
    with LocalTelegram(TOKEN) as server, ThreadPoolExecutor(1) as pool:
        bot = f"{server.base_url}/bot{TOKEN}"

        def updates(offset: int = 0, timeout: int = 0) -> dict[str, object]:
            return record("GET", f"{bot}/getUpdates?offset={offset}&timeout={timeout}")

        yield "updates-empty", "getUpdates", "Nothing waits.", updates()
        message_id = server.user_says(ANN, "Gym tomorrow at 7:00")
        yield "updates", "getUpdates", "A message.", updates()
        server.user_edits(ANN, message_id, "Gym tomorrow at 8:00")
        yield "updates-edited", "getUpdates", "An edited message.", updates(_FIRST_UPDATE + 1)
        answer = {"chat_id": ANN.id, "text": "Tue 24 November, 08:00 Gym", "reply_markup": keyboard}
        yield (
            "send-message",
            "sendMessage",
            "With an inline keyboard.",
            record("POST", f"{bot}/sendMessage", body=answer),
        )
        server.user_presses(ANN, message_id + 1, "confirm")
        yield "updates-callback", "getUpdates", "The press of an inline button.", updates(_FIRST_UPDATE + 2)
        yield "get-me", "getMe", "The bot itself.", record("POST", f"{bot}/getMe", body={})
        older = pool.submit(updates, _FIRST_UPDATE + 3, 30)
        while not (server.is_polled or older.done()):
            time.sleep(0.01)
        updates(_FIRST_UPDATE + 3, timeout=1)
        yield "conflict", "getUpdates", "A second poll took over.", older.result(10)
        server.fail_next(400, body=json.dumps(_telegram_error(400, "Bad Request: wrong parameters")))
        yield "bad-request", "getUpdates", "Scripted: the real server clamps what is wrong.", updates()
        server.flood(5)
        yield "flood", "getUpdates", "Told in the body and in the header.", updates()
        server.fail_next(500)
        yield "server-error", "getUpdates", "In Telegram's envelope.", updates()
        server.fail_next(502, body=BAD_GATEWAY)
        yield "bad-gateway", "getUpdates", "HTML, as a proxy in front of Telegram writes it.", updates()
    with LocalTelegram("123:another") as server:
        denied = record("GET", f"{server.base_url}/bot{TOKEN}/getUpdates?offset=0&timeout=0")
        yield "unauthorized", "getUpdates", "A token that the server does not know.", denied


def users_scenes(folder: Path) -> Iterator[Scene]:
    """What the local users service answers, with the database in each of its states.

    It is always asked for who wrote `telegram/updates`, so that a test may put any answer behind that message.
    """
    with LocalUsers(folder / "users.sqlite") as server:

        def user() -> dict[str, object]:
            return record("GET", f"{server.base_url}/users/{ANN.id}")

        server.add(7, "Eve", "UTC")
        yield "not-found", "getUser", "Somebody else is in the database.", user()
        server.add(ANN.id, "Ann", "Europe/Berlin")
        yield "ok", "getUser", "The optional fields are null.", user()
        server.add(ANN.id, "Анна", "Asia/Yekaterinburg", username="ann", last_name="Иванова")
        yield "ok-full", "getUser", "Every field has a value.", user()
        with closing(sqlite3.connect(server.database, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield "unavailable", "getUser", "The database is locked.", user()
        server.database.write_bytes(b"no database" * 100)
        yield "internal-error", "getUser", "The file is no database.", user()


def chat_scenes() -> Iterator[Scene]:
    """What the local chat server answers; a rule-based reader stands in for the LLM."""
    with LocalChat(now=lambda: CLOCK) as server:

        def ask(key: str = LOCAL_KEY, **more: object) -> dict[str, object]:
            body = {"model": server.model, "messages": DIALOGUE, **more}
            headers = {"Authorization": f"Bearer {key}"}
            return record("POST", f"{server.base_url}/chat/completions", headers=headers, body=body)

        name = "createChatCompletion"
        yield "ok", name, "", ask(temperature=0.7, max_tokens=500)
        yield "length", name, "Cut at the token limit.", ask(max_tokens=5)
        yield "stream", name, "With a usage part.", ask(stream=True, stream_options={"include_usage": True})
        yield "bad-request", name, "No model.", ask(model="")
        yield "unauthorized", name, "", ask("wrong")
        server.fail_next(429, headers={"Retry-After": "2"})
        yield "rate-limited", name, "Told to wait 2 seconds.", ask()
        server.fail_next(429, body=json.dumps(NO_MONEY))
        yield "quota", name, "No money left: waiting cannot help.", ask()
        server.fail_next(500)
        yield "server-error", name, "", ask()
        server.fail_next(503)
        yield "unavailable", name, "", ask()


def made() -> Iterator[tuple[Path, str]]:
    """Every synthetic fixture: where it belongs, and its text."""
    today = datetime.now(UTC).date().isoformat()
    with tempfile.TemporaryDirectory() as folder:
        for service, scenes in (
            ("telegram", telegram_scenes()),
            ("users", users_scenes(Path(folder))),
            ("chat", chat_scenes()),
        ):
            for name, operation, note, exchange in scenes:
                provenance = {
                    "kind": "synthetic",
                    "server": f"schedbot_sdk.testing, local {service} server",
                    "date": today,
                }
                extra = {"note": note} if note else {}
                head = {"service": service, "operation": operation, "provenance": provenance | extra}
                yield DATA / service / f"{name}.json", dumped(head | exchange)


def main(arguments: list[str]) -> int:
    """Write what changed and remove what is no longer made, or with `--check` name both."""
    texts = dict(made())
    shipped = {DATA / f"{exchange.name}.json": exchange.provenance.kind for exchange in shipped_exchanges()}
    stale = [path for path, kind in shipped.items() if kind == "synthetic" and path not in texts]
    stale += [
        path
        for path, text in texts.items()
        if path not in shipped or settled(path.read_text(encoding="utf-8")) != settled(text)
    ]
    for path in stale:
        print(path.relative_to(DATA).as_posix())
        if "--check" in arguments:
            continue
        if path in texts:
            path.write_text(texts[path], encoding="utf-8")
        else:
            path.unlink()
    return 1 if stale and "--check" in arguments else 0


def _telegram_error(code: int, description: str) -> dict[str, object]:
    return {"ok": False, "error_code": code, "description": description}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
