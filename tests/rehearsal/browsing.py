"""The room's page in a real browser, as people use it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright

from tests.browser import FLAGS, chromium

Look = Literal["light", "dark", "forced", "phone"]
DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
_AXE = Path(__file__).parents[2] / "rehearsal/page/node_modules/axe-core/axe.min.js"
_NARROW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Room:
    page: Page
    url: str
    faults: list[str] = field(default_factory=list)
    """What the page complained of."""

    async def go(self, query: str = "") -> None:
        await self.page.goto(f"{self.url}/{query}")
        await self.page.locator("#columns .person:visible").first.wait_for()

    def person(self, key: str) -> Locator:
        return self.page.locator(f'[data-person="{key}"]')

    def chat(self, key: str, kind: Literal["personal", "meeting", "mail"]) -> Locator:
        return self.person(key).locator(f'.pane[data-chat="{kind}"]')

    async def press(self, button: Locator) -> None:
        """By the keyboard: focus, and Enter."""
        await button.focus()
        await self.page.keyboard.press("Enter")

    async def press_named(self, name: str, within: Locator | None = None) -> None:
        await self.press((within or self.page).get_by_role("button", name=name, exact=True).last)

    async def say(self, key: str, text: str, kind: Literal["personal", "meeting"] = "personal") -> None:
        await self.chat(key, kind).locator(".composer textarea").focus()
        await self.page.keyboard.type(text)
        await self.page.keyboard.press("Enter")

    async def see_meeting(self, key: str) -> None:
        await self.press(self.person(key).get_by_role("tab", name="Vergadering"))

    async def choose(self, button: Locator, item: str) -> None:
        """Of a menu, with the arrows."""
        await self.press(button)
        await self.page.get_by_role("menu").wait_for()
        wanted = self.page.get_by_role("menu").locator("button", has_text=item).first
        for _ in range(20):
            if await wanted.evaluate("one => one === document.activeElement"):
                break
            await self.page.keyboard.press("ArrowDown")
        await self.page.keyboard.press("Enter")

    async def check_accessible(self) -> None:
        """Raises AssertionError with each thing that axe finds and, of those, where."""
        await self.page.evaluate(_AXE.read_text(encoding="utf-8"))
        found: list[dict[str, Any]] = (await self.page.evaluate("axe.run({resultTypes: ['violations']})"))["violations"]
        told = [f"{one['impact']} {one['id']}: {[node['html'][:200] for node in one['nodes'][:4]]}" for one in found]
        assert not told, "\n".join(told)

    async def check_width(self) -> None:
        assert await self.page.evaluate(_NARROW) <= 0, "something sticks out at the side"


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        one = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield one
        await one.close()


@asynccontextmanager
async def room(chrome: Browser, url: str, look: Look = "light") -> AsyncIterator[Room]:
    """Fails at the end when the page complained of anything."""
    context = await chrome.new_context(
        viewport=PHONE if look == "phone" else DESK,
        color_scheme="dark" if look == "dark" else "light",
        forced_colors="active" if look == "forced" else "none",
        has_touch=look == "phone",
        locale="nl-NL",
    )
    page = await context.new_page()
    page.set_default_timeout(10_000)
    found = Room(page, url)
    page.on("pageerror", lambda error: found.faults.append(str(error)))
    page.on("console", lambda said: found.faults.append(said.text) if said.type == "error" else None)
    try:
        yield found
    finally:
        await context.close()
    assert not found.faults
