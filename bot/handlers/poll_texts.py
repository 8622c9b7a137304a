"""What people write in polls, before and after others may read it: moderators show, hide, merge and undo."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers import rights
from bot.handlers.host import Host, meet
from bot.handlers.one_poll import gone, key_of
from bot.requests import Clicked
from cards import poll_texts as cards
from cards.card import Card
from cards.verbs import Verb
from cards.views_poll_texts import PollTextsView, PollTextView, TextDone
from event import poll_texts as rule
from event.errors import Refusal, RefusalCode
from event.ids import PollKey
from event.kinds.shapes import Tally
from event.poll_texts import Decision, Text, TextKey, TextState
from event.polls import PollState, RunningPoll, Standing
from event.store import audit, ballots, poll_texts, polls

_PAGE = 6
_MOST_OTHERS = 40
_TO = {Verb.POLL_TEXT_SHOW: (TextState.SHOWN, TextDone.SHOWN), Verb.POLL_TEXT_HIDE: (TextState.HIDDEN, TextDone.HIDDEN)}


async def list_(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.MODERATOR)
    async with host.database.read() as db:
        return await _listed(host, request, db, _state(request))


async def one(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.MODERATOR)
    async with host.database.read() as db:
        return await _one(host, request, db)


async def decide(host: Host, request: Clicked) -> Card:
    """Show or hide, as its verb says: one, or those that stood on the card."""
    await rights.require(host, request, rights.Role.MODERATOR)
    state, done = _TO[Verb(request.verb)]
    return await _decided(host, request, _keys(request), Decision(state=state), done)


async def merge(host: Host, request: Clicked) -> Card:
    """Count it with the chosen one, and whatever was counted with it."""
    await rights.require(host, request, rights.Role.MODERATOR)
    into = request.data.get("into")
    if not isinstance(into, str) or not into:
        async with host.database.read() as db:
            return await _one(host, request, db, TextDone.NOTHING_CHOSEN)
    decision = Decision(state=TextState.MERGED, into=TextKey(into))
    return await _decided(host, request, _keys(request)[:1], decision, TextDone.MERGED)


async def undo(host: Host, request: Clicked) -> Card:
    """As it came in: all that was decided at once, or what was decided about one."""
    await rights.require(host, request, rights.Role.MODERATOR)
    key, what = key_of(request), _keys(request)
    async with host.database.begin() as db:
        running = await _running(host, db, key)
        found = 0
        if running is not None and what:
            found = await poll_texts.undo(db, host.event.id, running.box, what[0])
            found += await poll_texts.put_back(db, host.event.id, running.box, what[0])
        if found:
            by = await meet(host, db, request)
            await audit.note(
                db, host.event.id, by.id, Verb.POLL_TEXT_UNDO.value, host.clock.now(), subject=key, number=found
            )
        done = TextDone.PUT_BACK if found else TextDone.GONE
        card = await _listed(host, request, db, _state(request), done, found)
    host.moved(key)
    return card


async def _decided(
    host: Host, request: Clicked, asked: Collection[TextKey], decision: Decision, done: TextDone
) -> Card:
    key, act = key_of(request), secrets.token_hex(16)
    async with host.database.begin() as db:
        running = await _running(host, db, key)
        there = {one.key for one in await _texts(host, db, running)}
        # Nothing but what is there and may be seen by whoever decides about it.
        keys = [one for one in asked if one in there and one != decision.into]
        if running is None or not keys or (decision.into is not None and decision.into not in there):
            return await _listed(host, request, db, _state(request), TextDone.GONE)
        by, now = await meet(host, db, request), host.clock.now()
        await poll_texts.decide(db, host.event.id, running.box, keys, decision, act, by.id, now)
        await audit.note(db, host.event.id, by.id, request.verb, now, subject=key, number=len(keys))
        if "what" in request.data:
            card = await _listed(host, request, db, _state(request), done, len(keys), act)
        else:
            card = await _one(host, request, db, done, act)
    host.moved(key)
    return card


async def _listed(
    host: Host,
    request: Clicked,
    db: AsyncConnection,
    state: TextState,
    done: TextDone | None = None,
    number: int = 0,
    act: str | None = None,
) -> Card:
    poll = host.event.poll(key_of(request))
    if poll is None:
        return gone(host, request)
    running = await _running(host, db, poll.key)
    standing = await ballots.unread(db, host.event.id, running)
    found = _of(standing, running, await _decisions(host, db, running))
    rows = [one for one in found if one.state is state]
    counts = Counter(one.state for one in found)
    pages = max(1, -(-len(rows) // _PAGE))
    page = min(_page(request), pages - 1)
    view = PollTextsView(
        event=host.event,
        poll=poll,
        state=state,
        rows=rows[page * _PAGE : (page + 1) * _PAGE],
        counts={one: counts[one] for one in TextState},
        hold=running.hold if running is not None and running.hold is not None else poll.hold,
        behind=standing.votes - standing.tally.ballots if standing.tally is not None else 0,
        too_few=standing.tally is None,
        page=page,
        pages=pages,
        done=done,
        number=number,
        act=act,
    )
    return cards.queue(view, host.texts(request))


async def _one(
    host: Host, request: Clicked, db: AsyncConnection, done: TextDone | None = None, act: str | None = None
) -> Card:
    poll, keys = host.event.poll(key_of(request)), _keys(request)
    if poll is None:
        return gone(host, request)
    found = await _texts(host, db, await _running(host, db, poll.key))
    text = next((one for one in found if keys and one.key == keys[0]), None)
    if text is None:
        return await _listed(host, request, db, TextState.WAITING, TextDone.GONE)
    others = rule.mergeable(found, text.key)[:_MOST_OTHERS]
    view = PollTextView(event=host.event, poll=poll, text=text, others=others, done=done, act=act)
    return cards.one_text(view, host.texts(request))


async def _running(host: Host, db: AsyncConnection, key: PollKey) -> RunningPoll | None:
    """One that has ballots, with texts in them."""
    running = await polls.find(db, host.event.id, key)
    return None if running is None or running.state is PollState.PREPARED else running


async def _decisions(host: Host, db: AsyncConnection, running: RunningPoll | None) -> Mapping[TextKey, Decision]:
    return await poll_texts.decisions(db, host.event.id, running.box) if running is not None else {}


async def _texts(host: Host, db: AsyncConnection, running: RunningPoll | None) -> list[Text]:
    standing = await ballots.unread(db, host.event.id, running)
    return _of(standing, running, await _decisions(host, db, running))


def _of(standing: Standing, running: RunningPoll | None, decisions: Mapping[TextKey, Decision]) -> list[Text]:
    """All that may be seen; nothing of a poll in which nobody writes."""
    if running is None or running.hold is None:
        return []
    return rule.texts(standing.tally or Tally(), decisions, hold=running.hold)


def _keys(request: Clicked) -> list[TextKey]:
    typed = request.data.get("id")
    return [TextKey(one) for one in typed.split(",")[:50]] if isinstance(typed, str) and typed else []


def _state(request: Clicked) -> TextState:
    try:
        return TextState(str(request.data.get("what", TextState.WAITING)))
    except ValueError:
        raise Refusal(RefusalCode.UNREADABLE) from None


def _page(request: Clicked) -> int:
    typed = request.data.get("page")
    return int(typed) if isinstance(typed, str) and typed.isdecimal() and len(typed) < 4 else 0
