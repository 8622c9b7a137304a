"""The catalogue is whole: every sentence in the code has its Dutch, and every Dutch one its sentence."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from cards.texts import CATALOGUE, literal, texts
from event.definition import Language

SAME_IN_BOTH = {"Cockpit", "Link", "Moderator", "Open polls", "poll {key}", "Privacy", "Poll", "Polls", "Open: {votes}",
                "Poll: {question}", "Quiz", "{what}: {title}", "{time} in {city}",
                "{weekday} {time} in {city}"}  # fmt: skip
KEYWORDS = {"say": None, "count": (1, 2)}


def in_code() -> set[str | tuple[str, ...]]:
    return {
        message
        for path in Path("cards").glob("*.py")
        for _, message, _, _ in extract_from_file("python", path, keywords=KEYWORDS)
    }


@pytest.fixture(name="dutch", scope="module")
def _dutch() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="nl", abort_invalid=True)


def entries(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def as_tuple(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_sentence_has_its_dutch_and_no_more(dutch: Catalog) -> None:
    assert {as_tuple(message) for message in in_code()} == {as_tuple(message.id) for message in entries(dutch)}
    assert not dutch.obsolete


def test_no_sentence_hides_in_a_formatted_string() -> None:
    """The extraction doesn't look there."""
    for path in Path("cards").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                called = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
                hidden = [one.attr for one in called if isinstance(one, ast.Attribute) and one.attr in KEYWORDS]
                assert not hidden, f"{path}:{node.lineno}"


def test_no_sentence_is_empty_fuzzy_or_left_in_english(dutch: Catalog) -> None:
    for message in entries(dutch):
        assert not message.fuzzy, message.id
        assert all(as_tuple(message.string)), message.id
        assert len(as_tuple(message.string)) == len(as_tuple(message.id)), message.id
        if as_tuple(message.id)[0] not in SAME_IN_BOTH:
            assert as_tuple(message.string) != as_tuple(message.id), message.id


def test_placeholders_are_the_same(dutch: Catalog) -> None:
    for message in entries(dutch):
        wanted = {name for text in as_tuple(message.id) for name in placeholders(text)}
        for text in as_tuple(message.string):
            assert placeholders(text) == wanted, message.id


def test_plurals_and_lists_follow_the_language() -> None:
    nl, en = texts(Language.NL), texts(Language.EN)
    assert [nl.count("{n} vote", "{n} votes", n) for n in (0, 1, 2)] == ["0 stemmen", "1 stem", "2 stemmen"]
    assert [en.count("{n} vote", "{n} votes", n) for n in (0, 1, 2)] == ["0 votes", "1 vote", "2 votes"]
    assert nl.listed(["a", "b", "c"]) == "a, b en c"


def test_what_people_type_is_shown_as_it_is() -> None:
    assert literal("O'Brien-van 't Hof") == "O'Brien-van 't Hof"
    assert literal("[klik](http://x) *ja*") == r"\[klik\](http://x) \*ja\*"
