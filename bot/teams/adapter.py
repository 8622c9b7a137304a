"""botbuilder's turn, with our own adapter under it: its activity model and dispatch, our sending and answering."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import getrandbits
from typing import Any, Protocol

import orjson
import structlog
from botbuilder.core import BotAdapter, CardFactory, MessageFactory, TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity, ConversationReference, ResourceResponse

from bot.requests import (
    Answer,
    CardAnswer,
    Clicked,
    DialogAnswer,
    DialogCard,
    DialogClosed,
    DialogMessage,
    DialogOpened,
    DialogSent,
    ErrorAnswer,
    Handler,
    InvokeAnswer,
    MessageAnswer,
    Reply,
    Request,
)
from bot.teams.activities import NotUnderstood, digest_of, is_dialog, request_of, tenant_of
from bot.teams.connector import Connector
from cards.card import Card
from event.clock import Clock
from event.errors import RefusalCode
from event.ids import ActivityId, ConversationId
from scheduler.messenger import Address, SendFailure, TryLater

_TRIES = 3
_LONGEST_WAIT = 2.0
"""Seconds: somebody waits for this reply, and Teams for our answer."""
_CARD = "application/vnd.microsoft.card.adaptive"
_CARD_OPENS = b'{"statusCode":200,"type":"application/vnd.microsoft.card.adaptive","value":'
_LONGEST = 10.0
"""Seconds that handling may take: Teams waits no longer."""
_ANSWER = "gastheer.answer"
_OUTCOME = "gastheer.outcome"

log = structlog.get_logger(__name__)


class Seen(Protocol):
    async def first(self, digest: str) -> bool:
        """True for the one who takes an activity in hand."""
        ...

    async def forget(self, digest: str) -> None:
        """It came to nothing: when it is sent again, it counts."""
        ...


class Adapter(BotAdapter):  # type: ignore[misc]  # botbuilder has no types
    """Sends what a turn says through our connector. Replies are tried again briefly: a person is waiting."""

    def __init__(self, connector: Connector, clock: Clock) -> None:
        super().__init__()
        self._connector = connector
        self._clock = clock

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        to = _address(context.activity)
        return [ResourceResponse(id=await self._send(to, activity)) for activity in activities]

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        await self._connector.update(_address(context.activity), ActivityId(activity.id), _card(activity))
        return ResourceResponse(id=activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        raise NotImplementedError("nothing of ours deletes a message yet")

    async def _send(self, to: Address, activity: Activity) -> ActivityId:
        for tried in range(1, _TRIES + 1):
            try:
                return await self._connector.send(to, _card(activity))
            except TryLater as failure:
                if tried == _TRIES:
                    raise
                await self._clock.sleep(min(failure.after if failure.after is not None else 0.5, _LONGEST_WAIT))
        raise AssertionError


class Turn(TeamsActivityHandler):  # type: ignore[misc]
    """Each activity that concerns us becomes a request; its answer is said, or kept for the invoke's response."""

    def __init__(
        self,
        handler: Handler,
        fault: Callable[[Request, str], Answer],
        sentence: Callable[[RefusalCode, str | None], str],
        seen: Seen,
    ) -> None:
        self._handler = handler
        self._fault = fault
        self._sentence = sentence
        self._seen = seen

    async def on_invoke_activity(self, turn_context: TurnContext) -> None:
        try:
            await self._turn(turn_context)
        except NotUnderstood as problem:
            code = RefusalCode.UNREADABLE
            sentence = self._sentence(code, problem.locale)
            in_dialog = is_dialog(turn_context.activity)
            turn_context.turn_state[_ANSWER] = (
                DialogMessage(sentence) if in_dialog else ErrorAnswer(code.value, sentence)
            )
            turn_context.turn_state[_OUTCOME] = "not_understood"

    async def decide(self, request: Request, *, limited: bool = True) -> tuple[Answer, str | None]:
        """The answer, and the reference of the fault where we failed: the log has it. Not `limited` is what has a time
        limit of its own, as votes have in the ballot box."""
        try:
            if not limited:
                return await self._handler(request), None
            async with asyncio.timeout(_LONGEST):
                return await self._handler(request), None
        except Exception as error:
            held = structlog.contextvars.get_contextvars().get("activity") if limited else None
            reference = str(held or new_reference())
            structlog.contextvars.bind_contextvars(activity=reference)
            log.exception("fault", reference=reference, request=type(request).__name__, kind=type(error).__name__)
            return self._fault(request, reference), reference

    async def _turn(self, context: TurnContext) -> None:
        request = request_of(context.activity)
        if request is None:
            log.info("ignored", type=str(context.activity.type)[:40])
            return
        digest = digest_of(context.activity)
        if digest is not None and not await self._seen.first(digest):
            context.turn_state[_OUTCOME] = "repeated"
            return
        done = False
        try:
            await self._answer(context, request)
            done = context.turn_state[_OUTCOME] != "fault"
        finally:
            if digest is not None and not done:
                await self._seen.forget(digest)

    async def _answer(self, context: TurnContext, request: Request) -> None:
        answer, fault = await self.decide(request)
        context.turn_state[_OUTCOME] = "fault" if fault else "handled"
        if fault:
            context.turn_state["gastheer.fault"] = fault
        if isinstance(request, Clicked | DialogOpened | DialogSent):
            context.turn_state[_ANSWER] = answer
        elif isinstance(answer, Reply) and answer.cards:
            try:
                await context.send_activities([_message(card) for card in answer.cards])
            except SendFailure as failure:
                log.warning("reply not sent", code=failure.code, status=failure.status)
                context.turn_state[_OUTCOME] = "reply_not_sent"

    # All of them, for the library's own reads more than it needs and breaks on what is malformed.
    on_message_activity = on_message_update_activity = on_message_delete_activity = _turn
    on_message_reaction_activity = on_typing_activity = on_end_of_conversation_activity = _turn
    on_conversation_update_activity = on_installation_update = on_event_activity = _turn
    on_unrecognized_activity_type = _turn


def new_reference() -> str:
    """What an activity is called in the log, and a fault to the person who met it."""
    return f"{getrandbits(32):08x}"


def answer_of(context: TurnContext) -> InvokeAnswer | DialogAnswer | None:
    found = context.turn_state.get(_ANSWER)
    return found if isinstance(found, InvokeAnswer | DialogAnswer) else None


def outcome_of(context: TurnContext) -> str:
    """What became of the activity, in a word that can be counted."""
    return str(context.turn_state.get(_OUTCOME, "ignored"))


def invoke_json(answer: InvokeAnswer | DialogAnswer) -> bytes | None:
    """The documented response of an `adaptiveCard/action`, `task/fetch` or `task/submit`; None for an empty one."""
    if isinstance(answer, CardAnswer):
        return _CARD_OPENS + answer.card.json + b"}"
    body = _invoke_body(answer)
    return None if body is None else orjson.dumps(body)


def _invoke_body(answer: MessageAnswer | ErrorAnswer | DialogAnswer) -> dict[str, Any] | None:
    match answer:
        case DialogCard(title, card):
            shown = {"contentType": _CARD, "content": card.content}
            value = {"title": title, "height": "large", "width": "medium", "card": shown}
            return {"task": {"type": "continue", "value": value}}
        case DialogMessage(text):
            return {"task": {"type": "message", "value": text}}
        case DialogClosed():
            return None
        case MessageAnswer(text):
            return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": text}
        case ErrorAnswer(code, text):
            error = {"code": code, "message": text}
            return {"statusCode": 400, "type": "application/vnd.microsoft.error", "value": error}


def _message(card: Card) -> Activity:
    message = MessageFactory.attachment(CardFactory.adaptive_card(dict(card.content)))
    message.summary = card.summary
    return message


def _card(activity: Activity) -> Card:
    return Card(content=activity.attachments[0].content, summary=activity.summary or "")


def _address(activity: Activity) -> Address:
    return Address(
        conversation=ConversationId(activity.conversation.id),
        service_url=activity.service_url,
        tenant=tenant_of(activity),
    )
