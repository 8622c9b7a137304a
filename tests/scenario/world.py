"""Everything is there at once, a day before the event: people in each role, polls, questions, a list, drafts; and of
each button that there is what a click on it sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cards.verbs import Verb
from rehearsal.chats import actions, inputs, questions
from rehearsal.payloads import sent_by
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.event.importing.files import HEADER, SEAN, csv
from tests.scenario.play import Play, at
from tests.scenario.test_story import FILLED, sign_up

WHEN = at(3, 6, 12)
LINK = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_Nieuw%40thread.v2/0?context=%7b%7d"
LIST = csv(
    HEADER, SEAN, ("Jan Bos", "jan@x.example", "", "Portier"), ("Piet Vos", "piet@x.example", "Wonen", "")
).encode()
POLL = {"question_nl": "Waarom?", "answers_nl": "Ja\nNee", "minutes": "10", "voters": "present", "part": "ochtend"}


@dataclass
class World:
    one: Play
    sent: dict[Verb, dict[str, Any]] = field(default_factory=dict)
    """By verb: the data of a click that means something, inputs included."""

    @property
    def stage(self) -> Stage:
        return self.one.stage

    async def says(self, who: str, text: str) -> None:
        await self.stage.says(self.stage.people[who], text)
        self._look(self.stage.people[who])

    async def press(self, who: str, verb: Verb, filled: Mapping[str, str] | None = None, **ids: str) -> None:
        """A button as it was last seen, with what is filled in."""
        person = self.stage.people[who]
        message = self.stage.personal(person).messages[-1]
        buttons = [one for one in actions(message.card_for(person) or {}) if "verb" in one]
        found = [one for one in buttons if one["verb"] == verb.value and ids.items() <= one["data"].items()]
        assert found, (verb, ids, buttons)
        action = found[0]
        self.sent[verb] = sent_by(action, message.card_for(person), filled)
        answer = await self.stage.execute(person, self.stage.personal(person), message, action, filled)
        assert answer["type"] == "application/vnd.microsoft.card.adaptive", (verb, answer)
        self._look(person)

    def _look(self, person: Person) -> None:
        """Every button on the newest card."""
        card = self.stage.cards(person)[-1]
        for action in actions(card):
            if "verb" in action:
                self.sent.setdefault(Verb(action["verb"]), action["data"] | inputs(card))


async def build(one: Play) -> World:
    """The clock stands at `WHEN`."""
    stage, world = one.stage, World(one)
    people = stage.people
    for key in ("organiser", "moderator", "sean", "guest", "lukasz"):
        await stage.installs(people[key])
    for chat in (stage.meeting, stage.group):
        await stage.adds_bot(chat, people["organiser"])
    await sign_up(stage, people["fatima"])
    for text in ("help", "aanmelden", "afmelden", "link", "taal", "collega's", "mijn gegevens", "vergeet mij", "vraag"):
        await world.says("fatima", text)
    await world.press("fatima", Verb.QUESTION_ASK, {"text": "Waar kan ik parkeren?"})
    await _questions(world)
    await world.says("sean", "aanmelden")
    world.sent[Verb.REGISTRATION_SUBMIT] = {**world.sent[Verb.REGISTRATION_SUBMIT], **FILLED}
    await _polls(world)
    await _announcements(world)
    await _event(world)
    for text in ("cockpit", "controle", "logboek"):
        await world.says("organiser", text)
    await _participants(world)
    await _list(world)
    await one.bot.worker.drain()
    for verb in Verb:
        world.sent.setdefault(verb, {"v": 1, "event": stage.event.id})
    world.sent[Verb.PARTICIPANTS_PAGE] |= {"what": "on"}
    return world


async def _questions(world: World) -> None:
    """One is on the board, one is merged with another, two wait."""
    for asked in ("Komt er koffie?", "Mag dat op straat?", "Wie betaalt de camera's?", "De camera's: wie betaalt ze?"):
        await world.says("fatima", f"vraag {asked}")
    await world.says("moderator", "vragen")
    card = world.stage.cards(world.stage.people["moderator"])[-1]
    board, again, gone, into, merged = [
        one["data"]["question"] for one in actions(card) if one.get("verb") == Verb.QUESTION_MANAGE
    ]
    await world.press("moderator", Verb.QUESTION_APPROVE, question=board)
    for one, verb in ((again, Verb.QUESTION_LATER), (into, Verb.QUESTION_LIVE)):
        await world.says("moderator", "vragen")
        await world.press("moderator", Verb.QUESTION_MANAGE, question=one)
        await world.press("moderator", verb)
    await world.press("moderator", Verb.QUESTION_MERGE, other=merged)
    await world.says("sean", "vragen")
    ids = {"v": 1, "event": world.stage.event.id}
    for verb in (Verb.QUESTION_UPVOTE, Verb.QUESTION_TAKE_BACK, Verb.QUESTION_ASSIGN, Verb.QUESTION_ANSWER):
        world.sent[verb] = ids | {"question": board, "answer": "Achter het gebouw.", "for": "ochtend"}
    for verb in (Verb.QUESTION_APPROVE, Verb.QUESTION_LIVE, Verb.QUESTION_LATER, Verb.QUESTION_DONE):
        world.sent[verb] = ids | {"question": again, "page": "0"}
    world.sent[Verb.QUESTION_HIDE] = ids | {"question": gone}
    world.sent[Verb.QUESTION_UNMERGE] = ids | {"question": merged}
    world.sent[Verb.QUESTION_MERGE] = ids | {"question": board, "other": into}


async def _polls(world: World) -> None:
    stage, moderator = world.stage, world.stage.people["moderator"]
    await world.says("moderator", "polls")
    dialog = await stage.opens_dialog(moderator, "Nieuwe poll")
    await stage.sends_dialog(moderator, dialog, POLL)
    await world.one.bot.worker.drain()
    world._look(moderator)
    await world.press("moderator", Verb.POLL_MORE)
    await world.press("moderator", Verb.POLL_ASK_REMOVE)
    await world.says("moderator", "polls")
    await world.press("moderator", Verb.POLL_MAKE)
    await world.says("moderator", "polls")
    first = stage.event.polls[0]
    await world.press("moderator", Verb.POLL_PREVIEW, poll=first.key)
    await world.press("moderator", Verb.POLL_LAUNCH, {"minutes": "10"}, poll=first.key)
    await world.one.bot.worker.drain()
    world.sent[Verb.POLL_SAVE] |= POLL
    ids = {"v": 1, "event": stage.event.id, "poll": first.key}
    world.sent |= {Verb.POLL_SHOW: ids, Verb.POLL_VOTE: ids | {"option": first.options[0].key}}
    world.sent[Verb.POLL_LAUNCH] |= {"poll": stage.event.polls[1].key}
    for verb in ("pause", "go_on", "reopen", "reset", "undo_reset", "reveal", "remind", "more"):
        world.sent[Verb(f"poll.{verb}")] = ids
    for verb in ("texts", "text", "text_show", "text_hide", "text_merge", "text_undo"):
        world.sent[Verb(f"poll.{verb}")] = ids | {"id": "0" * 32, "into": "1" * 32}
    world.sent[Verb.POLL_DUPLICATE] = ids | {"what": "copy", "id": "eigen-00000001"}
    later = ids | {"poll": stage.event.polls[2].key}
    world.sent |= {Verb.POLL_PLAN: later, Verb.POLL_MOVE: later | {"what": "up"}}
    world.sent[Verb.POLL_SET_PLAN] = later | {"what": "typed", "when": "10 minuten voor het einde"}


async def _announcements(world: World) -> None:
    """One is cancelled, one is to be moved, one is written and read back."""
    for key, verbs in (
        ("lunch-voorbij", (Verb.ANNOUNCEMENT_ASK_CANCEL, Verb.ANNOUNCEMENT_CANCEL)),
        ("bedankt", (Verb.ANNOUNCEMENT_PREVIEW,)),
        ("bedankt", (Verb.ANNOUNCEMENT_ASK_SEND,)),
    ):
        await world.says("organiser", "aankondigingen")
        await world.press("organiser", Verb.ANNOUNCEMENT_SHOW, announcement=key)
        for verb in verbs:
            await world.press("organiser", verb)
    for verb in (Verb.ANNOUNCEMENT_ASK_CANCEL, Verb.ANNOUNCEMENT_CANCEL):
        world.sent[verb] |= {"announcement": "link"}
    await world.says("organiser", "aankondigingen")
    await world.press("organiser", Verb.ANNOUNCEMENT_SHOW, announcement="bedankt")
    await world.press("organiser", Verb.ANNOUNCEMENT_MOVE)
    await world.press("organiser", Verb.ANNOUNCEMENT_READ_MOVE, {"when": "5 juni 2027 10.00"})
    await world.says("organiser", "aankondigingen")
    await world.press("organiser", Verb.ANNOUNCEMENT_WRITE)
    written = {"audience": "registered", "when": "morgen 10.15", "text_nl": "Tot zo!", "text_en": "See you!"}
    await world.press("organiser", Verb.ANNOUNCEMENT_READ, written)


async def _event(world: World) -> None:
    await world.says("organiser", "evenement")
    await world.press("organiser", Verb.EVENT_ASK, what="cancel")
    await world.press("organiser", Verb.EVENT_READ, {"note_nl": "Helaas.", "note_en": "Alas."})
    await world.says("organiser", "evenement")
    await world.press("organiser", Verb.LINK_EDIT)
    await world.press("organiser", Verb.LINK_CHANGE, {"url": LINK})
    await world.says("organiser", "evenement")
    await world.press("organiser", Verb.PROGRAMME_EDIT)
    await world.press("organiser", Verb.PROGRAMME_EDIT, part="middag")
    changed = {"start": "13.15", "title_nl": "Praktijk", "title_en": "Practice"}
    await world.press("organiser", Verb.PROGRAMME_SAVE, changed)


async def _participants(world: World) -> None:
    await world.says("organiser", "deelnemers")
    await world.press("organiser", Verb.PARTICIPANTS_FIND, {"text": "Fatima"})
    card = world.stage.cards(world.stage.people["organiser"])[-1]
    listed = next(one for one in questions(card) if one["id"] == "person")
    await world.press("organiser", Verb.PARTICIPANT_SHOW, {"person": listed["choices"][0]["value"]})
    await world.press("organiser", Verb.PARTICIPANT_EDIT)
    world.sent[Verb.PARTICIPANT_SAVE] |= {"function": "wijkagent"}
    await world.says("organiser", "deelnemer Fatima")
    await world.press("organiser", Verb.PARTICIPANT_ASK_WITHDRAW)


async def _list(world: World) -> None:
    await world.says("organiser", "importeren")
    await world.stage.attaches(world.stage.people["organiser"], "lijst.csv", content=LIST)
    await world.press("organiser", Verb.IMPORT_LIST, what="doubtful")
    await world.press("organiser", Verb.IMPORT_TAKE, {"taken": "3"})
    await world.press("organiser", Verb.IMPORT_COLUMNS)
