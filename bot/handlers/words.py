"""What people type, in Dutch and English at once: case, accents, punctuation and small typing errors forgiven.

A word opens a card, so a wrong guess costs a glance. Only a question with its word in front, and a language's name, do
something at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice, takewhile

from event.folding import fold


class Word(StrEnum):
    """A thing that can be asked for in words. What stands under each is for docs/words.md."""

    HELP = "help"
    """What the bot can do for you, and whom to turn to. A greeting counts too."""
    THANKS = "thanks"
    """Hear that you are welcome."""
    REGISTER = "register"
    """Sign up."""
    EDIT = "edit"
    """Change your registration."""
    WITHDRAW = "withdraw"
    """Withdraw; the bot asks first."""
    PROGRAMME = "programme"
    """What happens when."""
    LINK = "link"
    """The link to join, as soon as there is one."""
    QUESTION = "question"
    """Ask the speakers something. In the meeting's chat with the question behind it, for all to read."""
    COLLEAGUES = "colleagues"
    """Who of your organisation comes too."""
    MY_DATA = "my_data"
    """What is kept of you."""
    FORGET_ME = "forget_me"
    """Have it erased; the bot asks first."""
    LANGUAGE = "language"
    """Dutch or English from now on."""
    POLLS = "polls"
    """The polls that are open, to vote in. Moderators: all of them, to preview, launch, extend and close, or make
    one on the spot."""
    VOTE = "vote"
    """The polls that are open, to vote in your own chat, and how earlier ones came out."""
    QUESTIONS = "questions"
    """What people asked the speakers, to upvote; for moderators to approve, merge, assign and answer."""
    PANEL = "panel"
    """A page beside the meeting: vote, ask; for moderators to run the polls and the questions."""
    STAGE = "stage"
    """Moderators: a page for the screen that everybody sees."""
    RESULTS = "results"
    """Moderators: a page with what the polls came to, to pass on."""
    ANNOUNCEMENTS = "announcements"
    """Organisers: what is told when and to how many; send, move, cancel, write one."""
    PARTICIPANTS = "participants"
    """Organisers: who comes, counted and by name; act for somebody."""
    COCKPIT = "cockpit"
    """Organisers: how everything stands."""
    PREFLIGHT = "preflight"
    """Organisers: what is ready for the day and what isn't."""
    ACTS = "acts"
    """Organisers: who did what when."""
    IMPORT = "import"
    """Organisers: take over sign-ups that were made elsewhere, from a list."""
    MANAGE_EVENT = "manage_event"
    """Organisers: change the link or the programme; move, postpone or cancel the event."""
    THIS_IS_THE_MEETING = "this_is_the_meeting"
    """Organisers, in the meeting's chat: this is where the polls go."""


@dataclass(frozen=True)
class Understood:
    """`rest` is what came after a word that takes more, as it was typed: a question, the name of a participant; or the
    name of a language, in lower case."""

    word: Word
    rest: str = ""


_ALONE: dict[Word, tuple[str, ...]] = {
    Word.HELP: ("help", "hulp", "hallo", "hoi", "hey", "hee", "dag", "goedemorgen", "goedemiddag", "goedenavond",
                "hello", "hi", "good morning", "good afternoon", "good evening", "start", "menu", "info", "commands",
                "contact", "contactpersoon", "wie ben je", "wie bent u", "wat kan je", "wat kun je", "wat kunt u",
                "who are you", "what can you do", "what can i ask"),
    Word.THANKS: ("bedankt", "dank", "dank je", "dank je wel", "dankjewel", "dank u", "dank u wel", "dankuwel",
                  "hartelijk dank", "thanks", "thank you", "thanks a lot", "many thanks", "thx", "top", "ok", "oke",
                  "okay", "prima", "super", "great", "fijn"),
    Word.REGISTER: ("registreren", "registratie", "registration", "meedoen", "sign me up"),
    Word.EDIT: ("change", "wijziging", "mijn aanmelding", "my registration"),
    Word.WITHDRAW: ("stop", "unsubscribe"),
    Word.PROGRAMME: ("agenda", "schedule", "tijden", "tijd", "sprekers", "speakers", "datum", "wanneer", "when"),
    Word.LINK: ("join", "deelnemen", "waar", "where"),
    Word.QUESTION: ("vraag", "een vraag", "vraagje", "vraag stellen", "ask", "question", "a question"),
    Word.MY_DATA: ("gegevens", "privacy", "avg", "gdpr"),
    Word.LANGUAGE: ("nederlands", "dutch", "engels", "english"),
    Word.VOTE: ("stemmen", "stem", "mijn stem", "vote", "voting", "my vote"),
    Word.POLLS: ("polls", "poll", "peiling", "peilingen", "stemming", "stemmingen"),
    Word.QUESTIONS: ("vragen", "de vragen", "questions"),
    Word.PANEL: ("paneel", "zijpaneel", "panel", "side panel", "sidepanel"),
    Word.STAGE: ("podium", "stage", "beamer"),
    Word.RESULTS: ("resultaten", "resultaat", "uitslagen", "uitslag", "results", "poll results", "resultaten polls"),
    Word.ANNOUNCEMENTS: ("aankondigingen", "aankondiging", "berichten", "announcements", "announcement"),
    Word.PARTICIPANTS: ("deelnemers", "deelnemer", "deelnemerslijst", "aanmeldingen", "participants", "participant",
                        "attendees"),
    Word.COCKPIT: ("cockpit", "overzicht", "overview"),
    Word.PREFLIGHT: ("controle", "controleren", "preflight", "check"),
    Word.ACTS: ("logboek", "audit", "log"),
    Word.IMPORT: ("importeren", "importeer", "import", "inlezen", "lijst importeren", "deelnemers importeren",
                  "aanmeldingen importeren", "import participants", "import list", "importing"),
    Word.MANAGE_EVENT: ("evenement", "het evenement", "event", "verplaatsen", "afgelasten", "uitstellen", "beheer",
                        "manage"),
    Word.THIS_IS_THE_MEETING: ("dit is de vergadering", "dit is de meeting", "this is the meeting"),
}  # fmt: skip
"""What counts when it is all that was said, politeness aside. `Leuk event!` asks for nothing."""
_ANYWHERE: dict[Word, tuple[str, ...]] = {
    Word.HELP: ("wie kan ik bellen", "iemand spreken", "iemand bellen", "speak to someone", "talk to someone"),
    Word.REGISTER: ("aanmelden", "aanmelding", "meld mij aan", "meld me aan", "meld ik me aan", "meld ik mij aan",
                    "inschrijven", "schrijf me in", "schrijf mij in", "register", "sign up", "signup", "ik doe mee",
                    "ik kom graag", "ik kom ook", "ik wil meedoen", "ik wil komen", "ben ik aangemeld",
                    "am i registered", "am i signed up", "i want to come", "i would like to come"),
    Word.EDIT: ("wijzigen", "wijzig", "aanpassen", "aanmelding wijzigen", "aanmelding aanpassen", "wijzig aanmelding",
                "edit", "edit my registration", "change my registration", "change my details"),
    Word.WITHDRAW: ("afmelden", "afmelding", "meld mij af", "meld me af", "meld ik me af", "meld ik mij af",
                    "annuleren", "aanmelding annuleren", "uitschrijven", "schrijf me uit", "schrijf mij uit", "cancel",
                    "cancel my registration", "withdraw", "unregister", "sign off", "ik kom niet", "kom niet",
                    "kom ik niet", "niet komen", "niet bij zijn", "ben niet bij", "ben verhinderd", "niet meedoen",
                    "doe niet mee", "geen berichten meer", "can't come", "cannot come", "can not come",
                    "can't make it", "cannot make it", "can't attend", "cannot attend", "can't be there",
                    "not coming", "won't be there", "won't come", "no more messages"),
    Word.PROGRAMME: ("programma", "programme", "program", "hoe laat begint", "hoe laat start", "hoe laat is",
                     "wanneer begint", "wanneer is het", "wanneer start", "welke dag", "welke datum", "hoe lang duurt",
                     "tot hoe laat", "wie spreekt", "wie spreken", "wie zijn de sprekers", "what time", "when is it",
                     "when is the event", "when does it", "what day", "which day", "how long", "who is speaking",
                     "who are the speakers"),
    Word.LINK: ("link", "teamslink", "vergaderlink", "deelnamelink", "meeting link", "hoe kom ik er in",
                "hoe kom ik erin", "hoe kom ik binnen", "hoe doe ik mee", "hoe neem ik deel", "waar moet ik zijn",
                "waar is het", "hoe kan ik deelnemen", "kan ik deelnemen", "where do i join", "how do i join",
                "how do i get in", "how can i join", "where is it", "where do i go", "ik kom niet in", "kom ik niet in",
                "ik kom niet binnen", "kom ik niet binnen", "can't get in", "cannot get in"),
    Word.QUESTION: ("ik heb een vraag", "heb ik een vraag", "ik wil een vraag stellen", "kan ik een vraag stellen",
                    "mag ik een vraag stellen", "mag ik iets vragen", "ik wil iets vragen", "ik heb vragen",
                    "heb ik vragen", "i have a question", "i have another question", "i have questions", "can i ask",
                    "i want to ask", "i would like to ask"),
    Word.VOTE: ("ik wil stemmen", "kan ik stemmen", "hoe stem ik", "waar stem ik", "i want to vote", "can i vote",
                "how do i vote", "where do i vote"),
    Word.COLLEAGUES: ("collega's", "mijn collega's", "mijn organisatie", "colleagues", "my colleagues",
                      "my organisation", "my organization"),
    Word.MY_DATA: ("mijn gegevens", "my data", "my details", "wat bewaar je", "wat bewaart u", "wat bewaren jullie",
                   "wat weet je van mij", "wat weet u van mij", "what do you keep", "what do you know about me"),
    Word.FORGET_ME: ("vergeet mij", "vergeet me", "forget me", "verwijder mijn gegevens", "wis mijn gegevens",
                     "mijn gegevens wissen", "mijn gegevens verwijderen", "delete my data", "erase my data"),
    Word.LANGUAGE: ("taal", "language", "in het engels", "in het nederlands", "in english", "in dutch"),
}  # fmt: skip
"""What counts in a sentence too. Only what a participant may ask."""
_TAKES_MORE: dict[Word, tuple[str, ...]] = {
    Word.QUESTION: (*_ALONE[Word.QUESTION], *_ANYWHERE[Word.QUESTION]),
    Word.PARTICIPANTS: ("deelnemers", "deelnemer", "participants", "participant"),
}
"""What a text may begin with and go on."""
_NOISE = frozenset((
    "alsjeblieft", "alstublieft", "also", "aub", "daar", "dan", "dear", "eens", "er", "even", "gastheer", "graag",
    "helaas", "hoor", "just", "maar", "nog", "ook", "please", "really", "sorry", "svp", "toch", "unfortunately", "wel",
))  # fmt: skip
"""Says nothing, wherever it stands."""
_BESIDES = _NOISE.union((
    "goedemorgen", "goedemiddag", "goedenavond", "hallo", "hello", "hey", "hi", "hoi",
))  # fmt: skip
"""Says nothing beside something else."""
_AROUND = _BESIDES.union((
    "a", "all", "alle", "an", "and", "bekijk", "bekijken", "can", "could", "de", "den", "een", "en", "geef", "give",
    "het", "i", "ik", "je", "kan", "kun", "kunt", "laat", "like", "mag", "me", "mij", "mijn", "my", "na", "naar",
    "now", "nu", "of", "open", "our", "see", "send", "show", "stuur", "the", "to", "toon", "u", "view", "voor",
    "want", "wil", "willen", "would", "you", "zie", "zien", "zou",
))  # fmt: skip
"""Says nothing before or behind a word."""

PHRASES = {
    word: tuple(sorted((*_ANYWHERE.get(word, ()), *_ALONE.get(word, ())), key=lambda phrase: phrase.count(" ")))
    for word in Word
}
"""The shortest first."""
_LONGEST = 160
"""Characters; a longer text is a story, unless it begins with a word that takes more."""
_DOUBLED, _LEFT_OUT, _WRONG = 4, 6, 7
"""Letters from which on a typing error is forgiven: swapped or doubled, left out or too many, a wrong one."""


def _parts(phrase: str) -> tuple[str, ...]:
    return tuple(_without(_NOISE, fold(phrase).split()))


def _without(left_out: frozenset[str], said: Iterable[str]) -> list[str]:
    return [plain for plain in said if plain not in left_out]


def _longest_first(table: dict[Word, tuple[str, ...]]) -> list[tuple[tuple[str, ...], Word]]:
    found = [(_parts(phrase), word) for word, phrases in table.items() for phrase in phrases]
    return sorted(found, key=lambda one: -len(one[0]))


_WORDS = {
    one: word
    for word, phrases in PHRASES.items()
    for phrase in phrases
    for one in (fold(phrase), " ".join(_parts(phrase)))
}
_BEGINNINGS = _longest_first(_TAKES_MORE)
_IN_SENTENCES = _longest_first(_ANYWHERE)
_VOCABULARY = _AROUND.union(plain for phrase in _WORDS for plain in phrase.split())
_DRAWN_OUT = re.compile(r"([^\W\d_])\1\1+")
_MARKS = re.compile(r"^\s*[:;,.!?–—-]+")
_TONGUES = frozenset(_ALONE[Word.LANGUAGE])


def understand(text: str) -> Understood | None:
    """The one thing that somebody asks for: a word, a near miss of it, or a sentence that names one thing."""
    text = unicodedata.normalize("NFC", text)
    pieces = list(islice(_pieces(text), _LONGEST))
    said = [plain for plain, _ in pieces]
    is_story = len(" ".join(said)) > _LONGEST
    if not is_story and (word := _whole(said) or _whole(_without(_NOISE, said)) or _whole(_without(_BESIDES, said))):
        return _understood(word, said)
    if more := _with_more(text, pieces):
        return more
    if is_story:
        return None
    word = _whole(_stripped(said)) or _named(said)
    return _understood(word, said) if word else None


def _understood(word: Word, said: Sequence[str]) -> Understood:
    tongue = next((one for one in map(_corrected, said) if one in _TONGUES), "")
    return Understood(word, tongue if word is Word.LANGUAGE else "")


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Its words without case, accents and drawn-out letters, each with where it ends."""
    for found in re.finditer(r"[^\W_]+", text):
        for plain in fold(found[0]).split():
            yield _DRAWN_OUT.sub(r"\1", plain), found.end()


def _whole(said: Sequence[str]) -> Word | None:
    """What this is, typing errors aside."""
    plain = " ".join(said)
    if plain in _WORDS:
        return _WORDS[plain]
    near = {_WORDS[phrase] for phrase in _nearest(plain, _WORDS)}
    if near:
        return near.pop() if len(near) == 1 else None
    return _WORDS.get(" ".join(map(_corrected, said)))


def _with_more(text: str, pieces: Sequence[tuple[str, int]]) -> Understood | None:
    """A word that takes more, and what it takes."""
    longest = len(_BEGINNINGS[0][0]) + 1
    heard = list(islice(((_corrected(plain), end) for plain, end in pieces if plain not in _BESIDES), longest))
    said = tuple(plain for plain, _ in heard)
    for phrase, word in _BEGINNINGS:
        if len(said) > len(phrase) and said[: len(phrase)] == phrase:
            behind = text[heard[len(phrase) - 1][1] :]
            goes_on = len(phrase) > 1 and not _MARKS.match(behind)  # `ik heb een vraag over het programma`
            return Understood(word, "" if goes_on else _MARKS.sub("", behind).strip())
    return None


def _stripped(said: Sequence[str]) -> Sequence[str]:
    """Without politeness before and behind."""
    says = [place for place, plain in enumerate(said) if plain not in _AROUND]
    return said[says[0] : says[-1] + 1] if says else ()


def _named(said: Sequence[str]) -> Word | None:
    """The one thing that a sentence names; of phrases that lie over each other the longest counts."""
    left = [_corrected(plain) for plain in _without(_NOISE, said)]
    named = set()
    for phrase, word in _IN_SENTENCES:
        for start in range(len(left) - len(phrase) + 1):
            if tuple(left[start : start + len(phrase)]) == phrase:
                left[start : start + len(phrase)] = [""] * len(phrase)
                named.add(word)
    return named.pop() if len(named) == 1 else None


@lru_cache(maxsize=1024)
def _corrected(plain: str) -> str:
    """The word that was meant, when it is one typing error away from just one."""
    if plain in _VOCABULARY:
        return plain
    near = _nearest(plain, _VOCABULARY)
    return near[0] if len(near) == 1 else plain


def _nearest(said: str, known: Iterable[str]) -> list[str]:
    """Those that this is with one typing error. A wrong letter is less likely than letters swapped, doubled or left
    out."""
    near: dict[int, list[str]] = {}
    for meant in known:
        if abs(len(said) - len(meant)) <= 1 and (slip := _slip(said, meant)):
            near.setdefault(slip, []).append(meant)
    return near[min(near)] if near else []


def _slip(said: str, meant: str) -> int:
    """1 for letters swapped, doubled, left out or too many, 2 for a wrong one that isn't the first, 0 for more."""
    start = _alike(said, meant)
    end = _alike(said[start:][::-1], meant[start:][::-1])
    was, is_ = said[start : len(said) - end], meant[start : len(meant) - end]
    swapped = len(was) == 2 and was == is_[::-1]
    doubled = len(was + is_) == 1 and start > 0 and was + is_ == meant[start - 1]
    if swapped or doubled:
        return 1 if len(said) >= _DOUBLED else 0
    if len(was + is_) == 1:
        return 1 if len(meant) >= _LEFT_OUT else 0
    return 2 if len(was) == len(is_) == 1 and start and len(meant) >= _WRONG else 0


def _alike(one: str, other: str) -> int:
    """How many letters they begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
