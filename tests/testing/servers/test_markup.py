"""Markup becomes text and entities as Telegram's servers make them, or is refused in their words. Pure."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rows import on_rows

from schedbot_sdk.testing.servers.entities import Entity, EntityText, MarkupError, utf16_length
from schedbot_sdk.testing.servers.html_markup import read_html
from schedbot_sdk.testing.servers.legacy_markdown import read_markdown
from schedbot_sdk.testing.servers.markdown_markup import read_markdown_v2
from schedbot_sdk.testing.servers.normalize import normalize

READERS = [read_html, read_markdown, read_markdown_v2]
Reader = Callable[[str], EntityText]
Found = tuple[str, list[tuple[object, ...]]]


def found(reader: Reader, text: str) -> Found:
    formatted = normalize(reader(text))
    return formatted.text, [(e.type, e.offset, e.length, *e.extra.values()) for e in formatted.entities]


def refusal(reader: Reader, text: str) -> str:
    with pytest.raises(MarkupError) as refused:
        reader(text)
    return str(refused.value)


HTML: dict[str, Found] = {
    "<b>a</b><strong>b</strong>": ("ab", [("bold", 0, 2)]),
    "<i>a</i> <em>b</em>": ("a b", [("italic", 0, 1), ("italic", 2, 1)]),
    "<u>a</u> <ins>b</ins>": ("a b", [("underline", 0, 1), ("underline", 2, 1)]),
    "<s>a</s> <strike>b</strike> <del>c</del>": ("a b c", [("strikethrough", n, 1) for n in (0, 2, 4)]),
    "<tg-spoiler>a</tg-spoiler> <span class='tg-spoiler'>b</span>": ("a b", [("spoiler", 0, 1), ("spoiler", 2, 1)]),
    "<B>a</b>": ("a", [("bold", 0, 1)]),
    "<b>Gym</>": ("Gym", [("bold", 0, 3)]),
    "<b>\U0001f3cb Gym</b> at 7": ("\U0001f3cb Gym at 7", [("bold", 0, 6)]),
    "\U0001f3cb <i>Gym</i>": ("\U0001f3cb Gym", [("italic", 3, 3)]),
    "<b>a<i>b</i></b>": ("ab", [("bold", 0, 2), ("italic", 1, 1)]),
    "1 &lt; 2 &amp; 3 &gt; 2 &quot;x&quot;": ('1 < 2 & 3 > 2 "x"', []),
    "&#1080;&#x438; &nbsp; &copy; & &; &#0;": ("ии &nbsp; &copy; & &; &#0;", []),
    '<a href="https://example.org/?a=1&amp;b=2">x</a>': ("x", [("text_link", 0, 1, "https://example.org/?a=1&b=2")]),
    "<a href='example.org'>x</a>": ("x", [("text_link", 0, 1, "http://example.org/")]),
    "<a>example.org</a>": ("example.org", [("text_link", 0, 11, "http://example.org/")]),
    "<a href='nowhere'>x</a> <a href='javascript:a.b'>y</a>": ("x y", []),
    "<a href='tg://user?id=42'>Ann</a>": ("Ann", [("text_mention", 0, 3, {"id": 42})]),
    "<a href='tg://resolve?domain=x'>y</a>": ("y", [("text_link", 0, 1, "tg://resolve?domain=x")]),
    "<code>x &lt; y</code>": ("x < y", [("code", 0, 5)]),
    "<pre>x\n y</pre>": ("x\n y", [("pre", 0, 4)]),
    "<pre><code class='language-python'>x</code></pre>": ("x", [("pre", 0, 1, "python")]),
    "<code class='language-python'>x</code>": ("x", [("code", 0, 1)]),
    "<pre><code>x</code></pre>": ("x", [("pre", 0, 1)]),
    "<blockquote>a\nb</blockquote>": ("a\nb", [("blockquote", 0, 3)]),
    "<blockquote expandable>a</blockquote>": ("a", [("expandable_blockquote", 0, 1)]),
    "<blockquote><b>a</b></blockquote>": ("a", [("blockquote", 0, 1), ("bold", 0, 1)]),
    "<tg-emoji emoji-id='5368324170671202286'>\U0001f44d</tg-emoji>": (
        "\U0001f44d", [("custom_emoji", 0, 2, "5368324170671202286")],
    ),
    "<tg-time unix='1700000000' format='wDT'>soon</tg-time>": ("soon", [("date_time", 0, 4, 1_700_000_000, "wDT")]),
    "<tg-time unix='1700000000'>soon</tg-time>": ("soon", [("date_time", 0, 4, 1_700_000_000)]),
    "  <b> a </b>  ": ("a", [("bold", 0, 1)]),
    "<b></b>": ("", []),
    "<b>x <code>y</code> z</b>": ("x y z", [("bold", 0, 2), ("code", 2, 1), ("bold", 3, 2)]),
    "a<b>\r\n</b>b": ("a\nb", [("bold", 1, 1)]),
}  # fmt: skip
HTML_REFUSED = {
    "Gym <b": "Unclosed start tag at byte offset 4",
    "<div>a</div>": 'Unsupported start tag "div" at byte offset 0',
    "a<br>b": 'Unsupported start tag "br" at byte offset 1',
    "a<br/>b": 'Unsupported start tag "br/" at byte offset 1',
    "1 < 2 and 3 > 2": 'Unsupported start tag "" at byte offset 2',
    "x <3": "Unclosed start tag at byte offset 2",
    "<{0}>": 'Unsupported start tag "{0}" at byte offset 0',
    "<b>a": 'Can\'t find end tag corresponding to start tag "b"',
    "<b>a<i>b</b></i>": 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"',
    "a</b>": "Unexpected end tag at byte offset 1",
    "<b>a</b": "Unclosed end tag at byte offset 4",
    "\u0438\u0438<b>a</i>": 'Unmatched end tag at byte offset 8, expected "</b>", found "</i>"',
    "<a href>x": 'Can\'t find end tag corresponding to start tag "a"',
    "<a =x>y</a>": 'Empty attribute name in the tag "a" at byte offset 0',
    "<a href=": 'Unclosed start tag "a" at byte offset 0',
    "<a href=http://x>y</a>": "Unexpected end of name token at byte offset 8",
    "<a href='x": "Unclosed start tag at byte offset 0",
    "<span>a</span>": 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    "<tg-emoji>a</tg-emoji>": "Invalid custom emoji identifier specified",
    "<tg-emoji emoji-id='0'>a</tg-emoji>": "Invalid custom emoji identifier specified",
    "<tg-time unix='1' format='rt'>a</tg-time>": "Invalid date format used",
    "<tg-time unix='1' format='Tw'>a</tg-time>": "Invalid date format used",
    "<tg-time unix='0'>a</tg-time>": "Invalid Unix time specified",
    "<tg-time>a</tg-time>": "Invalid Unix time specified",
    "&#xD800;": "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate"
    " code units",
}
MARKDOWN_V2: dict[str, Found] = {
    "*a*": ("a", [("bold", 0, 1)]),
    "_a_ __b__": ("a b", [("italic", 0, 1), ("underline", 2, 1)]),
    "~a~ ||b||": ("a b", [("strikethrough", 0, 1), ("spoiler", 2, 1)]),
    "`a` ```\nb```": ("a b", [("code", 0, 1), ("pre", 2, 1)]),
    "```python\nx = 1\n```": ("x = 1", [("pre", 0, 5, "python")]),
    "```\\`\\\\```": ("`\\", [("pre", 0, 2)]),
    "`*a* _b_ [c]`": ("*a* _b_ [c]", [("code", 0, 11)]),
    "*bold _both __all___*": ("bold both all", [("bold", 0, 13), ("italic", 5, 8), ("underline", 10, 3)]),
    "_a_\r__b__": ("ab", [("italic", 0, 1), ("underline", 1, 1)]),
    "Gym \\(7\\.00\\) \\- now\\!": ("Gym (7.00) - now!", []),
    "\\_\\*\\[\\]\\(\\)\\~\\`\\>\\#\\+\\-\\=\\|\\{\\}\\.\\!\\\\": ("_*[]()~`>#+-=|{}.!\\", []),
    "\\a\\и": ("a\\и", []),
    "*\U0001f3cb* _a_": ("\U0001f3cb a", [("bold", 0, 2), ("italic", 3, 1)]),
    "[a](https://example.org/x_\\(y\\))": ("a", [("text_link", 0, 1, "https://example.org/x_(y)")]),
    "[*a*](example.org)": ("a", [("text_link", 0, 1, "http://example.org/"), ("bold", 0, 1)]),
    "[a](tg://user?id=42)": ("a", [("text_mention", 0, 1, {"id": 42})]),
    "[a](b) c": ("a c", []),
    "![\U0001f44d](tg://emoji?id=25)": ("\U0001f44d", [("custom_emoji", 0, 2, "25")]),
    "![soon](tg://time?unix=1700000000&format=wDT)": ("soon", [("date_time", 0, 4, 1_700_000_000, "wDT")]),
    ">a\n>b\nc": ("a\nb\nc", [("blockquote", 0, 4)]),
    ">a\n>b||\nc": ("a\nb\nc", [("expandable_blockquote", 0, 4)]),
    ">a ||b||\nc": ("a b\nc", [("blockquote", 0, 4), ("spoiler", 2, 1)]),
    ">a\n**>b": ("a\nb", [("blockquote", 0, 2), ("blockquote", 2, 1)]),
    ">*a\n>b*": ("a\nb", [("blockquote", 0, 3), ("bold", 0, 3)]),
    "a\n\n>b": ("a\n\nb", [("blockquote", 3, 1)]),
    "\n  *a*  \n": ("a", [("bold", 0, 1)]),
    "****": ("", []),
}
MARKDOWN_V2_REFUSED = {
    **{
        f"Gym {letter} 7": f"Character '{letter}' is reserved and must be escaped with the preceding '\\'"
        for letter in ")>#+-=|{}.!]("
    },
    "*a": "Can't find end of Bold entity at byte offset 0",
    "и_a": "Can't find end of Italic entity at byte offset 2",
    "__a_": "Can't find end of Italic entity at byte offset 3",
    "a ~b": "Can't find end of Strikethrough entity at byte offset 2",
    "||a|": "Character '|' is reserved and must be escaped with the preceding '\\'",
    "||a": "Can't find end of Spoiler entity at byte offset 0",
    "`a": "Can't find end of Code entity at byte offset 0",
    "```a": "Can't find end of Pre entity at byte offset 0",
    "```a b": "Can't find end of PreCode entity at byte offset 0",
    "[a": "Can't find end of TextUrl entity at byte offset 0",
    "[a](b": "Can't find end of a URL at byte offset 4",
    "*a _b* c_": "Can't find end of Italic entity at byte offset 8",
    "![a": "Can't find end of CustomEmoji entity at byte offset 0",
    "![a]": "The entity must contain a tg://emoji or tg://time URL",
    "![a](https://example.org)": "Invalid tg://emoji or tg://time URL specified",
    "![a](tg://time?unix=1&format=rr)": "Invalid date format used",
    ">*a\nb*": "Can't find end of Bold entity at byte offset 1",
}
MARKDOWN: dict[str, Found] = {
    "*a* _b_ `c`": ("a b c", [("bold", 0, 1), ("italic", 2, 1), ("code", 4, 1)]),
    "*a _b* c\\_": ("a _b c_", [("bold", 0, 4)]),
    "```py\nx```": ("x", [("pre", 0, 1, "py")]),
    "[a](example.org).": ("a.", [("text_link", 0, 1, "http://example.org/")]),
    "[a](example.org": ("a", [("text_link", 0, 1, "http://example.org/")]),
    "\U0001f3cb *a*": ("\U0001f3cb a", [("bold", 3, 1)]),
    "(a) - b! \\# c": ("(a) - b! \\# c", []),
}
MARKDOWN_REFUSED = {
    "*a": "Can't find end of the entity starting at byte offset 0",
    "и snake_case": "Can't find end of the entity starting at byte offset 8",
    "a [b": "Can't find end of the entity starting at byte offset 2",
    "```a": "Can't find end of the entity starting at byte offset 0",
}


@on_rows(("reader", "rows"), [(read_html, HTML), (read_markdown_v2, MARKDOWN_V2), (read_markdown, MARKDOWN)])
def test_markup_becomes_text_and_entities(reader: Reader, rows: dict[str, Found]) -> None:
    for text, expected in rows.items():
        assert found(reader, text) == expected, text


@on_rows(
    ("reader", "rows"),
    [
        (read_html, HTML_REFUSED),
        (read_markdown_v2, MARKDOWN_V2_REFUSED),
        (read_markdown, MARKDOWN_REFUSED),
    ],
)
def test_broken_markup_is_refused_in_telegrams_words(reader: Reader, rows: dict[str, str]) -> None:
    for text, words in rows.items():
        assert refusal(reader, text) == words, text


@on_rows("reader", READERS)
@given(text=st.text(alphabet="<>/&;#x=\"' ab*_~|`[]()!\\.>\n\r\0\U0001f3cb", max_size=40))
def test_any_markup_is_read_or_refused_and_its_entities_are_in_the_text(reader: Reader, text: str) -> None:
    with suppress(MarkupError):
        formatted = normalize(reader(text))
        assert [e for e in formatted.entities if not 0 <= e.offset < e.end <= utf16_length(formatted.text)] == []


@given(
    text=st.text(alphabet="a \n\r\t\U0001f3cb\u2028", max_size=12),
    entities=st.lists(
        st.tuples(st.sampled_from(["bold", "code", "blockquote"]), st.integers(0, 20), st.integers(1, 20))
    ),
)
def test_entities_that_are_moved_lie_within_the_text_that_is_left(
    text: str, entities: list[tuple[str, int, int]]
) -> None:
    with suppress(MarkupError):
        formatted = normalize(EntityText(text, tuple(Entity(*e) for e in entities)))
        assert formatted.text == formatted.text.strip()
        assert [e for e in formatted.entities if not 0 <= e.offset < e.end <= utf16_length(formatted.text)] == []


def test_white_space_that_goes_moves_what_is_behind_it() -> None:
    formatted = normalize(
        EntityText(" \n\ta\r\n\U0001f3cb b ", (Entity("bold", 3, 1), Entity("italic", 6, 2), Entity("code", 9, 2)))
    )
    assert formatted.text == "a\n\U0001f3cb b"
    assert [(e.offset, e.length) for e in formatted.entities] == [(0, 1), (2, 2), (5, 1)]


def test_an_entity_that_halves_a_character_is_refused() -> None:
    for offset, length, words in ((1, 2, "begins"), (0, 1, "ends")):
        with pytest.raises(MarkupError, match=f"Entity {words} in a middle of a UTF-16 symbol at byte offset 0"):
            normalize(EntityText("\U0001f3cbab", (Entity("bold", offset, length),)))
    with pytest.raises(MarkupError, match="incorrect offset -1"):
        normalize(EntityText("a", (Entity("bold", -1, 2),)))


def test_entities_are_sorted_joined_and_at_most_a_hundred() -> None:
    text = "a " * 150
    formatted = normalize(EntityText(text, tuple(Entity("bold", 2 * n, 1) for n in reversed(range(150)))))
    assert [e.offset for e in formatted.entities] == [2 * n for n in range(100)]
    both = normalize(EntityText("abcdef", (Entity("bold", 2, 3), Entity("italic", 0, 6), Entity("bold", 0, 3))))
    assert [(e.type, e.offset, e.length) for e in both.entities] == [
        ("italic", 0, 6),
        ("bold", 0, 5),
    ]
    links = normalize(
        EntityText("abcdef", (Entity("text_link", 0, 4), Entity("text_link", 2, 4), Entity("blockquote", 0, 6)))
    )
    assert [(e.type, e.offset) for e in links.entities] == [("blockquote", 0), ("text_link", 0)]
