"""Participants for an organiser: how many, and lists of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from microsoft_teams.cards import (
    Action,
    CardElement,
    Choice,
    ChoiceSetInput,
    Fact,
    FactSet,
    TextInput,
)

from cards import ledger
from cards.build import attention, button, card, contact, heading, line, panel, refresh, row, small, subheading
from cards.card import Card
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_participants import ParticipantListView, ParticipantsView, Row
from event.definition import Event
from event.participants import PAGE, Group

_MOST_ORGANISATIONS = 15
LONGEST_SEARCH = 100
"""Characters."""


def participants(view: ParticipantsView, texts: Texts) -> Card:
    event = view.event
    title = texts.say("The participants of {title}", title=texts.of(event.title))
    unreached = sum(view.unreached.values())
    numbers = {
        Group.SIGNED_UP: view.signed_up,
        Group.WITHDRAWN: view.withdrawn,
        Group.UNANSWERED: view.unanswered,
        Group.UNREACHABLE: unreached,
    }
    said = texts.count("{n} person is signed up", "{n} people are signed up", view.signed_up)
    body: list[CardElement] = [
        heading(title),
        FactSet(
            facts=[Fact(title=group_name(group, texts), value=str(number)) for group, number in numbers.items()],
        ),
    ]
    if view.organisations:
        body += [subheading(texts.say("By organisation")), line(_organisations(view, texts))]
    if view.unreached:
        reasons = "\n".join(f"- {ledger.why(reason, texts)}: {number}" for reason, number in view.unreached.items())
        body.append(panel(subheading(texts.say("Why some can't be reached")), line(reasons)))
    body.append(_page_for_all(view, texts))
    body.append(_search("", texts))
    actions: list[Action] = [
        button(texts.say("Find"), Verb.PARTICIPANTS_FIND, event, inputs=True),
        *(
            button(group_name(group, texts), Verb.PARTICIPANTS_LIST, event, what=group.value)
            for group, number in numbers.items()
            if number
        ),
        button(texts.say("Cockpit"), Verb.COCKPIT_SHOW, event),
    ]
    return card(texts, f"{title}: {said}", body, actions, refresh(Verb.PARTICIPANTS_SHOW, event))


def participant_list(view: ParticipantListView, texts: Texts) -> Card:
    """A page of them, and a choice of whose card to open."""
    event = view.event
    if view.group is not None:
        title = group_name(view.group, texts)
    else:
        title = texts.say("Found: {text}", text=literal(view.searched)) if view.searched else texts.say("Find somebody")
    number = texts.count("{n} person", "{n} people", view.total)
    body: list[CardElement] = [heading(title)]
    if view.nobody_chosen:
        body.append(attention(texts.say("Please choose somebody first.")))
    if view.total:
        body.append(small(_where(view, number, texts)))
        body += [line(part) for part in _by_organisation(view, texts)]
        body.append(
            ChoiceSetInput(
                id="person",
                label=texts.say("Whose card?"),
                style="compact",
                placeholder=texts.say("Choose somebody"),
                choices=[Choice(title=_choice(row, nth, texts), value=row.person) for nth, row in _nth(view)],
            )
        )
    else:
        body += [line(_nobody(view, texts)), contact(event, texts)]
    actions: list[Action] = []
    if view.total:
        actions.append(_open(view, texts))
    if view.group is None:
        body.append(_search(view.searched, texts))
        actions.append(button(texts.say("Find"), Verb.PARTICIPANTS_FIND, event, inputs=True))
    actions += _pages(event, view, texts)
    actions.append(button(texts.say("All participants"), Verb.PARTICIPANTS_SHOW, event))
    return card(texts, f"{title}: {number}" if view.group or view.searched else title, body, actions)


def group_name(group: Group, texts: Texts) -> str:
    match group:
        case Group.SIGNED_UP:
            return texts.say("Signed up")
        case Group.WITHDRAWN:
            return texts.say("Withdrawn")
        case Group.UNANSWERED:
            return texts.say("Not answered yet")
        case Group.UNREACHABLE:
            return texts.say("Can't be reached")


def _page_for_all(view: ParticipantsView, texts: Texts) -> CardElement:
    """Where people without Teams sign up: whether it is open, and the switch."""
    on = view.event.registration.page
    if on and not view.mail_on:
        said = texts.say("On, but it stays shut: it needs a mail server, and there is none.")
    elif on:
        said = texts.say("On: {url}", url=literal(view.site)) if view.site else _no_address(texts)
    else:
        said = texts.say("Off. Switched on, everybody can sign up there, and confirms it by e-mail.")
    items: list[CardElement] = [subheading(texts.say("The page for signing up")), line(said)]
    if not on and not view.mail_on:
        items.append(small(texts.say("It needs a mail server, and there is none.")))
    title, what = (texts.say("Switch it off"), "off") if on else (texts.say("Switch it on"), "on")
    if on or view.mail_on:
        items.append(row(button(title, Verb.PARTICIPANTS_PAGE, view.event, what=what)))
    return panel(*items)


def _no_address(texts: Texts) -> str:
    return texts.say("On, but nobody can safely reach it: GASTHEER_PUBLIC_URL must be an https address.")


def _organisations(view: ParticipantsView, texts: Texts) -> str:
    shown = list(view.organisations.items())[:_MOST_ORGANISATIONS]
    said = [f"- {literal(name)}: {number}" for name, number in shown]
    more = len(view.organisations) - len(shown)
    if more:
        said.append("- " + texts.count("and {n} organisation more", "and {n} organisations more", more))
    return "\n".join(said)


def _search(searched: str, texts: Texts) -> TextInput:
    return TextInput(
        id="text",
        label=texts.say("Find somebody"),
        value=searched or None,
        placeholder=texts.say("Part of a name, organisation or e-mail address"),
        maxLength=LONGEST_SEARCH,
    )


def _where(view: ParticipantListView, number: str, texts: Texts) -> str:
    if view.pages == 1:
        return number
    return texts.say("{number}, page {page} of {pages}", number=number, page=view.page + 1, pages=view.pages)


def _by_organisation(view: ParticipantListView, texts: Texts) -> Iterator[str]:
    lines: list[str] = []
    organisation = None
    for nth, one in _nth(view):
        if one.organisation != organisation:
            if lines:
                yield "\n".join(lines)
            organisation, lines = one.organisation, [f"**{literal(one.organisation)}**"] if one.organisation else []
        lines.append(f"- {literal(_called(one, nth, texts))}{_remark(one, view.group, texts)}")
    yield "\n".join(lines)


def _remark(row: Row, group: Group | None, texts: Texts) -> str:
    said = []
    if row.withdrawn and group is not Group.WITHDRAWN:
        said.append(texts.say("withdrawn"))
    if row.unreached and group in (None, Group.UNREACHABLE):
        said.append(ledger.why(row.unreached, texts))
    return f" ({', '.join(said)})" if said else ""


def _choice(row: Row, nth: int, texts: Texts) -> str:
    called = _called(row, nth, texts)
    return f"{called} ({row.organisation})" if row.organisation else called


def _called(row: Row, nth: int, texts: Texts) -> str:
    return row.name or texts.say("Somebody ({n})", n=nth)


def _nth(view: ParticipantListView) -> Sequence[tuple[int, Row]]:
    """Counted through all pages: it tells people without a name apart."""
    return list(enumerate(view.rows, start=view.page * PAGE + 1))


def _nobody(view: ParticipantListView, texts: Texts) -> str:
    if view.group is None and view.searched:
        return texts.say("Nobody who signed up has this in their name, organisation or e-mail address.")
    if view.group is None:
        return texts.say("Type a part of a name, organisation or e-mail address.")
    return texts.say("Nobody at this moment.")


def _open(view: ParticipantListView, texts: Texts) -> Action:
    """It knows its own page: nobody chosen, and the same page is there again."""
    title, page = texts.say("Open"), str(view.page)
    if view.group is None:
        return button(title, Verb.PARTICIPANT_SHOW, view.event, style="positive", inputs=True, page=page)
    what = view.group.value
    return button(title, Verb.PARTICIPANT_SHOW, view.event, style="positive", inputs=True, page=page, what=what)


def _pages(event: Event, view: ParticipantListView, texts: Texts) -> list[Action]:
    actions: list[Action] = []
    if view.page > 0:
        actions.append(_page(event, view.group, view.page - 1, texts.say("Previous page")))
    if view.page + 1 < view.pages:
        actions.append(_page(event, view.group, view.page + 1, texts.say("Next page")))
    return actions


def _page(event: Event, group: Group | None, page: int, title: str) -> Action:
    """What was searched for goes along in its field, for a card's data has ids only."""
    if group is None:
        return button(title, Verb.PARTICIPANTS_FIND, event, inputs=True, page=str(page))
    return button(title, Verb.PARTICIPANTS_LIST, event, page=str(page), what=group.value)
