"""The ledger's worker on both databases, against a messenger that fails in every way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import select

from cards.card import Card
from event.definition import Event, Language, Template
from event.ids import AccountId, ActivityId, ConversationId, DeliveryId, ObjectId, PersonId, TenantId
from event.registration import Form, submit, withdraw
from event.store import announcements, conversations, deliveries, people, registrations, rerouting
from event.store.changes import Living
from event.store.database import Database
from event.store.deliveries import Delivery, Draft
from event.store.tables import conversation, delivery, delivery_change
from scheduler import planner
from scheduler.messenger import Address, Ambiguous, Refused, SendFailure, TryLater
from scheduler.pace import Pace, limits
from scheduler.render import KINDS, renderer
from scheduler.worker import LEASE, Worker

NOW = datetime(2027, 5, 28, 7, 0, tzinfo=UTC)


class FakeClock:
    """Time passes when somebody sleeps."""

    def __init__(self, now: datetime = NOW) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class FakeMessenger:
    """An append-only log of (conversation, what); `answers` says what happens instead, one for each message."""

    def __init__(self) -> None:
        self.log: list[tuple[str, str]] = []
        self.answers: list[SendFailure | Callable[[], None]] = []

    async def send(self, to: Address, card: Card) -> ActivityId:
        return await self._take(to, card.summary)

    async def update(self, to: Address, activity: ActivityId, card: Card) -> None:
        await self._take(to, f"{activity} becomes {card.summary}")

    async def _take(self, to: Address, what: str) -> ActivityId:
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, SendFailure):
            if isinstance(answer, Ambiguous):
                self.log.append((to.conversation, what))
            raise answer
        if answer is not None:
            answer()
        self.log.append((to.conversation, what))
        return ActivityId(uuid4().hex)

    def count(self) -> Counter[str]:
        return Counter(conversation for conversation, _ in self.log)


class House:
    def __init__(self, database: Database, event: Event) -> None:
        self.database = database
        self.event = event
        self.clock = FakeClock()
        self.living = Living(event, database, self.clock)
        self.messenger = FakeMessenger()

    def worker(self, real: FakeClock | None = None) -> Worker:
        return Worker(
            database=self.database,
            living=self.living,
            messenger=self.messenger,
            render=renderer(self.living, self.clock),
            clock=self.clock,
            real=real or self.clock,
            pace=Pace(tenant=limits([(45, 1.0)]), conversation=limits([(6, 1.0)])),
            random=Random(1),  # noqa: S311
        )

    async def somebody(self, number: int) -> PersonId:
        """Registered, with a personal chat."""
        async with self.database.begin() as db:
            person = await people.meet(
                db,
                account=AccountId(f"29:{number}"),
                tenant=TenantId("t"),
                oid=ObjectId(f"o{number}"),
                language=Language.NL,
                default=Language.NL,
                now=NOW,
            )
            await conversations.remember(
                db,
                id=ConversationId(f"a:{number}"),
                kind="personal",
                service_url="https://smba.trafficmanager.net/emea/",
                tenant=TenantId("t"),
                person=person.id,
                now=NOW,
            )
            form = Form(name="N", email="n@x.nl", organisation="W", function="f", question="")
            saved, _ = submit(self.event, None, form, NOW - timedelta(days=9))
            await registrations.save(db, self.event.id, person.id, saved)
        return person.id

    async def crowd(self, size: int) -> list[PersonId]:
        return [await self.somebody(number) for number in range(size)]

    async def plan_programme(self) -> None:
        async with self.database.begin() as db:
            await announcements.follow(db, self.event, NOW - timedelta(days=9))
        await planner.ticker(self.database, self.living, lambda: None, self.clock)(self.clock.now())

    async def states(self) -> Counter[tuple[str, str | None]]:
        async with self.database.read() as db:
            rows = await db.execute(select(delivery.c.state, delivery.c.reason))
            return Counter((row.state, row.reason) for row in rows)

    async def claim(self, limit: int = 8) -> list[Delivery]:
        async with self.database.begin() as db:
            return await deliveries.claim(db, now=self.clock.now(), lease=LEASE, limit=limit, kinds=KINDS)


@pytest.fixture
def house(database: Database, event: Event) -> House:
    """With the programme as its only announcement."""
    programme = tuple(one for one in event.announcements if one.template is Template.PROGRAMME)
    return House(database, event.with_(announcements=programme))


async def test_everybody_gets_it_once_whatever_the_number_of_ticks_and_workers(house: House) -> None:
    await house.crowd(30)
    for _ in range(5):
        await house.plan_programme()
    workers = [house.worker() for _ in range(3)]
    for worker in workers:
        await worker.drain()
    for _ in range(5):
        await house.plan_programme()
        await house.worker().drain()
    assert len(house.messenger.log) == 30
    assert set(house.messenger.count().values()) == {1}
    assert await house.states() == {("sent", None): 30}


async def test_throttling_costs_no_attempt_and_holds_everybody_back(house: House) -> None:
    await house.crowd(3)
    await house.plan_programme()
    house.messenger.answers = [TryLater("Throttled", status=429, after=30, throttled=True)] * 12
    began = house.clock.now()
    await house.worker().drain(patience=3600)
    assert set(house.messenger.count().values()) == {1}
    assert len(house.messenger.log) == 3
    assert house.clock.now() - began >= timedelta(seconds=30)
    async with house.database.read() as db:
        assert {row.attempts for row in await db.execute(select(delivery.c.attempts))} == {0}


async def test_an_ambiguous_answer_is_recorded_and_sent_again(house: House) -> None:
    await house.crowd(1)
    await house.plan_programme()
    house.messenger.answers = [Ambiguous("TimeoutError")]
    await house.worker().drain(patience=3600)
    assert len(house.messenger.log) == 2
    async with house.database.read() as db:
        rows = await db.execute(select(delivery_change.c.state).order_by(delivery_change.c.id))
        assert [row.state for row in rows] == ["planned", "claimed", "uncertain", "claimed", "sent"]


async def test_blocked_is_final_and_installing_again_reopens_the_road(house: House) -> None:
    person = (await house.crowd(2))[0]
    await house.plan_programme()
    house.messenger.answers = [Refused("ConversationBlockedByUser", status=403)] * 2
    await house.worker().drain(patience=3600)
    assert await house.states() == {("failed", "ConversationBlockedByUser"): 2, ("failed", "mail_off"): 2}
    async with house.database.read() as db:
        reasons = {row.closed_reason for row in await db.execute(select(conversation))}
    assert reasons == {"ConversationBlockedByUser"}
    async with house.database.begin() as db:
        await conversations.remember(
            db,
            id=ConversationId("a:0"),
            kind="personal",
            service_url="https://smba.trafficmanager.net/emea/",
            tenant=TenantId("t"),
            person=person,
            now=NOW,
        )
        await rerouting.reopen(db, house.event.id, person, "personal", house.clock.now())
    await house.worker().drain()
    assert house.messenger.count() == {"a:0": 1}


async def test_errors_end_after_their_attempts(house: House) -> None:
    await house.crowd(1)
    await house.plan_programme()
    house.messenger.answers = [TryLater("ServiceError", status=503)] * 50
    await house.worker().drain(patience=3600)
    assert await house.states() == {("failed", "ServiceError"): 1, ("failed", "mail_off"): 1}
    assert len(house.messenger.answers) == 50 - 8


async def test_a_card_that_cant_be_drawn_holds_up_nobody(house: House) -> None:
    await house.crowd(2)
    await house.plan_programme()
    async with house.database.begin() as db:
        poison = Draft(
            event=house.event.id,
            occasion="poison",
            kind="confirmation",
            subject="1",
            recipient="nobody-at-all",
            road="meeting_chat",
            next_at=NOW - timedelta(days=1),
        )
        await deliveries.plan(db, [poison], NOW)
        newer = Draft(
            event=house.event.id,
            occasion="newer",
            kind="hologram",
            subject="1",
            recipient="a:0",
            road="meeting_chat",
            next_at=NOW - timedelta(days=1),
        )
        await deliveries.plan(db, [newer], NOW)

    async def broken(_db: object, one: Delivery) -> Card | None:
        if one.recipient == first:
            raise RuntimeError("can't be drawn")
        return Card(content={}, summary="ok")

    async with house.database.read() as db:
        first = (await db.execute(select(delivery.c.recipient).where(delivery.c.kind == "programme"))).scalars().first()
    worker = house.worker()
    worker._render = broken
    await worker.drain()
    assert len(house.messenger.log) == 1
    assert await house.states() == {
        ("failed", "unreachable"): 1,
        ("failed", "unrenderable"): 1,
        ("sent", None): 1,
        ("planned", None): 1,  # of a newer version's kind: left alone
    }


async def test_who_withdraws_while_it_is_being_sent_is_left_alone(house: House) -> None:
    persons = await house.crowd(2)
    await house.plan_programme()
    async with house.database.begin() as db:
        current = await registrations.find(db, house.event.id, persons[1])
        gone, _ = withdraw(current, NOW)
        await registrations.save(db, house.event.id, persons[1], gone)
    await house.worker().drain()
    assert house.messenger.count() == {"a:0": 1}
    assert await house.states() == {("sent", None): 1, ("cancelled", "withdrawn"): 1}


async def test_too_late_is_not_sent(house: House) -> None:
    await house.crowd(1)
    await house.plan_programme()
    house.clock.moment = house.event.end
    await house.worker().drain()
    assert house.messenger.log == []
    assert await house.states() == {("cancelled", "too_late"): 1}


async def test_a_stale_sender_changes_nothing(house: House) -> None:
    await house.crowd(1)
    await house.plan_programme()
    slow = (await house.claim())[0]
    assert await house.claim() == []
    house.clock.moment += LEASE + timedelta(seconds=1)
    quick = (await house.claim())[0]
    assert quick.fence == slow.fence + 1
    async with house.database.begin() as db:
        assert not await deliveries.record_sent(db, slow, ConversationId("a:0"), ActivityId("1"), NOW)
        assert await deliveries.record_sent(db, quick, ConversationId("a:0"), ActivityId("2"), NOW)
        assert not await deliveries.record_failed(db, quick, "x", NOW)


async def test_one_at_a_time_for_each_recipient_and_edits_after_what_they_edit(house: House) -> None:
    async with house.database.begin() as db:
        await conversations.remember(
            db,
            id=ConversationId("19:m"),
            kind="group",
            service_url="https://smba.trafficmanager.net/emea/",
            tenant=TenantId("t"),
            person=None,
            now=NOW,
        )
        drafts = [
            Draft(
                event=house.event.id,
                occasion=f"poll:{number}",
                kind="thanks",
                subject="x",
                recipient="19:m",
                road="meeting_chat",
                next_at=NOW,
            )
            for number in range(3)
        ]
        await deliveries.plan(db, drafts, NOW)
        first = await deliveries.find(db, house.event.id, "poll:0", "19:m", "meeting_chat")
        assert first is not None
        edit = Draft(
            event=house.event.id,
            occasion="edit",
            kind="thanks",
            subject="x",
            recipient="19:m",
            road="meeting_chat",
            replaces=first.id,
            next_at=NOW,
        )
        await deliveries.plan(db, [edit], NOW)
    assert len(await house.claim()) == 1
    house.clock.moment += LEASE + timedelta(seconds=1)
    await house.worker().drain()
    assert [" becomes " in what for _, what in house.messenger.log] == [False, False, False, True]


async def test_a_shared_card_is_changed_once_a_second_at_most_and_its_last_state_arrives(house: House) -> None:
    async with house.database.begin() as db:
        await conversations.remember(
            db,
            id=ConversationId("19:m"),
            kind="group",
            service_url="https://smba.trafficmanager.net/emea/",
            tenant=TenantId("t"),
            person=None,
            now=NOW,
        )

        def draft(occasion: str, replaces: DeliveryId | None = None) -> Draft:
            return Draft(
                event=house.event.id,
                occasion=occasion,
                kind="thanks",
                subject="x",
                recipient="19:m",
                road="meeting_chat",
                replaces=replaces,
                next_at=house.clock.now(),
            )

        await deliveries.plan(db, [draft("card")], NOW)
        card = await deliveries.find(db, house.event.id, "card", "19:m", "meeting_chat")
        assert card is not None
    worker = house.worker()
    await worker.drain()
    began = house.clock.moment
    for number in range(40):
        async with house.database.begin() as db:
            await deliveries.plan(db, [draft(f"edit:{number}", card.id)], house.clock.now())
        await worker._round()
        house.clock.moment += timedelta(seconds=0.1)
    await worker.drain()
    edits = [what for _, what in house.messenger.log if " becomes " in what]
    seconds = (house.clock.moment - began).total_seconds()
    assert 2 <= len(edits) <= seconds + 1
    async with house.database.read() as db:
        last = await deliveries.find(db, house.event.id, "edit:39", "19:m", "meeting_chat")
        rows = await db.execute(select(delivery.c.state, delivery.c.reason).where(delivery.c.replaces == card.id))
        states = Counter((row.state, row.reason) for row in rows)
    assert last is not None
    assert last.state == "sent", "the last state arrives"
    assert states == {("sent", None): len(edits), ("cancelled", "overtaken"): 40 - len(edits)}
