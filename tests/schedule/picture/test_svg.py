"""Elements of SVG are escaped where they are written."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from tests.rows import on_rows

from schedbot_sdk.schedule.picture.svg import element, escaped, number


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_text_and_an_attribute_are_read_as_they_were_without_the_characters_that_xml_cannot_have(text: str) -> None:
    read = ET.fromstring(element("g", escaped(text), label=text))
    expected = "".join(one for one in text if one in "\t\n\r" or (one >= " " and one not in "\ufffe\uffff"))
    assert (read.text or "") == expected
    assert read.attrib["label"] == expected


@on_rows(("value", "expected"), [(1.0, "1"), (1.25, "1.2"), (-0.01, "0"), (0.04, "0"), (-3.5, "-3.5"), (1080, "1080")])
def test_numbers_are_short_and_zero_has_no_sign(value: float, expected: str) -> None:
    assert number(value) == expected
