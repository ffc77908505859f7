"""A CalDAV server that reads calendar files: Radicale."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import uuid
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import httpx
from tests.schedule.readers import Happening, Window, read_expanded

__all__ = ["radicale", "read_by_radicale"]

MULTISTATUS = 207
CONFIG = """\
[server]
hosts = 127.0.0.1:{port}
[auth]
type = none
[storage]
filesystem_folder = {folder}
[logging]
level = warning
"""
QUERY = """\
<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
  <D:prop><C:calendar-data><C:expand start="{start}" end="{end}"/></C:calendar-data></D:prop>
  <C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
    <C:time-range start="{start}" end="{end}"/>
  </C:comp-filter></C:comp-filter></C:filter>
</C:calendar-query>
"""


def read_by_radicale(folder: Path, asked: Sequence[tuple[bytes, Window]]) -> list[set[Happening]]:
    """Return the occurrences in each file's window, of files with one event each."""
    files: dict[Window, list[bytes]] = defaultdict(list)
    for content, window in asked:
        files[window].append(content)
    with radicale(folder) as server:
        found = {window: server.read(contents, window) for window, contents in files.items()}
    return [{one for one in found[window] if f"UID:{one.uid}\r\n".encode() in content} for content, window in asked]


class Radicale:
    """A CalDAV server."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def read(self, files: Sequence[bytes], window: Window) -> set[Happening]:
        """Return the occurrences in a window, expanded by the server, of files with one event each."""
        calendar = f"/somebody/{uuid.uuid4()}/"
        self._http.request("MKCALENDAR", calendar).raise_for_status()
        for number, file in enumerate(files):
            self._http.put(f"{calendar}{number}.ics", content=file, headers=_CALENDAR).raise_for_status()
        start, end = (f"{moment:%Y%m%dT%H%M%SZ}" for moment in window)
        answer = self._http.request(
            "REPORT", calendar, content=QUERY.format(start=start, end=end), headers={**_XML, "Depth": "1"}
        )
        assert answer.status_code == MULTISTATUS, answer.text
        parts = ET.fromstring(answer.content).iter("{urn:ietf:params:xml:ns:caldav}calendar-data")  # ours
        return {one for part in parts if part.text for one in read_expanded(part.text.encode())}


_CALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}
_XML = {"Content-Type": "application/xml; charset=utf-8"}


@contextmanager
def radicale(folder: Path) -> Generator[Radicale]:
    """Run the server as a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = cast("tuple[Any, int]", free.getsockname())[1]
    config = folder / "config"
    config.write_text(CONFIG.format(port=port, folder=folder / "storage"), encoding="utf-8")
    command = [sys.executable, "-m", "radicale", "--config", str(config)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            _wait(port, process)
            with httpx.Client(
                base_url=f"http://127.0.0.1:{port}", auth=("somebody", "any"), timeout=120, trust_env=False
            ) as http:
                yield Radicale(http)
        finally:
            process.terminate()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    raise AssertionError("Radicale does not start")
