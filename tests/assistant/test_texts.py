"""The bot's texts."""

from __future__ import annotations

import dataclasses
import re

import pytest

from schedbot_sdk.assistant import ENGLISH, LANGUAGES, RUSSIAN, Texts
from schedbot_sdk.assistant.texts import text_chooser


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("ru", RUSSIAN),
        ("RU", RUSSIAN),
        ("ru-RU", RUSSIAN),
        ("en", ENGLISH),
        ("de", ENGLISH),
        ("run", ENGLISH),
        ("", ENGLISH),
        (None, ENGLISH),
    ],
)
def test_users_with_a_russian_telegram_get_russian_texts(code: str | None, texts: Texts) -> None:
    assert text_chooser(LANGUAGES)(code) is texts


def test_russian_sentences_are_in_russian() -> None:
    sentences = [getattr(RUSSIAN, field.name) for field in dataclasses.fields(Texts) if field.name != "code"]
    assert len(sentences) > 15
    assert not [sentence for sentence in sentences if re.search("[A-Za-z]", re.sub(r"/\w+", "", str(sentence)))]


def test_texts_for_callback_answers_are_short_enough() -> None:
    assert all(
        len(text) <= 200
        for texts in (ENGLISH, RUSSIAN)
        for text in (texts.confirmed, texts.cancelled, texts.events_removed, texts.events_kept, texts.outdated)
    )


def test_all_texts_differ() -> None:
    for texts in (ENGLISH, RUSSIAN):
        sentences = [getattr(texts, field.name) for field in dataclasses.fields(Texts)]
        assert len(set(sentences)) == len(sentences)


def test_replaced_texts_are_chosen_by_the_first_part_of_the_code() -> None:
    german = dataclasses.replace(ENGLISH, code="de", hello="Hallo!")
    choose = text_chooser({**LANGUAGES, "de": german})
    assert choose("de-AT") is german
    assert choose("fr") is ENGLISH
    assert text_chooser(lambda code: RUSSIAN if code is None else german)(None) is RUSSIAN
