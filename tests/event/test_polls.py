"""The rules of polls: how a made one is read, until when a vote counts, which parts have a cue."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event import cues, own_poll
from event import polls as rule
from event.definition import Event, Language, Poll, Status, Voters
from event.errors import Refusal, RefusalCode
from event.ids import ConversationId, PollKey
from event.own_poll import PollMistake, PollMistakes
from event.polls import PollState, RunningPoll
from tests.cards.example import EVENT

KEY = PollKey("eigen-0a1b2c3d")
GOOD = {"question_nl": "Ja of nee?", "answers_nl": "Ja\nNee", "voters": "present", "part": "-"}
START = EVENT.start


def made(event: Event = EVENT, **changed: object) -> Poll:
    found = own_poll.read(event, KEY, GOOD | changed)
    assert isinstance(found, Poll), found
    return found


def wrong(**changed: object) -> dict[str, PollMistake]:
    found = own_poll.read(EVENT, KEY, GOOD | changed)
    assert isinstance(found, PollMistakes), found
    return dict(found.mistakes)


def test_what_is_left_empty_in_the_second_language_reads_as_in_the_first() -> None:
    poll = made()
    assert (poll.question.nl, poll.question.en) == ("Ja of nee?", "Ja of nee?")
    assert [option.text.en for option in poll.options] == ["Ja", "Nee"]
    assert (poll.voters, poll.minutes, poll.part) == (Voters.PRESENT, None, None)
    both = made(question_en="Yes or no?", answers_en=" - Yes \n\n * No ")
    assert both.question.en == "Yes or no?"
    assert [option.text.en for option in both.options] == ["Yes", "No"]
    assert [option.text.nl for option in made(answers_en="Yes\nNo").options] == ["Ja", "Nee"]


def test_an_event_of_one_language_is_asked_in_it_alone() -> None:
    english = EVENT.with_(languages=(Language.EN,))
    assert own_poll.fields(english) == (
        "kind", "question_en", "answers_en", "results", "anonymous", "minutes", "voters", "part"
    )  # fmt: skip
    poll = made(english, question_en="Yes or no?", answers_en="Yes\nNo")
    assert (poll.question.en, poll.question.nl) == ("Yes or no?", "Yes or no?")


@pytest.mark.parametrize(
    ("changed", "mistakes"),
    [
        ({"question_nl": "  "}, {"question_nl": PollMistake.MISSING}),
        ({"question_nl": None}, {"question_nl": PollMistake.MISSING}),
        ({"question_nl": "x" * 301}, {"question_nl": PollMistake.TOO_LONG}),
        ({"answers_nl": ""}, {"answers_nl": PollMistake.MISSING}),
        ({"answers_nl": " \n-\n"}, {"answers_nl": PollMistake.TOO_FEW}),
        ({"answers_nl": "Ja"}, {"answers_nl": PollMistake.TOO_FEW}),
        ({"answers_nl": "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13"}, {"answers_nl": PollMistake.TOO_MANY}),
        ({"answers_nl": "Ja\nJÁ!"}, {"answers_nl": PollMistake.TWICE}),
        ({"answers_nl": "Ja\n" + "x" * 151}, {"answers_nl": PollMistake.TOO_LONG}),
        ({"answers_en": "Yes"}, {"answers_en": PollMistake.OTHER_NUMBER}),
        ({"answers_en": "Yes\nNo\nNever"}, {"answers_en": PollMistake.OTHER_NUMBER}),
        ({"answers_en": "Yes\nyes"}, {"answers_en": PollMistake.TWICE}),
        ({"question_en": "x" * 301}, {"question_en": PollMistake.TOO_LONG}),
        ({"minutes": "0"}, {"minutes": PollMistake.NOT_MINUTES}),
        ({"minutes": "601"}, {"minutes": PollMistake.NOT_MINUTES}),
        ({"minutes": "1.5"}, {"minutes": PollMistake.NOT_MINUTES}),
        ({"minutes": "tien"}, {"minutes": PollMistake.NOT_MINUTES}),
        ({"voters": "everybody"}, {"voters": PollMistake.NO_CHOICE}),
        ({"part": "avond"}, {"part": PollMistake.NO_CHOICE}),
    ],
)
def test_each_mistake_is_named_at_its_field(changed: dict[str, object], mistakes: dict[str, PollMistake]) -> None:
    assert wrong(**changed) == mistakes


@pytest.mark.parametrize("typed", ["7", "7.0", "7,0", 7, 7.0, " 7 "])
def test_minutes_come_as_clients_write_them(typed: object) -> None:
    assert made(minutes=typed).minutes == 7
    assert made(minutes=True).minutes is None


def test_the_form_says_again_what_was_filled_in() -> None:
    for poll in (made(), made(question_en="Yes?", answers_en="Yes\nNo", minutes="5", part="ochtend")):
        values = own_poll.values_of(EVENT, poll)
        assert own_poll.read(EVENT, KEY, values) == poll
    assert own_poll.first_values(EVENT, START)["part"] == "ochtend"
    assert own_poll.first_values(EVENT, EVENT.end)["part"] == own_poll.NO_PART


@given(st.dictionaries(st.sampled_from(own_poll.fields(EVENT)), st.text() | st.integers() | st.none() | st.floats()))
def test_whatever_is_sent_is_a_poll_or_its_mistakes(inputs: dict[str, object]) -> None:
    found = own_poll.read(EVENT, KEY, GOOD | inputs)
    if isinstance(found, Poll):
        assert 2 <= len(found.options) <= 12
        assert own_poll.read(EVENT, KEY, own_poll.values_of(EVENT, found)) == found
    else:
        assert found.mistakes
        assert set(found.mistakes) <= set(own_poll.fields(EVENT))


def test_keys_are_ours() -> None:
    assert own_poll.is_own(own_poll.new_key())
    assert own_poll.new_key() != own_poll.new_key()
    for key in (None, 3, "", "dier", "eigen-", "eigen-0A1B2C3D", "eigen-0a1b2c3d4", "x-eigen-0a1b2c3d"):
        assert not own_poll.is_own(key)


@pytest.mark.parametrize(("minutes", "code"), [(-1, None), (0, RefusalCode.POLL_CLOSED), (5, RefusalCode.POLL_CLOSED)])
def test_past_its_moment_no_vote_counts(minutes: int, code: RefusalCode | None) -> None:
    poll, chat = EVENT.polls[0], ConversationId("19:meeting_x@thread.v2")
    running = RunningPoll(key=poll.key, state=PollState.OPEN, conversation=chat, closes=START)
    now = START + timedelta(minutes=minutes)
    assert running.stands(now) is (PollState.CLOSED if code else PollState.OPEN)
    refused = None
    try:
        rule.check_vote(
            poll, running, conversation=chat, inputs={"option": poll.options[0].key}, registered=True, now=now
        )
    except Refusal as refusal:
        refused = refusal.code
    assert refused is code


@pytest.mark.parametrize(
    ("now", "by_the_clock", "by_the_meeting"),
    [
        (START - timedelta(days=21), [], []),
        (START - timedelta(minutes=61), [], []),
        (START - timedelta(minutes=60), [], ["ochtend"]),
        (START, ["ochtend"], ["ochtend"]),
        (START + timedelta(minutes=89), ["ochtend"], ["ochtend"]),
        (START + timedelta(minutes=90), [], ["middag"]),
        (START + timedelta(minutes=150), ["middag"], ["middag"]),
        (EVENT.end, [], []),
    ],
)
def test_a_part_has_its_cue_when_it_begins(now: datetime, by_the_clock: list[str], by_the_meeting: list[str]) -> None:
    assert [part.key for part in cues.due(EVENT, now)] == by_the_clock
    assert [part.key for part in cues.due(EVENT, now, meeting_starts=True)] == by_the_meeting
    for status in (Status.CANCELLED, Status.POSTPONED):
        assert not cues.due(EVENT.with_(status=status), now, meeting_starts=True)


def test_a_cue_has_the_polls_of_its_part_before_those_of_none() -> None:
    ochtend, _, middag = EVENT.parts
    theirs = EVENT.polls[1].model_copy(update={"part": ochtend.key})
    other = EVENT.polls[1].model_copy(update={"part": middag.key, "key": PollKey("anders")})
    event = EVENT.with_(polls=(EVENT.polls[0], theirs, other))
    assert [poll.key for poll in cues.polls_of(event, ochtend)] == ["tijd", "dier"]
