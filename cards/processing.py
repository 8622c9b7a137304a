"""The record of processing that the law asks of whoever organises the event (GDPR, article 30), from the event file.

What only the organiser can know is left open, and said to be.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cards.build import when
from cards.dates import day
from cards.privacy import at_the_latest, by_field, called
from cards.texts import Texts
from event import retention
from event.definition import Event, Kept

FORMAT = "gastheer-processing/1"


@dataclass(frozen=True, kw_only=True)
class Section:
    """`key` names it for programs."""

    key: str
    heading: str
    lines: Sequence[str]


def markdown(event: Event, made: date, texts: Texts) -> str:
    title = texts.say("Record of processing: {title}", title=texts.of(event.title))
    parts = [f"# {title}", texts.say("Made on {day} from the event file.", day=day(made, texts))]
    for one in _sections(event, texts):
        parts += [f"## {one.heading}", "\n".join(f"- {line}" for line in one.lines)]
    return "\n\n".join(parts) + "\n"


def as_json(event: Event, made: date, texts: Texts) -> str:
    """Keys are English whatever is spoken."""
    until = retention.until(event)
    fields = {
        kept.value: {
            "name": called(kept, texts),
            "purpose": (purpose := event.privacy.of(kept).purpose) and texts.of(purpose),
            "days_after_the_event": event.privacy.days(kept),
            "until": (last := until[kept]) and last.isoformat(),
        }
        for kept in Kept
    }
    record = {
        "format": FORMAT,
        "made_on": made.isoformat(),
        "event": {"id": event.id, "title": texts.of(event.title), "date": event.date.isoformat()},
        **{one.key: list(one.lines) for one in _sections(event, texts)},
        "fields": fields,
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _sections(event: Event, texts: Texts) -> Sequence[Section]:
    return (
        Section(key="controller", heading=texts.say("Who is responsible"), lines=_controller(event, texts)),
        Section(key="purposes", heading=texts.say("What for"), lines=_purposes(event, texts)),
        Section(key="data_subjects", heading=texts.say("Of whom"), lines=_subjects(texts)),
        Section(key="data", heading=texts.say("What, and until when"), lines=_data(event, texts)),
        Section(key="recipients", heading=texts.say("Who gets it"), lines=_recipients(texts)),
        Section(key="transfers", heading=texts.say("Outside the European Union"), lines=_transfers(texts)),
        Section(key="security", heading=texts.say("How it is protected"), lines=_security(texts)),
    )


def _controller(event: Event, texts: Texts) -> list[str]:
    organiser = event.organiser
    reached = ", ".join(one for one in (organiser.email, organiser.phone, organiser.website) if one)
    lines = [f"{organiser.name} ({reached})"]
    if event.privacy.url:
        lines.append(texts.say("Privacy statement: {url}", url=event.privacy.url))
    lines.append(texts.say("Data protection officer, if there is one: fill in."))
    return lines


def _purposes(event: Event, texts: Texts) -> list[str]:
    return [f"{texts.of(event.title)}, {when(event, texts)}", " ".join(texts.of(event.privacy.notice).split())]


def _subjects(texts: Texts) -> list[str]:
    return [
        texts.say("People who sign up, or are signed up from a list"),
        texts.say("People who vote in the meeting's chat or ask a question"),
        texts.say("Organisers and moderators, with what they do in that role"),
    ]


def _data(event: Event, texts: Texts) -> list[str]:
    said = by_field(event, texts, every=True)
    return [
        *said,
        texts.say("Sign-ups that nobody confirmed: two days. Lists that nobody took over: one day."),
        at_the_latest(event, texts),
    ]


def _recipients(texts: Texts) -> list[str]:
    return [
        texts.say("The organisers: everything, but nobody's own vote"),
        texts.say("Everybody who takes part: questions, with a name where its asker chose so; votes, as totals"),
        texts.say("Microsoft, for Teams and the Azure Bot Service: each message and each click"),
        texts.say("Whoever runs the mail server, where e-mail is on: the letters"),
        texts.say("Whoever runs the server on which this runs: fill in"),
    ]


def _transfers(texts: Texts) -> list[str]:
    return [
        texts.say(
            "The program itself sends nothing elsewhere. For Microsoft its own terms and your tenant's region count."
        )
    ]


def _security(texts: Texts) -> list[str]:
    return [
        texts.say("What Teams sends is checked each time: who signed it, for whom it is, and of which tenant."),
        texts.say(
            "Rights are looked up at each act, and each act of an organiser or moderator is logged, with no name."
        ),
        texts.say("Links in e-mail are signed, for one person and one purpose; they end, and can be revoked."),
        texts.say("Logs, figures, addresses of pages and names of files hold no personal data."),
        texts.say("What has run out is cleared away daily by itself; whoever asks is forgotten at once."),
        texts.say("What is deleted is overwritten in the database. Backups and Teams' own copies: fill in how long."),
    ]
