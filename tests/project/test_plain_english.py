"""Texts of the package are in plain English: error texts, log lines, docstrings and comments have no idioms.

Run this file as a script to read every error text and log line with its place. `--all` shows docstrings and comments
too, also pages and the names of tests. `--problems` shows only texts with an idiom. Other arguments are the folders and
files to read: `telegram/api docs/errors.md tests/chat`.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parents[2]
ROOT = PROJECT / "src" / "schedbot_sdk"
LONGEST_SENTENCE = 25  # words
# Texts for the LLM: tests/eval measures their wording.
PROMPTS = {"schedule/llm/draft.py", "schedule/llm/prompt_text.py"}
# The English of schedules, which users of bots read.
SCHEDULE_TEXTS = {"schedule/render/english.py"}

_START = r"(?:\A|[.;:!?]\s+|\n\s*\n\s*)"  # of a sentence, or of a part of one
# A pattern, and what to write in place of it.
IDIOMS = {
    r"(?<!\bthere )\b(?:is|are|was|were|be|am) no\b(?! (?:longer|more))": "'is not a …', 'are not …'",
    r"\b(?:is|are|was|were|be|of|one|that) (?-i:none)\b": "'is not one', 'has no …'",
    r"\bno such\b": "'unknown …', '… not found'",
    r"\b(?:every|any|no|some)body\b": "the person or the program",
    r"\b(?:whoever|whosoever)\b|" + _START + r"whatever\b": "'any … that', 'each … that'",
    _START + r"of\b": "the subject first",
    _START + r"(?:so|nor|neither|thus) (?:do|does|did|is|are|was|were|can|may|has|have|end|ends|go|goes)\b": (
        "the subject, then the verb"
    ),
    r"(?:\A|[.;!?]\s+|\n\s*\n\s*)" + r"what\b(?![^.]*\?)": "a noun: 'the argument', 'the answer', …",
    r"\bwhat (?:is|are|was|were|has|had) (?:no|not|none|left|more|known|given|said|lost|due|asked|to)\b": (
        "a noun: 'the rest', 'an unknown …'"
    ),
    r"\bof (?:which|whom|what)\b": "two sentences",
    r"\brid(?:e|es|den|ing) out\b": "'survives', 'retries until it ends'",
    r"\brun(?:s|ning)? hot\b": "'a busy loop'",
    r"\b(?:stands?|stood) (?:in the way|for itself|twice|there|here)\b": "'prevents', 'is', 'appears'",
    r"\bin disguise\b": "'an error sent with status 200'",
    r"\b(?:breaks?|broke|broken|breaking) (?:\w+ ){0,2}off\b": "'closed the connection', 'incomplete'",
    r"\bas (?:it|they) (?:came|comes?)\b|\bas given\b": "'unchanged', 'as received'",
    r"\bfor good\b": "'permanently', 'on every attempt'",
    r"\bbeliev(?:e|es|ed|ing)\b": "'accepts', 'trusts'",
    r"\bmanners\b": "'careful'",
    r"\b(?:is|are|was|were|be) told\b|\btold otherwise\b": "'receives', 'gets', 'unless set'",
    r"\b(?:as|was|were|is|are|be) said\b": "'the user wrote', 'as written'",
    r"\b(?:held|kept|holds|keeps) (?:\w+ )?back\b": "'filtered', 'delayed'",
    r"\bput aside\b": "'saved as a dead letter'",
    r"\b(?:comes?|came) (?:free|twice)\b": "'becomes free', 'happens twice'",
    r"\bin all\b(?=\s*(?:[.,;:)]|$))": "'in total'",
    r"\banew\b": "'again'",
    r"\b(?:can(?:not)?|could|to) be had\b": "'is available', 'can be installed'",
    r"\bmend(?:s|ed|ing)?\b": "'fixes', 'corrects'",
    r"\b(?:bears?|bore|lent|lends?|loans?|seams?|witness(?:es)?|keepers?|doors?)\b": "the field's word",
    r"\b(?:whereby|wherein|therein|thereof|hitherto|henceforth|lest|albeit)\b": "today's word",
    r"\blook why\b": "'check why'",
    r"\b(?:so much as|be it|as it were|for want of|at the most|at the least)\b": "'at most', 'at least', or nothing",
}
PATTERNS = [(re.compile(pattern, re.IGNORECASE), advice) for pattern, advice in IDIOMS.items()]
# Rooms with old texts. Empty this tuple when they are merged.
NOT_YET: tuple[str, ...] = (
    "__init__.py", "_core/", "chat/", "docs/", "errors.py", "options.py", "schedule/", "telegram/", "timezones/",
    "users/",
    *(f"testing/servers/{name}.py" for name in ("asked", "bot", "chat", "chats", "phrases", "reader", "repeats")),
)  # fmt: skip
# Words of other programs, which the code looks for.
QUOTES = {"no such savepoint"}


class Text(NamedTuple):
    """A text of the package that people read."""

    file: str
    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: [{self.kind}] {' '.join(self.text.split())}"


def error_texts() -> list[Text]:
    """Every string of at least three words that the code may show: errors, log lines, hints and descriptions."""
    return [
        text for file, tree in _trees().items() if file not in PROMPTS | SCHEDULE_TEXTS for text in _strings(tree, file)
    ]


def docstrings() -> list[Text]:
    """Every docstring of a module, class, function and field."""
    return [
        Text(file, node.lineno, "docstring", node.value.value)
        for file, tree in _trees().items()
        if file not in PROMPTS
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    ]


def comments() -> list[Text]:
    """Every comment; lines that follow one another are one text."""
    found: list[Text] = []
    for file, source in _sources().items():
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type != tokenize.COMMENT:
                continue
            line = Text(file, token.start[0], "comment", token.string.lstrip("# "))
            last = found[-1] if found else None
            if last and last.file == file and last.line + last.text.count("\n") + 1 == line.line:
                found[-1] = last._replace(text=f"{last.text}\n{line.text}")
            else:
                found.append(line)
    return found


def pages() -> list[Text]:
    """Every paragraph, list item and table row of the project's English pages, without code."""
    files = [path for path in (*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")) if path.name != "README.ru.md"]
    found: list[Text] = []
    for path in sorted(files):
        blank = re.sub(r"^ *```.*?^ *```", _blank, path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        blank = re.sub(r"`[^`\n]+`", "X", blank)
        for paragraph in re.finditer(r"^.+(?:\n(?![-|*#>] ?|\d+\. ).+)*", blank, re.MULTILINE):
            line = blank.count("\n", 0, paragraph.start()) + 1
            found.append(Text(path.relative_to(PROJECT).as_posix(), line, "page", paragraph[0].strip("-* \n")))
    return found


def names_of_tests() -> list[Text]:
    """Every test's name, as a sentence."""
    return [
        Text(
            path.relative_to(PROJECT).as_posix(), node.lineno, "test", node.name.removeprefix("test_").replace("_", " ")
        )
        for path in sorted((PROJECT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


def problems(texts: list[Text]) -> list[str]:
    """One line for each idiom that a text has."""
    return [
        f"{text}\n    {match[0].strip()!r}: write {advice}"
        for text in texts
        if text.text not in QUOTES
        for pattern, advice in PATTERNS
        if (match := pattern.search(text.text))
    ]


def assert_plain(texts: list[Text]) -> None:
    wrong = problems([text for text in texts if not text.file.startswith(NOT_YET)])
    assert not wrong, "\n".join(wrong)


def test_no_error_text_or_log_line_has_an_idiom() -> None:
    assert_plain(error_texts())


def test_no_docstring_has_an_idiom() -> None:
    assert_plain(docstrings())


def test_no_comment_has_an_idiom() -> None:
    assert_plain(comments())


def test_no_page_has_an_idiom() -> None:
    assert_plain(pages())


def test_sentences_of_error_texts_are_short() -> None:
    long = [
        f"{text}\n    {count} words"
        for text in error_texts()
        if (count := _longest_sentence(text.text)) > LONGEST_SENTENCE and not text.file.startswith(NOT_YET)
    ]
    assert not long, "\n".join(long)


def test_the_test_sees_what_it_looks_for() -> None:
    old = (
        "404 no such method, or a token that is none",
        "the server broke off, or sent what is no HTTP",
        "an error in disguise (the server says: {words})",
        "an update whose handler fails for good is only logged",
        "Telegram being away is ridden out.",
        "Of a yearly event the rule says so.",
        "So ends a call whose client is closed, too.",
        "Whatever may pass by itself is tried again.",
    )
    missed = [text for text in old if not problems([Text("here.py", 1, "text", text)])]
    plain = (
        "base_url must be an http:// or https:// URL, got 'ftp://…'",
        "there is no JSON object in the answer",
        "the client is no longer open",
        "What is the user's time zone?",
    )
    missed += [text for text in plain if problems([Text("here.py", 1, "text", text)])]
    assert not missed
    assert len(error_texts()) > 300


@cache
def _sources() -> dict[str, str]:
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted(ROOT.rglob("*.py"))}


@cache
def _trees() -> dict[str, ast.Module]:
    return {file: ast.parse(source) for file, source in _sources().items()}


def _strings(node: ast.AST, file: str, kind: str = "text") -> Iterator[Text]:
    """The strings below `node`, whole: adjacent literals are one, and an f-string shows its expressions in braces."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.Constant | ast.JoinedStr):
        if _is_sentence(text := _shown(node)):
            yield Text(file, node.lineno, kind, text)
        return
    for child in ast.iter_child_nodes(node):
        yield from _strings(child, file, _kind(node) or kind)


def _kind(node: ast.AST) -> str:
    match node:
        case ast.Raise():
            return "raise"
        case ast.Return() | ast.Yield():
            return "return"
        case ast.Call(func=ast.Name(id="Field")):
            return "field"
        case ast.Call(func=ast.Attribute(attr="debug" | "info" | "warning" | "error" | "exception" | "log")):
            return "log"
        case _:
            return ""


def _shown(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else _braced(part) for part in node.values)


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _braced(part: ast.expr) -> str:
    return "{" + (ast.unparse(part.value) if isinstance(part, ast.FormattedValue) else "") + "}"


def _is_sentence(text: str) -> bool:
    """Whether people read it: three words at least, and neither SQL nor a regular expression nor a type."""
    return (
        len(re.findall(r"\b[a-z]{2,}\b", text)) >= 3
        and not re.match(r"\s*(?:SELECT|CREATE|INSERT|DELETE|REPLACE|UPDATE|PRAGMA)\b", text)
        and not re.search(r"\\b|\(\?", text)
    )


def _longest_sentence(text: str) -> int:
    bare = re.sub(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", "X", text)
    return max(len(sentence.split()) for sentence in re.split(r"[.;:!?]\s", bare))


if __name__ == "__main__":
    rooms = tuple(argument for argument in sys.argv[1:] if not argument.startswith("--")) or ("",)
    texts = error_texts() + (docstrings() + comments() + pages() + names_of_tests() if "--all" in sys.argv else [])
    shown = [text for text in texts if text.file.startswith(rooms)]
    print("\n".join(problems(shown) if "--problems" in sys.argv else map(str, shown)))
