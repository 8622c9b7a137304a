"""What the room's page does on the stage: one small function for each act."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rehearsal import crowd, seen
from rehearsal.chats import Chat, Message
from rehearsal.people import Person

if TYPE_CHECKING:
    from rehearsal.stage import Stage

Body = dict[str, Any]
Act = Callable[["Stage", Body], Awaitable[Body]]
_LARGEST_CROWD = 500
_SLOWEST = 30.0
_LONGEST_PAUSE = 120
SOME_LIST = """Naam;E-mailadres;Corporatie;Functie;Opmerking
Anna de Bos;a.debos@wonenzuid.example;Wonen Zuid;gebiedsconsulent;
Zoë van 't Hof;z.vanthof@wonenzuid.example;Wonen Zuid;huismeester;Mag een camera in de lift?
Ömer Şahin;o.sahin@noordwonen.example;Noord Wonen;;
Piet Jansen;piet.jansen;Noord Wonen;beleidsmedewerker;
""".encode()
"""What is in every file that is sent from the page: sign-ups as a web form gives them, one without a job title and one
without a proper address."""


class BadRequest(Exception):
    """The page asked for something that can't be."""


async def _says(stage: Stage, body: Body) -> Body:
    person, chat = _writer(stage, body), _chat(stage, body)
    return {"status": await stage.says(person, _text(body), chat, mention=body.get("mention", True) is True)}


async def _edits(stage: Stage, body: Body) -> Body:
    person, chat, message = _own_message(stage, body)
    return {"status": await stage.edits(person, _text(body), chat=chat, message=message)}


async def _deletes(stage: Stage, body: Body) -> Body:
    person, chat, message = _own_message(stage, body)
    return {"status": await stage.deletes(person, chat=chat, message=message)}


async def _undeletes(stage: Stage, body: Body) -> Body:
    person, chat, message = _own_message(stage, body)
    return {"status": await stage.undeletes(person, message, chat=chat)}


async def _reacts(stage: Stage, body: Body) -> Body:
    chat = _chat(stage, body)
    kind, remove = _text(body, "reaction"), body.get("remove") is True
    status = await stage.reacts(_person(stage, body), kind, chat=chat, message=_message(chat, body), remove=remove)
    return {"status": status or 200}


async def _attaches(stage: Stage, body: Body) -> Body:
    writer, name, chat = _writer(stage, body), _text(body, "name"), _chat(stage, body)
    return {"status": await stage.attaches(writer, name, chat=chat, content=SOME_LIST)}


async def _clicks(stage: Stage, body: Body) -> Body:
    chat = _chat(stage, body)
    action = {"verb": body.get("verb"), "data": body.get("data"), "associatedInputs": "none"}
    return await stage.execute(_person(stage, body), chat, _message(chat, body), action)


async def _submits(stage: Stage, body: Body) -> Body:
    chat = _chat(stage, body)
    return {"status": await stage.submit(_person(stage, body), chat, _message(chat, body), _data(body))}


async def _refreshes(stage: Stage, body: Body) -> Body:
    """An empty answer when there was nothing to do."""
    chat = _chat(stage, body)
    person, message, automatic = _person(stage, body), _message(chat, body), body.get("automatic") is True
    return await stage.refreshes(person, chat=chat, message=message, automatic=automatic) or {}


async def _task(stage: Stage, body: Body) -> Body:
    if body.get("what") not in ("fetch", "submit"):
        raise BadRequest("what")
    chat = _chat(stage, body)
    message = _message(chat, body) if body["what"] == "fetch" else None
    return await stage.task(_person(stage, body), chat, body["what"], _data(body), message=message)


async def _installs(stage: Stage, body: Body) -> Body:
    await stage.installs(_person(stage, body))
    return {}


async def _removes(stage: Stage, body: Body) -> Body:
    await stage.removes(_person(stage, body))
    return {}


async def _adds(stage: Stage, body: Body) -> Body:
    await stage.adds_bot(_chat(stage, body), _person(stage, body))
    return {}


async def _locale(stage: Stage, body: Body) -> Body:
    stage.changes_locale(_person(stage, body), _text(body, "locale"))
    return {}


async def _joins(stage: Stage, body: Body) -> Body:
    await stage.joins_meeting(_person(stage, body))
    return {}


async def _leaves(stage: Stage, body: Body) -> Body:
    await stage.leaves_meeting(_person(stage, body))
    return {}


async def _meeting(stage: Stage, body: Body) -> Body:
    """The clock goes to the event's start or end, and Teams tells that the meeting starts or ends."""
    organiser = next(iter(stage.people.values()))
    starts = body.get("what") == "start"
    clock = await seen.bot_clock(stage)
    moment = stage.event.start if starts else stage.event.end
    if clock and datetime.fromisoformat(clock["now"]) < moment:
        await seen.bot_clock(stage, moment)
    if not stage.meeting.installed:
        await stage.adds_bot(stage.meeting, organiser)
    await (stage.starts_meeting if starts else stage.ends_meeting)(organiser)
    return {}


async def _clock(stage: Stage, body: Body) -> Body:
    try:
        moment = datetime.fromisoformat(_text(body, "to"))
    except ValueError as error:
        raise BadRequest("to") from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=stage.event.zone)
    return await seen.bot_clock(stage, moment) or {"httpStatus": 502}


async def _faults(stage: Stage, body: Body) -> Body:
    """Only what is named changes."""
    faults = stage.connector.faults
    if "person" in body:
        stage.personal(_person(stage, body)).blocked = body.get("closed") is True
    if "slow" in body:
        faults.slow = min(_number(body, "slow"), _SLOWEST)
    if "busy" in body:
        faults.busy = int(min(_number(body, "busy"), _LONGEST_PAUSE))
    if "loses" in body:
        faults.loses_all = body["loses"] is True
    return seen.faults(stage)


async def _crowd(stage: Stage, body: Body) -> Body:
    """Starts it; the page follows how far it is."""
    if stage.crowd.doing:
        raise BadRequest("the crowd is busy")
    count = int(_number(body, "count")) if "count" in body else 0
    if stage.crowd.people + count > _LARGEST_CROWD:
        raise BadRequest("count")
    _start(stage, crowd.comes(stage, count) if count else crowd.vote(stage))
    return {}


def _start(stage: Stage, act: Coroutine[Any, Any, None]) -> None:
    task = asyncio.get_running_loop().create_task(act)
    stage.busy.add(task)
    task.add_done_callback(stage.busy.discard)


ACTS: dict[str, Act] = {
    "says": _says,
    "edits": _edits,
    "deletes": _deletes,
    "undeletes": _undeletes,
    "reacts": _reacts,
    "attaches": _attaches,
    "clicks": _clicks,
    "submits": _submits,
    "refreshes": _refreshes,
    "task": _task,
    "installs": _installs,
    "removes": _removes,
    "adds": _adds,
    "locale": _locale,
    "joins": _joins,
    "leaves": _leaves,
    "meeting": _meeting,
    "clock": _clock,
    "faults": _faults,
    "crowd": _crowd,
}


def _text(body: Body, name: str = "text") -> str:
    text = body.get(name)
    if not isinstance(text, str) or not text.strip():
        raise BadRequest(name)
    return text.strip()


def _number(body: Body, name: str) -> float:
    number = body.get(name)
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < 1e6:
        raise BadRequest(name)
    return float(number)


def _data(body: Body) -> Body:
    data = body.get("data")
    return data if isinstance(data, dict) else {}


def _person(stage: Stage, body: Body) -> Person:
    person = stage.people.get(str(body.get("person")))
    if person is None or person.kind == "mail":
        raise BadRequest("person")
    return person


def _writer(stage: Stage, body: Body) -> Person:
    person = _person(stage, body)
    if person.kind == "anonymous":
        raise BadRequest("anonymous people can't write to a bot")
    return person


def _chat(stage: Stage, body: Body) -> Chat:
    chat = stage.connector.chats.get(str(body.get("chat")))
    if chat is None:
        raise BadRequest("chat")
    return chat


def _message(chat: Chat, body: Body) -> Message:
    message = chat.message(str(body.get("message")))
    if message is None:
        raise BadRequest("message")
    return message


def _own_message(stage: Stage, body: Body) -> tuple[Person, Chat, Message]:
    person, chat = _person(stage, body), _chat(stage, body)
    message = _message(chat, body)
    if message.sender != person.key:
        raise BadRequest("message")
    return person, chat, message
