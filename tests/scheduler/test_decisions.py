"""What becomes of announcements whose moment has come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from event.announcements import Planned, State, decide, for_newcomer
from event.definition import Audience, Status, Template
from event.ids import AnnouncementKey

START = datetime(2027, 6, 4, 8, 30, tzinfo=UTC)


def planned(key: str, template: Template, due: int, until: int = 100, **more: object) -> Planned:
    """Hours from START."""
    values: dict[str, object] = {"audience": Audience.REGISTERED, "state": State.PLANNED} | more
    return Planned(
        key=AnnouncementKey(key),
        template=template,
        due=START + timedelta(hours=due),
        until=START + timedelta(hours=until),
        **values,  # type: ignore[arg-type]
    )


def states(due: list[Planned], at: int, *, link: bool = True, chat: bool = True) -> dict[str, tuple[str, str | None]]:
    now = START + timedelta(hours=at)
    found = decide(due, now, status=Status.ON, link_known=link, chat_known=chat)
    return {one.announcement.key: (one.state.value, one.reason) for one in found}


def test_too_late_is_skipped_and_the_newest_of_a_kind_says_it_all() -> None:
    due = [
        planned("reminder", Template.REMINDER, 0, 5),
        planned("link-1", Template.LINK, 1),
        planned("link-2", Template.LINK, 2),
        planned("programme", Template.PROGRAMME, 0),
    ]
    assert states(due, 6) == {
        "programme": ("materialised", None),
        "reminder": ("skipped", "too_late"),
        "link-1": ("skipped", "overtaken"),
        "link-2": ("materialised", None),
    }


def test_what_misses_something_waits() -> None:
    due = [planned("link", Template.LINK, 0), planned("post", Template.TEXT, 0, audience=Audience.MEETING)]
    assert states(due, 1, link=False, chat=False) == {
        "link": ("waiting", "no_link"),
        "post": ("waiting", "no_meeting_chat"),
    }


def test_texts_of_ones_own_never_overtake_each_other() -> None:
    due = [planned("a", Template.TEXT, 0), planned("b", Template.TEXT, 1)]
    assert set(states(due, 2).values()) == {("materialised", None)}


def test_a_newcomer_gets_the_last_programme_and_link() -> None:
    sent: dict[str, Any] = {"state": State.MATERIALISED}
    known = [
        planned("reminder", Template.REMINDER, 0, **sent),
        planned("programme", Template.PROGRAMME, 1, **sent),
        planned("link-1", Template.LINK, 2, **sent),
        planned("link-2", Template.LINK, 3, **sent),
        planned("link-3", Template.LINK, 9),
    ]
    now = START + timedelta(hours=4)
    assert [one.key for one in for_newcomer(known, now)] == ["programme", "link-2"]
    assert for_newcomer(known, START + timedelta(hours=100)) == []


@given(st.lists(st.tuples(st.sampled_from(list(Template)), st.integers(-50, 0), st.integers(-49, 50)), max_size=12))
def test_each_gets_one_decision_and_of_each_kind_at_most_one_is_sent(rows: list[tuple[Template, int, int]]) -> None:
    due = [
        planned(f"a{number}", template, at, until) for number, (template, at, until) in enumerate(rows) if until > at
    ]
    found = decide(due, START, status=Status.ON, link_known=True, chat_known=True)
    assert sorted(one.announcement.key for one in found) == sorted(one.key for one in due)
    for template in set(Template) - {Template.TEXT}:
        of_kind = [one for one in found if one.announcement.template is template]
        sent = [one for one in of_kind if one.state is State.MATERIALISED]
        useful = [one for one in of_kind if one.announcement.until > START]
        assert len(sent) == (1 if useful else 0)
