"""The report of all results as a page: of each poll its question, its sentence, and a table in which each answer has
its bar."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup
from microsoft_teams.cards import CardElement

from cards import report as words
from cards.build import card, contact, heading, line
from cards.card import Card
from cards.report import Answer, Told
from cards.tags import tag
from cards.texts import Texts
from cards.views_results import Report, Reported
from event.definition import Event


def head(report: Report, files: Mapping[str, str], texts: Texts, *, mine: bool = False) -> str:
    """`files` leads to each: by csv, xlsx, json, zip. `mine`: it has what only moderators may know."""
    titles = {
        "xlsx": texts.say("Excel workbook"),
        "csv": "CSV",
        "json": "JSON",
        "zip": texts.say("Pictures for slides"),
    }
    ways = [_download(titles[form], url) for form, url in files.items()]
    drawn = [tag("h1", words.title(report, texts)), tag("p", words.made(report, texts), class_="small subtle")]
    if mine:
        said = texts.say(
            "For organisers and moderators alone: here stands too what is open still, and what others can't see yet."
        )
        drawn.append(tag("p", said, class_="strong"))
    if report.polls:
        drawn.append(tag("nav", *ways, class_="acts", aria_label=texts.say("Download")))
    else:
        drawn.append(tag("p", words.nothing(texts)))
    return str(tag("article", *drawn, class_="card"))


def result(one: Reported, picture: str, texts: Texts) -> str:
    """`picture` leads to the one for a slide."""
    told = words.told(one, texts)
    drawn = [
        tag("h2", told.question),
        tag("p", told.about, class_="small subtle"),
        tag("p", told.sentence, class_="strong"),
    ]
    if told.answers:
        drawn.append(_table(told, texts))
    way = _download(
        texts.say("Picture for a slide"), picture, texts.say("Picture for a slide: {question}", question=told.question)
    )
    drawn.append(tag("div", way, class_="acts"))
    return str(tag("article", *drawn, class_="card report"))


def rejected(event: Event, texts: Texts) -> Card:
    """The link is mangled, too old, or was withdrawn: never said which."""
    said = texts.say("This link doesn't work any more")
    body: list[CardElement] = [
        heading(said),
        line(texts.say("Please ask whoever gave it to you for a new one.")),
        contact(event, texts),
    ]
    return card(texts, said, body)


def _table(told: Told, texts: Texts) -> Markup:
    heads = words.heads(texts)
    top = tag("tr", tag("th", heads.answer, scope="col"), tag("th", heads.votes, scope="col"))
    rows = [_row(answer, told) for answer in told.answers]
    caption = tag("caption", told.question, class_="unseen")
    return tag("table", caption, tag("thead", top), tag("tbody", *rows))


def _row(answer: Answer, told: Told) -> Markup:
    numbers = [tag("span", answer.numbers)]
    if not told.written:
        numbers.append(_bar(answer))
    named = tag("th", tag("bdi", answer.called), scope="row")
    return tag("tr", named, tag("td", *numbers), class_="right" if answer.row.right else None)


def _bar(answer: Answer) -> Markup:
    """Its number stands over it."""
    whole = tag("rect", class_="whole", width=100, height=10)
    part = tag("rect", class_="part", width=answer.row.share, height=10)
    return tag("svg", whole, part, class_="bar", viewBox="0 0 100 10", preserveAspectRatio="none", aria_hidden="true")


def _download(title: str, url: str, label: str | None = None) -> Markup:
    return tag("a", title, class_="button", href=url, download=True, aria_label=label)
