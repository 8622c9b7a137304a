"""What people do outside of Teams: read their mail, and follow links in a browser."""

from __future__ import annotations

from collections.abc import Mapping

from rehearsal import browser
from rehearsal.browser import Page
from rehearsal.mail import Letter
from rehearsal.people import Person
from rehearsal.teams import Teams


class Outside(Teams):
    def letters(self, to: Person | str) -> list[Letter]:
        """What came in somebody's mailbox, oldest first."""
        return self.mail.of(to if isinstance(to, str) else to.email or to.upn or "")

    async def opens(self, url: str, **headers: str) -> Page:
        """Follow a link, in a browser without script."""
        return await browser.get(self.session, url, **headers)

    async def sends(self, url: str, form: Mapping[str, str], **headers: str) -> Page:
        """Post a form that needn't be on any page."""
        return await browser.post(self.session, url, form, **headers)

    async def presses(self, page: Page, title: str, filled: Mapping[str, str] | None = None) -> Page:
        """A button of a page by its title or verb, its form filled in. Raises LookupError when it isn't there."""
        url, form = page.sent_by(title, filled or {})
        return await browser.post(self.session, url, form)
