"""What /metrics tells over HTTP while a whole sign-up is played, and that it tells nothing of anybody."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import Figures, Metrics
from event.definition import Event
from event.registration import State
from tests.scenario.play import Play, at, play
from tests.scenario.test_story import sign_up

Samples = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


def parsed(page: str) -> Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


async def scraped(one: Play) -> tuple[Samples, str]:
    async with aiohttp.ClientSession() as session, session.get(f"{one.url}/metrics") as answer:
        assert answer.status == 200
        assert answer.content_type == "text/plain"
        page = await answer.text()
    return parsed(page), page


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((f"gastheer_{name}", frozenset(labels.items())), 0.0)


@pytest.fixture
async def one(event: Event, tmp_path: Path) -> AsyncIterator[Play]:
    async with play(event, f"sqlite+aiosqlite:///{tmp_path / 'gastheer.db'}", at(3, 5, 12)) as running:
        yield running


async def test_a_sign_up_and_a_vote_are_counted(one: Play) -> None:
    stage = one.stage
    fatima, moderator = stage.people["fatima"], stage.people["moderator"]
    await sign_up(stage, fatima)
    await stage.installs(moderator)
    await stage.adds_bot(stage.meeting, stage.people["organiser"])
    await stage.says(moderator, "polls")
    await stage.clicks(moderator, "poll.preview")
    await stage.clicks(moderator, "poll.launch")
    await one.bot.worker.drain()
    poll = one.bot.living.event.polls[0]
    for voter, option in (("fatima", 0), ("anonymous", 0), ("anonymous", 1)):
        vote = {"option": poll.options[option].key}
        await stage.clicks(stage.people[voter], "poll.vote", vote, chat=stage.meeting)
    samples, _ = await scraped(one)
    assert value(samples, "registrations", state="confirmed") == 1
    assert value(samples, "registrations", state="withdrawn") == 0
    assert value(samples, "polls_open") == 1
    assert value(samples, "votes") == 2
    assert value(samples, "activities_total", type="message", outcome="handled") == 2
    assert value(samples, "activities_total", type="invoke", outcome="handled") >= 3
    sent = value(samples, "delivery_attempts_total", outcome="sent", reason="")
    assert sent >= 2
    assert value(samples, "deliveries", state="sent") == sent
    assert value(samples, "deliveries", state="failed") == 0
    requests = value(samples, "http_requests_total", route="/api/messages", status="200")
    assert requests == value(samples, "http_request_seconds_count", route="/api/messages")
    for part in ("database", "identity", "clock", "worker"):
        assert value(samples, "ready", part=part) == 1
    assert any(name == "gastheer_build_info" and number == 1 for (name, _), number in samples.items())
    assert samples["process_resident_memory_bytes", frozenset()] > 1e6


async def test_who_cant_be_reached_is_counted_by_the_reason(one: Play) -> None:
    stage = one.stage
    person = stage.people["fatima"]
    await sign_up(stage, person)
    stage.personal(person).installed = False
    await one.jump(at(14, 5, 9, 30))
    samples, _ = await scraped(one)
    assert value(samples, "delivery_attempts_total", outcome="failed", reason="BotNotInConversationRoster") == 1
    assert value(samples, "deliveries", state="failed") >= 1


async def test_nobody_can_be_found_in_it(one: Play) -> None:
    stage = one.stage
    person = stage.people["fatima"]
    await sign_up(stage, person)
    await stage.says(person, "Havensteder en ik")
    await stage.post(stage.activity(person, stage.personal(person), type="Havensteder", name="Fatima"))
    async with aiohttp.ClientSession() as session, session.get(f"{one.url}/nowhere/Havensteder") as answer:
        assert answer.status == 404
    samples, page = await scraped(one)
    told = page.casefold()
    secrets = [person.account, person.oid or person.account, "havensteder", stage.personal(person).id, stage.app_id]
    for secret in (*secrets, *(part for part in person.name.split() if len(part) > 3)):
        assert secret.casefold() not in told
    assert value(samples, "activities_total", type="other", outcome="ignored") == 1
    assert value(samples, "http_requests_total", route="other", status="404") == 1


async def test_what_the_door_refuses_is_counted(one: Play) -> None:
    stage = one.stage
    person = stage.people["fatima"]
    chat = stage.personal(person)
    hello = stage.activity(person, chat, type="message", text="help")
    assert (await stage.post(hello, "garbage"))[0] == 401
    assert (await stage.post(hello | {"from": {}}))[0] == 400
    foreign = hello | {"channelData": {"tenant": {"id": "11111111-2222-4333-8444-555555555555"}}}
    assert (await stage.post(foreign))[0] == 403
    strange = stage.activity(person, chat, type="invoke", name="nobody/knows", value={})
    assert (await stage.post(strange))[1]["statusCode"] == 400
    unknown_event = stage.activity(person, chat, type="event", name="application/unknown")
    assert (await stage.post(unknown_event))[0] == 200
    samples, _ = await scraped(one)
    assert value(samples, "tokens_rejected_total", reason="malformed") == 1
    assert value(samples, "activities_total", type="other", outcome="malformed") == 1
    assert value(samples, "activities_total", type="message", outcome="not_served") == 1
    assert value(samples, "activities_total", type="invoke", outcome="not_understood") == 1
    assert value(samples, "activities_total", type="event", outcome="ignored") == 1
    for status in ("200", "400", "401", "403"):
        assert value(samples, "http_requests_total", route="/api/messages", status=status) >= 1


def test_reasons_from_outside_are_known_ones_or_other() -> None:
    metrics = Metrics()
    for reason in (
        "ConversationNotFound",
        "Http403",
        "login:invalid_client",
        "mail:busy",
        "fatima@example.nl",
        "Http403 of Fatima",
    ):
        metrics.delivery("failed", reason)
    samples = parsed(metrics.page({}, None).decode())
    for reason, number in (("ConversationNotFound", 1), ("Http403", 1), ("login", 1), ("mail", 1), ("other", 2)):
        assert value(samples, "delivery_attempts_total", outcome="failed", reason=reason) == number


def test_without_the_database_no_old_figures_are_shown() -> None:
    metrics = Metrics()
    now = Figures(deliveries={"sent": 3}, registrations={State.CONFIRMED: 2}, polls_open=1, votes=7)
    before = parsed(metrics.page({"database": True}, now).decode())
    assert value(before, "votes") == 7
    assert value(before, "deliveries", state="sent") == 3
    after = parsed(metrics.page({"database": False}, None).decode())
    assert value(after, "ready", part="database") == 0
    assert not [name for name, _ in after if name in {"gastheer_votes", "gastheer_deliveries"}]
