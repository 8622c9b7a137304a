"""Who may do what: checked on the server at every act, whatever the button."""

from __future__ import annotations

from pathlib import Path

import pytest

from event.definition import Event
from rehearsal.chats import words
from tests.scenario.play import at, play


def sqlite(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'gastheer.db'}"


async def test_polls_are_for_moderators(event: Event, tmp_path: Path) -> None:
    async with play(event, sqlite(tmp_path), at(4, 6, 9)) as one:
        stage = one.stage
        moderator, fatima, organiser = (stage.people[key] for key in ("moderator", "fatima", "organiser"))
        for person in (moderator, fatima, organiser):
            await stage.installs(person)
        await stage.adds_bot(stage.meeting, organiser)
        await stage.says(fatima, "polls")
        assert "Er is op dit moment geen poll open" in words(stage.cards(fatima)[-1]), "to her they are for voting"
        assert "De polls van" not in words(stage.cards(fatima)[-1])
        await stage.says(moderator, "polls")
        await stage.clicks(moderator, "poll.preview")
        # She clicks the moderator's very button, as a forwarded card would let her.
        card = stage.cards(moderator)[-1]
        button = next(action for action in card["actions"] if action["verb"] == "poll.launch")
        message = stage.personal(fatima).messages[-1]
        for verb in ("poll.launch", "poll.close", "poll.manage", "poll.preview", "poll.list"):
            answer = await stage.execute(fatima, stage.personal(fatima), message, button | {"verb": verb})
            assert answer["type"] == "application/vnd.microsoft.activity.message", verb
            assert "alleen voor de organisatoren en moderatoren" in answer["value"]
        assert not any("Poll:" in entry.summary for entry in stage.log.sent_to(stage.meeting.id))
        # An organiser may moderate.
        await stage.says(organiser, "polls")
        assert "De polls van" in words(stage.cards(organiser)[-1])


async def test_a_moderators_address_counts_in_the_own_tenant_alone_and_once(event: Event, tmp_path: Path) -> None:
    async with play(event, sqlite(tmp_path), at(4, 6, 9)) as one:
        stage = one.stage
        moderator = stage.people["moderator"]
        await stage.installs(moderator)
        await stage.says(moderator, "polls")
        assert "De polls van" in words(stage.cards(moderator)[-1])
        # Somebody else gets the address later: the role stays with the one who had it first.
        heir = stage.add(
            type(moderator)(
                key="heir",
                name="Opvolger",
                role="deelnemer",
                account="29:heir",
                oid="44444444-4444-4444-8444-444444444444",
                tenant=moderator.tenant,
                upn=moderator.upn,
            )
        )
        await stage.installs(heir)
        await stage.says(heir, "polls")
        assert "De polls van" not in words(stage.cards(heir)[-1])
        await stage.says(heir, "podium")
        assert "alleen voor" in words(stage.cards(heir)[-1])


async def test_a_poll_appears_and_counts_in_the_events_own_meeting_alone(event: Event, tmp_path: Path) -> None:
    async with play(event, sqlite(tmp_path), at(4, 6, 9)) as one:
        stage = one.stage
        moderator, fatima, organiser = (stage.people[key] for key in ("moderator", "fatima", "organiser"))
        await stage.installs(moderator)
        await stage.adds_bot(stage.group, organiser)
        await stage.says(moderator, "polls")
        await stage.clicks(moderator, "poll.preview")
        assert "Ik zit nog niet in de chat van de vergadering" in words(stage.cards(moderator)[-1])
        await stage.adds_bot(stage.meeting, organiser)
        await stage.says(moderator, "polls")
        await stage.clicks(moderator, "poll.preview")
        await stage.clicks(moderator, "poll.launch")
        await stage.wait_for(lambda: any("Poll:" in entry.summary for entry in stage.log.sent_to(stage.meeting.id)))
        assert not any("Poll:" in entry.summary for entry in stage.log.sent_to(stage.group.id))
        again = await stage.clicks(moderator, "poll.close")
        assert again["statusCode"] == 200
        ballot = stage.meeting.messages[-1]
        vote = {"verb": "poll.vote", "data": {"v": 1, "event": event.id, "poll": event.polls[0].key, "option": "x"}}
        elsewhere = await stage.execute(fatima, stage.group, stage.group.messages[-1], vote)
        assert elsewhere["value"].startswith("Dit werkt alleen in de chat van de vergadering zelf.")
        late = await stage.execute(fatima, stage.meeting, ballot, vote)
        assert "Uitslag van de poll" in words(late["value"])


async def test_an_organiser_says_which_chat_is_the_meeting(event: Event, tmp_path: Path) -> None:
    short = event.with_(
        meeting=event.meeting.model_copy(update={"join_url": "https://teams.microsoft.com/meet/3141592653?p=x"})
    )
    async with play(short, sqlite(tmp_path), at(4, 6, 9)) as one:
        stage = one.stage
        fatima, organiser = stage.people["fatima"], stage.people["organiser"]
        await stage.adds_bot(stage.meeting, organiser)
        await stage.says(fatima, "dit is de vergadering", stage.meeting)
        assert "alleen voor" in words(stage.cards(fatima, stage.meeting)[-1])
        await stage.says(organiser, "Dit is de vergadering!", stage.meeting)
        assert "Dit is nu de vergadering van" in words(stage.cards(organiser, stage.meeting)[-1])
        await stage.installs(organiser)
        await stage.says(organiser, "polls")
        await stage.clicks(organiser, "poll.preview")
        assert "Nu starten" in words(stage.cards(organiser)[-1])


async def test_a_shared_chat_never_hears_anything_personal(event: Event, tmp_path: Path) -> None:
    async with play(event, sqlite(tmp_path), at(3, 5, 12)) as one:
        stage, fatima = one.stage, one.stage.people["fatima"]
        await stage.adds_bot(stage.group, stage.people["organiser"])
        before = len(stage.group.messages)
        await stage.says(fatima, "aanmelden", stage.group, mention=False)
        assert len(stage.group.messages) == before + 1, "not mentioned, no answer"
        for word in ("aanmelden", "link", "afmelden", "wat dan ook", "polls"):
            await stage.says(fatima, word, stage.group)
            assert "doen we in uw eigen chat" in words(stage.cards(fatima, stage.group)[-1]), word
        await stage.says(fatima, "programma", stage.group)
        assert "Rodney Haan" in words(stage.cards(fatima, stage.group)[-1])
        form = {"verb": "registration.open", "data": {"v": 1, "event": event.id}}
        answer = await stage.execute(fatima, stage.group, stage.group.messages[-1], form)
        assert "Fatima" not in str(answer["value"])


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("help", "Wat kan ik voor u doen?"),
        ("AANMELDEN!", "Uw vraag vooraf"),
        ("aanmelde", "Uw vraag vooraf"),
        ("ik wil me graag aanmelden", "Uw vraag vooraf"),
        ("Programma", "Het programma tot nu toe"),
        ("programme", "Het programma tot nu toe"),
        ("link", "U bent niet aangemeld"),
        ("afmelden", "U bent niet aangemeld"),
        ("wijzigen", "Uw vraag vooraf"),
        ("kan ik parkeren?", "Daar heb ik geen antwoord op"),
        ("", "Zeg maar wat u nodig heeft"),
        ("x" * 5000, "Daar heb ik geen antwoord op"),
    ],
)
async def test_the_first_words(event: Event, tmp_path: Path, said: str, heard: str) -> None:
    async with play(event, sqlite(tmp_path), at(3, 5, 12)) as one:
        stage, fatima = one.stage, one.stage.people["fatima"]
        await stage.installs(fatima)
        assert await stage.says(fatima, said) == 200
        card = stage.cards(fatima)[-1]
        assert heard in words(card)
        if "geen antwoord" in heard:
            assert len(card["actions"]) == 3
            assert event.organiser.email in words(card)


async def test_old_unknown_and_mangled_clicks_are_answered_kindly(event: Event, tmp_path: Path) -> None:
    async with play(event, sqlite(tmp_path), at(3, 5, 12)) as one:
        stage, fatima = one.stage, one.stage.people["fatima"]
        await stage.installs(fatima)
        chat = stage.personal(fatima)
        message = chat.messages[-1]
        for action in (
            {"verb": "poll.frobnicate", "data": {"v": 1}},
            {"verb": "registration.open", "data": {"v": 99, "event": event.id}},
            {"verb": "registration.open", "data": {"v": 1, "event": "another-day"}},
            {"verb": "registration.open", "data": {}},
        ):
            answer = await stage.execute(fatima, chat, message, action)
            assert "Deze kaart is van een tijdje geleden" in words(answer["value"])
        gone = {"verb": "poll.vote", "data": {"v": 1, "event": event.id, "poll": "weg", "option": ["x"]}}
        assert (await stage.execute(fatima, chat, message, gone))["value"].startswith("Deze poll bestaat niet meer.")
        mangled: tuple[object, ...] = (
            None,
            [],
            {"action": "x"},
            {"action": {"verb": 3}},
            {"action": {"verb": "a", "data": []}},
        )
        for value in mangled:
            body = stage.activity(fatima, chat, type="invoke", name="adaptiveCard/action", value=value)
            status, answered = await stage.post(body)
            assert (status, answered["statusCode"], answered["value"]["code"]) == (200, 400, "unreadable")
            assert answered["value"]["message"].startswith("Deze klik")
