"""Links between the pages, and the menu."""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs.pages import PAGES, ROOT, blocks

REFERENCE = sorted(page.relative_to(ROOT).as_posix() for page in (ROOT / "docs" / "reference").glob("*.md"))
LINKING = [*PAGES, *REFERENCE, "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"]
LOOKED_FOR = (
    "errors", "retries", "deadlines", "timeouts", "connections", "proxies", "secrets", "logging", "polling",
    "dead letters", "webhooks", "sending", "rate limits", "files", "streaming", "structured output", "servers",
    "schedules", "time zones", "calendar files", "testing", "performance", "status codes",
)  # fmt: skip
_LINK = re.compile(r"\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")
_FENCED = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)
_INLINE_CODE = re.compile(r"`[^`\n]+`")


def prose(page: Path) -> str:
    return _FENCED.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as both GitHub and the documentation's builder make them."""
    headings = re.findall(r"^#+ +(.+?) *$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\s-]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def targets_of(page: str) -> list[str]:
    return [match["target"] for match in _LINK.finditer(_INLINE_CODE.sub("", prose(ROOT / page)))]


def test_every_relative_link_leads_to_a_file_and_its_anchor_to_a_heading() -> None:
    broken: list[tuple[str, str]] = []
    for page in LINKING:
        file = ROOT / page
        for link in targets_of(page):
            target, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            leads_to = (file.parent / target).resolve() if target else file
            if not leads_to.exists() or (anchor and anchor not in anchors(leads_to)):
                broken.append((page, link))
    assert len(LINKING) >= 20
    assert broken == []


def test_a_page_of_the_site_links_only_to_pages_of_the_site() -> None:
    pages = [page for page in PAGES if page.startswith("docs/")]
    assert [(page, link) for page in pages for link in targets_of(page) if link.startswith("..")] == []


def test_the_menu_has_the_titles_of_the_pages_and_the_words_that_readers_look_for() -> None:
    menu = re.findall(r'\{ "([^"]+)" = "([^"]+\.md)" \}', (ROOT / "zensical.toml").read_text(encoding="utf-8"))
    titles = {
        page: (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()[0].removeprefix("# ") for _, page in menu
    }
    assert {page: title for title, page in menu} == titles
    words = " ".join(titles.values()).lower()
    assert [word for word in LOOKED_FOR if word not in words] == []


def test_the_english_and_the_russian_readme_have_the_same_code() -> None:
    english, russian = (
        [(block.language, block.title, block.code) for block in blocks(page)] for page in ("README.md", "README.ru.md")
    )
    assert english == russian
