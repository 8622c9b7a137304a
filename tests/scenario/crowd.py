"""Forty people, by how they can be reached; and what each of them was told, by the ledger and by the stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from event.store.database import Database
from event.store.tables import delivery, registration
from rehearsal.people import OTHER_TENANT, OWN_TENANT, Person, by_mail, extra
from rehearsal.stage import Stage
from tests.event.importing.files import HEADER, csv
from tests.scenario.play import Play
from tests.scenario.test_announcements import press
from tests.scenario.test_story import sign_up

NO_SUCH_MAILBOX = "550 5.1.1 There is no such mailbox here"


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Forty people, by how they can be reached."""

    with_app: list[Person]
    in_chat: list[Person]
    """Without the app, of our own tenant and of others; on a list of sign-ups."""
    by_mail: list[Person]
    """Guests too: nobody vouches for the address that they gave."""
    blocked: list[Person]
    refused: list[Person]
    lost: Person
    """Nothing reaches them any more."""
    stranger: Person
    """In the meeting's chat and otherwise unknown."""

    @property
    def all(self) -> list[Person]:
        return [*self.with_app, *self.in_chat, *self.by_mail, *self.blocked, *self.refused, self.lost]


def address(person: Person) -> str:
    return person.email or person.upn or ""


def federated(number: int) -> Person:
    return Person(
        key=f"federated-{number}",
        name=f"Collega {number}",
        role="deelnemer van een andere corporatie",
        account=f"29:federated-{number}",
        oid=f"44444444-4444-4444-8444-{number:012d}",
        tenant=OTHER_TENANT,
        upn=f"collega{number}@anderecorporatie.example",
        kind="federated",
    )


def guest(number: int) -> Person:
    return Person(
        key=f"guest-{number}",
        name=f"Gast {number}",
        role="gast",
        account=f"29:guest-{number}",
        oid=f"55555555-5555-4555-8555-{number:012d}",
        tenant=OWN_TENANT,
        upn=f"gast{number}_bouw.example#EXT#@wijken.example",
        email=f"gast{number}@bouw.example",
        kind="guest",
    )


def gathered(stage: Stage) -> Cast:
    """On the stage, and in the meeting's chat only who is said to be."""
    own = [stage.add(extra(number)) for number in range(1, 18)]
    others = [stage.add(federated(number)) for number in range(1, 7)]
    guests = [stage.add(guest(number)) for number in range(1, 3)]
    mail = [stage.add(by_mail(f"mail-{n}", f"Wijkbeheerder {n}", f"wijk{n}@klein.example")) for n in range(1, 16)]
    cast = Cast(
        with_app=own[:8],
        in_chat=[*own[8:12], *others],
        by_mail=[*mail[:12], *guests],
        blocked=own[12:15],
        refused=[*mail[12:], own[15]],
        lost=own[16],
        stranger=stage.people["sean"],
    )
    assert len(cast.all) == 40
    stage.meeting.members[:] = [stage.people["organiser"], *cast.in_chat, *guests, cast.stranger]
    return cast


async def imports(stage: Stage, organiser: Person, people: Iterable[Person]) -> None:
    rows = [(one.name, address(one), "Wonen Zuid", "beheerder") for one in people]
    await stage.attaches(organiser, "lijst.csv", content=csv(HEADER, *rows).encode())
    done = await press(stage, organiser, "import.confirm")
    assert f"Nieuw: {len(rows)}" in done, done


@dataclass(frozen=True)
class Ledger:
    """What is held of everybody's messages, edits of sent ones aside, by the address of their registration."""

    rows: list[tuple[str, str, str, str, str | None]]
    """Address, occasion, road, state, reason."""

    def told(self, occasion: str) -> Counter[tuple[str, str]]:
        return Counter((row[0], row[2]) for row in self.rows if row[1].startswith(occasion) and row[3] == "sent")

    def of(self, person: Person, occasion: str) -> list[tuple[str, str, str | None]]:
        mine = (row for row in self.rows if row[0] == address(person) and row[1].startswith(occasion))
        return [(road, state, reason) for _, _, road, state, reason in mine]


async def ledger(database_url: str) -> Ledger:
    database = Database(database_url)
    async with database.read() as db:
        query = (
            select(registration.c.email, delivery.c.occasion, delivery.c.road, delivery.c.state, delivery.c.reason)
            .join(registration, registration.c.person_id == delivery.c.person_id)
            .where(delivery.c.replaces.is_(None))
            .order_by(delivery.c.id)
        )
        rows = [(row[0], row[1], row[2], row[3], row[4]) for row in await db.execute(query)]
    await database.close()
    return Ledger(rows)


async def ready(one: Play) -> Cast:
    """All have signed up, each in their way; nobody is lost yet."""
    stage, organiser = one.stage, one.stage.people["organiser"]
    cast = gathered(stage)
    await stage.installs(organiser)
    for person in (*cast.with_app, *cast.blocked, cast.lost):
        await sign_up(stage, person)
    for person in cast.refused:
        stage.mail.faults.refused[address(person)] = NO_SUCH_MAILBOX
    await imports(stage, organiser, [*cast.in_chat, *cast.by_mail, *cast.refused])
    await stage.wait_for(lambda: len(stage.mail.letters) == len(cast.in_chat) + len(cast.by_mail))
    await stage.adds_bot(stage.meeting, organiser)
    return cast


def seen(stage: Stage, said: str) -> tuple[Counter[str], Counter[str], int]:
    """How often it came in each personal chat, by the person's key; in each mailbox; and in the meeting's chat."""
    chats = {stage.personal(one).id: one.key for one in stage.people.values() if one.kind != "mail"}
    entries = [entry for entry in stage.log if entry.kind == "sent" and said in entry.summary]
    return (
        Counter(chats[entry.conversation] for entry in entries if entry.conversation in chats),
        Counter(letter.address for letter in stage.mail.letters if said in letter.subject),
        sum(entry.conversation == stage.meeting.id for entry in entries),
    )


def own_page(stage: Stage, person: Person) -> str:
    """As the newest letter has it that has one."""
    found = (url for one in reversed(stage.letters(person)) for url in one.links.values() if "/s/" in url)
    return next(found).partition("?")[0]


def keys(people: Iterable[Person]) -> Counter[str]:
    return Counter(one.key for one in people)


def addresses(people: Iterable[Person]) -> Counter[str]:
    return Counter(address(one) for one in people)
