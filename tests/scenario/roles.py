"""Somebody in each role, ready to talk with the bot, and what they type for each word."""

from __future__ import annotations

from bot.handlers.words import Word
from rehearsal.chats import Chat, words
from rehearsal.people import Person
from rehearsal.stage import Stage

TYPED: dict[Word, tuple[str, str]] = {
    Word.HELP: ("Hallo!", "help"),
    Word.THANKS: ("bedankt", "Thanks"),
    Word.REGISTER: ("aanmeldne", "register"),
    Word.EDIT: ("wijzigen", "edit"),
    Word.WITHDRAW: ("Afmelden.", "I can't make it"),
    Word.PROGRAMME: ("Wanneer is het programma?", "programme"),
    Word.LINK: ("LINK", "where do I join"),
    Word.QUESTION: ("vraag", "ask"),
    Word.COLLEAGUES: ("collega's", "colleagues"),
    Word.MY_DATA: ("mijn gegevens", "my data"),
    Word.FORGET_ME: ("vergeet mij", "forget me"),
    Word.LANGUAGE: ("taal", "language"),
    Word.POLLS: ("polls", "poll"),
    Word.VOTE: ("stemmen", "vote"),
    Word.QUESTIONS: ("vragen", "questions"),
    Word.PANEL: ("paneel", "panel"),
    Word.STAGE: ("podium", "stage"),
    Word.RESULTS: ("resultaten", "results"),
    Word.ANNOUNCEMENTS: ("aankondigingen", "announcements"),
    Word.PARTICIPANTS: ("deelnemers", "participants"),
    Word.COCKPIT: ("cockpit", "overview"),
    Word.PREFLIGHT: ("controle", "preflight"),
    Word.ACTS: ("logboek", "audit"),
    Word.IMPORT: ("importeren", "import"),
    Word.MANAGE_EVENT: ("evenement", "event"),
    Word.THIS_IS_THE_MEETING: ("dit is de vergadering", "this is the meeting"),
}
"""In Dutch and in English; everybody below reads Dutch, whatever they type."""
FILLED = {"organisation": "Woonbron Zuid", "function": "huismeester", "privacy": "true"}
CHANNEL = "19:channel@thread.tacv2"
_PEOPLE = {"new": "sean", "federated": "joke", "registered": "fatima", "withdrawn": "fatima"}


async def appears(stage: Stage, role: str) -> Person:
    """Somebody in that role; who can, has the bot."""
    person = stage.people[_PEOPLE.get(role, role)]
    if role not in ("federated", "anonymous"):
        await stage.installs(person)
    if role in ("registered", "withdrawn"):
        await stage.says(person, "aanmelden")
        before = len(stage.log.sent_to(stage.personal(person).id))
        await stage.clicks(person, "registration.submit", FILLED)
        await stage.wait_for(lambda: len(stage.log.sent_to(stage.personal(person).id)) > before)
    if role == "withdrawn":
        await stage.says(person, "afmelden")
        await stage.clicks(person, "registration.withdraw")
    return person


def newest(stage: Stage, person: Person, chat: Chat | None = None) -> str:
    """What stands on the newest card of a chat, the person's own unless another is named."""
    return words(stage.cards(person, chat)[-1])


def shared_chat(stage: Stage, kind: str) -> Chat:
    if kind == "channel":
        channel = Chat(f"{CHANNEL};messageid=1759881511856", "channel", list(stage.people.values()))
        stage.connector.chats[CHANNEL] = channel
        return stage.connector.chats.setdefault(channel.id, channel)
    return stage.meeting if kind == "meeting" else stage.group
