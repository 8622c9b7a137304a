"""Whatever stands in a card, in any place of it: drawn, it is inert text."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cards import registration
from cards.card import Card
from cards.letter import letter
from cards.page import draw
from cards.texts import texts
from cards.views import FormView, RegistrationView
from event.definition import Language
from tests.cards.drawn import Node, every, leads, posts, tree
from tests.cards.example import EVENT

NL = texts(Language.NL)
MADE = [make(NL).content for _, make in every()]
EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</textarea></form></article><script>alert(1)</script>",
    "</title></style><script>alert(1)</script><style>*{display:none}",
    "<!-- --><![CDATA[<b>]]><?php ?>",
    "javascript:alert(1)",
    "[klik](javascript:alert(1))",
    "[klik](data:text/html;base64,PHNjcmlwdD4=)",
    '[klik](https://x.nl/"onmouseover="alert(1))',
    "[klik](https://x.nl/a 'onclick=alert(1)')",
    "![beeld](https://x.nl/volg.gif)",
    "<https://x.nl>",
    'https://x.nl/" style="position:fixed',
    'data:image/svg+xml;base64,x" onload="alert(1)',
    "\u202egpj.exe\u2066\u200f",
    "\x00\x1b[31m\ud800\r\n\r\nBcc: x@y.nl",
    "&lt;script&gt;&#x3c;b&#62;",
    "**" * 40 + "[" * 40,
    "{{ 7 * 7 }}{% raw %}",
    "- \n- - -\n1. \n> <b>",
    "x" * 500,
)
ON_A_PAGE: dict[str, set[str]] = {
    "article": {"class", "lang"},
    "div": {"class", "tabindex", "autofocus", "role"},
    "form": {"method", "action", "novalidate", "id"},
    "input": {
        *("type", "name", "value", "id", "required", "autocomplete", "aria-describedby", "aria-invalid", "checked"),
        *("maxlength", "min", "max", "step", "inputmode"),
    },
    "textarea": {"rows", "maxlength", "id", "name", "required", "autocomplete", "aria-describedby", "aria-invalid"},
    "select": {"id", "name", "required", "aria-describedby", "aria-invalid"},
    "option": {"value", "selected"},
    "fieldset": {"class", "role", "aria-describedby", "aria-required", "aria-invalid"},
    "label": {"class", "for"},
    "button": {"class", "type", "name", "value", "form", "formaction", "disabled"},
    "a": {"class", "href", "rel"},
    "img": {"src", "alt"},
    "svg": {"class", "viewbox", "preserveaspectratio", "aria-hidden"},
    "rect": {"class", "width", "height"},
    "span": {"class", "aria-hidden"},
    "p": {"class", "id"},
    "ul": {"class"},
    "ol": {"class", "start"},
    **{name: set() for name in ("h1", "h2", "h3", "li", "dl", "dt", "dd", "bdi", "br", "strong", "em", "legend")},
}
ON_A_PAGE["legend"] = {"class"}
IN_A_LETTER: dict[str, set[str]] = {
    "html": {"lang"},
    "meta": {"charset", "name", "content"},
    "body": {"class", "style"},
    "div": {"class", "style"},
    "p": {"class", "style", "aria-hidden"},
    "h1": {"style"},
    "h2": {"style"},
    "ul": {"class", "style"},
    "ol": {"class", "style", "start"},
    "span": {"class", "style"},
    "a": {"class", "style", "href", "rel"},
    **{name: set() for name in ("head", "title", "style", "li", "strong", "em", "br")},
}
FOLLOWED = re.compile(r"(?:#c[0-9a-f]{8}-[A-Za-z0-9_-]*|https://[^\s\"<>]+|/s/token\?verb=[^\s\"<>]*)")
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _leaves(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(node, list):
        for nth, value in enumerate(node):
            yield from _leaves(value, (*path, nth))
    elif isinstance(node, str | int | float | bool):
        yield path


def _put(content: Any, path: tuple[str | int, ...], value: object) -> None:
    for key in path[:-1]:
        content = content[key]
    content[path[-1]] = value


def everywhere(made: Mapping[str, object], evil: str) -> dict[str, object]:
    content = copy.deepcopy(dict(made))
    for path in _leaves(content):
        if path[-1] not in ("type", "associatedInputs"):
            _put(content, path, evil)
    return content


@st.composite
def hostile(draw_: st.DrawFn) -> Card:
    """A card of ours with something else in some of its places: texts, names, addresses, styles, numbers, types."""
    content = copy.deepcopy(draw_(st.sampled_from(MADE)))
    paths = list(_leaves(content))
    evil = st.sampled_from(EVIL) | st.text(max_size=40) | st.none() | st.integers() | st.lists(st.text(max_size=3))
    for path in draw_(st.lists(st.sampled_from(paths), min_size=1, max_size=25, unique=True)):
        _put(content, path, draw_(evil))
    return Card(content, draw_(st.sampled_from(EVIL)))


def check(root: Node, allowed: dict[str, set[str]]) -> None:
    for node in root.all():
        assert node.name in allowed, f"<{node.name}>"
        assert set(node.attributes) <= allowed[node.name], f"<{node.name}> {node.attributes}"
        for key in ("href", "action", "formaction"):
            if key in node.attributes:
                assert FOLLOWED.fullmatch(node.attributes[key]), node.attributes[key]
        if "src" in node.attributes:
            assert node.attributes["src"].startswith(("https://", "data:image/"))
        assert node.attributes.get("type") not in ("image", "file")
        assert not UNSEEN.search(node.text)
        assert not any(UNSEEN.search(value) for value in node.attributes.values())


def check_letter(root: Node) -> None:
    check(root, IN_A_LETTER)
    styles = "".join(node.attributes.get("style", "") for node in root.all())
    assert "position" not in styles
    assert "url(" not in styles
    assert root.one("style").text.lstrip().startswith(":root { color-scheme")
    assert "<" not in root.one("style").text


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(hostile())
def test_a_hostile_card_is_inert(card: Card) -> None:
    check(tree(draw(card, posts, hidden={"csrf": "x"})), ON_A_PAGE)
    one = letter(card, leads, footer=[card.summary])
    check_letter(tree(one.html))
    assert not UNSEEN.search(one.text + one.subject)
    assert "\n" not in one.subject
    (one.html + one.text + one.subject).encode()


@pytest.mark.parametrize("evil", EVIL)
def test_in_every_place_at_once(evil: str) -> None:
    for made in MADE[::6]:
        card = Card(everywhere(made, evil), evil)
        check(tree(draw(card, posts, hidden={"csrf": "x"})), ON_A_PAGE)
        check_letter(tree(letter(card, leads, footer=[evil]).html))


@pytest.mark.parametrize(
    "name", ["<b>Anna</b>", "A&amp;B", "[x](https://x.nl)", "**A**", "\"A\" 'B'", "{{ 7*7 }}", r"\A_b_"]
)
def test_a_name_is_shown_as_it_was_typed(name: str) -> None:
    given_ = {"name": name, "email": "a@x.nl", "organisation": name, "function": name, "question": name}
    mine = registration.registration(RegistrationView(event=EVENT, **given_), NL)  # type: ignore[arg-type]
    root = tree(draw(mine, posts))
    assert [one.text for one in root.all("bdi")] == [name, "a@x.nl", name, name, name]
    assert f"Naam: {name}\n" in letter(mine, leads).text
    form = registration.form(FormView(event=EVENT, values=given_), NL)
    values = {one.attributes["name"]: one.attributes.get("value") for one in tree(draw(form, posts)).all("input")}
    assert (values["name"], values["function"]) == (name, name), "and comes back into its field so"
