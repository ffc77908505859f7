"""What a call costs beside plain httpx: CPU time of this process, as ratios within one run.

The server is a thread that answers with canned bytes, so its share is the same for every row. Five interleaved rounds,
medians. Nothing here passes or fails.
"""

from __future__ import annotations

import asyncio
import json
import socket
import statistics
import sys
import threading
import time
from collections.abc import Awaitable, Callable

import httpx

from schedbot_sdk import AsyncChatClient, ChatClient, TelegramClient
from schedbot_sdk.chat import ChatCompletion
from schedbot_sdk.telegram import GetUpdatesResponse

ROUNDS = 5
CALLS = 300
MESSAGES = [{"role": "user", "content": "plan my day"}]
COMPLETION = json.dumps(
    {
        "id": "c1",
        "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "done " * 100}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 100, "total_tokens": 110},
    }
).encode()
UPDATES = json.dumps(
    {
        "ok": True,
        "result": [
            {
                "update_id": number,
                "message": {
                    "message_id": number,
                    "date": 1_800_000_000,
                    "chat": {"id": 42, "type": "private", "first_name": "Ann"},
                    "from": {"id": 42, "is_bot": False, "first_name": "Ann", "language_code": "en"},
                    "text": "gym tomorrow at 7",
                },
            }
            for number in range(100)
        ],
    }
).encode()


def canned(listener: socket.socket, body: bytes) -> None:
    """Answer every request on every connection with the same bytes, until the listener is closed."""
    answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body) + body

    def serve(connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as requests:
            while requests.readline():
                length = 0
                while (line := requests.readline()) not in (b"\r\n", b""):
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.partition(b":")[2])
                requests.read(length)
                connection.sendall(answer)

    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this thread for one call, over many."""
    began = time.thread_time()
    for _ in range(CALLS):
        work()
    return (time.thread_time() - began) / CALLS


async def async_seconds(work: Callable[[], Awaitable[object]]) -> float:
    """CPU seconds of the event loop's thread for one call, over many."""
    began = time.thread_time()
    for _ in range(CALLS):
        await work()
    return (time.thread_time() - began) / CALLS


def row(name: str, plain: list[float], ours: list[float]) -> None:
    """Print medians and the ratio."""
    low, high = statistics.median(plain), statistics.median(ours)
    print(f"{name:<28}{low * 1e6:>14.0f}{high * 1e6:>14.0f}{high / low:>10.2f}")


def listen(body: bytes) -> tuple[socket.socket, str]:
    """A canned server, and its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=canned, args=(listener, body), daemon=True).start()
    return listener, f"http://127.0.0.1:{listener.getsockname()[1]}"


def sync_completion(url: str) -> tuple[list[float], list[float]]:
    """One completion after the other."""
    plain: list[float] = []
    ours: list[float] = []
    with httpx.Client() as http, ChatClient("key", base_url=url, model="m") as chat:

        def by_hand() -> None:
            answer = http.post(
                f"{url}/chat/completions",
                json={"model": "m", "messages": MESSAGES},
                headers={"Authorization": "Bearer key"},
            )
            ChatCompletion.model_validate_json(answer.content)

        for _ in range(ROUNDS):
            plain.append(seconds(by_hand))
            ours.append(seconds(lambda: chat.complete(MESSAGES)))
    return plain, ours


async def async_completion(url: str) -> tuple[list[float], list[float]]:
    """The same on an event loop."""
    plain: list[float] = []
    ours: list[float] = []
    async with httpx.AsyncClient() as http, AsyncChatClient("key", base_url=url, model="m") as chat:

        async def by_hand() -> None:
            answer = await http.post(
                f"{url}/chat/completions",
                json={"model": "m", "messages": MESSAGES},
                headers={"Authorization": "Bearer key"},
            )
            ChatCompletion.model_validate_json(answer.content)

        for _ in range(ROUNDS):
            plain.append(await async_seconds(by_hand))
            ours.append(await async_seconds(lambda: chat.complete(MESSAGES)))
    return plain, ours


def sync_updates(url: str) -> tuple[list[float], list[float]]:
    """`getUpdates` with 100 updates."""
    plain: list[float] = []
    ours: list[float] = []
    with httpx.Client() as http, TelegramClient("1:token", base_url=url) as telegram:

        def by_hand() -> None:
            answer = http.get(f"{url}/bot1:token/getUpdates", params={"offset": 0, "timeout": 0})
            GetUpdatesResponse.model_validate_json(answer.content)

        for _ in range(ROUNDS):
            plain.append(seconds(by_hand))
            ours.append(seconds(lambda: telegram.get_updates(offset=0, timeout=0)))
    return plain, ours


def main() -> int:
    """Print the table."""
    completions, completions_url = listen(COMPLETION)
    updates, updates_url = listen(UPDATES)
    with completions, updates:
        print(f"{'CPU microseconds a call':<28}{'plain httpx':>14}{'schedbot_sdk':>14}{'ratio':>10}")
        row("completion, sync", *sync_completion(completions_url))
        row("completion, async", *asyncio.run(async_completion(completions_url)))
        row("getUpdates with 100, sync", *sync_updates(updates_url))
    return 0


if __name__ == "__main__":
    sys.exit(main())
