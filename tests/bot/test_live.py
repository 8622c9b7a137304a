"""The hub: what is told to whoever watches, when, and to whom no more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.pages import live
from bot.pages.live import Hub, Viewer
from event.clock import MovableClock
from event.ids import PersonId
from tests.bot.watching import Watcher, watching

NOON = datetime(2027, 6, 4, 12, tzinfo=UTC)
FATIMA = PersonId("fatima")


@dataclass
class Room:
    """What is to be seen, by channel, and how often somebody looked."""

    shown: dict[str, str] = field(default_factory=lambda: {"stage": "one", "panel": "p"})
    looks: int = 0
    watching: Mapping[str, int] = field(default_factory=dict)
    version: int = 1
    broken: bool = False
    most: int = 100
    clock: MovableClock = field(default_factory=lambda: MovableClock(NOON))
    real: MovableClock = field(default_factory=lambda: MovableClock(NOON))
    url: str = ""
    _looked: asyncio.Event = field(default_factory=asyncio.Event)

    async def look(self, watching: Mapping[str, int]) -> Mapping[str, str]:
        self.looks += 1
        self.watching = watching
        self._looked.set()
        if self.broken:
            raise OSError("the database is away")
        return {channel: self.shown[channel] for channel in watching}

    async def until(self, holds: Callable[[], bool]) -> None:
        """Some look, from now on, after which it holds."""
        async with asyncio.timeout(10):
            while not holds():
                self._looked.clear()
                await self._looked.wait()

    async def versions(self, who: Collection[PersonId]) -> Mapping[PersonId, int]:
        return dict.fromkeys(who, self.version)


@asynccontextmanager
async def hub(room: Room) -> AsyncIterator[Hub]:
    one = Hub(room.look, room.versions, room.clock, room.real)

    async def watch(request: web.Request) -> web.StreamResponse:
        until = NOON + timedelta(hours=1)
        viewer = Viewer(channel=request.match_info["channel"], who=FATIMA, version=1, until=until, most=room.most)
        return await one.watch(request, viewer)

    app = web.Application()
    app.router.add_get("/{channel}", watch)
    app.on_shutdown.append(one.close)
    async with TestServer(app) as server:
        room.url = str(server.make_url("/")).rstrip("/")
        yield one


@pytest.fixture
def room() -> Room:
    return Room()


async def test_whoever_comes_sees_how_it_stands_and_then_what_changes(room: Room) -> None:
    async with hub(room) as one, watching(f"{room.url}/stage") as seen:
        await seen.until(lambda: seen.shown == ["one"])
        assert seen.status == 200
        assert 2000 <= seen.retry <= 6000
        assert abs(seen.clocks[0] / 1000 - NOON.timestamp()) < 60, "to count down by"
        room.shown["stage"] = "two\nlines"
        one.stir()
        await seen.until(lambda: len(seen.shown) == 2)
        assert seen.newest == "twolines", "each line on its own, as the format asks"
        async with watching(f"{room.url}/stage") as late:
            await late.until(lambda: late.shown == ["twolines"])


async def test_who_comes_back_isnt_told_again_what_they_have(room: Room) -> None:
    async with hub(room) as one:
        async with watching(f"{room.url}/stage") as seen:
            await seen.until(lambda: bool(seen.id))
        async with watching(f"{room.url}/stage", seen.id) as back:
            await back.until(lambda: bool(back.clocks))
            room.shown["stage"] = "two"
            one.stir()
            await back.until(lambda: back.shown == ["two"])
        room.shown["stage"] = "three"  # nobody looked
        async with watching(f"{room.url}/stage", back.id) as again:
            await again.until(lambda: again.shown == ["three"])


async def test_the_same_state_has_the_same_name_at_another_replica(room: Room) -> None:
    other = Room()
    async with hub(room), hub(other), watching(f"{room.url}/stage") as seen, watching(f"{other.url}/stage") as there:
        await seen.until(lambda: bool(seen.id))
        await there.until(lambda: bool(there.id))
        assert seen.id == there.id


async def test_what_others_did_is_seen_without_being_told(room: Room) -> None:
    async with hub(room), watching(f"{room.url}/stage") as seen:
        await seen.until(lambda: seen.shown == ["one"])
        room.shown["stage"] = "elsewhere"
        await seen.until(lambda: seen.newest == "elsewhere", 3)


async def test_one_look_does_for_all_and_none_is_taken_when_nobody_watches(room: Room) -> None:
    async with hub(room) as one:
        one.stir()
        assert room.looks == 0
        async with asyncio.TaskGroup() as group:
            ready = asyncio.Event()

            async def viewer() -> None:
                async with watching(f"{room.url}/stage") as seen:
                    await seen.until(lambda: bool(seen.shown))
                    await ready.wait()

            async def stirs() -> None:
                await room.until(lambda: room.watching.get("stage") == 20)
                before = room.looks
                loop = asyncio.get_running_loop()
                began = loop.time()
                while loop.time() - began < 1:
                    one.stir()
                    await asyncio.sleep(0)
                assert room.looks - before <= 6, "a few times a second, however much happens"
                ready.set()

            for _ in range(20):
                group.create_task(viewer())
            group.create_task(stirs())
        assert one._looking is not None
        await asyncio.wait_for(one._looking, 20)
        looks = room.looks
        one.stir()
        await asyncio.sleep(0)
        assert room.looks == looks


async def test_a_look_that_fails_is_not_the_last(room: Room) -> None:
    async with hub(room) as one, watching(f"{room.url}/stage") as seen:
        await seen.until(lambda: seen.shown == ["one"])
        room.broken, room.shown["stage"] = True, "two"
        looks = room.looks
        one.stir()
        await room.until(lambda: room.looks > looks)
        assert seen.newest == "one"
        room.broken = False
        await seen.until(lambda: seen.newest == "two", 5)


async def test_a_sign_of_life_and_the_events_time_when_it_is_moved(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_BEAT", 0.3)
    async with hub(room), watching(f"{room.url}/stage") as seen:
        await seen.until(lambda: len(seen.clocks) >= 3)
        room.clock.move_to(NOON + timedelta(hours=2))
        await seen.until(lambda: seen.clocks[-1] / 1000 >= (NOON + timedelta(hours=2)).timestamp())
        assert seen.shown == ["one"]


async def test_a_link_that_holds_no_more_ends_its_streams(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_BEAT", 0.3)
    async with hub(room):
        async with watching(f"{room.url}/stage") as seen:
            await seen.until(lambda: bool(seen.shown))
            room.version = 2  # they withdrew all their links
            await asyncio.wait_for(seen.ended.wait(), 10)
        room.version = 1
        async with watching(f"{room.url}/stage") as other:
            await other.until(lambda: bool(other.shown))
            room.real.move_to(NOON + timedelta(hours=2))
            await asyncio.wait_for(other.ended.wait(), 10)


async def test_there_is_an_end_to_how_many(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_BEAT", 0.3)
    room.most = 2
    async with hub(room) as one:
        async with watching(f"{room.url}/stage") as first, watching(f"{room.url}/stage") as second:
            await first.until(lambda: bool(first.shown))
            await second.until(lambda: bool(second.shown))
            assert await refused(f"{room.url}/stage"), "of one person"
            assert not await refused(f"{room.url}/panel")
            monkeypatch.setattr(live, "MOST", 2)
            assert await refused(f"{room.url}/panel"), "of all together"
        # Who left makes room once we find that they are gone: at the next word to them.
        assert one._looking is not None
        await asyncio.wait_for(one._looking, 10)
        assert not await refused(f"{room.url}/stage")


async def refused(url: str) -> bool:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        if answer.status == 503:
            assert answer.headers["Retry-After"]
        return answer.status == 503


async def test_everybody_is_let_go_at_shutdown(room: Room) -> None:
    seen = Watcher()
    async with hub(room) as one:
        stays = asyncio.create_task(seen.follow(f"{room.url}/stage", {}))
        await seen.until(lambda: bool(seen.shown))
        looking = one._looking
        began = asyncio.get_running_loop().time()
    await asyncio.wait_for(stays, 5)
    assert asyncio.get_running_loop().time() - began < 5, "the server doesn't wait for them"
    assert looking is not None
    assert looking.done()
