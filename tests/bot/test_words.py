"""What people type, and what is understood of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handlers.words import PHRASES, Understood, Word, understand

LONG = 5
"""Letters of a word in which somebody makes a typing error."""
EVERY = [(word, phrase) for word, phrases in PHRASES.items() for phrase in phrases]
phrases = st.sampled_from(EVERY)


@pytest.mark.parametrize(("word", "phrase"), EVERY)
def test_every_phrase_is_understood_however_it_is_written(word: Word, phrase: str) -> None:
    for said in (phrase, phrase.upper(), phrase.title(), f"  {phrase}!!", f"«{phrase}»?", f"Graag {phrase}, aub."):
        understood = understand(said)
        assert understood is not None, said
        assert understood.word is word, said


def slips(phrase: str) -> list[str]:
    """The phrase with one error in one of its longer words: letters swapped, one left out, one doubled."""
    found = []
    parts = phrase.split()
    for place, part in enumerate(parts):
        for i in range(len(part)) if len(part) >= LONG else ():
            wrong = {part[:i] + part[i + 1 :], part[: i + 1] + part[i:]}
            wrong |= {part[:i] + part[i + 1] + part[i] + part[i + 2 :]} if i + 1 < len(part) else set()
            found += [" ".join([*parts[:place], one, *parts[place + 1 :]]) for one in sorted(wrong)]
    return found


@given(phrases, st.data())
def test_one_typing_error_never_makes_another_word_of_it(one: tuple[Word, str], data: st.DataObject) -> None:
    word, phrase = one
    wrong = slips(phrase)
    for said in data.draw(st.lists(st.sampled_from(wrong), max_size=5)) if wrong else ():
        understood = understand(said)
        assert understood is None or understood.word is word, said


def test_nearly_every_typing_error_is_forgiven() -> None:
    said = [(word, one) for word, phrase in EVERY for one in slips(phrase)]
    missed = [one for word, one in said if understand(one) is None]
    assert len(missed) / len(said) < 0.05, missed[:: len(missed) // 30 + 1]


@given(st.text(max_size=400))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    understood = understand(text)
    assert understood is None or understood.rest in text or understood.word is Word.LANGUAGE


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("Hi", Word.HELP),
        ("hELLO", Word.HELP),
        ("HELP!", Word.HELP),
        ("Heeeelp", Word.HELP),
        ("Halloooo", Word.HELP),
        ("Goedemorgen Gastheer", Word.HELP),
        ("aanmeldne", Word.REGISTER),
        ("anmelden", Word.REGISTER),
        ("Áánmelden", Word.REGISTER),
        ("ik wil me graag aanmelden", Word.REGISTER),
        ("hoe meld ik me aan?", Word.REGISTER),
        ("ik kom graag", Word.REGISTER),
        ("afmeldne", Word.WITHDRAW),
        ("ik kom niet", Word.WITHDRAW),
        ("Ik kan er helaas toch niet bij zijn", Word.WITHDRAW),
        ("kan niet komen", Word.WITHDRAW),
        ("Sorry, I can’t make it", Word.WITHDRAW),
        ("cant come", Word.WITHDRAW),
        ("hoe kan ik mijn aanmelding wijzigen?", Word.EDIT),
        ("cancel my registration please", Word.WITHDRAW),
        ("wanneer is het programma?", Word.PROGRAMME),
        ("hoe laat begint het", Word.PROGRAMME),
        ("Wanneer is het evenement?", Word.PROGRAMME),
        ("What time does it start?", Word.PROGRAMME),
        ("wat is de link", Word.LINK),
        ("lnik", Word.LINK),
        ("hoe kom ik er in?", Word.LINK),
        ("ik kom er niet in!", Word.LINK),
        ("where do I join", Word.LINK),
        ("mijngegevens", Word.MY_DATA),
        ("collegas", Word.COLLEAGUES),
        ("toon de deelnemers", Word.PARTICIPANTS),
        ("Bedankt!", Word.THANKS),
        # What merely looks like one of ours, or only lies in a sentence.
        ("linker", None),
        ("links", None),
        ("polis", None),
        ("graag", None),
        ("even", None),
        ("vaag", None),
        ("leuk event!", None),
        ("het programma en de link", None),
        ("aanmelden of afmelden", None),
        ("kan ik parkeren?", None),
        ("", None),
        ("👍", None),
        ("…?!", None),
        ("1000", None),
    ],
)
def test_what_people_type(said: str, word: Word | None) -> None:
    understood = understand(said)
    assert (understood.word if understood else None) is word


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("vraag: Mag mijn kat mee?", Understood(Word.QUESTION, "Mag mijn kat mee?")),
        ("Vraag", Understood(Word.QUESTION)),
        ("vrag mag dat", Understood(Word.QUESTION, "mag dat")),
        ("Ask   who's speaking?", Understood(Word.QUESTION, "who's speaking?")),
        ("question about lunch", Understood(Word.QUESTION, "about lunch")),
        ("Hallo, ik heb nog een vraag: is het Programma al definitief?",
         Understood(Word.QUESTION, "is het Programma al definitief?")),
        ("Ik heb een vraag over het programma", Understood(Word.QUESTION)),
        ("Can I ask when it starts?", Understood(Word.QUESTION)),
        (f"vraag {'heel lang ' * 60}", Understood(Word.QUESTION, ("heel lang " * 60).strip())),
        ("deelnemers van der Berg", Understood(Word.PARTICIPANTS, "van der Berg")),
        ("Participants Łukasz", Understood(Word.PARTICIPANTS, "Łukasz")),
        ("deelnemers", Understood(Word.PARTICIPANTS)),
        ("taal", Understood(Word.LANGUAGE)),
        ("taal Engels", Understood(Word.LANGUAGE, "engels")),
        ("English please", Understood(Word.LANGUAGE, "english")),
        ("kan het in het Engelss?", Understood(Word.LANGUAGE, "engels")),
    ],
)  # fmt: skip
def test_words_that_take_more(said: str, understood: Understood) -> None:
    assert understand(said) == understood


def test_a_story_asks_for_nothing() -> None:
    assert understand(f"Vorige week was ik er ook bij. {'Het was heel leuk. ' * 10} Tot ziens op de link.") is None
