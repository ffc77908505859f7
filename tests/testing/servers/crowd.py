"""100,000 updates wait on a local Telegram, and a bot fetches them: prints what it cost, as JSON.

In a process of its own, because the memory of another one tells nothing about the server.
"""

from __future__ import annotations

import json
import resource
import time

import httpx
from tests.testing.servers.bot_api import ANN

from schedbot_sdk.testing.servers import LocalTelegram

WAITING = 100_000
FETCHED = 2_000


def peak() -> float:
    """MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Fetcher:
    """Fetches in batches of 100, and confirms by that."""

    def __init__(self, telegram: LocalTelegram, http: httpx.Client) -> None:
        self._address = f"{telegram.base_url}/bot{telegram.token}/getUpdates"
        self._http = http
        self._offset = 0
        self.count = 0

    def fetch(self, count: int) -> None:
        """Until there are so many, or no more."""
        while self.count < count:
            updates = self._http.get(self._address, params={"offset": self._offset, "limit": 100}).json()["result"]
            if not updates:
                return
            self.count += len(updates)
            self._offset = updates[-1]["update_id"] + 1


def main() -> None:
    figures: dict[str, float] = {}
    with LocalTelegram() as telegram, httpx.Client(timeout=10) as http:
        before, began = peak(), time.perf_counter()
        for number in range(WAITING):
            telegram.user_says(ANN, f"Gym tomorrow at 7:00, number {number}")
        figures["seconds_to_queue"] = time.perf_counter() - began
        fetcher = Fetcher(telegram, http)
        began, used = time.perf_counter(), time.process_time()
        fetcher.fetch(FETCHED)
        figures["seconds_to_fetch"] = time.perf_counter() - began
        figures["cpu_to_fetch"] = time.process_time() - used
        fetcher.fetch(WAITING + 1)
        figures["seconds_to_fetch_all"] = time.perf_counter() - began
        figures["mebibytes"] = peak() - before
        figures["fetched"] = fetcher.count
        figures["confirmed"] = len(telegram.confirmed)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
