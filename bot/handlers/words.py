"""What people type, in Dutch and English: case, accents, punctuation and small typing errors forgiven."""

from __future__ import annotations

import difflib
from enum import StrEnum

from event.folding import fold


class Word(StrEnum):
    """A thing that can be asked for in words. What stands under each is for docs/words.md."""

    HELP = "help"
    """What the bot can do for you, and whom to turn to. A greeting counts too."""
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
    """Ask the organisers something."""
    COLLEAGUES = "colleagues"
    """Who of your organisation comes too."""
    MY_DATA = "my_data"
    """What is kept of you."""
    FORGET_ME = "forget_me"
    """Have it erased; the bot asks first."""
    LANGUAGE = "language"
    """Dutch or English from now on."""
    POLLS = "polls"
    """Moderators: preview, launch, extend and close polls, or make one on the spot."""
    QUESTIONS = "questions"
    """Moderators: what people asked."""
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
    MANAGE_EVENT = "manage_event"
    """Organisers: change the link or the programme; move, postpone or cancel the event."""
    THIS_IS_THE_MEETING = "this_is_the_meeting"
    """Organisers, in the meeting's chat: this is where the polls go."""


PHRASES: dict[Word, tuple[str, ...]] = {
    Word.HELP: ("help", "hulp", "hallo", "hoi", "goedemorgen", "goedemiddag", "hello", "hi", "start", "menu", "info"),
    Word.REGISTER: ("aanmelden", "aanmelding", "meld mij aan", "meld me aan", "inschrijven", "register", "sign up",
                    "signup", "registreren"),
    Word.EDIT: ("wijzigen", "wijzig", "aanpassen", "wijziging", "edit", "change", "mijn aanmelding",
                "my registration"),
    Word.WITHDRAW: ("afmelden", "afmelding", "meld mij af", "meld me af", "annuleren", "uitschrijven", "cancel",
                    "withdraw", "unregister"),
    Word.PROGRAMME: ("programma", "programme", "program", "agenda", "schedule"),
    Word.LINK: ("link", "teamslink", "vergaderlink", "deelnamelink", "meeting link", "deelnemen", "join"),
    Word.POLLS: ("polls", "poll", "peiling", "peilingen", "stemming", "stemmingen"),
    Word.QUESTION: ("vraag", "een vraag", "vraag stellen", "ask", "question", "a question"),
    Word.COLLEAGUES: ("collega's", "mijn collega's", "mijn organisatie", "colleagues", "my colleagues",
                      "my organisation"),
    Word.MY_DATA: ("mijn gegevens", "gegevens", "my data"),
    Word.FORGET_ME: ("vergeet mij", "vergeet me", "forget me"),
    Word.LANGUAGE: ("taal", "language", "nederlands", "dutch", "engels", "english"),
    Word.QUESTIONS: ("vragen", "de vragen", "questions"),
    Word.ANNOUNCEMENTS: ("aankondigingen", "aankondiging", "berichten", "announcements", "announcement"),
    Word.PARTICIPANTS: ("deelnemers", "deelnemerslijst", "aanmeldingen", "participants", "attendees"),
    Word.COCKPIT: ("cockpit", "overzicht", "overview"),
    Word.PREFLIGHT: ("controle", "controleren", "preflight", "check"),
    Word.ACTS: ("logboek", "audit", "log"),
    Word.MANAGE_EVENT: ("evenement", "het evenement", "event", "verplaatsen", "afgelasten", "uitstellen", "beheer",
                        "manage"),
    Word.THIS_IS_THE_MEETING: ("dit is de vergadering", "dit is de meeting", "this is the meeting"),
}  # fmt: skip
_WORDS = {fold(phrase): word for word, phrases in PHRASES.items() for phrase in phrases}
_LONGEST = 80
"""Characters; a longer text is a story, not a word with a typing error."""


def understand(text: str) -> Word | None:
    """The one thing that somebody asks for: the whole text, a near miss of it, or a sentence that names one thing."""
    plain = fold(text)
    if not plain or len(plain) > _LONGEST:
        return None
    if plain in _WORDS:
        return _WORDS[plain]
    near = difflib.get_close_matches(plain, [phrase for phrase in _WORDS if len(phrase) > 3], n=1, cutoff=0.8)
    if near:
        return _WORDS[near[0]]
    padded = f" {plain} "
    named = {word for phrase, word in _WORDS.items() if f" {phrase} " in padded and word is not Word.HELP}
    return named.pop() if len(named) == 1 else None
