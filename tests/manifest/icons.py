"""Draws the Teams app's icons from their sources, in the tests' browser: `python -m tests.manifest.icons`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.browser import FLAGS, chromium

ICONS = Path(__file__).parents[2] / "manifest/icons"
SIZES = {"color": 192, "outline": 32}


async def drawn(browser: Browser, name: str) -> bytes:
    """The icon's source as PNG, transparent where it has no paint."""
    page = await browser.new_page(viewport={"width": SIZES[name], "height": SIZES[name]})
    source = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    await page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{source}")
    png = await page.screenshot(omit_background=True)
    await page.close()
    return png


async def main() -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for name in SIZES:
            (ICONS / f"{name}.png").write_bytes(await drawn(browser, name))
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
