"""What people do reaches a bot in Teams' shapes, and what it answers is seen by those who should see it."""

from __future__ import annotations

from typing import Any

import pytest

from rehearsal import crowd
from rehearsal.payloads import dialog_card
from rehearsal.people import extra
from rehearsal.stage import NoDialog, NoSuchButton
from tests.rehearsal.fake_bot import FakeBot, card, card_answer, dialog_answer, execute, submit, text

pytestmark = pytest.mark.asyncio(loop_scope="session")


def names(people: Any) -> list[str]:
    return [one["type"] for one in people]


async def test_every_activity_tells_whose_clock_and_language_it_was(bot: FakeBot) -> None:
    stage = bot.stage
    await stage.says(stage.people["reviewer"], "hello")
    heard = bot.heard[-1]
    client = {"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web", "timezone": "Europe/London"}
    assert heard["entities"] == [client]
    assert (heard["locale"], heard["localTimezone"]) == ("en-GB", "Europe/London")
    fatima = stage.people["fatima"]
    stage.changes_locale(fatima, "en-US")
    await stage.says(fatima, "hallo")
    assert bot.heard[-1]["locale"] == bot.heard[-1]["entities"][0]["locale"] == "en-US"
    assert bot.heard[-1]["localTimezone"] == "Europe/Amsterdam"


async def test_a_guest_is_of_this_tenant_with_an_address_of_elsewhere(bot: FakeBot) -> None:
    guest = bot.stage.people["guest"]
    await bot.stage.says(guest, "hallo", bot.stage.meeting)
    assert bot.heard[-1]["channelData"]["tenant"]["id"] == bot.stage.identity.tenant
    status, member = await bot.call("GET", f"v3/conversations/{bot.stage.meeting.id}/members/{guest.account}")
    assert status == 200
    assert "#EXT#" in member["userPrincipalName"]
    assert member["email"] == "ruben@bouwbedrijf.example"
    bot.stage.personal(guest).installed = False
    body = {"bot": {"id": "28:x"}, "members": [{"id": guest.account}]}
    assert (await bot.call("POST", "v3/conversations", body))[1]["error"]["code"] == "ForbiddenOperationException"


async def test_edit_delete_and_bring_back(bot: FakeBot) -> None:
    stage, fatima = bot.stage, bot.stage.people["fatima"]
    await stage.says(fatima, "aanmleden")
    said = bot.heard[-1]
    await stage.edits(fatima, "aanmelden")
    edited = bot.heard[-1]
    assert (edited["type"], edited["id"], edited["text"]) == ("messageUpdate", said["id"], "aanmelden")
    assert edited["channelData"]["eventType"] == "editMessage"
    await stage.deletes(fatima)
    gone = bot.heard[-1]
    assert (gone["type"], gone["id"]) == ("messageDelete", said["id"])
    assert gone["channelData"]["eventType"] == "softDeleteMessage"
    assert "text" not in gone
    with pytest.raises(LookupError):
        await stage.deletes(fatima)
    await stage.undeletes(fatima, stage.personal(fatima).messages[-1])
    assert (bot.heard[-1]["type"], bot.heard[-1]["text"]) == ("messageUpdate", "aanmelden")
    assert bot.heard[-1]["channelData"]["eventType"] == "undeleteMessage"


async def test_in_a_shared_chat_an_edit_keeps_the_mention(bot: FakeBot) -> None:
    stage, fatima = bot.stage, bot.stage.people["fatima"]
    await stage.says(fatima, "vraag Mag <dit> & dat?", stage.meeting)
    html = bot.heard[-1]["attachments"][-1]
    assert html == {"contentType": "text/html", "content": "<p>vraag Mag &lt;dit&gt; &amp; dat?</p>"}
    await stage.edits(fatima, "vraag Mag dit?", chat=stage.meeting)
    assert bot.heard[-1]["text"] == "<at>Gastheer</at> vraag Mag dit?"
    assert names(bot.heard[-1]["entities"]) == ["mention", "clientInfo"]


async def test_reactions_to_the_bots_own_messages_alone(bot: FakeBot) -> None:
    stage, fatima, sean = bot.stage, bot.stage.people["fatima"], bot.stage.people["sean"]
    sent = await bot.send(stage.meeting, text="Dag")
    assert await stage.reacts(fatima, "heart", chat=stage.meeting) == 200
    assert (bot.heard[-1]["type"], bot.heard[-1]["replyToId"]) == ("messageReaction", sent)
    assert bot.heard[-1]["reactionsAdded"] == [{"type": "heart"}]
    await stage.reacts(fatima, "heart", chat=stage.meeting, remove=True)
    assert bot.heard[-1]["reactionsRemoved"] == [{"type": "heart"}]
    await stage.says(sean, "hoi", stage.meeting)
    before = len(bot.heard)
    assert await stage.reacts(fatima, chat=stage.meeting, message=stage.meeting.messages[-1]) is None
    assert len(bot.heard) == before
    assert stage.meeting.messages[-1].reactions == {"fatima": "like"}


async def test_files_and_stickers(bot: FakeBot) -> None:
    stage, fatima = bot.stage, bot.stage.people["fatima"]
    await stage.attaches(fatima, "lijst.xlsx")
    (file,) = bot.heard[-1]["attachments"]
    assert file["contentType"] == "application/vnd.microsoft.teams.file.download.info"
    assert (file["name"], file["content"]["fileType"], bot.heard[-1]["text"]) == ("lijst.xlsx", "xlsx", "")
    await stage.attaches(fatima, "duim.gif")
    (sticker,) = bot.heard[-1]["attachments"]
    assert sticker["contentType"] == "image/*"


async def test_who_comes_and_goes_in_the_meeting(bot: FakeBot) -> None:
    stage = bot.stage
    await stage.joins_meeting(stage.people["joke"])
    heard = bot.heard[-1]
    assert heard["name"] == "application/vnd.microsoft.meetingParticipantJoin"
    (member,) = heard["value"]["Members"]
    assert member["User"]["Id"] == stage.people["joke"].account
    assert member["Meeting"] == {"Role": "Attendee", "InMeeting": True}
    await stage.joins_meeting(stage.people["anonymous"])
    assert "AadObjectId" not in bot.heard[-1]["value"]["Members"][0]["User"]
    assert stage.present == {"joke", "anonymous"}
    await stage.leaves_meeting(stage.people["joke"])
    assert bot.heard[-1]["name"].endswith("meetingParticipantLeave")
    assert bot.heard[-1]["channelData"]["meeting"]["id"]
    stage.meeting.installed = False
    before = len(bot.heard)
    await stage.leaves_meeting(stage.people["anonymous"])
    assert (len(bot.heard), stage.present) == (before, set())


async def test_action_submit_is_a_message_with_a_value(bot: FakeBot) -> None:
    stage, fatima = bot.stage, bot.stage.people["fatima"]
    asked = card(
        {"type": "Input.Text", "id": "name", "value": "Fatima"},
        actions=(
            submit("Stuur", what="x"),
            submit("Zeg", msteams={"type": "imBack", "value": "programma"}),
            submit(
                "Vraag", msteams={"type": "messageBack", "text": "link", "displayText": "De link", "value": {"a": 1}}
            ),
        ),
    )
    sent = await bot.send(stage.personal(fatima), asked)
    await stage.submits(fatima, "Stuur", {"name": "F."})
    heard = bot.heard[-1]
    assert (heard["type"], heard["value"], heard["replyToId"]) == ("message", {"what": "x", "name": "F."}, sent)
    assert "text" not in heard
    await stage.submits(fatima, "Zeg")
    assert (bot.heard[-1]["text"], "value" in bot.heard[-1]) == ("programma", False)
    await stage.submits(fatima, "Vraag")
    assert (bot.heard[-1]["text"], bot.heard[-1]["value"]) == ("link", {"a": 1})
    assert stage.personal(fatima).messages[-1].text == "De link"
    with pytest.raises(NoSuchButton):
        await stage.submits(fatima, "Nergens")


async def test_a_dialog_from_its_button_to_its_end(bot: FakeBot) -> None:
    stage, fatima = bot.stage, bot.stage.people["fatima"]
    sent = await bot.send(stage.personal(fatima), card(actions=(submit("Open", msteams={"type": "task/fetch"}, id=7),)))
    form = card({"type": "Input.Text", "id": "question"}, actions=(submit("Klaar", step=1), submit("Terug", step=0)))
    bot.answers["task/fetch"].append(dialog_answer("Nieuwe poll", form))
    opened = await stage.opens_dialog(fatima, "Open")
    assert opened == form
    heard = bot.heard[-1]
    assert (heard["type"], heard["name"], heard["replyToId"]) == ("invoke", "task/fetch", sent)
    assert heard["value"] == {"data": {"msteams": {"type": "task/fetch"}, "id": 7}, "context": {"theme": "default"}}
    bot.answers["task/submit"] += [dialog_answer("Nieuwe poll", card(text("Weet u het zeker?")))]
    bot.answers["task/submit"] += [(200, {"task": {"type": "message", "value": "Dank"}}), (200, None)]
    again = await stage.sends_dialog(fatima, opened, {"question": "Koffie?"})
    assert bot.heard[-1]["value"]["data"] == {"step": 1, "question": "Koffie?"}
    assert dialog_card(again) == card(text("Weet u het zeker?"))
    said = await stage.sends_dialog(fatima, opened, button="Terug")
    assert (said["task"]["value"], dialog_card(said)) == ("Dank", None)
    assert bot.heard[-1]["value"]["data"] == {"step": 0, "question": ""}
    assert await stage.sends_dialog(fatima, opened) == {"httpStatus": 200}
    bot.answers["task/fetch"].append((500, {"error": "fault"}))
    with pytest.raises(NoDialog):
        await stage.opens_dialog(fatima, "Open")


async def test_the_bot_deletes_and_types(bot: FakeBot) -> None:
    stage, fatima = bot.stage, bot.stage.people["fatima"]
    chat = stage.personal(fatima)
    sent = await bot.send(chat, card(text("Weg ermee")))
    path = f"v3/conversations/{chat.id}/activities"
    assert (await bot.call("DELETE", f"{path}/{sent}"))[0] == 200
    assert (chat.messages[0].deleted, stage.cards(fatima)) == (True, [])
    assert (await bot.call("DELETE", f"{path}/{sent}"))[1]["error"]["code"] == "ActivityNotFoundInConversation"
    update = {"type": "message", "text": "toch"}
    assert (await bot.call("PUT", f"{path}/{sent}", update))[0] == 404
    assert (await bot.call("POST", path, {"type": "typing"}))[0] == 201
    assert (chat.typing > 0, len(chat.messages)) == (True, 1)
    await bot.send(chat, text="Hier ben ik")
    assert chat.typing == 0
    assert [entry.kind for entry in stage.log] == ["sent", "deleted", "sent"]


def refreshing(*named: str) -> dict[str, Any]:
    action = execute("Ververs", "poll.show", poll="p")
    return card(text("Voor iedereen"), refresh={"action": action} | ({"userIds": list(named)} if named else {}))


async def test_a_card_refreshes_itself_for_whom_it_names_once_a_minute(bot: FakeBot) -> None:
    stage, fatima, sean = bot.stage, bot.stage.people["fatima"], bot.stage.people["sean"]
    sent = await bot.send(stage.meeting, refreshing(fatima.account))
    mine = refreshing() | {"body": [text("Voor u")]}
    bot.answers["adaptiveCard/action"] += [card_answer(mine), card_answer(mine)]
    answer = await stage.refreshes(fatima, chat=stage.meeting, automatic=True)
    assert answer is not None
    heard = bot.heard[-1]["value"]
    assert heard["trigger"] == "automatic"
    assert heard["action"] == {"type": "Action.Execute", "verb": "poll.show", "data": {"poll": "p"}}
    assert stage.cards(fatima, stage.meeting)[-1] == mine
    assert stage.cards(sean, stage.meeting)[-1] != mine
    assert await stage.refreshes(sean, chat=stage.meeting, automatic=True) is None, "not named"
    assert await stage.refreshes(fatima, chat=stage.meeting, automatic=True) is None, "not within the minute"
    manual = await stage.refreshes(fatima, chat=stage.meeting)
    assert manual is not None, "by hand it may be at any time"
    assert bot.heard[-1]["value"]["trigger"] == "manual"
    edit = {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": refreshing()}],
    }
    await bot.call("PUT", f"v3/conversations/{stage.meeting.id}/activities/{sent}", edit)
    assert await stage.refreshes(fatima, chat=stage.meeting, automatic=True) is not None, "an edit is another card"


async def test_without_names_only_in_chats_of_sixty_and_never_for_more_than_sixty(bot: FakeBot) -> None:
    stage = bot.stage
    await bot.send(stage.meeting, refreshing())
    crowd = [stage.add(extra(number)) for number in range(60 - len(stage.meeting.members))]
    assert len(stage.meeting.members) == 60
    assert await stage.refreshes(crowd[0], chat=stage.meeting, automatic=True) is not None
    last = stage.add(extra(1000))
    assert await stage.refreshes(last, chat=stage.meeting, automatic=True) is None
    named = [one.account for one in stage.meeting.members]
    assert len(named) == 61
    await bot.send(stage.meeting, refreshing(*named))
    assert await stage.refreshes(crowd[0], chat=stage.meeting, automatic=True) is not None
    assert await stage.refreshes(last, chat=stage.meeting, automatic=True) is None, "the sixty-first name"


async def test_a_crowd_comes_few_at_a_time_and_counts_who_couldnt(bot: FakeBot) -> None:
    stage = bot.stage
    await crowd.comes(stage, 20)
    assert (stage.crowd.people, stage.crowd.signed_up, stage.crowd.failed) == (20, 0, 20), "there was no form"
    assert 1 < bot.most_at_once <= 6
    assert stage.crowd.doing == ""


async def test_somebody_of_a_crowd_fills_in_what_must_be_and_always_the_same() -> None:
    asked = card(
        {"type": "Input.Text", "id": "email", "value": "d1@corporatie.example", "isRequired": True},
        {"type": "Input.Text", "id": "organisation", "isRequired": True},
        {"type": "Input.Text", "id": "other", "isRequired": True},
        {"type": "Input.Text", "id": "question"},
        {"type": "Input.Toggle", "id": "privacy", "title": "Ja", "valueOn": "yes"},
        {
            "type": "Input.ChoiceSet",
            "id": "option",
            "choices": [{"title": "A", "value": "a"}, {"title": "B", "value": "b"}],
        },
        {"type": "Input.ChoiceSet", "id": "none"},
    )
    one = crowd.filled(asked, extra(1))
    assert one == crowd.filled(asked, extra(1))
    assert (one["email"], one["question"], one["privacy"], one["none"]) == ("d1@corporatie.example", "", "yes", "")
    assert one["organisation"]
    assert one["other"]
    chosen = [crowd.filled(asked, extra(number))["option"] for number in range(100)]
    assert chosen.count("a") > chosen.count("b") > 0, "there is a winner"


async def test_a_bot_that_answers_nonsense_is_shown_as_it_is(bot: FakeBot) -> None:
    stage, fatima = bot.stage, bot.stage.people["fatima"]
    await bot.send(stage.personal(fatima), card(actions=(execute("Klik", "x"),)))
    bot.answers["adaptiveCard/action"] += [(200, ["?"]), (502, "oh")]
    assert (await stage.clicks(fatima, "Klik"))["unreadable"] == '["?"]'
    assert (await stage.clicks(fatima, "Klik"))["httpStatus"] == 502
