"""The few pieces that all cards are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from microsoft_teams.cards import (
    Action,
    ActionSet,
    AdaptiveCard,
    CardElement,
    Container,
    ExecuteAction,
    OpenUrlAction,
    RefreshDefinition,
    SubmitAction,
    TaskFetchSubmitActionData,
    TextBlock,
)

from cards.card import Card
from cards.dates import beside, day, own_span, span
from cards.texts import Texts
from cards.verbs import VERSION, Verb
from event.definition import Event, Status

Style = Literal["default", "positive", "destructive"]


def card(
    texts: Texts,
    summary: str,
    body: Sequence[CardElement],
    actions: Sequence[Action] = (),
    refresh: ExecuteAction | None = None,
) -> Card:
    """`summary` is read aloud, stands in the notification, and is what a client shows that can't draw the card."""
    made = AdaptiveCard(
        version="1.5",
        lang=texts.language.value,
        speak=summary,
        fallbackText=summary,
        body=list(body),
        actions=list(actions) or None,
        refresh=RefreshDefinition(action=refresh) if refresh else None,
    )
    content = {"$schema": "http://adaptivecards.io/schemas/adaptive-card.json"} | made.model_dump(
        mode="json", by_alias=True, exclude_none=True
    )
    return Card(content=content, summary=summary)


def heading(text: str) -> TextBlock:
    return TextBlock(text=text, size="Large", weight="Bolder", wrap=True, style="heading")


def subheading(text: str) -> TextBlock:
    return TextBlock(text=text, weight="Bolder", wrap=True, spacing="Medium")


def line(text: str) -> TextBlock:
    return TextBlock(text=text, wrap=True)


def small(text: str) -> TextBlock:
    return TextBlock(text=text, wrap=True, isSubtle=True, size="Small")


def attention(text: str) -> TextBlock:
    return TextBlock(text=text, wrap=True, color="Attention", weight="Bolder")


def panel(*items: CardElement) -> Container:
    return Container(style="emphasis", items=list(items), spacing="Medium")


def button(
    title: str, verb: Verb, event: Event, *, style: Style | None = None, inputs: bool = False, **ids: str
) -> ExecuteAction:
    """A click. Its data has ids only; `inputs` sends along what was filled in."""
    data = {"v": VERSION, "event": event.id, **ids}
    return ExecuteAction(
        title=title, verb=verb.value, data=data, style=style, associatedInputs="auto" if inputs else "none"
    )


def dialog_button(title: str, verb: Verb, event: Event, *, style: Style | None = None, **ids: str) -> SubmitAction:
    """A click that opens a dialog: an Execute can't. Nothing of the card itself goes along."""
    teams = TaskFetchSubmitActionData().model_dump(mode="json", exclude_none=True)
    return _submit(title, verb, event, style, ids, teams=teams, inputs="none")


def send_dialog(title: str, verb: Verb, event: Event, *, style: Style | None = None, **ids: str) -> SubmitAction:
    """In a dialog: send what was filled in."""
    return _submit(title, verb, event, style, ids)


def refresh(verb: Verb, event: Event, **ids: str) -> ExecuteAction:
    return ExecuteAction(verb=verb.value, data={"v": VERSION, "event": event.id, **ids})


def _submit(
    title: str,
    verb: Verb,
    event: Event,
    style: Style | None,
    ids: Mapping[str, str],
    *,
    teams: dict[str, Any] | None = None,
    inputs: Literal["auto", "none"] | None = None,
) -> SubmitAction:
    data: dict[str, Any] = {"verb": verb.value, "v": VERSION, "event": event.id, **ids}
    if teams:
        data["msteams"] = teams
    return SubmitAction(title=title, data=data, style=style, associatedInputs=inputs)


def open_url(title: str, url: str, *, style: Style | None = None) -> OpenUrlAction:
    return OpenUrlAction(title=title, url=url, style=style)


def row(*actions: Action) -> ActionSet:
    return ActionSet(actions=list(actions))


def when(event: Event, texts: Texts) -> str:
    """The day and its hours: `vrijdag 4 juni 2027, 10.30–14.30 uur`, for a reader elsewhere in their own time too."""
    return _as_it_stands(event, f"{day(event.date, texts)}, {hours(event.start, event.end, texts)}", texts)


def which_day(event: Event, texts: Texts) -> str:
    return _as_it_stands(event, day(event.date, texts), texts)


def hours(start: datetime, end: datetime, texts: Texts) -> str:
    """`10.30–12.00 uur (09.30–11.00 uur in Londen)`."""
    return beside(span(start.time(), end.time(), texts), own_span(start, end, texts))


def _as_it_stands(event: Event, said: str, texts: Texts) -> str:
    match event.status:
        case Status.POSTPONED:
            return texts.say("postponed; the new date follows")
        case Status.CANCELLED:
            return texts.say("{when}: cancelled", when=said)
        case Status.ON:
            return said


def contact(event: Event, texts: Texts) -> TextBlock:
    """The human to turn to."""
    return small(whom_to_ask(event, texts))


def whom_to_ask(event: Event, texts: Texts) -> str:
    people = event.organiser
    if people.phone:
        return texts.say(
            "Questions? {name} will gladly help you: {email} or {phone}.",
            name=people.name,
            email=people.email,
            phone=people.phone,
        )
    return texts.say("Questions? {name} will gladly help you: {email}.", name=people.name, email=people.email)
