"""Every link from page to page leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.docs.pages import PAGES, ROOT, blocks

LINKING = [*PAGES, "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"]
_LINK = re.compile(r"\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")
_FENCED = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)
_INLINE_CODE = re.compile(r"`[^`\n]+`")


def prose(page: Path) -> str:
    return _FENCED.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as both GitHub and the documentation's builder make them."""
    headings = re.findall(r"^#+ +(.+?) *$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\s-]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", LINKING)
def test_every_relative_link_leads_to_a_file_and_its_anchor_to_a_heading(page: str) -> None:
    file = ROOT / page
    broken: list[str] = []
    for match in _LINK.finditer(_INLINE_CODE.sub("", prose(file))):
        target, _, anchor = match["target"].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        leads_to = (file.parent / target).resolve() if target else file
        if not leads_to.exists() or (anchor and anchor not in anchors(leads_to)):
            broken.append(match["target"])
    assert not broken


@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("docs/")])
def test_a_page_of_the_site_links_only_to_pages_of_the_site(page: str) -> None:
    targets = [match["target"] for match in _LINK.finditer(_INLINE_CODE.sub("", prose(ROOT / page)))]
    assert not [target for target in targets if target.startswith("..")]


def test_the_english_and_the_russian_readme_have_the_same_code() -> None:
    english, russian = (
        [(block.language, block.title, block.code) for block in blocks(page)] for page in ("README.md", "README.ru.md")
    )
    assert english == russian
