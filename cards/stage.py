"""The stage, for a whole room: the poll and how it stands, the questions, or what comes next. HTML without a script.

Each result is a table: its bars stand in it, and a word cloud over it, so that all say the same to everybody.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from markupsafe import Markup

from cards.answers import label
from cards.dates import clock, day, span
from cards.result import amount, name, numbers, sentence
from cards.tags import tag, together
from cards.texts import Texts
from cards.views_stage import PollOnStage, QuestionOnStage, StageView
from event.definition import Event, Part, Status
from event.kinds import kind_of
from event.kinds.shapes import ChoiceField, Headline, Result, Row
from event.polls import PollState

_MOST_ROWS = 12
_MOST_WORDS = 40
_MOST_TEXTS = 8
_SIZES = 6
"""Of a cloud's words."""
_LONG, _LONGER = 70, 180
"""Characters."""


def stage(view: StageView, texts: Texts) -> str:
    """What the page's main part holds. `data-says` is read aloud when it changes."""
    if view.poll is not None:
        main, says = _poll(view.poll, view.event, texts)
        looks = "poll"
    elif view.live is not None:
        main, says = _live(view.live, texts), view.live.text
        looks = "question"
    elif view.top:
        main, says = _most_wanted(view, texts), texts.say("Questions to the speakers")
        looks = "questions"
    else:
        main, says = _idle(view, texts), ""
        looks = "idle"
    beside = _beside(view, texts)
    shown = [tag("section", main, class_="main"), *([tag("aside", beside)] if beside else [])]
    return str(tag("div", *shown, class_=f"stage {looks}", data_says=says or None))


# ---- the poll -----------------------------------------------------------------------------------------------------


def _poll(view: PollOnStage, event: Event, texts: Texts) -> tuple[Markup, str]:
    question = texts.of(view.poll.question)
    closed = view.state is PollState.CLOSED
    head = [
        tag("p", texts.say("Result of the poll") if closed else texts.say("Poll"), class_="kicker"),
        tag("h1", question, class_=_sized(question)),
    ]
    told = sentence(view.poll, view.standing, texts) if view.standing is not None else None
    if view.result is not None and view.result.ballots:
        shown = _result(view.result, question, texts)
    elif closed:
        shown = tag("p", told or texts.say("The result isn't shown yet."), class_="waits")
        told = None
    else:
        shown = _choices(view, texts)
    says = f"{question} {told}" if closed and told else question
    foot = [tag("p", told, class_="told")] if told and view.votes else []
    return together([tag("header", *head), _timed(view, event, texts), shown, *foot]), says


def _timed(view: PollOnStage, event: Event, texts: Texts) -> Markup:
    """How many voted, and how much time there is."""
    votes = tag("p", tag("b", str(view.votes)), " ", _voted(view.votes, texts), class_="votes")
    match view.state:
        case PollState.OPEN if view.closes is not None:
            until = clock(view.closes.astimezone(event.zone).time(), texts)
            said = texts.say("You can vote until {time}.", time=until)
            return tag(
                "div", votes, tag("p", _countdown(view.closes), tag("span", said), class_="time"), class_="facts"
            )
        case PollState.OPEN:
            said = texts.say("Vote in the meeting's chat or in the panel")
            return tag("div", votes, tag("p", tag("span", said), class_="time"), class_="facts")
        case PollState.PAUSED:
            return tag("div", votes, tag("p", texts.say("Paused for a moment"), class_="time"), class_="facts")
        case _:
            return tag("div", votes, class_="facts")


def _voted(votes: int, texts: Texts) -> str:
    """The number stands before it, larger."""
    return texts.count("person voted", "people voted", votes)


def _countdown(until: datetime) -> Markup:
    """Filled in and counted down by the page."""
    return tag("span", class_="countdown", data_until=int(until.timestamp() * 1000), aria_hidden="true", hidden=True)


def _choices(view: PollOnStage, texts: Texts) -> Markup:
    """What can be answered, while nobody may see what was."""
    items = [
        label(item.label, texts)
        for field in kind_of(view.poll).fields(view.poll)
        if isinstance(field, ChoiceField)
        for item in field.items
    ]
    named = list(dict.fromkeys(items))[:_MOST_ROWS]
    if not named:
        return tag("p", texts.say("Answer in your own words, in the meeting's chat or in the panel."), class_="waits")
    return tag("ul", *(tag("li", one) for one in named), class_=f"choices {_many(len(named))}")


def _result(found: Result, question: str, texts: Texts) -> Markup:
    match found.headline:
        case Headline.WORDS:
            return together([_cloud(found.rows, texts), _table(found, found.rows[:_MOST_WORDS], question, texts)])
        case Headline.TEXTS:
            return _written(found.rows[:_MOST_TEXTS], texts)
        case Headline.MEAN if found.mean is not None:
            mean = [tag("b", amount(found.mean, texts))]
            if found.highest is not None:
                mean += [Markup(" "), tag("span", texts.say("of {highest}", highest=found.highest))]
            bars = _table(found, found.rows[:_MOST_ROWS], question, texts)
            return tag("div", tag("p", *mean, class_="average", aria_hidden="true"), bars, class_="averaged")
        case _:
            return _table(found, found.rows[:_MOST_ROWS], question, texts)


def _table(found: Result, rows: Sequence[Row], question: str, texts: Texts) -> Markup:
    """Each answer with its numbers, and its bar. It says that it is a table, for it isn't laid out as one."""
    most = _leading(found)
    named = (tag("th", one, scope="col", role="columnheader") for one in (texts.say("Answer"), texts.say("Votes")))
    head = tag("thead", tag("tr", *named, role="row"), role="rowgroup")
    body = [_row(row, found, texts, leads=row in most) for row in rows]
    looks = f"chart {_many(len(rows))}"
    rows_drawn = tag("tbody", *body, role="rowgroup")
    return tag("table", tag("caption", question), head, rows_drawn, class_=looks, role="table")


def _leading(found: Result) -> tuple[Row, ...]:
    """Those that stand out."""
    match found.headline:
        case Headline.RIGHT:
            return tuple(row for row in found.rows if row.right)
        case Headline.MEAN:
            return ()
        case _:
            return found.leaders


def _row(row: Row, found: Result, texts: Texts, *, leads: bool) -> Markup:
    whole = tag("rect", class_="whole", width=100, height=10)
    part = tag("rect", class_="part", width=row.share, height=10, data_bar=row.key)
    bar = tag("svg", whole, part, class_="bar", viewBox="0 0 100 10", preserveAspectRatio="none", aria_hidden="true")
    return tag(
        "tr",
        tag("th", tag("span", name(row, texts)), scope="row", role="rowheader"),
        tag("td", tag("span", _number(row, found, texts), class_="number"), bar, role="cell"),
        class_="leads" if leads else None,
        role="row",
    )


def _number(row: Row, found: Result, texts: Texts) -> str:
    """Of what was ranked the place alone: there is no room for more beside a name."""
    if found.headline is Headline.ORDER and row.mean is not None:
        return texts.say("average place {place}", place=amount(row.mean, texts))
    return numbers(row, found, texts)


def _cloud(rows: Sequence[Row], texts: Texts) -> Markup:
    """The most named in the middle and largest. What it says stands in the table as well."""
    shown = rows[:_MOST_WORDS]
    most, least = max(row.votes for row in shown), min(row.votes for row in shown)
    placed: deque[Markup] = deque()
    for nth, row in enumerate(shown):
        size = 1 + (_SIZES - 1) * (row.votes - least) // (most - least) if most > least else _SIZES // 2
        word = tag("span", label(row.label, texts), class_=f"size-{size}")
        placed.append(word) if nth % 2 else placed.appendleft(word)
    return tag("p", Markup(" ").join(placed), class_=f"cloud {_many(len(shown))}", aria_hidden="true")


def _written(rows: Sequence[Row], texts: Texts) -> Markup:
    items = [
        tag("li", label(row.label, texts), *([" ", tag("b", f"× {row.votes}")] if row.votes > 1 else []))
        for row in rows
    ]
    return tag("ul", *items, class_=f"texts {_many(len(rows))}")


# ---- the questions ------------------------------------------------------------------------------------------------


def _live(live: QuestionOnStage, texts: Texts) -> Markup:
    return together(
        [
            tag("p", texts.say("This one is being answered now"), class_="kicker"),
            tag("h1", live.text, class_=_sized(live.text)),
            tag("p", _want(live, texts), class_="votes"),
        ]
    )


def _most_wanted(view: StageView, texts: Texts) -> Markup:
    return together([tag("h1", texts.say("Questions to the speakers")), *_listed(view, texts), _how_to_ask(texts)])


def _beside(view: StageView, texts: Texts) -> Markup | None:
    """Beside a poll the question that is live, and the others; not where its answers need all the room."""
    if (view.poll is None and view.live is None) or (view.poll is not None and _needs_room(view.poll)):
        return None
    pieces = []
    if view.poll is not None and view.live is not None:
        pieces.append(tag("h2", texts.say("This one is being answered now")))
        pieces.append(tag("p", view.live.text, class_="live"))
    if view.top:
        pieces += [tag("h2", texts.say("Questions to the speakers")), *_listed(view, texts)]
    return together(pieces) if pieces else None


def _listed(view: StageView, texts: Texts) -> Iterator[Markup]:
    items = [
        tag("li", tag("span", one.text, class_="asked"), " ", tag("span", _want(one, texts), class_="want"))
        for one in view.top
    ]
    yield tag("ol", *items, class_="top")
    if view.more:
        yield tag("p", texts.count("And {n} more question.", "And {n} more questions.", view.more), class_="more")


def _how_to_ask(texts: Texts) -> Markup:
    return tag("p", texts.say("Ask or upvote in the panel, or in your own chat with Gastheer."), class_="how")


def _want(one: QuestionOnStage, texts: Texts) -> str:
    return texts.count("{n} person wants to know this", "{n} people want to know this", one.votes)


# ---- nothing runs -------------------------------------------------------------------------------------------------


def _idle(view: StageView, texts: Texts) -> Markup:
    event = view.event
    pieces = [*_what_is_next(view, texts)]
    how = [tag("h2", texts.say("Take part"))]
    how.append(tag("p", texts.say("Polls come in the meeting's chat. Vote there, or in the panel.")))
    how.append(
        tag("p", texts.say("In your own chat with Gastheer, type “{word}”.", word=texts.say("panel")), class_="how")
    )
    if view.site is not None and not view.over:
        where = view.site.partition("://")[2]
        said = texts.say("QR code to {address}", address=where)
        about = texts.say("About this day: {address}", address=where)
        how.append(tag("p", tag("img", src=qr(view.site), alt=said, class_="qr"), tag("span", about, class_="where")))
    ends = view.over or event.status is not Status.ON
    return together([tag("div", *pieces, class_="next"), *([] if ends else [tag("div", *how, class_="part-in")])])


def _what_is_next(view: StageView, texts: Texts) -> Iterator[Markup]:
    event = view.event
    if event.status is not Status.ON:
        off = texts.say("Cancelled") if event.status is Status.CANCELLED else texts.say("Postponed")
        yield tag("p", off, class_="kicker")
        yield tag("h1", texts.of(event.title))
        return
    if view.over:
        yield tag("h1", texts.say("Thank you for being there"))
        yield tag("p", texts.of(event.title))
        return
    if view.now is not None:
        yield tag("p", texts.say("Now"), class_="kicker")
        yield from _part(view.now, texts, first=True)
    if view.following is None or view.starts is None:
        if view.now is None:
            yield tag("h1", texts.of(event.title))
        return
    yield tag(
        "p", texts.say("After this") if view.now else texts.say("Up next"), _countdown(view.starts), class_="kicker"
    )
    yield from _part(view.following, texts, first=view.now is None)
    if view.now is None:
        yield tag("p", day(event.date, texts), class_="when")


def _part(part: Part, texts: Texts, *, first: bool) -> Iterator[Markup]:
    title = texts.of(part.title)
    yield tag("h1" if first else "h2", title, class_=_sized(title) if first else None)
    speakers = ", ".join(texts.of(one) for one in part.speakers)
    yield tag(
        "p", span(part.start, part.end, texts), *([f" · {speakers}"] if speakers and first else []), class_="when"
    )


@lru_cache(maxsize=8)
def qr(url: str) -> str:
    """As a picture: dark on light in every look, or cameras don't read it."""
    import segno

    return segno.make(url, error="m", micro=False).svg_data_uri(scale=4, border=3, light="#fff", dark="#000")


def _needs_room(view: PollOnStage) -> bool:
    found = view.result
    charted = found is not None and found.headline not in (Headline.WORDS, Headline.TEXTS)
    return found is not None and charted and _many(len(found.rows)) == "many"


def _sized(text: str) -> str | None:
    return "longer" if len(text) > _LONGER else "long" if len(text) > _LONG else None


def _many(rows: int) -> str:
    return "few" if rows <= 4 else "some" if rows <= 8 else "many"
