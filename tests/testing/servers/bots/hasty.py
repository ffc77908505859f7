"""A bot that confirms what it got before it handles it, as many do: started with an address, a token, and a file.

It writes the id of every update that it handled into the file, a line each, and takes a minute for each.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import httpx


def main(url: str, token: str, handled: str) -> None:
    offset = 1
    with httpx.Client(timeout=30) as http, Path(handled).open("w", encoding="utf-8") as file:
        while True:
            address = f"{url}/bot{token}/getUpdates"
            updates = http.get(address, params={"offset": offset, "timeout": 0}).json()["result"]
            if updates:
                offset = updates[-1]["update_id"] + 1
                http.get(address, params={"offset": offset, "timeout": 0})
            for update in updates:
                file.write(f"{update['update_id']}\n")
                file.flush()
                time.sleep(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
