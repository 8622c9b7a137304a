"""The words with which people say a time, Dutch and English, brought to the one small language of `event.said_times`.

`Morgen om kwart voor tíen!` becomes `tomorrow at quarter before 10`, and `tomorrow at quarter to ten` does too. Case,
accents, punctuation and small typing errors are gone; numbers are digits; weekdays and months have three letters.

The one word whose meaning hangs on the language is `half`: Dutch `half tien` is 9:30, British `half nine` is 9:30 too.
The hour's own language decides (`tien`, `nine`); for an hour in digits the other words do, and without any it is Dutch.
British `half nine` comes out as `half past 9`.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import cache
from itertools import pairwise

from babel import Locale

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_DUTCH = {
    "": "s precies stipt exact graag aub svp",
    "today": "vandaag heden", "tomorrow": "morgen", "overmorrow": "overmorgen", "self": "zelf",
    "today morning": "vanochtend vanmorgen", "today afternoon": "vanmiddag", "today evening": "vanavond",
    "today night": "vannacht", "tomorrow morning": "morgenochtend morgenvroeg", "tomorrow afternoon": "morgenmiddag",
    "tomorrow evening": "morgenavond", "tomorrow night": "morgennacht",
    "morning": "ochtend ochtends sochtends morgens smorgens vroeg", "afternoon": "middag middags smiddags namiddag",
    "evening": "avond avonds savonds", "night": "nacht nachts snachts", "midnight": "middernacht",
    "now": "nu direct meteen onmiddellijk",
    "next": "volgende", "this": "deze", "coming": "komende aanstaande eerstvolgende",
    "second": "seconde seconden sec", "minute": "minuut minuten minuutje minuutjes min", "hour": "uur uren uurtje u",
    "day": "dag dagen", "week": "week weken", "month": "maand maanden", "half": "half halve",
    "half hour": "halfuur halfuurtje", "1.5": "anderhalf anderhalve",
    "quarter": "kwartier kwartiertje kwartieren kwart",
    "before": "voor ervoor vooraf tevoren", "after": "na erna achteraf", "past": "over",
    "later": "later", "earlier": "eerder vroeger", "start": "start begin aanvang", "end": "einde eind afloop slot",
    "event": "evenement bijeenkomst vergadering webinar", "of": "van", "at": "om", "on": "op naar", "in": "in",
    "the": "de het t", "and": "en", "from": "vanaf", "1": "een n",
}  # fmt: skip
_ENGLISH = {
    "": "exactly sharp please",
    "today": "today", "tomorrow": "tomorrow tmrw", "today evening": "tonight", "self": "itself",
    "morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night", "am": "am", "pm": "pm",
    "noon": "noon midday", "midnight": "midnight", "now": "now immediately",
    "next": "next", "this": "this", "coming": "coming",
    "second": "second seconds sec secs", "minute": "minute minutes min mins", "hour": "hour hours h hr hrs oclock",
    "day": "day days", "week": "week weeks", "month": "month months", "half": "half", "quarter": "quarter quarters",
    "before": "before to till beforehand", "after": "after afterwards", "past": "past",
    "later": "later", "earlier": "earlier", "start": "start begin beginning", "end": "end finish",
    "event": "event meeting webinar conference", "of": "of", "at": "at", "on": "on", "in": "in",
    "the": "the", "and": "and", "from": "from", "1": "a an",
}  # fmt: skip
_DUTCH_NUMBERS = [
    "nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien",
    "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien",
]  # fmt: skip
_ENGLISH_NUMBERS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_DUTCH_TENS = {20: "twintig", 30: "dertig", 40: "veertig", 50: "vijftig"}
_ENGLISH_TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty"}
_MORE_NAMES = {"sept": "sep", "febr": "feb", "tues": "tue", "weds": "wed", "thur": "thu", "thurs": "thu"}
_DAY_PARTS = {"ochtend": "morning", "morgen": "morning", "middag": "afternoon", "avond": "evening", "nacht": "night"}

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_BEFORE_SPLITTING = (
    (re.compile(r"([0-9]*)½"), lambda found: f"{found[1] or 0}.5"),
    (re.compile(r"\b([ap])\. ?m\b\.?"), r"\1m"),
    (re.compile(r"\ba\. ?s\b\.?"), "coming"),
    (re.compile("['’‘`´]"), ""),
    (re.compile(r"\b(twenty|thirty|forty|fifty)[ -](?=(?:one|two|three|four|five|six|seven|eight|nine)\b)"), r"\1"),
    (re.compile(r"(?<![0-9.:/-])([0-9]{1,2}),([0-9]{1,2})(?= ?[a-z])"), r"\1.\2"),
    (re.compile(r"\b([0-9]{1,2})(?:ste|de|e|st|nd|rd|th)\b"), r"\1th"),
    (re.compile(r"(?<=[0-9])(?!th\b)(?=[a-z])|(?<=[a-z])(?=[0-9])"), " "),
    (re.compile(r"(?<![0-9])[.:/-]|[.:/-](?![0-9])|[^\w.:/-]|_"), " "),
)
_AFTER_NAMING = (
    (re.compile(r"(?:the )?day after tomorrow"), "overmorrow"),
    (re.compile(rf"\b({'|'.join(WEEKDAYS)}) tomorrow\b"), r"\1 morning"),
    (re.compile(r"\b(?:in|at|on)(?: the)? (morning|afternoon|evening|night)\b"), r"\1"),
    (re.compile(r"\bthis (morning|afternoon|evening|night)\b"), r"today \1"),
    (re.compile(r"\b(?:of before|in advance)\b"), "before"),
    (re.compile(r"\b(?:(?:right|straight|per|now) )?now(?: now)?\b"), "now"),
    (re.compile(r"\b(?:right|straight) away\b"), "now"),
)
_LEAST = 4
"""Letters that a word must have before a typing error in it is forgiven."""


def canonical(said: str) -> str:
    """The same in the small language. A word that is in neither list stays as it is."""
    text = unicodedata.normalize("NFKD", said.translate(_DASHES).replace("½", "\x00"))
    text = "".join(c for c in text.casefold() if not unicodedata.combining(c)).replace("\x00", "½")
    for pattern, instead in _BEFORE_SPLITTING:
        text = pattern.sub(instead, text)
    words = [_corrected(word) for word in text.split()]
    english = _is_english(words)
    meanings = []
    for word, following in pairwise([*words, ""]):
        meanings.append(_meaning(word))
        if word == "half" and _is_british(following, english=english):
            meanings.append("past")
    text = " ".join(" ".join(meanings).split())
    for pattern, instead in _AFTER_NAMING:
        text = pattern.sub(instead, text)
    return text


def _is_british(hour: str, *, english: bool) -> bool:
    """Whether `half` before this hour is counted from it: `half nine` is 9:30, `half negen` 8:30."""
    if hour in _ENGLISH_NUMBERS:
        return True
    return english and hour.isdigit()


def _is_english(words: list[str]) -> bool:
    dutch, english = _vocabulary()
    said = [word for word in words if word in english or word in dutch]
    return any(word not in dutch for word in said) and not any(word not in english for word in said)


def _meaning(word: str) -> str:
    dutch, english = _vocabulary()
    return dutch.get(word, english.get(word, word))


def _corrected(word: str) -> str:
    """The word that was meant, when it is one typing error away from just one."""
    dutch, english = _vocabulary()
    if word in dutch or word in english or len(word) < _LEAST or not word.isalpha():
        return word
    near = difflib.get_close_matches(word, _long_words(), n=2, cutoff=0.8)
    if not near:
        return word
    ratios = [difflib.SequenceMatcher(None, one, word).ratio() for one in near]
    is_torn = len(near) > 1 and ratios[0] == ratios[1] and _meaning(near[0]) != _meaning(near[1])
    return word if is_torn else near[0]


@cache
def _long_words() -> tuple[str, ...]:
    dutch, english = _vocabulary()
    return tuple(sorted(word for word in dutch | english if len(word) >= _LEAST))


@cache
def _vocabulary() -> tuple[dict[str, str], dict[str, str]]:
    """Dutch and English: what each word means."""
    dutch = _names("nl") | _numbers(_DUTCH_NUMBERS, _DUTCH_TENS, "{unit}en{ten}") | _spread(_DUTCH)
    dutch |= {
        f"{name}{part}": f"{weekday} {day_part}"
        for name, weekday in _names("nl").items()
        for part, day_part in _DAY_PARTS.items()
        if name.endswith("dag")
    }
    dutch |= {f"{unit}{joint}half": f"{n}.5" for n, unit in enumerate(_DUTCH_NUMBERS) for joint in ("en", "eneen")}
    english = _names("en") | _numbers(_ENGLISH_NUMBERS, _ENGLISH_TENS, "{ten}{unit}") | _spread(_ENGLISH) | _MORE_NAMES
    return dutch, english


def _spread(meanings: dict[str, str]) -> dict[str, str]:
    return {word: meaning for meaning, words in meanings.items() for word in words.split()}


def _numbers(small: list[str], tens: dict[int, str], joined: str) -> dict[str, str]:
    numbers = {word: str(n) for n, word in enumerate(small)} | {word: str(n) for n, word in tens.items()}
    for n, ten in tens.items():
        numbers |= {joined.format(ten=ten, unit=small[unit]): str(n + unit) for unit in range(1, 10)}
    return numbers


def _names(language: str) -> dict[str, str]:
    """Weekdays and months, whole and shortened."""
    locale = Locale(language)
    names: dict[str, str] = {}
    for width in ("wide", "abbreviated"):
        names |= {name.casefold(): WEEKDAYS[n] for n, name in locale.days["format"][width].items()}
        names |= {name.casefold().rstrip("."): MONTHS[n - 1] for n, name in locale.months["format"][width].items()}
    return names
