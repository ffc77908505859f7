"""Makes the README that package indexes show: they know no files of the repository, so its links become absolute."""

from __future__ import annotations

import re
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?!https?:|#)(?P<target>[^)\s]+)\)")


class AbsoluteLinks(MetadataHookInterface):
    """Sets the project's `readme`."""

    def update(self, metadata: dict[str, object]) -> None:
        """Read README.md and point its relative links to the files of this version's tag."""
        urls, version = metadata["urls"], metadata["version"]
        if not isinstance(urls, dict):
            raise TypeError("project.urls must be a table")
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": absolute_links(text, f"{urls['Source']}", f"v{version}"),
        }


def absolute_links(text: str, source: str, tag: str) -> str:
    """Return a Markdown text whose links lead to the files of a repository at a tag."""
    return _LINK.sub(
        lambda m: f"{m['image']}[{m['text']}]({source}/{'raw' if m['image'] else 'blob'}/{tag}/{m['target']})", text
    )
