"""A crowd: people who sign up and vote by themselves, over the same road as anybody."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from rehearsal.chats import Chat, Message, actions, questions
from rehearsal.people import CROWD, Person, extra

if TYPE_CHECKING:
    from rehearsal.stage import Stage

SIGN_UP = "registration.submit"
VOTE = "poll.vote"
_AT_ONCE = 6
"""So many act at the same time: about the pace at which a tenant's messages may go out."""
_ORGANISATIONS = ("Havensteder", "Woonstad Rotterdam", "Eigen Haard", "Mitros", "Vestia", "Portaal", "De Key", "Ymere")
_FUNCTIONS = ("wijkbeheerder", "huismeester", "consulent leefbaarheid", "jurist", "woonconsulent", "teamleider")


@dataclass
class Crowd:
    """How far it is. `failed` counts people who couldn't; `doing` is empty when all is done."""

    people: int = 0
    signed_up: int = 0
    votes: int = 0
    failed: int = 0
    doing: str = ""
    done: int = 0
    """Of `of`, in what is being done now."""
    of: int = 0


async def comes(stage: Stage, count: int) -> None:
    """So many more people add the app, sign up, and vote in what is open."""
    crowd = stage.crowd
    first = crowd.people + 1
    crowd.people += count
    people = [stage.add(extra(number)) for number in range(first, first + count)]
    await _each(stage, "signing_up", [_sign_up(stage, one) for one in people])
    await vote(stage)


async def vote(stage: Stage) -> None:
    """Everybody in the crowd votes in each poll of the meeting's chat that is open."""
    people = [one for key, one in stage.people.items() if key.startswith(CROWD)]
    ballots = [one for one in stage.meeting.messages if _button(one.card, VOTE)]
    acts = [_vote(stage, one, ballot) for ballot in ballots for one in people]
    if acts:
        await _each(stage, "voting", acts)


async def _each(stage: Stage, doing: str, acts: Iterable[Awaitable[None]]) -> None:
    crowd, gate, waiting = stage.crowd, asyncio.Semaphore(_AT_ONCE), list(acts)
    crowd.doing, crowd.done, crowd.of = doing, 0, len(waiting)

    async def one(act: Awaitable[None]) -> None:
        async with gate:
            try:
                await act
            except (aiohttp.ClientError, TimeoutError, _Stuck):
                crowd.failed += 1
            crowd.done += 1
        await stage.touch()

    try:
        await asyncio.gather(*(one(act) for act in waiting))
    finally:
        crowd.doing = ""
        await stage.touch()


class _Stuck(Exception):
    """There is no card to go on with, or the bot refused."""


async def _sign_up(stage: Stage, person: Person) -> None:
    await stage.installs(person)
    if stage.running:
        await stage.joins_meeting(person)
    await stage.says(person, "aanmelden")
    chat = stage.personal(person)
    form = next((one for one in reversed(chat.messages) if _button(one.card, SIGN_UP)), None)
    if form is None:
        raise _Stuck
    await _press(stage, person, chat, form, SIGN_UP)
    stage.crowd.signed_up += 1


async def _vote(stage: Stage, person: Person, ballot: Message) -> None:
    if ballot.deleted or not _button(ballot.card, VOTE):
        return  # closed while they were voting
    await _press(stage, person, stage.meeting, ballot, VOTE)
    stage.crowd.votes += 1


async def _press(stage: Stage, person: Person, chat: Chat, message: Message, verb: str) -> None:
    action = _button(message.card, verb)
    if action is None or message.card is None:
        raise _Stuck
    answer = await stage.execute(person, chat, message, action, filled(message.card, person))
    if answer["httpStatus"] != 200 or answer.get("statusCode") != 200:
        raise _Stuck


def filled(card: dict[str, Any], person: Person) -> dict[str, str]:
    """What somebody of the crowd fills in: always the same for the same person."""
    chance = random.Random(f"{person.key} {[one['id'] for one in questions(card)]}")  # noqa: S311
    return {one["id"]: _answer(one, chance) for one in questions(card)}


def _answer(question: dict[str, Any], chance: random.Random) -> str:
    match question["type"]:
        case "Input.ChoiceSet":
            # The first is liked most: a result with a winner is what an organiser wants to see.
            values = [str(choice["value"]) for choice in question.get("choices", ())]
            return min(chance.choice(values), chance.choice(values), key=values.index) if values else ""
        case "Input.Toggle":
            return str(question.get("valueOn", "true"))
    if question.get("value") or not question.get("isRequired"):
        return str(question.get("value", ""))
    known = {"organisation": _ORGANISATIONS, "function": _FUNCTIONS}
    return chance.choice(known.get(question["id"], ("Geen bijzonderheden",)))


def _button(card: dict[str, Any] | None, verb: str) -> dict[str, Any] | None:
    return next((one for one in actions(card or {}) if one.get("verb") == verb), None)
