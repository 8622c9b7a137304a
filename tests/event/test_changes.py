"""What chat changes lies over the event file: the newest of each path counts, and the file's edits never undo it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event import changes
from event.changes import Change, apply, overruled, value_of
from event.definition import Event, Status
from event.ids import ChangeId
from event.programme import Aspect, PartMistake, PartMistakes, differences, read_part, values_of
from event.times import timetable
from tests.cards.example import EVENT

NOW = datetime(2027, 5, 1, tzinfo=UTC)
URL = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_y%40thread.v2/0"
NEW = {"key": "eigen-1", "when": "2027-05-20 09:00", "template": "text", "text": {"nl": "a", "en": "b"}}
POLL = EVENT.polls[0].model_dump(mode="json") | {"key": "eigen-2"}


def change(path: str, value: Any, file: Event = EVENT) -> Change:
    return Change(id=ChangeId(1), path=path, value=value, base=value_of(file, path), by=None, at=NOW)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (changes.STATUS, "cancelled"),
        (changes.DATE, "2027-06-11"),
        (changes.JOIN_URL, URL),
        (changes.PARTS, value_of(EVENT, changes.PARTS)[1:]),
        (changes.announcement("programma"), {"when": "2027-05-20 09:00"}),
        (changes.announcement("eigen-1"), NEW),
        (changes.poll("eigen-2"), POLL),
    ],
)
def test_a_change_counts_a_draft_doesnt_and_none_puts_it_back(path: str, value: Any) -> None:
    standing = apply(EVENT, {path: value})
    assert standing != EVENT
    assert value_of(standing, path) != value_of(EVENT, path)
    assert apply(EVENT, {changes.draft(path): value}) == EVENT
    assert apply(EVENT, {path: None}) == EVENT
    assert apply(standing, {}) == standing


def test_a_moved_day_takes_the_announcements_and_the_end_of_sign_up_along() -> None:
    closing = EVENT.with_(
        registration=EVENT.registration.model_copy(update={"closes": datetime.fromisoformat("2027-06-04 10:30")})
    )
    moved = apply(closing, {changes.DATE: "2027-07-02"})
    assert moved.date == date(2027, 7, 2)
    assert moved.registration.closes == datetime.fromisoformat("2027-07-02 10:30")
    assert timetable(moved)[0].due - timetable(closing)[0].due == timedelta(days=28)


def test_an_unknown_path_of_a_newer_version_is_left_alone() -> None:
    assert apply(EVENT, {"seating": {"rows": 3}}) == EVENT
    assert apply(EVENT, {changes.announcement("weg"): {"when": "2027-05-20 09:00"}}) == EVENT


def test_an_edit_of_the_file_is_noticed_where_it_says_something_else() -> None:
    mine = change(changes.JOIN_URL, URL)
    assert overruled(EVENT, [mine]) == []
    other = EVENT.with_(meeting=EVENT.meeting.model_copy(update={"join_url": URL.replace("_y", "_z")}))
    assert overruled(other, [mine]) == [mine]
    same = EVENT.with_(meeting=EVENT.meeting.model_copy(update={"join_url": URL}))
    assert overruled(same, [mine]) == [], "the file caught up"
    assert overruled(other, [change(changes.draft(changes.JOIN_URL), URL)]) == []


def test_over_is_never_said_of_a_postponed_event() -> None:
    after = EVENT.end + timedelta(hours=1)
    assert EVENT.over(after)
    assert not EVENT.over(EVENT.end - timedelta(minutes=1))
    assert not EVENT.with_(status=Status.POSTPONED).over(after)


WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20)


@given(title=WORDS, speakers=st.lists(WORDS, max_size=4), description=st.one_of(st.just(""), WORDS))
def test_a_part_reads_back_as_it_was_filled_in(title: str, speakers: list[str], description: str) -> None:
    part = EVENT.parts[0]
    lines = "\n".join(speakers)
    filled = values_of(part) | {
        "title_nl": title,
        "title_en": title,
        "description_nl": description,
        "description_en": description,
        "speakers_nl": lines,
        "speakers_en": lines,
    }
    found = read_part(filled, part, EVENT.parts)
    assert not isinstance(found, PartMistakes)
    assert found.title.nl == title
    assert [one.nl for one in found.speakers] == speakers
    assert (found.description.nl if found.description else "") == description
    told = {one.aspect for one in differences(EVENT.parts, (found, *EVENT.parts[1:]))}
    assert (Aspect.SPEAKERS in told) == (speakers != [one.nl for one in part.speakers])
    assert Aspect.TIME not in told


def test_the_same_programme_has_no_differences_and_each_kind_is_seen() -> None:
    assert differences(EVENT.parts, tuple(reversed(EVENT.parts))) == ()
    ochtend, lunch, middag = EVENT.parts
    found = differences(EVENT.parts, (ochtend, middag.model_copy(update={"start": lunch.start})))
    assert [(one.aspect, (one.after or one.before)) for one in found][-1] == (Aspect.REMOVED, lunch)
    assert found[0].aspect is Aspect.TIME
    assert differences((ochtend,), EVENT.parts)[0].aspect is Aspect.ADDED


@pytest.mark.parametrize(
    ("filled", "field", "mistake"),
    [
        ({"start": "12:30"}, "end", PartMistake.ENDS_BEFORE_START),
        ({"end": "12:30"}, "start", PartMistake.OVERLAPS),
        ({"start": "ochtend"}, "start", PartMistake.NOT_A_TIME),
        ({"title_en": " "}, "title_en", PartMistake.MISSING),
        ({"description_en": ""}, "description_en", PartMistake.MISSING),
        ({"speakers_en": "Jan"}, "speakers_en", PartMistake.OTHER_NUMBER_OF_SPEAKERS),
        ({"title_nl": "x" * 301}, "title_nl", PartMistake.TOO_LONG),
    ],
)
def test_each_mistake_in_a_part_is_named_at_its_field(filled: dict[str, str], field: str, mistake: PartMistake) -> None:
    part = EVENT.parts[0]
    found = read_part(values_of(part) | filled, part, EVENT.parts)
    assert isinstance(found, PartMistakes)
    assert found.mistakes == {field: mistake}
    assert found.values[field] == (values_of(part) | filled)[field].strip()
