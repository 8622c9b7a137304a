"""The stage's drawing: what is on it agrees with the cards, in both languages, and nothing breaks it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from cards import result as result_cards
from cards.stage import qr, stage
from cards.texts import texts
from cards.views_stage import PollOnStage, QuestionOnStage, StageView
from event.definition import Event, Language, Poll, Status
from event.polls import PollState, Standing, result
from tests.cards.example import EVENT, standing

POLL = EVENT.polls[0]
COUNTED = standing(hond=7, kat=2, mus=1)
EVIL = "<script>alert(1)</script> \"x' & <b>"
NL = texts(Language.NL)


def on_stage(poll: Poll = POLL, found: Standing | None = COUNTED, state: PollState = PollState.OPEN) -> PollOnStage:
    return PollOnStage(
        poll=poll,
        state=state,
        votes=found.votes if found else 3,
        standing=found,
        result=result(poll, found) if found else None,
    )


def drawn(language: Language = Language.NL, event: Event = EVENT, **more: object) -> str:
    return stage(StageView(**({"event": event, "over": False} | more)), texts(language))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", list(Language))
def test_table_bars_and_sentence_say_what_the_card_says(language: Language) -> None:
    says = texts(language)
    html = unescape(drawn(language, poll=on_stage()))
    found = result(POLL, COUNTED)
    assert found is not None
    rows = re.findall(r'<span>([^<]+)</span></th><td role="cell"><span class="number">([^<]+)</span>', html)
    assert rows == [(result_cards.name(row, says), result_cards.numbers(row, found, says)) for row in found.rows]
    assert [int(width) for width in re.findall(r'class="part" width="(\d+)"', html)] == [
        row.share for row in found.rows
    ]
    assert result_cards.sentence(POLL, COUNTED, says) in html


def test_what_isnt_for_all_yet_stands_nowhere_on_it() -> None:
    html = drawn(poll=on_stage(found=None))
    assert "Een kat" in html
    assert "%" not in html
    assert "<b>3</b>" in html
    assert "De uitslag is nog niet te zien" in drawn(poll=on_stage(found=None, state=PollState.CLOSED))


def test_too_few_to_be_shown_is_said_and_nothing_else() -> None:
    html = drawn(poll=on_stage(found=Standing(votes=3, tally=None), state=PollState.CLOSED))
    assert "Anonieme stemmen" in html
    assert "%" not in html


def test_nothing_that_people_write_breaks_it() -> None:
    evil = POLL.model_copy(update={"question": POLL.question.model_copy(update={"nl": EVIL})})
    asked = QuestionOnStage(text=EVIL, votes=2)
    for html in (
        drawn(poll=on_stage(evil), live=asked, top=(asked,)),
        drawn(live=asked, top=(asked,)),
        drawn(top=(asked,), more=3),
    ):
        assert "<script" not in html
        assert "<b>" not in html.replace("<b>10</b>", "")
        assert " style=" not in html


def test_when_nothing_runs_it_tells_what_comes_and_how_to_take_part() -> None:
    following = EVENT.parts[0]
    starts = EVENT.start
    html = drawn(following=following, starts=starts, site="https://g.example/event")
    assert "Straks" in html
    assert f'data-until="{int(starts.timestamp() * 1000)}"' in html
    assert "“paneel”" in html
    assert "QR-code naar g.example/event" in html
    assert "<img" not in drawn(following=following, starts=starts), "without a safe address none is shown"


@pytest.mark.parametrize(("status", "said"), [(Status.CANCELLED, "Afgelast"), (Status.POSTPONED, "Uitgesteld")])
def test_a_day_that_is_off_says_so(status: Status, said: str) -> None:
    html = drawn(event=EVENT.with_(status=status), site="https://g.example/event")
    assert said in html
    assert "<img" not in html


def test_a_day_that_is_over_thanks() -> None:
    assert "Bedankt dat u erbij was" in drawn(over=True)


def test_a_code_is_dark_on_light_whatever_the_look() -> None:
    picture = qr("https://g.example/event")
    assert picture.startswith("data:image/svg+xml")
    assert "%23fff" in picture
    assert "%23000" in picture
