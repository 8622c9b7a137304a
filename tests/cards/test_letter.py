"""Cards as e-mail: HTML and plain text say what the card says, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest

from cards.card import Card
from cards.letter import Letter, letter
from cards.texts import Texts, texts
from event.definition import Language
from tests.cards.drawn import WORD, every, leads, said, tree

CARDS = dict(every())
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "div", "p", "h1", "h2", "ul", "ol", "li", "br"),
    *("strong", "em", "span", "a"),
}


def card(*body: Mapping[str, object], actions: tuple[Mapping[str, object], ...] = (), summary: str = "Kort") -> Card:
    return Card({"type": "AdaptiveCard", "lang": "nl", "body": list(body), "actions": list(actions)}, summary)


def text(words: str, **more: object) -> Mapping[str, object]:
    return {"type": "TextBlock", "text": words, **more}


def sent(*body: Mapping[str, object], actions: tuple[Mapping[str, object], ...] = ()) -> Letter:
    return letter(card(*body, actions=actions), leads)


def words_of_html(one: Letter) -> list[str]:
    return WORD.findall(tree(one.html).one("body").text)


def words_of_text(one: Letter, made: Card) -> list[str]:
    """Less the addresses, which are a link's in the HTML."""
    addresses = [str(act["url"]) for act in made.content.get("actions", ()) if "url" in act]  # type: ignore[attr-defined]
    kept = re.sub(r"https://gastheer\.example/\S+", "", one.text)
    for address in addresses:
        kept = kept.replace(f": {address}\n", "\n")
    return WORD.findall(kept)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(CARDS))
def test_nothing_is_lost_and_nothing_added(name: str, language: Language) -> None:
    made = CARDS[name](texts(language))
    one = letter(made, leads)
    expected = said(made, values=True)
    assert words_of_html(one) == expected
    assert words_of_text(one, made) == expected


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(CARDS))
def test_any_mail_program_can_show_it(name: str, language: Language) -> None:
    one = letter(CARDS[name](texts(language)), leads, footer=["Een voet."])
    html = tree(one.html)
    assert {node.name for node in html.all()} <= ALLOWED, "no tables, pictures, scripts or forms"
    assert html.one("html").attributes["lang"] == language.value
    assert len(list(html.all("h1"))) == 1
    assert {node.attributes.get("name") for node in html.all("meta")} >= {"viewport", "color-scheme"}
    assert "url(" not in one.html
    assert all(node.attributes["style"] for node in html.all("p"))
    assert "\n" not in one.subject
    for line in one.text.splitlines():
        assert len(line) <= 76 or re.search(r"\S{60}", line), line
        assert line == line.rstrip(), line


def test_without_a_way_a_button_is_not_shown() -> None:
    acts = (
        {"type": "Action.Execute", "title": "Programma", "verb": "programme.show", "data": {"v": 1}},
        {"type": "Action.Execute", "title": "Afmelden", "verb": "registration.leave", "data": {"v": 1}},
        {"type": "Action.OpenUrl", "title": "Deelnemen", "url": "https://teams.example/a?b=1&c=2"},
        {"type": "Action.OpenUrl", "title": "Kwaad", "url": "javascript:alert(1)"},
        {"type": "Action.Execute", "title": "Uit", "verb": "programme.show", "data": {"v": 1}, "isEnabled": False},
    )
    ways: dict[str, str] = {"programme.show": "https://gastheer.example/s/1"}
    one = letter(card(text("Dag"), actions=acts), lambda verb, _: ways.get(verb))
    links = [(node.text, node.attributes["href"]) for node in tree(one.html).all("a")]
    assert links == [
        ("Programma", "https://gastheer.example/s/1"),
        ("Deelnemen", "https://teams.example/a?b=1&c=2"),
    ]
    assert "Programma: https://gastheer.example/s/1\nDeelnemen: https://teams.example/a?b=1&c=2\n" in one.text
    assert "Afmelden" not in one.html + one.text
    assert "Kwaad" not in one.html + one.text


def test_plain_text_reads_as_if_it_was_typed() -> None:
    one = letter(
        card(
            text("Een kop", style="heading"),
            text("Een **vet** woord en " + "heel veel andere woorden " * 4),
            text("Wat volgt", weight="Bolder"),
            text("- een\n- twee, met [een link](https://x.nl/a) erin\n\n3. drie\n4. vier"),
            {
                "type": "FactSet",
                "facts": [{"title": "Naam", "value": r"\*Anna\*"}, {"title": "Hoe?", "value": "Zo\nen zo"}],
            },
            {"type": "Container", "style": "emphasis", "items": [text("In een kader")]},
            text("Een hond: **2 stemmen** (50%)"),
            {
                "type": "ColumnSet",
                "columns": [
                    {"type": "Column", "width": "50", "style": "accent"},
                    {"type": "Column", "width": "50", "style": "emphasis"},
                ],
            },
        ),
        leads,
        footer=["Waarom u dit krijgt.", "[Afmelden](https://x.nl/af)"],
    )
    assert one.text == (
        "Een kop\n=======\n\n"
        "Een vet woord en heel veel andere woorden heel veel andere woorden heel veel\n"
        "andere woorden heel veel andere woorden\n\n"
        "Wat volgt\n---------\n\n"
        "- een\n- twee, met een link <https://x.nl/a> erin\n\n"
        "3. drie\n4. vier\n\n"
        "Naam: *Anna*\nHoe? Zo\n  en zo\n\n"
        "  In een kader\n\n"
        "Een hond: 2 stemmen (50%)\n████████████████████\n\n"
        "--\nWaarom u dit krijgt.\n\nAfmelden: https://x.nl/af\n"
    )


def test_an_address_is_never_broken_off() -> None:
    url = "https://x.nl/" + "-".join(["deel"] * 30)
    assert f"\n<{url}>\n" in sent(text("Een kop"), text(f"Ga naar [de plek]({url}) toe")).text
    assert f"\n{url}\n" in sent(text("Een kop"), text(f"Neem deze link: {url}")).text


def test_a_subject_is_one_line() -> None:
    assert letter(card(text("x"), summary="Een\r\nBcc: x@y.nl \u202eom"), leads).subject == "Een Bcc: x@y.nl om"
    assert letter(card(text("x")), leads, subject="Van mij").subject == "Van mij"
    assert tree(sent(text("x")).html).one("title").text == "Kort"


@pytest.mark.parametrize(("share", "long"), [(0, 0), (1, 1), (50, 15), (100, 30)])
def test_a_bar_is_as_long_as_its_share(share: int, long: int) -> None:
    columns = [
        {"type": "Column", "width": str(width), "style": style}
        for width, style in ((share, "accent"), (100 - share, "emphasis"))
        if width
    ]
    bars = [node.text for node in tree(sent({"type": "ColumnSet", "columns": columns}).html).all("p")]
    assert bars == (["█" * long] if long else [])


def _of(made: Callable[[Texts], Card]) -> Letter:
    return letter(made(texts(Language.NL)), leads)


def test_a_form_in_a_letter_says_what_is_asked() -> None:
    one = _of(CARDS[":form-mistakes"])
    assert "E-mailadres: geen adres\n" in one.text
    assert "☐ Gelezen: ik weet wat u bewaart en waarom.\n" in one.text
    assert "☑ Een kat\n" in _of(CARDS[":ballot-chosen"]).text
