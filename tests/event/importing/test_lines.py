"""Each line judged, and the law that holds for every list: what it brought, it brings once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event.addresses import address_key
from event.ids import PersonId
from event.importing.columns import recognise
from event.importing.files import read
from event.importing.headers import Field
from event.importing.lines import Known, Line, Reason, Verdict, incomplete, judge, taken_over
from event.registration import Form, Registration, Source, State
from tests.event.importing.files import HEADER, LUKASZ, SEAN, ZOE, csv

NOW = datetime(2027, 5, 1, 10, tzinfo=UTC)


def lines(*rows: Sequence[str], known: Sequence[Known] = (), header: Sequence[str] = HEADER) -> tuple[Line, ...]:
    table, columns = recognise(read(csv(header, *rows).encode()))
    return judge(table, columns, known)


def known(*cells: str, source: Source = Source.IMPORT, state: State = State.CONFIRMED, address: str = "") -> Known:
    name, email, organisation, function, question = (*cells, "", "", "", "")[:5]
    form = Form(name=name, email=email, organisation=organisation, function=function, question=question)
    kept = Registration(
        state=state, version=1, form=form, privacy_read_at=None, created_at=NOW, changed_at=NOW, source=source
    )
    return Known(person=PersonId(name), address=address or address_key(email), registration=kept)


def told(line: Line) -> tuple[Verdict, list[tuple[Reason, str]]]:
    return line.verdict, [(remark.reason, remark.about) for remark in line.remarks]


def test_somebody_new_is_new() -> None:
    found = lines(SEAN, ZOE)
    assert [told(line) for line in found] == [(Verdict.NEW, []), (Verdict.NEW, [])]
    assert [line.number for line in found] == [2, 3]
    assert found[1].form == Form(name=ZOE[0], email=ZOE[1], organisation=ZOE[2], function=ZOE[3], question=ZOE[4])


def test_who_is_there_already_stays_the_same() -> None:
    """Case in the address, accents written otherwise and what the list leaves empty are no change."""
    there = known("Łukasz Nowak", "Lukasz@Noord.example", *LUKASZ[2:])
    row = ("Łukasz Nowak", "LUKASZ@noord.example", "Coo\u0308peratie Noord", "", "")
    assert told(lines(row, known=[there])[0]) == (Verdict.SAME, [])


def test_a_change_says_what_was_and_what_comes() -> None:
    there = known(*SEAN)
    line = lines((SEAN[0], SEAN[1], SEAN[2], "Teamleider"), known=[there])[0]
    assert (line.verdict, line.person) == (Verdict.CHANGED, there.person)
    assert [(one.field, one.old, one.new) for one in line.differences] == [("function", "Huismeester", "Teamleider")]


@pytest.mark.parametrize(
    ("row", "reasons"),
    [
        (("Jan", "", "W", "F"), [(Reason.NO_ADDRESS, "")]),
        (("Jan", "jan.wonen.example", "W", "F"), [(Reason.NOT_AN_ADDRESS, "jan.wonen.example")]),
        (("Jan", "a@x.nl; b@x.nl", "W", "F"), [(Reason.NOT_AN_ADDRESS, "a@x.nl; b@x.nl")]),
        (("", "jan@x.nl", "W", "F"), [(Reason.NO_NAME, "")]),
        (("", "", "Totaal", "38"), [(Reason.NO_ADDRESS, ""), (Reason.NO_NAME, "")]),
        (("J" * 121, "jan@x.nl", "W" * 121, "F"), [(Reason.TOO_LONG, "name"), (Reason.TOO_LONG, "organisation")]),
        (("Jan", "j" * 250 + "@x.nl", "W", "F"), [(Reason.TOO_LONG, "email")]),
    ],
)
def test_a_wrong_line_says_why(row: Sequence[str], reasons: list[tuple[Reason, str]]) -> None:
    assert told(lines(SEAN, row)[1]) == (Verdict.WRONG, reasons)


def test_what_is_missing_is_doubted_only_where_the_list_has_it() -> None:
    first, second = lines(("Jan", "jan@x.nl", "", ""), ("An", "an@x.nl", "W", ""))
    assert told(first) == (Verdict.DOUBTFUL, [(Reason.NO_ORGANISATION, ""), (Reason.NO_FUNCTION, "")])
    assert told(second) == (Verdict.DOUBTFUL, [(Reason.NO_FUNCTION, "")])
    assert incomplete((first, second)) == [first, second]
    assert told(lines(("Jan", "jan@x.nl"), header=("Naam", "E-mail"))[0]) == (Verdict.NEW, [])


def test_who_withdrew_is_not_signed_up_again_by_itself() -> None:
    line = lines(SEAN, known=[known(*SEAN, state=State.WITHDRAWN)])[0]
    assert told(line) == (Verdict.DOUBTFUL, [(Reason.WITHDREW, "")])
    assert taken_over([line]) == []
    assert taken_over([line], {2}) == [line]


def test_one_name_with_two_addresses_is_doubted() -> None:
    private = (SEAN[0], "sean@thuis.example", *SEAN[2:])
    doubt = (Reason.OTHER_ADDRESS, SEAN[1])
    assert told(lines(private, known=[known(*SEAN)])[0]) == (Verdict.DOUBTFUL, [doubt])
    assert [told(line) for line in lines(SEAN, private)] == [(Verdict.NEW, []), (Verdict.DOUBTFUL, [doubt])]


def test_one_address_with_two_names_is_doubted() -> None:
    other = ("Anna Bos", *SEAN[1:])
    line = lines(other, known=[known(*SEAN)])[0]
    assert told(line) == (Verdict.DOUBTFUL, [(Reason.OTHER_NAME, SEAN[0])])
    spelled = ("Sean van 't Hof", *SEAN[1:])
    assert lines(spelled, known=[known(*SEAN)])[0].verdict is Verdict.CHANGED


def test_two_people_who_change_places_are_doubted_both() -> None:
    there = known("Anna Bos", "a@x.nl", "W", "F")
    found = lines(("Anna Vos", "a@x.nl", "W", "F"), ("Anna Bos", "b@x.nl", "W", "F"), known=[there])
    assert [told(line) for line in found] == [
        (Verdict.DOUBTFUL, [(Reason.OTHER_NAME, "Anna Bos")]),
        (Verdict.DOUBTFUL, [(Reason.OTHER_ADDRESS, "a@x.nl")]),
    ]


def test_what_somebody_wrote_themselves_is_not_written_over() -> None:
    there = known(*SEAN, source=Source.TEAMS)
    line = lines((SEAN[0], SEAN[1], SEAN[2], "Teamleider", "Mag een hond mee?"), known=[there])[0]
    assert told(line) == (Verdict.DOUBTFUL, [(Reason.OWN_WORDS, "")])
    assert lines((*SEAN, "Mag een hond mee?"), known=[there])[0].verdict is Verdict.CHANGED  # they left it empty


def test_an_address_twice_is_one_person() -> None:
    later = (SEAN[0], SEAN[1].upper(), SEAN[2], "Teamleider")
    found = lines(SEAN, SEAN, later)
    assert [told(line) for line in found] == [
        (Verdict.NEW, []),
        (Verdict.SAME, [(Reason.AGAIN, "2")]),
        (Verdict.DOUBTFUL, [(Reason.TWICE, "2")]),
    ]
    assert [(line.number, line.form.function) for line in taken_over(found)] == [(2, "Huismeester")]
    assert [(line.number, line.form.function) for line in taken_over(found, {4})] == [(4, "Teamleider")]


def test_two_people_with_one_address_are_told_apart_by_name() -> None:
    both = [known("Anna Bos", "info@x.nl", "W", "F"), known("Bert Vos", "info@x.nl", "W", "F")]
    found = lines(("Bert Vos", "info@x.nl", "W", "F"), ("Anna Bos", "info@x.nl", "W", "G"), known=both)
    assert [(line.verdict, line.person) for line in found] == [
        (Verdict.SAME, "Bert Vos"),
        (Verdict.CHANGED, "Anna Bos"),
    ]


def test_an_address_that_they_were_known_by_is_theirs_still() -> None:
    moved = known(SEAN[0], "sean@nieuw.example", *SEAN[2:], source=Source.TEAMS, address=SEAN[1])
    assert lines(SEAN, known=[moved])[0].verdict is Verdict.SAME


def test_plus_and_dots_make_another_address() -> None:
    found = lines(("An", "an@x.nl", "W", "F"), ("Bo", "an+bo@x.nl", "W", "F"), ("Cas", "a.n@x.nl", "W", "F"))
    assert [line.verdict for line in found] == [Verdict.NEW] * 3


def test_a_formula_is_a_text_like_any_other() -> None:
    line = lines(("=HYPERLINK(1)", "jan@x.nl", "+Wonen", "@functie"))[0]
    assert (line.form.name, line.form.organisation, line.form.function) == ("=HYPERLINK(1)", "+Wonen", "@functie")


def test_twenty_thousand_lines_are_read_and_judged() -> None:
    rows = [
        (f"Jan {n} de Vries", f"jan{n}@x.nl", f"Corporatie {n % 300}", "Huismeester", "Hoe?") for n in range(20_000)
    ]
    data = csv(HEADER, *rows).encode()
    there = [known(*row) for row in rows[:10_000]]
    table, columns = recognise(read(data))
    found = judge(table, columns, there)
    assert len(taken_over(found)) == 10_000


NAMES = st.sampled_from(["Anna Bos", "Łukasz Nowak", "Sean O'Brien-van 't Hof", "bos, anna", "=1+1", ""])
ADDRESSES = st.sampled_from(["a@x.nl", "A@X.nl", "b@x.nl", "info@x.nl", "geen adres", ""])
WORDS = st.sampled_from(["", "Wonen Zuid", "wonen zuid", "'=Oost", "é", "e\u0301"])
ROWS = st.lists(st.tuples(NAMES, ADDRESSES, WORDS, WORDS, WORDS), max_size=12)
STATES = st.sampled_from(list(State))
SOURCES = st.sampled_from(list(Source))


def kept(found: Sequence[Line], there: Sequence[Known]) -> list[Known]:
    """As the store does it: who is there with what was taken over."""
    after = {one.person: one for one in there}
    for line in found:
        who = line.person or PersonId(f"new {address_key(line.form.email)}")
        now = known(line.form.name, line.form.email, line.form.organisation, line.form.function, line.form.question)
        after[who] = Known(person=who, address=now.address, registration=now.registration)
    return list(after.values())


@given(
    rows=ROWS, before=ROWS, states=st.lists(STATES, min_size=12), sources=st.lists(SOURCES, min_size=12), data=st.data()
)
def test_the_same_list_twice_brings_nothing_more(
    rows: list[tuple[str, ...]],
    before: list[tuple[str, ...]],
    states: list[State],
    sources: list[Source],
    data: st.DataObject,
) -> None:
    there = {
        (key := address_key(row[1])): replace(known(*row, state=state, source=source), person=PersonId(key))
        for row, state, source in zip(before, states, sources, strict=False)
        if row[0] and "@" in row[1]
    }
    first = lines(*rows, known=list(there.values())) if rows else ()
    # Who says that somebody is called otherwise now clears a doubt about the old name on another line.
    renamed = {line.number for line in first if "name" in [one.field for one in line.differences]}
    doubtful = [line.number for line in first if line.verdict is Verdict.DOUBTFUL and line.number not in renamed]
    chosen = data.draw(st.sets(st.sampled_from(doubtful))) if doubtful else set()
    brought = taken_over(first, chosen)
    assert len({line.whose for line in brought}) == len(brought)
    assert {line.number for line in first} == {at for at, row in enumerate(rows, 2) if any(row)}  # nothing is lost
    after = kept(brought, list(there.values()))
    again = lines(*rows, known=after) if rows else ()
    assert taken_over(again) == []
    by_number = {line.number: line for line in again}
    assert all(by_number[line.number].verdict is Verdict.SAME for line in brought)


def test_columns_that_somebody_corrected_count() -> None:
    table, columns = recognise(read(csv(("Naam", "E-mail", "Wat doet u?"), ("Jan", "j@x.nl", "Portier")).encode()))
    line = judge(table, {**columns, Field.FUNCTION: 2}, [])[0]
    assert line.form.function == "Portier"
