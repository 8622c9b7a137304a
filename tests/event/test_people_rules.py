"""The small rules about people: who is found, in which order; what a question must hold; which role can be given."""

from __future__ import annotations

import pytest

from event.errors import Refusal, RefusalCode
from event.folding import fold
from event.ids import PersonId
from event.participants import Participant, found, in_order
from event.questions import LONGEST, MOST_OPEN, QuestionMistake, check_new, read
from event.registration import State
from event.roles import Role, higher, offered


def someone(name: str, organisation: str = "Wonen", email: str = "x@y.nl") -> Participant:
    return Participant(person=PersonId(name), state=State.CONFIRMED, name=name, email=email, organisation=organisation)


PEOPLE = [
    someone("Łukasz Nowak", "Havensteder", "lukasz@havensteder.nl"),
    someone("Sean O'Brien-van 't Hof", "Woonstad", "s.obrien@woonstad.nl"),
    someone("Mehmet Yıldız", "élan wonen", "m@elan.nl"),
    someone("Zoë Straße", "Élan Wonen", "zoe@elan.nl"),
]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("lukasz", ["Łukasz Nowak"]),
        ("NÓWAK haven", ["Łukasz Nowak"]),
        ("o'brien", ["Sean O'Brien-van 't Hof"]),
        ("obrien", ["Sean O'Brien-van 't Hof"]),
        ("yildiz", ["Mehmet Yıldız"]),
        ("strasse", ["Zoë Straße"]),
        ("elan", ["Mehmet Yıldız", "Zoë Straße"]),
        ("s.obrien@", ["Sean O'Brien-van 't Hof"]),
        ("nowak woonstad", []),
        ("", []),
        ("?!", []),
    ],
)
def test_every_word_is_found_somewhere(text: str, names: list[str]) -> None:
    assert [one.name for one in found(PEOPLE, text)] == names


def test_the_order_is_by_organisation_then_name_whatever_the_case() -> None:
    assert [one.name for one in in_order(reversed(PEOPLE))] == [
        "Mehmet Yıldız",
        "Zoë Straße",
        "Łukasz Nowak",
        "Sean O'Brien-van 't Hof",
    ]


def test_letters_that_unicode_keeps_whole_are_folded_too() -> None:
    assert fold("Łódź, Ørsted, İstanbul ı, æ, Straße, Đà") == "lodz orsted istanbul i ae strasse da"


@pytest.mark.parametrize(
    ("typed", "mistake"),
    [
        ("Mag dit?", None),
        ("  \n ", QuestionMistake.MISSING),
        ("?!", QuestionMistake.MISSING),
        (None, QuestionMistake.MISSING),
        (["x"], QuestionMistake.MISSING),
        ("w" * LONGEST, None),
        ("w" * (LONGEST + 1), QuestionMistake.TOO_LONG),
    ],
)
def test_a_question_asks_something_and_has_an_end(typed: object, mistake: QuestionMistake | None) -> None:
    assert read(typed)[1] is mistake


def test_what_is_typed_is_tidied_and_keeps_its_lines() -> None:
    assert read("  Mag\u0007  dit?\r\n  En dat? ") == ("Mag dit?\nEn dat?", None)


def test_asking_twice_is_once_and_ten_is_enough() -> None:
    waiting = [f"Nummer {i}?" for i in range(MOST_OPEN)]
    assert check_new("Nummer 11?", waiting[1:])
    assert not check_new("nummer 3", waiting)
    with pytest.raises(Refusal) as refused:
        check_new("Nummer 11?", waiting)
    assert refused.value.code is RefusalCode.TOO_MANY_QUESTIONS


@pytest.mark.parametrize(
    ("by_file", "given", "can", "holds"),
    [
        (None, None, {Role.ORGANISER, Role.MODERATOR}, None),
        (None, Role.MODERATOR, {Role.ORGANISER, None}, Role.MODERATOR),
        (None, Role.ORGANISER, {Role.MODERATOR, None}, Role.ORGANISER),
        (Role.MODERATOR, None, {Role.ORGANISER}, Role.MODERATOR),
        (Role.MODERATOR, Role.MODERATOR, {Role.ORGANISER}, Role.MODERATOR),
        (Role.MODERATOR, Role.ORGANISER, {None}, Role.ORGANISER),
        (Role.ORGANISER, None, set(), Role.ORGANISER),
        (Role.ORGANISER, Role.MODERATOR, set(), Role.ORGANISER),
    ],
)
def test_what_the_event_file_gives_is_not_chats_to_take(
    by_file: Role | None, given: Role | None, can: set[Role | None], holds: Role | None
) -> None:
    assert set(offered(by_file, given)) == can
    assert higher(by_file, given) is holds
