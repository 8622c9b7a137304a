"""The organiser's cards, and what people hear of what an organiser changes: in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cards import manage, notices, planning, programme_editing, writing
from cards.announcements import own_text
from cards.card import Card
from cards.texts import Texts, texts
from cards.views import AnnouncementTextView
from cards.views_announcements import (
    AnnouncementListView,
    AnnouncementRow,
    AnnouncementView,
    AskView,
    Done,
    MoveReadView,
    MoveView,
    PreviewView,
    WriteView,
    WrittenView,
)
from cards.views_event import (
    EventAskView,
    EventNoticeView,
    EventReadView,
    LinkChangedView,
    LinkFormView,
    LinkReadView,
    ManageView,
    OverruledView,
    PartFormView,
    ProgrammeChangedView,
    ProgrammeDraftView,
    What,
)
from event.announcements import Planned, State
from event.definition import Announcement, Audience, Language, LocalText, Status, Template
from event.ids import AnnouncementKey
from event.own_announcement import WritingMistake
from event.programme import PartMistake, differences, values_of
from event.said_times import TimeMistake
from tests.cards.example import EVENT
from tests.cards.test_snapshots import check_rules

NOW = datetime(2027, 5, 20, 10, 0, tzinfo=UTC)
DUE = datetime(2027, 5, 28, 7, 0, tzinfo=UTC)
TEXT = LocalText(nl="Neem een *vraag* mee.\nTot dan.", en="Bring a *question*.\nSee you.")
PROGRAMME = EVENT.announcements[0]
OWN = Announcement(
    key=AnnouncementKey("eigen-1"),
    when="2027-05-28 09:00:00",
    template=Template.TEXT,
    text=TEXT,
    audience=Audience.ORGANISATION,
    organisation="Wonen *Zuid*",
)
URL = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_y%40thread.v2/0"
LATER = tuple(
    part.model_copy(
        update={
            "start": time(13, 15),
            "title": EVENT.parts[0].title,
            "speakers": (LocalText(nl="Kees", en="Kees"),),
            "description": TEXT,
        }
    )
    if part.key == "middag"
    else part
    for part in EVENT.parts
)


def row(
    one: Announcement = PROGRAMME, state: State = State.PLANNED, reason: str | None = None, **counts: int
) -> AnnouncementRow:
    planned = Planned(
        key=one.key, template=one.template, audience=one.audience, due=DUE, until=DUE, state=state, reason=reason
    )
    return AnnouncementRow(announcement=one, planned=planned, recipients=38, counts=counts)


ROWS = (
    row(),
    row(state=State.MATERIALISED, sent=36, failed=1, planned=1),
    row(state=State.WAITING, reason="no_link"),
    row(state=State.WAITING, reason="no_meeting_chat"),
    row(state=State.SKIPPED, reason="overtaken"),
    row(state=State.SKIPPED, reason="too_late"),
    row(state=State.CANCELLED, reason="by_organiser"),
    row(OWN),
)


def notice(what: What) -> Callable[[Texts], Card]:
    return lambda t: notices.event_notice(
        EventNoticeView(event=EVENT, what=what, before=date(2027, 5, 21), note="Tot *dan*."), t
    )


CARDS: dict[str, Callable[[Texts], Card]] = {
    "list": lambda t: planning.announcement_list(
        AnnouncementListView(event=EVENT, rows=ROWS, page=1, pages=3, now=NOW), t
    ),
    "list-empty": lambda t: planning.announcement_list(
        AnnouncementListView(event=EVENT, rows=(), page=0, pages=1, now=NOW), t
    ),
    "planned": lambda t: planning.announcement(AnnouncementView(event=EVENT, row=row(), now=NOW), t),
    "own-cancelled": lambda t: planning.announcement(
        AnnouncementView(event=EVENT, row=row(OWN, State.CANCELLED), now=NOW, done=Done.CANCELLED), t
    ),
    "sent": lambda t: planning.announcement(AnnouncementView(event=EVENT, row=ROWS[1], now=DUE, done=Done.ALREADY), t),
    "preview": lambda t: planning.preview(
        PreviewView(
            event=EVENT,
            announcement=OWN,
            drawn={
                one: own_text(AnnouncementTextView(event=EVENT, text=TEXT.in_(one)), texts(one)) for one in Language
            },
        ),
        t,
    ),
    "ask-send": lambda t: planning.ask_send(AskView(event=EVENT, row=row(), now=NOW), t),
    "ask-cancel": lambda t: planning.ask_cancel(AskView(event=EVENT, row=row(), now=NOW), t),
    "move": lambda t: planning.move(MoveView(event=EVENT, row=row(), now=NOW), t),
    "move-mistake": lambda t: planning.move(
        MoveView(event=EVENT, row=row(), now=NOW, typed="ooit", mistake=TimeMistake.NOT_UNDERSTOOD), t
    ),
    "move-read": lambda t: planning.move_read(MoveReadView(event=EVENT, row=row(), due=DUE, now=NOW, draft=7), t),
    "write": lambda t: writing.write(WriteView(event=EVENT), t),
    "write-mistakes": lambda t: writing.write(
        WriteView(
            event=EVENT,
            organisations=("Wonen *Zuid*", "Wonen Noord"),
            values={"text_nl": "Kom", "audience": "organisation", "organisation": "wonen", "when": "gisteren"},
            mistakes={
                "text_en": WritingMistake.MISSING,
                "organisation": WritingMistake.NOBODY_FROM_THERE,
                "when": TimeMistake.IN_THE_PAST,
            },
        ),
        t,
    ),
    "written": lambda t: writing.written(
        WrittenView(event=EVENT, announcement=OWN, due=DUE, recipients=0, now=NOW, draft=7), t
    ),
    "manage": lambda t: manage.manage(ManageView(event=EVENT), t),
    "manage-told": lambda t: manage.manage(
        ManageView(event=EVENT.with_(status=Status.CANCELLED), draft_waits=True, told=38), t
    ),
    "link-form": lambda t: manage.link_form(LinkFormView(event=EVENT, typed="http://x", mistake=True), t),
    "link-read": lambda t: manage.link_read(
        LinkReadView(event=EVENT, url=URL, holders=38, chat_stays=False, draft=7), t
    ),
    "link-read-nobody": lambda t: manage.link_read(
        LinkReadView(event=EVENT, url=URL, holders=0, chat_stays=True, draft=7), t
    ),
    "ask-move": lambda t: manage.event_ask(
        EventAskView(
            event=EVENT, what=What.MOVE, people=38, values={"date": "31 juni"}, mistake=TimeMistake.NO_SUCH_DAY
        ),
        t,
    ),
    "ask-cancel-event": lambda t: manage.event_ask(EventAskView(event=EVENT, what=What.CANCEL, people=38), t),
    "read-move": lambda t: manage.event_read(
        EventReadView(
            event=EVENT, what=What.MOVE, people=38, draft=7, note=TEXT, to=date(2027, 6, 11), fixed=("Bedankje",)
        ),
        t,
    ),
    "read-postpone": lambda t: manage.event_read(EventReadView(event=EVENT, what=What.POSTPONE, people=1, draft=7), t),
    "read-cancel-event": lambda t: manage.event_read(
        EventReadView(event=EVENT, what=What.CANCEL, people=38, draft=7), t
    ),
    "read-go-on": lambda t: manage.event_read(EventReadView(event=EVENT, what=What.GO_ON, people=38, draft=7), t),
    "programme": lambda t: programme_editing.programme_draft(
        ProgrammeDraftView(event=EVENT, parts=EVENT.parts, changed=(), hearers=0), t
    ),
    "programme-changed": lambda t: programme_editing.programme_draft(
        ProgrammeDraftView(event=EVENT, parts=LATER, changed=differences(EVENT.parts, LATER), hearers=38, saved=True),
        t,
    ),
    "programme-early": lambda t: programme_editing.programme_draft(
        ProgrammeDraftView(event=EVENT, parts=LATER, changed=differences(EVENT.parts, LATER), hearers=0), t
    ),
    "part": lambda t: programme_editing.part_form(
        PartFormView(event=EVENT, part=EVENT.parts[0], values=values_of(EVENT.parts[0])), t
    ),
    "part-mistakes": lambda t: programme_editing.part_form(
        PartFormView(
            event=EVENT,
            part=EVENT.parts[0],
            values={"start": "half", "end": "9.00"},
            mistakes={
                "start": PartMistake.NOT_A_TIME,
                "end": PartMistake.ENDS_BEFORE_START,
                "title_nl": PartMistake.MISSING,
                "description_en": PartMistake.TOO_LONG,
                "speakers_en": PartMistake.OTHER_NUMBER_OF_SPEAKERS,
            },
        ),
        t,
    ),
    "hear-link": lambda t: notices.link_changed(LinkChangedView(event=EVENT, join_url=URL), t),
    "hear-programme": lambda t: notices.programme_changed(
        ProgrammeChangedView(event=EVENT, changed=differences(EVENT.parts, (*LATER[:1], LATER[2]))), t
    ),
    "hear-moved": notice(What.MOVE),
    "hear-postponed": notice(What.POSTPONE),
    "hear-cancelled": notice(What.CANCEL),
    "hear-on": notice(What.GO_ON),
    "overruled": lambda t: notices.overruled(OverruledView(event=EVENT, path="announcement:programma"), t),
}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(CARDS))
def test_card(name: str, language: Language, snapshot: SnapshotAssertion) -> None:
    card = CARDS[name](texts(language))
    check_rules(card)
    shown = {"summary": card.summary, "card": card.content}
    assert snapshot.use_extension(JSONSnapshotExtension) == shown


def test_the_longest_texts_still_fit() -> None:
    nl = texts(Language.NL)
    long = LocalText(nl="ö" * 2000, en="ö" * 2000)
    one = OWN.model_copy(update={"text": long})
    check_rules(
        writing.written(WrittenView(event=EVENT, announcement=one, due=DUE, recipients=3, now=NOW, draft=7), nl)
    )
    values = {"text_nl": "€" * 2000, "text_en": "€" * 2000, "organisation": "€" * 120, "when": "€" * 120}
    check_rules(writing.write(WriteView(event=EVENT, values=values), nl))
    drawn = {it: own_text(AnnouncementTextView(event=EVENT, text="€" * 4000), texts(it)) for it in Language}
    check_rules(planning.preview(PreviewView(event=EVENT, announcement=one, drawn=drawn), nl))
