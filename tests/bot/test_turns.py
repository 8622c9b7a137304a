"""Of work of which only the last matters, one is done and one waits."""

from __future__ import annotations

import asyncio

from bot.handlers.turns import Turns


async def test_one_works_one_waits_and_the_others_leave_it_to_them() -> None:
    turns, gate, done = Turns(), asyncio.Event(), list[str]()

    async def work(name: str) -> None:
        async with turns.take() as mine:
            if mine:
                await gate.wait()
                done.append(name)

    tasks = [asyncio.create_task(work(name)) for name in "abcd"]
    await asyncio.wait(tasks[2:])
    assert done == [], "c and d are gone; a works, b waits"
    gate.set()
    await asyncio.gather(*tasks)
    assert done == ["a", "b"]
    await work("e")
    assert done == ["a", "b", "e"]


async def test_who_is_cut_off_while_waiting_leaves_the_place_to_others() -> None:
    turns, gate = Turns(), asyncio.Event()
    done: list[str] = []

    async def work(name: str) -> None:
        async with turns.take() as mine:
            if mine:
                await gate.wait()
                done.append(name)

    first, second = asyncio.create_task(work("a")), asyncio.create_task(work("b"))
    await asyncio.wait([asyncio.create_task(work("c"))])
    second.cancel()
    await asyncio.wait([second])
    third = asyncio.create_task(work("d"))
    gate.set()
    await asyncio.gather(first, third)
    assert done == ["a", "d"]
