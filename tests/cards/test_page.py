"""Cards as a piece of a page: what they say, how their forms work, and what ties them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from cards import poll, registration
from cards.card import Card
from cards.page import Way, draw
from cards.texts import texts
from cards.views import FieldMistake, FormView
from cards.views_ballots import BallotView
from event.definition import Language
from event.kinds.shapes import BallotMistake, MistakeCode
from tests.cards.drawn import WORD, Node, every, posts, said, tree
from tests.cards.example import EVENT

CARDS = dict(every())
NL = texts(Language.NL)
BUTTON = {"type": "Action.Execute", "title": "Doe", "verb": "a.do", "data": {"v": 1, "event": "e"}}
SEND = BUTTON | {"title": "Stuur", "verb": "a.send", "associatedInputs": "auto"}
NOTHING = BallotMistake(MistakeCode.NOTHING, "option")
JUST = BUTTON | {"associatedInputs": "none"}
FIELD = {"type": "Input.Text", "id": "name", "label": "Naam"}


def card(*body: Mapping[str, object], actions: tuple[Mapping[str, object], ...] = (), lang: object = "nl") -> Card:
    return Card({"type": "AdaptiveCard", "lang": lang, "body": list(body), "actions": list(actions)}, "Kort")


def text(words: str, **more: object) -> Mapping[str, object]:
    return {"type": "TextBlock", "text": words, **more}


def drawn(*body: Mapping[str, object], actions: tuple[Mapping[str, object], ...] = ()) -> Node:
    return tree(draw(card(*body, actions=actions), posts))


def hidden(form: Node) -> dict[str, str]:
    return {
        one.attributes["name"]: one.attributes["value"]
        for one in form.all("input")
        if one.attributes["type"] == "hidden"
    }


def described(root: Node, one: Node) -> list[str]:
    texts_by_id = {node.attributes["id"]: node.text for node in root.all() if "id" in node.attributes}
    return [texts_by_id[name] for name in one.attributes.get("aria-describedby", "").split()]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(CARDS))
def test_nothing_is_lost_and_nothing_added(name: str, language: Language) -> None:
    """But for what helps with the fields, and the mistakes once more on top."""
    made = CARDS[name](texts(language))
    root = tree(draw(made, posts))
    shown = Counter(WORD.findall(root.without("mistakes", "hint", "needed").text))
    placeholders = [one.text for one in root.all("option") if not one.attributes["value"]]
    general = [word for box in root.all(looks="mistakes") for one in box.all("p") for word in WORD.findall(one.text)]
    disabled = [word for one in root.all("button") if "disabled" in one.attributes for word in WORD.findall(one.text)]
    for extra in (disabled, WORD.findall(" ".join(placeholders))):
        shown.subtract(extra)
    shown.update(general)
    assert +shown == Counter(said(made, values=False))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(CARDS))
def test_it_is_sound(name: str, language: Language) -> None:
    root = tree(draw(CARDS[name](texts(language)), posts, hidden={"csrf": "geheim"}))
    article = root.one("article")
    assert article.attributes["lang"] == language.value
    assert len(list(root.all("h1"))) == 1
    ids = [node.attributes["id"] for node in root.all() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    for node in root.all():
        for key in ("for", "form"):
            assert node.attributes.get(key, ids[0] if ids else "") in ids or key not in node.attributes
        assert set(node.attributes.get("aria-describedby", "").split()) <= set(ids)
        href = node.attributes.get("href", "")
        assert href.removeprefix("#") in ids or not href.startswith("#")
        assert "style" not in node.attributes, "the page forbids it"
        if node.name == "fieldset":
            assert "legend" in [child.name for child in node.children if isinstance(child, Node)]
        if node.name in ("input", "textarea", "select") and node.attributes.get("type") != "hidden":
            named = any(node.attributes["id"] == label.attributes.get("for") for label in root.all("label"))
            assert named or any(node in list(label.all()) for label in root.all("label"))
    for form in root.all("form"):
        assert not list(form.all("form")), "a form in a form"
        assert form.attributes["method"] == "post"
        assert hidden(form)["csrf"] == "geheim"
    buttons = [one for one in root.all("button") if "disabled" not in one.attributes]
    own = [one for one in buttons if "form" not in one.attributes]
    inside = [one for form in root.all("form") for one in form.all("button") if "form" not in one.attributes]
    assert own == inside, "a button that sends nothing"


def test_a_card_with_inputs_is_one_form() -> None:
    root = drawn(FIELD, actions=(SEND, JUST))
    whole, apart = root.all("form")
    assert [one.attributes["name"] for one in whole.all("input")] == ["data.v", "data.event", "name"]
    assert whole.attributes["action"] == "/s/token?verb=a.send"
    send, just = whole.all("button")
    assert (send.attributes["name"], send.attributes["value"]) == ("verb", "a.send")
    assert "formaction" not in send.attributes
    assert (just.attributes["value"], just.attributes["form"]) == ("a.do", apart.attributes["id"])
    assert hidden(apart) == {"data.v": "1", "data.event": "e"}, "nothing that was filled in goes along"
    assert apart.attributes["action"] == "/s/token?verb=a.do"


def test_of_several_buttons_that_send_each_says_what_the_others_do_not() -> None:
    other = SEND | {"title": "Ook", "verb": "a.other", "data": {"v": 1, "event": "f", "page": "2"}}
    whole = drawn(FIELD, actions=(SEND, other)).one("form")
    assert hidden(whole) == {"data.v": "1"}
    first, second = (one.attributes["formaction"] for one in whole.all("button"))
    assert first == "/s/token?verb=a.send&data.event=e"
    assert second == "/s/token?verb=a.other&data.event=f&data.page=2"


def test_without_inputs_each_button_is_a_form_of_its_own() -> None:
    root = drawn(text("Dag"), actions=(SEND, JUST))
    first, second = root.all("form")
    assert [one.attributes["form"] for one in root.all("button")] == [first.attributes["id"], second.attributes["id"]]
    assert "novalidate" not in first.attributes


def test_where_a_button_leads() -> None:
    ways = {"a.get": Way(url="/p?a=1&b=2", method="get"), "a.do": Way(url="/s/x", method="post")}
    acts = (
        JUST | {"verb": "a.get", "title": "Zie", "style": "positive"},
        JUST,
        JUST | {"verb": "a.none", "title": "Weg"},
        JUST | {"verb": "a.get", "title": "Uit", "isEnabled": False},
        {"type": "Action.OpenUrl", "title": "Open", "url": "https://x.nl/?a=1&b=2", "style": "destructive"},
        {"type": "Action.OpenUrl", "title": "Kwaad", "url": "javascript:alert(1)"},
        {"type": "Action.Submit", "title": "Venster", "data": {"verb": "a.do", "msteams": {"type": "task/fetch"}}},
        {"type": "Action.Submit", "title": "Zend", "data": {"verb": "a.do", "v": 1}},
        {"type": "Action.ShowCard", "title": "Klap uit", "card": {}},
        {"type": "Action.New", "title": "Nieuw", "fallback": JUST | {"title": "Oud"}},
    )
    root = tree(draw(card(text("Dag"), actions=acts), lambda verb, _: ways.get(verb)))
    links = {one.text: one.attributes for one in root.all("a")}
    assert links["Zie"] == {"class": "button positive", "href": "/p?a=1&b=2"}
    assert links["Open"] == {"class": "button destructive", "href": "https://x.nl/?a=1&b=2", "rel": "noopener"}
    assert [one.text for one in root.all("button")] == ["Doe", "Uit", "Zend", "Oud"]
    assert [one.text for one in root.all("button") if "disabled" in one.attributes] == ["Uit"]
    assert list(links) == ["Zie", "Open"]


def test_what_is_filled_in_is_posted_whatever_the_way_says() -> None:
    root = tree(draw(card(FIELD, actions=(SEND,)), lambda *_: Way(url="/p", method="get")))
    assert root.one("form").attributes["method"] == "post"


def test_data_decides_too() -> None:
    asked: list[tuple[str, object]] = []

    def way(verb: str, data: Mapping[str, object]) -> None:
        asked.append((verb, data["event"]))

    draw(card(text("x"), actions=(JUST,)), way)
    assert asked == [("a.do", "e")]


def test_inputs_are_fields() -> None:
    def field(**more: object) -> Mapping[str, str]:
        root = drawn(FIELD | more, actions=(SEND,))
        found = next(one for one in root.all() if one.attributes.get("name") == "name")
        kept = {key: value for key, value in found.attributes.items() if key not in ("id", "name", "autocomplete")}
        return kept | {"": found.name + found.text.strip("\n")}

    assert field(value="A&B", maxLength=40.0, isRequired=True) == {
        "": "input",
        "type": "text",
        "value": "A&B",
        "maxlength": "40",
        "required": "",
    }
    for style in ("Email", "Url", "Tel", "Password"):
        assert field(style=style)["type"] == style.lower()
    assert field(isMultiline=True, value="\n een", maxLength=9) == {"": "textarea een", "rows": "4", "maxlength": "9"}
    assert field(type="Input.Number", value=5.0, min=1, max=9.5) == {
        "": "input",
        "type": "number",
        "step": "any",
        "inputmode": "decimal",
        "value": "5",
        "min": "1",
        "max": "9.5",
    }
    assert field(type="Input.Date", value="2027-06-04", min="2027-01-01") == {
        "": "input",
        "type": "date",
        "value": "2027-06-04",
        "min": "2027-01-01",
    }
    assert field(type="Input.Time", value="10:30") == {"": "input", "type": "time", "value": "10:30"}


def test_a_text_of_several_lines_keeps_its_first_line_end() -> None:
    assert ">\n\neen</textarea>" in draw(card(FIELD | {"isMultiline": True, "value": "\neen"}, actions=(SEND,)), posts)


def test_a_tick_and_choices() -> None:
    choices = [{"title": "Één", "value": "1"}, {"title": "Twee", "value": "2"}]
    asked = {"type": "Input.ChoiceSet", "id": "c", "label": "Welke?", "choices": choices, "isRequired": True}

    def root(**more: object) -> Node:
        return drawn(asked | more, actions=(SEND,))

    radios = root(style="expanded", value="2").one("fieldset")
    assert radios.attributes["role"] == "radiogroup"
    assert radios.attributes["aria-required"] == "true"
    assert radios.one("legend").text.startswith("Welke?")
    inputs = [one.attributes for one in radios.all("input")]
    assert [(one["type"], one["name"], one["value"], "checked" in one) for one in inputs] == [
        ("radio", "c", "1", False),
        ("radio", "c", "2", True),
    ]
    several = [one.attributes for one in root(isMultiSelect=True, value="1,2").one("fieldset").all("input")]
    assert [(one["type"], "checked" in one, "required" in one) for one in several] == [("checkbox", True, False)] * 2
    options = root(style="compact", value="2").one("select").all("option")
    assert [(one.text, one.attributes.get("value"), "selected" in one.attributes) for one in options] == [
        ("Één", "1", False),
        ("Twee", "2", True),
    ]
    first, *_ = root(placeholder="Kies er een").one("select").all("option")
    assert (first.text, first.attributes["value"]) == ("Kies er een", "")

    for value, ticked in (("ja", True), ("nee", False), ("", False)):
        tick = {"type": "Input.Toggle", "id": "t", "label": "Mag het?", "title": "Ja", "valueOn": "ja", "value": value}
        box = next(one for one in drawn(tick, actions=(SEND,)).one("fieldset").all("input"))
        assert (box.attributes["value"], "checked" in box.attributes) == ("ja", ticked)


def test_mistakes_stand_on_top_and_at_their_fields() -> None:
    values = {"name": "Anna", "email": "geen adres", "privacy": "false"}
    mistakes = {"email": FieldMistake.NOT_AN_EMAIL, "privacy": FieldMistake.NOT_READ}
    made = registration.form(FormView(event=EVENT, values=values, mistakes=mistakes), NL)
    root = tree(draw(made, posts))
    box = root.one("div", looks="mistakes")
    assert "autofocus" in box.attributes, "the page comes with the focus on what is wrong"
    assert box.one("p").text == "Er ontbreekt nog iets of er klopt iets niet. Wat u invulde, staat er nog."
    named = {one.attributes["name"]: one for one in root.all("input") if one.attributes["type"] != "hidden"}
    links = {one.text: one.attributes["href"].removeprefix("#") for one in box.all("a")}
    assert list(links.values()) == [named["email"].attributes["id"], named["privacy"].attributes["id"]]
    for name, one in named.items():
        wrong = name in ("email", "privacy")
        assert (one.attributes.get("aria-invalid") == "true") is wrong
        assert bool(set(described(root, one)) & set(links)) is wrong
    assert described(root, named["email"]) == ["naam@organisatie.nl", next(iter(links))]
    assert described(root, named["name"]) == ["Vul dit nog in: Naam."]
    assert root.text.count("Er ontbreekt nog iets") == 1


def test_a_single_warning_is_its_fields() -> None:
    root = tree(draw(poll.ballot(BallotView(event=EVENT, poll=EVENT.polls[1], mistake=NOTHING), NL), posts))
    group = root.one("fieldset")
    assert group.attributes["aria-invalid"] == "true"
    assert described(root, group) == ["Geef eerst uw antwoord."]
    assert (
        root.one("div", looks="mistakes").one("a").attributes["href"] == f"#{next(group.all('input')).attributes['id']}"
    )


def test_a_warning_that_is_no_fields_stays_where_it_is() -> None:
    warning = text("Let op", color="Attention", weight="Bolder")
    root = drawn(text("Kop", style="heading"), warning, text("Iets"), FIELD, warning, actions=(SEND,))
    assert not list(root.all(looks="mistakes"))
    assert [one.text for one in root.all("p", looks="attention")] == ["Let op", "Let op"]
    assert "aria-invalid" not in next(one for one in root.all("input", looks=None) if "id" in one.attributes).attributes


def test_headings() -> None:
    heads = drawn(
        text("Klein", size="Small", isSubtle=True),
        text("Kop", style="heading"),
        text("Onder", weight="Bolder"),
        text("Let op", weight="Bolder", color="attention"),
        text("Nog een kop", style="heading"),
    )
    assert [(one.name, one.text) for one in heads.all() if one.name.startswith("h")] == [
        ("h1", "Kop"),
        ("h2", "Onder"),
        ("h2", "Nog een kop"),
    ]
    assert drawn(text("Let op", color="Attention"), text("**Zonder** kop"), text("Meer")).one("h1").text == "Zonder kop"
    second = tree(draw(card(text("Kop", style="heading"), text("Onder", weight="Bolder")), posts, level=2))
    assert [one.name for one in second.all() if one.name.startswith("h")] == ["h2", "h3"]


def test_two_cards_on_a_page_keep_their_ids_apart() -> None:
    ballots = [poll.ballot(BallotView(event=EVENT, poll=one), NL) for one in EVENT.polls]
    root = tree("".join(draw(one, posts) for one in ballots))
    ids = [node.attributes["id"] for node in root.all() if "id" in node.attributes]
    assert len(ids) == len(set(ids)) > 2


def test_bars_have_their_real_widths() -> None:
    root = tree(draw(CARDS[":result"](NL), posts))
    assert [one.attributes["width"] for one in root.all("rect", looks="part")] == ["67", "33", "0"]
    assert all(one.attributes["aria-hidden"] == "true" for one in root.all("svg")), "the numbers stand beside them"


def test_what_is_not_known_falls_back() -> None:
    fallback = text("In plaats daarvan")
    root = drawn(
        text("Kop", style="heading"),
        {"type": "Chart.Pie", "fallback": fallback},
        {"type": "Rating", "fallbackText": "Vier van de vijf"},
        {"type": "Weg", "fallback": "drop", "text": "nooit"},
        {"type": "Media", "altText": "Een film"},
        {"type": "Leeg"},
        {},
        text("Onzichtbaar", isVisible=False),
        {"type": "Image", "url": "https://x.nl/a.png", "altText": "Een hond"},
        {"type": "Image", "url": "data:image/png;base64,AAAA", "altText": "Een kat"},
        {"type": "Image", "url": "http://x.nl/a.png", "altText": "Een mus"},
    )
    assert WORD.findall(root.text) == WORD.findall("Kop In plaats daarvan Vier van de vijf Een film Een mus")
    assert [one.attributes["alt"] for one in root.all("img")] == ["Een hond", "Een kat"]


@pytest.mark.parametrize(
    "content",
    [{}, {"type": "AdaptiveCard"}, {"type": "HeroCard", "body": [text("x")]}, {"type": "AdaptiveCard", "body": "x"}],
)
def test_what_is_no_card_says_its_summary(content: dict[str, object]) -> None:
    assert tree(draw(Card(content, "In het kort"), posts)).one("h1").text == "In het kort"
    told = Card(content | {"fallbackText": "Anders gezegd"}, "In het kort")
    assert tree(draw(told, posts)).one("h1").text == "Anders gezegd"
