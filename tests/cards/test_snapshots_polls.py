"""Voters' cards of an anonymous poll, of one that is closed, and what moderators decide about what people write."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cards import open_polls, poll, poll_news, poll_texts, result
from cards.card import Card
from cards.texts import Texts, texts
from cards.views_ballots import BallotView, ClosedPollBaseView, InvitationView, OpenPollsView, Own, ResultView
from cards.views_poll_texts import PollTextsView, PollTextView, TextDone
from event import poll_texts as rule
from event.definition import Language, PollKind, ResultsShown
from event.kinds.shapes import Tally
from event.poll_texts import Decision, Text, TextState, key_of
from event.polls import Standing
from event.seals import Code
from rehearsal.chats import words
from tests.cards.example import EVENT, standing
from tests.cards.test_snapshots import check_rules
from tests.event.kinds import poll as made

DIER, TIJD = EVENT.polls
SECRET = made(PollKind.SINGLE, anonymous=True)
LATE = made(PollKind.SINGLE, anonymous=True, results=ResultsShown.REVEALED)
OPEN = made(PollKind.TEXT, anonymous=True)
CODE = Code("WXYZ-2345-6789")
MANY = Tally(ballots=9, counts={"Meer *groen*": 3, "meer groen!": 1, "Parkeren": 2, "[Weg](x)": 1, "Minder auto's": 2})
DECIDED = {
    key_of("meer groen"): Decision(state=TextState.SHOWN),
    key_of("[Weg](x)"): Decision(state=TextState.HIDDEN),
    key_of("Minder auto's"): Decision(state=TextState.MERGED, into=key_of("Parkeren")),
}
TEXTS = rule.texts(MANY, DECIDED, hold=True)
ACT = "a" * 32


def one(text: str) -> Text:
    return next(each for each in TEXTS if each.text == text)


def queue(state: TextState, **more: object) -> PollTextsView:
    rows = [each for each in TEXTS if each.state is state]
    counts = {each: sum(text.state is each for text in TEXTS) for each in TextState}
    return PollTextsView(event=EVENT, poll=OPEN, state=state, rows=rows, counts=counts, hold=True, **more)  # type: ignore[arg-type]


def about(text: str, **more: object) -> PollTextView:
    others = rule.mergeable(TEXTS, one(text).key)
    return PollTextView(event=EVENT, poll=OPEN, text=one(text), others=others, **more)  # type: ignore[arg-type]


def ballot(**more: object) -> BallotView:
    return BallotView(event=EVENT, poll=SECRET, anonymous=True, **more)  # type: ignore[arg-type]


def closed(**more: object) -> ClosedPollBaseView:
    return ClosedPollBaseView(event=EVENT, poll=LATE, votes=7, result_later=True, anonymous=True, **more)  # type: ignore[arg-type]


def told(own: Own, **counts: int) -> ResultView:
    return ResultView(event=EVENT, poll=SECRET, standing=standing(**counts), anonymous=True, own=own)


NOTHING = dict.fromkeys(TextState, 0)
CARDS: dict[str, Callable[[Texts], Card]] = {
    "ballot": lambda t: poll.ballot(ballot(), t),
    "ballot-voted": lambda t: poll.ballot(
        ballot(marks=("kat",), voted=True, code=CODE, standing=Standing(votes=4, tally=None)), t
    ),
    "ballot-no-code": lambda t: poll.ballot(ballot(voted=True), t),
    "ballot-wrong-code": lambda t: poll.ballot(ballot(voted=True, wrong_code=True), t),
    "ballot-outdated": lambda t: poll.ballot(ballot(run=2, outdated=True), t),
    "ballot-live": lambda t: poll.ballot(BallotView(event=EVENT, poll=DIER, standing=standing(hond=2, kat=1)), t),
    "closed": lambda t: poll.closed_base(ClosedPollBaseView(event=EVENT, poll=SECRET, votes=7, anonymous=True), t),
    "closed-later": lambda t: poll.closed_base(closed(), t),
    "closed-later-own": lambda t: poll.closed_base(closed(own=Own(marks=("kat",), code=CODE)), t),
    "closed-named-own": lambda t: poll.closed_base(
        ClosedPollBaseView(event=EVENT, poll=DIER, votes=1, result_later=True, own=Own(marks=("kat",))), t
    ),
    "result-counted": lambda t: result.result(told(Own(marks=("kat",), code=CODE), hond=4, kat=1), t),
    "result-ask": lambda t: result.result(told(Own(), hond=4, kat=1), t),
    "result-wrong-code": lambda t: result.result(told(Own(wrong_code=True), hond=4, kat=1), t),
    "result-texts-wait": lambda t: result.result(
        ResultView(event=EVENT, poll=OPEN, standing=Standing(votes=9, tally=Tally(ballots=9), waiting=3, closed=True)),
        t,
    ),
    "open": lambda t: open_polls.open_polls(
        OpenPollsView(event=EVENT, open=((DIER, True), (TIJD, False)), closed=(SECRET,)), t
    ),
    "open-none": lambda t: open_polls.open_polls(OpenPollsView(event=EVENT, open=(), closed=()), t),
    "texts-waiting": lambda t: poll_texts.queue(queue(TextState.WAITING, behind=2), t),
    "texts-shown": lambda t: poll_texts.queue(
        queue(TextState.SHOWN, done=TextDone.SHOWN, number=3, act=ACT, page=1, pages=3), t
    ),
    "texts-hidden": lambda t: poll_texts.queue(queue(TextState.HIDDEN, done=TextDone.HIDDEN, number=1, act=ACT), t),
    "texts-merged": lambda t: poll_texts.queue(queue(TextState.MERGED, done=TextDone.PUT_BACK, number=1), t),
    "texts-too-few": lambda t: poll_texts.queue(
        PollTextsView(
            event=EVENT, poll=OPEN, state=TextState.WAITING, rows=(), counts=NOTHING, hold=True, too_few=True
        ),
        t,
    ),
    "texts-none": lambda t: poll_texts.queue(
        PollTextsView(event=EVENT, poll=OPEN, state=TextState.WAITING, rows=(), counts=NOTHING, hold=True), t
    ),
    "texts-none-held": lambda t: poll_texts.queue(
        PollTextsView(
            event=EVENT, poll=OPEN, state=TextState.WAITING, rows=(), counts=NOTHING, hold=False, done=TextDone.GONE
        ),
        t,
    ),
    "text": lambda t: poll_texts.one_text(about("Parkeren", done=TextDone.NOTHING_CHOSEN), t),
    "text-merged": lambda t: poll_texts.one_text(about("Minder auto's", done=TextDone.MERGED, act=ACT), t),
}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(CARDS))
def test_card(name: str, language: Language, snapshot: SnapshotAssertion) -> None:
    card = CARDS[name](texts(language))
    check_rules(card)
    shown = {"summary": card.summary, "card": card.content}
    assert snapshot.use_extension(JSONSnapshotExtension) == shown


def test_the_longest_answers_still_fit() -> None:
    long = Tally(ballots=6, counts={f"{number}" + "ö" * 299: 1 for number in range(6)})
    view = PollTextsView(
        event=EVENT,
        poll=OPEN,
        state=TextState.WAITING,
        rows=rule.texts(long, {}, hold=True),
        counts=NOTHING,
        hold=True,
        page=1,
        pages=3,
    )
    many = rule.texts(Tally(ballots=41, counts={f"{number:02}" + "ö" * 298: 1 for number in range(41)}), {}, hold=True)
    for language in Language:
        check_rules(poll_texts.queue(view, texts(language)))
        check_rules(
            poll_texts.one_text(PollTextView(event=EVENT, poll=OPEN, text=many[0], others=many[1:]), texts(language))
        )


def test_a_code_stands_on_the_readers_own_card_alone() -> None:
    nl = texts(Language.NL)
    for card in (poll.ballot(ballot(), nl), poll.closed_base(closed(), nl), CARDS["result-ask"](nl)):
        assert CODE.text not in str(card.content)
    assert CODE.text in str(CARDS["ballot-voted"](nl).content)


@pytest.mark.parametrize("by_now", [True, False])
def test_what_is_promised_about_what_people_write_is_how_it_was_launched(by_now: bool) -> None:
    """An event file that is edited while a poll is open changes nothing of what happens to what they write."""
    asked, read_first = made(PollKind.TEXT, hold=by_now), "Een moderator leest eerst wat u schrijft"
    for hold in (True, False):
        ask = BallotView(event=EVENT, poll=asked, hold=hold)
        told = InvitationView(event=EVENT, poll=asked, hold=hold)
        for shown in (poll.ballot(ask, texts(Language.NL)), poll_news.invitation(told, texts(Language.NL))):
            assert (read_first in words(shown.content)) is hold
