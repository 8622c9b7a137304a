"""Text without what a header or a calendar can't carry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.plain import lines, one_line


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("O'Brien-van 't Hof", "O'Brien-van 't Hof"),
        ("Łukasz\u00a0Żółć 👩\u200d🔬", "Łukasz\u00a0Żółć 👩\u200d🔬"),
        ("a\r\nb\rc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
        ("a\x00b\x1b[31mc\x7f\ud800d", "ab[31mcd"),
        ("a\tb", "a\tb"),
    ],
)
def test_what_is_kept(given_text: str, kept: str) -> None:
    assert lines(given_text) == kept


def test_one_line_is_one() -> None:
    assert one_line("  Anna\r\nBcc: iedereen@x.example\n\n de  Vries ") == "Anna Bcc: iedereen@x.example de Vries"


@given(text=st.text(st.characters(exclude_categories=())))
def test_nothing_else_ends_a_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
    one_line(text).encode("utf-8")
