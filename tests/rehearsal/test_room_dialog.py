"""Dialogs in the room, from the button that asks for one to what the bot says at the end; with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from tests.rehearsal.browsing import Look, Room, room
from tests.rehearsal.fake_bot import FakeBot, card, dialog_answer, execute, submit, text

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = {
    "type": "Input.Text",
    "id": "question",
    "label": "Vraag",
    "isRequired": True,
    "errorMessage": "Vul een vraag in.",
}
OPEN = submit("Nieuwe poll", msteams={"type": "task/fetch"}, what="poll")


async def opened(bot: FakeBot, shown: Room) -> None:
    form = card(text("Wat wilt u vragen?"), QUESTION, actions=(submit("Verder", step=1),))
    bot.answers["task/fetch"].append(dialog_answer("Een nieuwe poll", form))
    await shown.press_named("Nieuwe poll", shown.person("moderator"))
    await shown.page.get_by_role("dialog", name="Een nieuwe poll").wait_for()


@pytest.mark.parametrize("look", ["light", "phone"])
async def test_through_a_dialog(bot: FakeBot, chrome: Browser, look: Look) -> None:
    await bot.send(bot.stage.personal(bot.stage.people["moderator"]), card(text("Polls"), actions=(OPEN,)))
    async with room(chrome, bot.stage.url, look) as shown:
        page = shown.page
        await shown.go("?people=moderator")
        await opened(bot, shown)
        assert bot.heard[-1]["value"] == {"data": OPEN["data"], "context": {"theme": "default"}}
        dialog = page.get_by_role("dialog")
        await dialog.get_by_text("Mehmet Yıldız").wait_for()
        assert await page.evaluate("document.activeElement.labels[0].innerText") == "Vraag *"
        await shown.check_accessible()
        await shown.check_width()
        await shown.press_named("Verder", dialog)
        await dialog.get_by_text("Vul een vraag in.").wait_for()
        assert bot.heard[-1]["name"] == "task/fetch", "nothing is sent before it is filled in"
        await dialog.get_by_label("Vraag").focus()
        await page.keyboard.type("Koffie?")
        sure = card(text("Weet u het zeker?"), actions=(submit("Ja", step=2), execute("Stuk", "x")))
        bot.answers["task/submit"].append(dialog_answer("Zeker?", sure))
        await shown.press_named("Verder", dialog)
        await page.get_by_role("dialog", name="Zeker?").wait_for()
        assert bot.heard[-1]["value"]["data"] == {"step": 1, "question": "Koffie?"}
        await shown.press_named("Stuk", dialog)
        await dialog.get_by_text("werkt in Teams niet in een dialoog").wait_for()
        bot.answers["task/submit"] += [
            (500, None),
            (200, {"task": {"type": "message", "value": "De poll staat klaar."}}),
        ]
        await shown.press_named("Ja", dialog)
        await dialog.get_by_text("antwoordde met fout 500").wait_for()
        await shown.press_named("Ja", dialog)
        await dialog.get_by_text("De poll staat klaar.").wait_for()
        await page.keyboard.press("Escape")
        await dialog.wait_for(state="hidden")
        assert await page.evaluate("document.activeElement.textContent") == "Nieuwe poll"


async def test_an_empty_answer_closes_it_and_troubles_are_told_at_the_card(bot: FakeBot, chrome: Browser) -> None:
    chat = bot.stage.personal(bot.stage.people["moderator"])
    await bot.send(chat, card(text("Polls"), actions=(OPEN,)))
    async with room(chrome, bot.stage.url) as shown:
        await shown.go("?people=moderator")
        await opened(bot, shown)
        await shown.page.get_by_role("dialog").get_by_label("Vraag").fill("Thee?")
        await shown.press_named("Verder", shown.page.get_by_role("dialog"))
        await shown.page.get_by_role("dialog").wait_for(state="hidden")
        page_dialog = {"task": {"type": "continue", "value": {"title": "Pagina", "url": "https://wijken.example/x"}}}
        bot.answers["task/fetch"] += [
            (500, None),
            (200, {"odd": 1}),
            (200, {"task": {"type": "what"}}),
            (200, page_dialog),
        ]
        for told in ("fout 500", None, "niet begrijpt"):
            await shown.press_named("Nieuwe poll", shown.person("moderator"))
            if told:
                await shown.person("moderator").locator(".notice", has_text=told).wait_for()
        await shown.press_named("Nieuwe poll", shown.person("moderator"))
        await (
            shown.page.get_by_role("dialog", name="Pagina")
            .get_by_role("link", name="https://wijken.example/x")
            .wait_for()
        )
