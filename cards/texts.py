"""Every sentence that people read: English in the code, Dutch in `locale/nl.po`.

`say` and `count` are what the extraction looks for; a test fails when a sentence has no Dutch or the Dutch no sentence.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from event.definition import Language, LocalText

CATALOGUE = Path(__file__).parent / "locale" / "nl.po"
_LOCALES = {Language.NL: Locale("nl", "NL"), Language.EN: Locale("en", "GB")}
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#~|])")


class Texts:
    """Speaks one language. `zone` is the reader's own where it is known and nobody else reads along."""

    def __init__(self, language: Language, zone: ZoneInfo | None = None) -> None:
        self.language = language
        self.zone = zone
        self.locale = _LOCALES[language]
        self._catalogue = _catalogue(language)

    def say(self, sentence: str, **values: object) -> str:
        return self._catalogue.gettext(sentence).format(**values)

    def count(self, singular: str, plural: str, n: int, **values: object) -> str:
        """`{n}` in either sentence is the number."""
        return self._catalogue.ngettext(singular, plural, n).format(n=n, **values)

    def of(self, text: LocalText) -> str:
        """The event file's own words."""
        return text.in_(self.language)

    def listed(self, items: Sequence[str]) -> str:
        """`a, b en c`."""
        return format_list(items, locale=self.locale)


@cache
def texts(language: Language, zone: ZoneInfo | None = None) -> Texts:
    return Texts(language, zone)


def literal(typed: str) -> str:
    """What a person typed, shown as it is: TextBlocks read Markdown, and a name must not become a link."""
    return _MARKDOWN.sub(r"\\\1", typed)


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    if language is Language.EN:
        return gettext.NullTranslations()
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="nl")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
