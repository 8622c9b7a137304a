"""What must be right before the day: each check with its light, as a pure rule over what is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from event.announcements import Planned, State
from event.changes import Change
from event.definition import Audience, Event, Template
from event.reach import MAIL_OFF


class Check(StrEnum):
    """In the order in which they are shown."""

    LINK = "link"
    CHAT = "chat"
    ORGANISERS = "organisers"
    MODERATORS = "moderators"
    PROGRAMME = "programme"
    POLLS = "polls"
    WAITING = "waiting"
    FAILED = "failed"
    REACH = "reach"
    MAIL = "mail"
    PRIVACY = "privacy"
    EXAMPLES = "examples"
    OVERRULED = "overruled"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """`unmet_...` are the event file's principals who never wrote to the bot. `failed` counts deliveries, `unreached`
    participants, both by reason; `for_want_of_mail` of those whom a mail server would reach, where there is none."""

    chat_known: bool
    unmet_organisers: Sequence[str] = ()
    unmet_moderators: Sequence[str] = ()
    announcements: Sequence[Planned] = ()
    failed: Mapping[str, int] = field(default_factory=dict)
    unreached: Mapping[str, int] = field(default_factory=dict)
    mail_on: bool = True
    for_want_of_mail: int = 0
    overruled: Sequence[Change] = ()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`names` is who or what is meant (an event file's principal, a key, a path), `counts` how many by reason."""

    check: Check
    good: bool
    names: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


def check(event: Event, facts: Facts) -> list[Finding]:
    """Every check, what is wrong first."""
    waiting = [one for one in facts.announcements if one.state is State.WAITING]
    findings = [
        Finding(check=Check.LINK, good=bool(event.meeting.join_url)),
        Finding(check=Check.CHAT, good=facts.chat_known),
        Finding(
            check=Check.ORGANISERS,
            good=bool(event.roles.organisers) and not facts.unmet_organisers,
            names=tuple(facts.unmet_organisers),
        ),
        Finding(check=Check.MODERATORS, good=not facts.unmet_moderators, names=tuple(facts.unmet_moderators)),
        Finding(check=Check.PROGRAMME, good=any(_tells_programme(event, one) for one in facts.announcements)),
        Finding(check=Check.POLLS, good=bool(event.polls), counts={"polls": len(event.polls)}),
        Finding(
            check=Check.WAITING,
            good=not waiting,
            names=tuple(one.key for one in waiting),
            counts={one.reason: 1 for one in waiting if one.reason},
        ),
        Finding(check=Check.FAILED, good=not facts.failed, counts=facts.failed),
        Finding(check=Check.REACH, good=not facts.unreached, counts=facts.unreached),
        Finding(
            check=Check.MAIL,
            good=facts.mail_on or not (facts.for_want_of_mail or event.registration.page),
            counts={} if facts.mail_on else {MAIL_OFF: facts.for_want_of_mail},
        ),
        Finding(check=Check.PRIVACY, good=bool(event.privacy.notice.nl.strip() and event.privacy.notice.en.strip())),
        Finding(check=Check.EXAMPLES, good=not _examples(event), names=_examples(event)),
        Finding(check=Check.OVERRULED, good=not facts.overruled, names=tuple(one.path for one in facts.overruled)),
    ]
    return sorted(findings, key=lambda one: one.good)


def _tells_programme(event: Event, one: Planned) -> bool:
    """It goes, or went, to everybody who signed up before the event starts."""
    return (
        one.template is Template.PROGRAMME
        and one.audience is Audience.REGISTERED
        and one.state in (State.PLANNED, State.WAITING, State.MATERIALISED)
        and one.due < event.start
    )


def _examples(event: Event) -> tuple[str, ...]:
    """Addresses that were never meant to be used: the shipped event's own."""
    given = (event.organiser.email, *event.roles.organisers, *event.roles.moderators)
    return tuple(dict.fromkeys(one for one in given if one.casefold().endswith(".example")))
