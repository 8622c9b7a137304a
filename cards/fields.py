"""A card's inputs as a form's fields: each with its label, its hint and what is wrong with it, tied together for
whoever doesn't see the page.

Placeholders stand as a hint under the label: within the field they would be gone as soon as one types. What a card says
of an empty field (`errorMessage`) shows by the style sheet once the browser finds it empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

from cards.markup import Lines
from cards.pieces import Choose, Input, Tick, Typed
from cards.tags import Attribute, inside, tag

_AUTOCOMPLETE = {"name": "name", "email": "email", "organisation": "organization", "function": "organization-title"}
"""By input: what a browser may know already of whoever signs up."""


def drawn(prefix: str, field: Typed | Tick | Choose, mistake: Lines | None) -> Markup:
    """`mistake` is what the card says is wrong with it."""
    said = tuple(_said(prefix, field, mistake))
    known = " ".join(f"{first_id(prefix, field)}-{part}" for part, _ in said) or None
    around = "field wrong" if mistake else "field"
    match field:
        case Typed():
            control = _typed(prefix, field, known, wrong=mistake is not None)
        case Choose(folded=True):
            control = _select(prefix, field, known, wrong=mistake is not None)
        case Tick():
            return _group(field, around, said, [_tick(prefix, field, known, wrong=mistake is not None)])
        case Choose():
            choices = list(_choices(prefix, field, wrong=mistake is not None))
            if field.several:
                return _group(field, around, said, choices, aria_describedby=known)
            return _group(
                field,
                around,
                said,
                choices,
                role="radiogroup",
                aria_describedby=known,
                aria_required="true" if field.required else None,
                aria_invalid="true" if mistake else None,
            )
    label = tag("label", *_label(field.label, field), for_=first_id(prefix, field), class_="label")
    return tag("div", label, *_before(said), control, *_after(said), class_=around)


def first_id(prefix: str, field: Input) -> str:
    """Of the element to type in, or of the first to choose."""
    return f"{prefix}-{re.sub(r'[^A-Za-z0-9_-]', '-', field.name)}"


def _said(prefix: str, field: Typed | Tick | Choose, mistake: Lines | None) -> Iterator[tuple[str, Markup]]:
    """What is said with a field: each with the end of its id."""
    own = first_id(prefix, field)
    if not isinstance(field, Tick) and field.hint and not (isinstance(field, Choose) and field.folded):
        yield "hint", tag("p", field.hint, class_="hint", id=f"{own}-hint")
    if mistake:
        yield "mistake", tag("p", inside(mistake), class_="mistake", id=f"{own}-mistake")
    elif field.needed:
        yield "needed", tag("p", field.needed, class_="needed", id=f"{own}-needed")


def _before(said: tuple[tuple[str, Markup], ...]) -> list[Markup]:
    return [one for part, one in said if part != "needed"]


def _after(said: tuple[tuple[str, Markup], ...]) -> list[Markup]:
    return [one for part, one in said if part == "needed"]


def _label(text: str, field: Input) -> Iterator[str]:
    yield text
    if field.required:
        yield tag("span", " *", class_="must", aria_hidden="true")


def _group(
    field: Tick | Choose,
    around: str,
    said: tuple[tuple[str, Markup], ...],
    controls: list[Markup],
    **attributes: str | None,
) -> Markup:
    legend = [tag("legend", *_label(field.label, field), class_="label")] if field.label else []
    return tag("fieldset", *legend, *_before(said), *controls, *_after(said), class_=around, **attributes)


def _typed(prefix: str, field: Typed, known: str | None, *, wrong: bool) -> Markup:
    own: dict[str, Attribute] = {
        "id": first_id(prefix, field),
        "name": field.name,
        "required": field.required,
        "autocomplete": _AUTOCOMPLETE.get(field.name),
        "aria_describedby": known,
        "aria_invalid": "true" if wrong else None,
    }
    if field.entry == "lines":
        # A browser leaves out a line end right after the tag: this one, and not what was typed.
        return tag("textarea", "\n" + field.value, rows=4, maxlength=field.longest, **own)
    more: dict[str, Attribute] = {"maxlength": field.longest}
    if field.entry in ("number", "date", "time"):
        more = {"min": field.least, "max": field.most}
    if field.entry == "number":
        more |= {"step": "any", "inputmode": "decimal"}
    return tag("input", type=field.entry, value=field.value or None, **more, **own)


def _select(prefix: str, field: Choose, known: str | None, *, wrong: bool) -> Markup:
    values = [value for _, value in field.choices]
    nothing = [] if set(field.chosen) & set(values) else [tag("option", field.hint, value="")]
    options = [tag("option", title, value=value, selected=value in field.chosen) for title, value in field.choices]
    return tag(
        "select",
        *nothing,
        *options,
        id=first_id(prefix, field),
        name=field.name,
        required=field.required,
        aria_describedby=known,
        aria_invalid="true" if wrong else None,
    )


def _choices(prefix: str, field: Choose, *, wrong: bool) -> Iterator[Markup]:
    own = first_id(prefix, field)
    for nth, (title, value) in enumerate(field.choices):
        control = tag(
            "input",
            type="checkbox" if field.several else "radio",
            id=f"{own}-{nth}" if nth else own,
            name=field.name,
            value=value,
            checked=value in field.chosen,
            required=field.required and not field.several,
            aria_invalid="true" if wrong and field.several else None,
        )
        yield tag("label", control, tag("span", title), class_="choice")


def _tick(prefix: str, field: Tick, known: str | None, *, wrong: bool) -> Markup:
    """Unticked it sends nothing, as a form does: that it is off is what its absence means."""
    control = tag(
        "input",
        type="checkbox",
        id=first_id(prefix, field),
        name=field.name,
        value=field.on,
        checked=field.ticked,
        required=field.required,
        aria_describedby=known,
        aria_invalid="true" if wrong else None,
    )
    return tag("label", control, tag("span", field.title), class_="choice")
