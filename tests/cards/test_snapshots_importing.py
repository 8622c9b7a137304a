"""The cards about a list of sign-ups: in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cards import importing as cards
from cards.card import Card
from cards.import_lines import file_mistake, letter
from cards.texts import Texts, texts
from cards.views_importing import ColumnsView, LinesView, PreviewView, TakenOverView
from event.definition import Language
from event.importing.columns import Table
from event.importing.headers import Field
from event.importing.lines import Difference, Line, Reason, Remark, Verdict
from event.importing.sheets import FileMistake, Row, UnreadableFile
from event.registration import LONGEST, Form
from tests.cards.example import EVENT
from tests.cards.test_snapshots import check_rules

HEADER = Row(number=3, cells=("Naam", "E-mail_adres", "*Corporatie*", "Telefoon"))
ROW = Row(number=4, cells=("Łukasz *N*", "l_n@x.nl", "Wonen", "06"))
TABLE = Table(header=HEADER, rows=(ROW,) * 38, sheet="Deelnemers", others=("Uitleg", "Oud"))
TEXT = Table(header=None, rows=(ROW,), encoding="Windows-1252", separator=";")
COLUMNS = {Field.NAME: 0, Field.EMAIL: 1, Field.ORGANISATION: 2}
FORM = Form(name="Sean O'Brien-van 't Hof", email="s_o@x.nl", organisation="Wonen *Zuid*", function="", question="")


def line(number: int, verdict: Verdict, *remarks: Reason, about: str = "7", **changed: str) -> Line:
    return Line(
        number=number,
        verdict=verdict,
        form=FORM,
        remarks=tuple(Remark(reason=reason, about=about) for reason in remarks),
        differences=tuple(Difference(field=field, old="", new=new) for field, new in changed.items()),
    )


NEW = line(4, Verdict.NEW)
CHANGED = Line(
    number=5,
    verdict=Verdict.CHANGED,
    form=FORM,
    differences=(Difference(field="function", old="Huismeester", new="Teamleider"),),
)
DOUBTFUL = (
    line(6, Verdict.DOUBTFUL, Reason.WITHDREW, Reason.NO_FUNCTION),
    line(7, Verdict.DOUBTFUL, Reason.OTHER_ADDRESS, about="a_b@x.nl"),
    line(8, Verdict.DOUBTFUL, Reason.OTHER_NAME, about="Anna"),
    line(9, Verdict.DOUBTFUL, Reason.OWN_WORDS, question="Mag een kat?"),
    line(10, Verdict.DOUBTFUL, Reason.TWICE, Reason.NO_ORGANISATION),
)
WRONG = (
    line(11, Verdict.WRONG, Reason.NO_ADDRESS, Reason.NO_NAME),
    line(12, Verdict.WRONG, Reason.NOT_AN_ADDRESS, about="geen_adres"),
    line(13, Verdict.WRONG, Reason.TOO_LONG, about="organisation"),
)
COUNTS = {Verdict.NEW: 30, Verdict.CHANGED: 1, Verdict.SAME: 2, Verdict.DOUBTFUL: 5, Verdict.WRONG: 3}
FIRST = {
    Verdict.NEW: (NEW,),
    Verdict.CHANGED: (CHANGED,),
    Verdict.DOUBTFUL: DOUBTFUL[:3],
    Verdict.WRONG: WRONG,
}
CARDS: dict[str, Callable[[Texts], Card]] = {
    "how": lambda t: cards.how(EVENT, t),
    "not-fetched": lambda t: cards.not_fetched(EVENT, t),
    "one-at-a-time": lambda t: cards.one_at_a_time(EVENT, t),
    "preview": lambda t: cards.preview(
        PreviewView(event=EVENT, id=7, table=TABLE, columns=COLUMNS, counts=COUNTS, taken=2, coming=33, first=FIRST),
        t,
    ),
    "preview-nothing": lambda t: cards.preview(
        PreviewView(event=EVENT, id=7, table=TEXT, columns=COLUMNS, counts={Verdict.SAME: 1}, taken=0, coming=0), t
    ),
    "columns": lambda t: cards.columns(ColumnsView(event=EVENT, id=7, table=TABLE, columns=COLUMNS), t),
    "columns-mistake": lambda t: cards.columns(
        ColumnsView(event=EVENT, id=7, table=TEXT, columns={Field.NAME: 1}, mistake=True), t
    ),
    "lines-new": lambda t: cards.lines(
        LinesView(event=EVENT, id=7, verdict=Verdict.NEW, lines=(NEW, CHANGED), total=31, page=1, pages=4), t
    ),
    "lines-doubtful": lambda t: cards.lines(
        LinesView(
            event=EVENT,
            id=7,
            verdict=Verdict.DOUBTFUL,
            lines=DOUBTFUL,
            total=15,
            page=0,
            pages=2,
            taken=frozenset({7, 9}),
            incomplete=4,
        ),
        t,
    ),
    "lines-wrong": lambda t: cards.lines(
        LinesView(event=EVENT, id=7, verdict=Verdict.WRONG, lines=WRONG, total=3, page=0, pages=1), t
    ),
    "taken-over": lambda t: cards.taken_over(
        TakenOverView(event=EVENT, new=30, changed=1, came_back=1, doubtful=3, wrong=WRONG, wrong_in_all=5), t
    ),
    "taken-over-one": lambda t: cards.taken_over(
        TakenOverView(event=EVENT, new=1, changed=0, came_back=0, doubtful=0, wrong=(), wrong_in_all=0), t
    ),
    "discarded": lambda t: cards.discarded(EVENT, t),
}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(CARDS))
def test_card(name: str, language: Language, snapshot: SnapshotAssertion) -> None:
    card = CARDS[name](texts(language))
    check_rules(card)
    shown = {"summary": card.summary, "card": card.content}
    assert snapshot.use_extension(JSONSnapshotExtension) == shown


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("mistake", list(FileMistake))
def test_every_file_that_is_refused_has_its_sentence(mistake: FileMistake, language: Language) -> None:
    error = UnreadableFile(mistake, 12)
    card = cards.unreadable(EVENT, error, texts(language))
    check_rules(card)
    assert file_mistake(error, texts(language)) == card.summary
    assert "anna@voorbeeld.example" in str(card.content["body"])


def test_the_widest_list_and_the_longest_lines_still_fit() -> None:
    nl = texts(Language.NL)
    wide = Table(header=Row(number=1, cells=("ö" * 200,) * 100), rows=(), sheet="ö" * 31, others=("ö" * 31,) * 20)
    every = dict(zip(Field, range(92, 100), strict=True))
    check_rules(cards.columns(ColumnsView(event=EVENT, id=7, table=wide, columns=every), nl))
    form = Form(**{field: "€" * longest for field, longest in LONGEST.items()})
    long = Line(
        number=20_000,
        verdict=Verdict.DOUBTFUL,
        form=form,
        remarks=tuple(Remark(reason=one, about="€" * 254) for one in (Reason.OTHER_NAME, Reason.TWICE)),
        differences=tuple(Difference(field=field, old="€" * 300, new="ö" * 300) for field in LONGEST),
    )
    check_rules(
        cards.lines(
            LinesView(event=EVENT, id=7, verdict=Verdict.DOUBTFUL, lines=(long,) * 8, total=99, page=1, pages=9), nl
        )
    )
    first = dict.fromkeys((Verdict.NEW, Verdict.CHANGED, Verdict.DOUBTFUL, Verdict.WRONG), (long,) * 2)
    check_rules(
        cards.preview(
            PreviewView(event=EVENT, id=7, table=wide, columns=every, counts=COUNTS, taken=2, coming=33, first=first),
            nl,
        )
    )
    wrong = (long,) * 8
    check_rules(
        cards.taken_over(
            TakenOverView(event=EVENT, new=1, changed=1, came_back=1, doubtful=1, wrong=wrong, wrong_in_all=99), nl
        )
    )


def test_columns_are_called_as_a_spreadsheet_calls_them() -> None:
    assert [letter(column) for column in (0, 25, 26, 51, 99)] == ["A", "Z", "AA", "AZ", "CV"]
