"""The stage and the panel over HTTP: who gets in, who may do what there, and what is seen as it happens."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import aiohttp

from bot.links import Purpose
from bot.serving import bot_on_stage
from bot.settings import Settings
from event.clock import MovableClock
from event.definition import Event, Poll, ResultsShown
from rehearsal.chats import words
from rehearsal.people import Person
from tests.bot.watching import watching
from tests.scenario.play import Play, at, play
from tests.scenario.test_pages import get, kept, link_of
from tests.scenario.test_story import sign_up

DURING = at(4, 6, 10)
TEAMS = "frame-ancestors https://*.cloud.microsoft https://teams.microsoft.com"
ALONE = {"X-Piece": "alone"}


def live(event: Event) -> Event:
    """With its first poll's result for all to see as it comes."""
    first, *others = event.polls
    return event.with_(polls=(first.model_copy(update={"results": ResultsShown.LIVE}), *others))


async def link(one: Play, key: str, word: str) -> str:
    person = one.stage.people[key]
    await one.stage.installs(person)
    await one.stage.says(person, word)
    card = one.stage.cards(person)[-1]
    return str(next(action["url"] for action in card["actions"] if action["type"] == "Action.OpenUrl"))


async def ready(one: Play, *signed_up: str) -> None:
    """The bot is in the meeting's chat, and these people signed up."""
    await one.stage.adds_bot(one.stage.meeting, one.stage.people["organiser"])
    for key in signed_up:
        await sign_up(one.stage, one.stage.people[key])


async def post(url: str, *headers: dict[str, str], **form: str) -> tuple[int, str]:
    sent = headers[0] if headers else None
    async with aiohttp.ClientSession() as session, session.post(url, data=form, headers=sent) as answer:
        return answer.status, unescape(await answer.text())


async def launch(url: str, poll: Poll) -> str:
    status, page = await post(url, piece="run", verb="poll.launch", **{"data.poll": poll.key})
    assert status == 200
    return page


def pieces(page: str) -> list[str]:
    return re.findall(r'<section id="([^"]+)"', page)


async def test_without_a_link_one_is_told_how_to_get_one(event: Event, tmp_path: object) -> None:
    async with play(event, f"sqlite+aiosqlite:///{tmp_path}/gastheer.db", DURING) as one:
        for path, word in (("stage", "podium"), ("panel", "paneel")):
            status, page = await get(f"{one.url}/{path}")
            assert status == 200
            assert f"<strong>{word}</strong>" in page
            status, page = await get(f"{one.url}/{path}?person=1&user=moderator")
            assert "Deze pagina opent u met een link" in page, "nothing in the address says who one is"
            status, page = await get(f"{one.url}/{path}/WyJ4IiwxLDFd.nonsense")
            assert status == 404
            assert f"<strong>{word}</strong>" in page
            status, page = await get(f"{one.url}/{path}/WyJ4IiwxLDFd.nonsense/events")
            assert status == 404


async def test_each_link_opens_its_own_page_until_it_is_withdrawn(event: Event, database_url: str) -> None:
    async with play(event, database_url, DURING) as one:
        await ready(one, "fatima")
        fatima = one.stage.people["fatima"]
        panel, stage = await link(one, "fatima", "paneel"), await link(one, "moderator", "podium")
        for url in (panel, stage):
            async with aiohttp.ClientSession() as session, session.get(url) as answer:
                assert answer.status == 200
                policy = answer.headers["Content-Security-Policy"]
                assert TEAMS in policy
                assert "script-src 'self';" in policy
                assert "unsafe" not in policy
                page = await answer.text()
                assert "<script>" not in page
                assert " style=" not in page
                assert "<style" not in page
                assert " on" not in "".join(re.findall(r"<[a-z]+( on[a-z]+=)", page))
        status, _ = await get(panel.replace("/panel/", "/stage/"))
        assert status == 404, "a panel's link is none to the stage"
        status, _ = await get(stage.replace("/stage/", "/panel/"))
        assert status == 404
        ballot = await link_of(one, database_url, fatima, Purpose.BALLOT)
        status, _ = await get(ballot.replace("/b/", "/panel/"))
        assert status == 404
        data = await link_of(one, database_url, fatima, Purpose.DATA)
        await post(data, verb="data.renew_links")
        status, _ = await get(panel)
        assert status == 410
        status, _ = await post(panel, piece="poll", verb="poll.vote")
        assert status == 410
        status, _ = await get(f"{panel}/events")
        assert status == 410


async def test_a_participant_votes_and_asks_and_has_no_more_rights_than_that(event: Event, database_url: str) -> None:
    async with play(event, database_url, DURING) as one:
        await ready(one, "fatima")
        first = event.polls[0]
        moderators, hers = await link(one, "moderator", "paneel"), await link(one, "fatima", "paneel")
        _, page = await get(hers)
        assert "Er loopt nu geen poll" in page
        assert pieces(page) == ["no-poll", "questions"]
        for verb in ("poll.launch", "poll.list", "poll.make", "question.list", "poll.close"):
            status, page = await post(hers, piece="no-poll", verb=verb, **{"data.poll": first.key})
            assert status == 200, verb
            assert "alleen voor de organisatoren en moderatoren" in page, verb
        for verb in ("registration.withdraw", "data.forget", "participants.show", "nonsense"):
            status, page = await post(hers, piece="no-poll", verb=verb)
            assert status == 400, verb
        page = await launch(moderators, first)
        assert "Poll sluiten" in page
        _, page = await get(hers)
        assert pieces(page) == [f"poll-{first.key}", "questions"]
        assert "Poll sluiten" not in page
        vote = {"data.poll": first.key, "piece": f"poll-{first.key}", "verb": "poll.vote"}
        status, piece = await post(hers, ALONE, option=first.options[1].key, **vote)
        assert status == 200
        assert pieces(piece) == [f"poll-{first.key}"], "the piece alone, for our own script"
        assert f"Uw keuze: <strong>{first.options[1].text.nl}</strong>" in piece
        status, piece = await post(hers, ALONE, **vote)
        assert "Geef eerst uw antwoord" in piece or "Kies een van de antwoorden" in piece
        status, page = await post(
            hers, piece="questions", verb="question.ask", text="Hoe lang mag men beelden bewaren?"
        )
        assert "uw vraag is binnen" in page
        assert f"poll-{first.key}" in pieces(page), "without a script the whole page, with the answer in its piece"


async def test_a_moderator_runs_it_all_in_two_clicks(event: Event, database_url: str) -> None:
    async with play(event, database_url, DURING) as one:
        await ready(one, "fatima")
        first, second = event.polls[:2]
        moderators, hers = await link(one, "moderator", "paneel"), await link(one, "fatima", "paneel")
        _, page = await get(moderators)
        assert pieces(page) == ["run", "questions"]
        status, page = await post(moderators, piece="run", verb="poll.preview", **{"data.poll": first.key})
        assert "Nu starten" in page
        page = await launch(moderators, first)
        chat = one.stage.meeting.id
        await one.stage.wait_for(lambda: any("Poll:" in sent.summary for sent in one.stage.log.sent_to(chat)))
        _, page = await get(moderators)
        assert "Pauzeren" in page, "what runs is at hand"
        await post(hers, piece="questions", verb="question.ask", text="Hoe lang mag dat?")
        _, page = await get(moderators)
        asked = re.search(r'name="data.question" value="(\d+)"', page)
        assert asked, page
        for verb in ("question.approve", "question.live", "question.done"):
            status, piece = await post(moderators, ALONE, piece="questions", verb=verb, **{"data.question": asked[1]})
            assert status == 200, verb
            assert "alleen voor" not in piece, verb
        for verb, said in (("poll.pause", "Even stilgezet"), ("poll.go_on", "Open"), ("poll.close", "Gesloten")):
            status, piece = await post(moderators, ALONE, piece="run", verb=verb, **{"data.poll": first.key})
            assert said in piece, verb
        _, page = await get(hers)
        assert "Uitslag van de poll" in page or "Er is niet gestemd" in page
        await launch(moderators, second)
        _, page = await get(hers)
        assert second.question.nl in page


async def test_who_has_the_bot_and_nothing_to_do_with_the_day_votes_nowhere(event: Event, database_url: str) -> None:
    async with play(event, database_url, DURING) as one:
        await ready(one)
        moderators = await link(one, "moderator", "paneel")
        await launch(moderators, event.polls[0])
        strangers = await link(one, "sean", "paneel")
        poll = event.polls[0]
        form = {"data.poll": poll.key, "option": poll.options[0].key}
        status, page = await post(strangers, piece=f"poll-{poll.key}", verb="poll.vote", **form)
        assert status == 200
        assert "Uw keuze" not in page


async def test_the_role_is_looked_up_at_each_act(event: Event, database_url: str) -> None:
    async with play(event, database_url, DURING) as one:
        await ready(one)
        url = await link(one, "moderator", "paneel")
        _, page = await get(url)
        assert pieces(page)[0] == "run"
    nobody = event.with_(roles=event.roles.model_copy(update={"moderators": ()}))
    async with play(nobody, database_url, DURING, one.stage) as later:
        url = url.replace(one.url, later.url)
        _, page = await get(url)
        assert pieces(page)[0] == "no-poll"
        _, page = await post(url, piece="no-poll", verb="poll.launch", **{"data.poll": event.polls[0].key})
        assert "alleen voor de organisatoren en moderatoren" in page


async def test_what_a_panel_asks_for_anew_shows_and_does_nothing(event: Event, database_url: str) -> None:
    async with play(event, database_url, DURING) as one:
        await ready(one, "fatima")
        first = event.polls[0]
        moderators = await link(one, "moderator", "paneel")
        again = f"verb=poll.preview&poll={first.key}"
        status, page = await post(f"{moderators}/pieces", run=again, questions="held")
        assert "Nu starten" in page
        assert '<section id="questions" data-held>' in page
        status, page = await post(f"{moderators}/pieces", run=f"verb=poll.launch&poll={first.key}")
        assert status == 200
        assert "Poll sluiten" not in page, "a look launches nothing"
        assert first.question.nl in page, "and shows what the piece has of itself"
        _, page = await get(moderators)
        assert "Pauzeren" not in page


async def test_the_stage_shows_the_poll_as_votes_come_and_nothing_of_anybody(event: Event, database_url: str) -> None:
    event = live(event)
    first = event.polls[0]
    async with play(event, database_url, DURING) as one:
        await ready(one, "fatima")
        moderators, hers = await link(one, "moderator", "paneel"), await link(one, "fatima", "paneel")
        stage = await link(one, "moderator", "podium")
        async with watching(f"{stage}/events") as seen, watching(f"{stage}/events?lang=en") as english:
            await seen.until(lambda: "Wat weten we, en wat mag?" in seen.newest)
            await english.until(lambda: "What do we know" in english.newest)
            assert 'src="data:image/svg+xml' in seen.newest, "the way to the event's page"
            await launch(moderators, first)
            await seen.until(lambda: first.question.nl in seen.newest)
            option = first.options[1]
            await post(hers, piece="poll", verb="poll.vote", option=option.key, **{"data.poll": first.key})
            await seen.until(lambda: "1 stem (100%)" in seen.newest)
            await english.until(lambda: "1 vote (100%)" in english.newest)
            assert re.search(r'<th scope="row" role="rowheader"><span>' + re.escape(option.text.nl), seen.newest)
            await post(moderators, piece="run", verb="poll.close", **{"data.poll": first.key})
            await seen.until(lambda: "Uitslag van de poll" in seen.newest)
            everything = "".join((*seen.shown, *english.shown))
            fatima = one.stage.people["fatima"]
            for secret in (fatima.name, fatima.upn, "Havensteder, w", "oid:"):
                assert not secret or secret not in everything


async def test_a_result_that_isnt_for_all_yet_isnt_on_the_stage(event: Event, database_url: str) -> None:
    """By default who hasn't voted sees no numbers: then a room doesn't either."""
    first = event.polls[0]
    async with play(event, database_url, DURING) as one:
        await ready(one, "fatima")
        moderators, hers = await link(one, "moderator", "paneel"), await link(one, "fatima", "paneel")
        stage = await link(one, "moderator", "podium")
        async with watching(f"{stage}/events") as seen:
            await launch(moderators, first)
            await seen.until(lambda: first.question.nl in seen.newest)
            await post(hers, piece="p", verb="poll.vote", option=first.options[1].key, **{"data.poll": first.key})
            await seen.until(lambda: "<b>1</b>" in seen.newest)
            assert "%" not in seen.newest
            assert first.options[0].text.nl in seen.newest, "what can be chosen"
            await post(moderators, piece="run", verb="poll.reveal", **{"data.poll": first.key})
            await seen.until(lambda: "1 stem (100%)" in seen.newest)


async def test_questions_are_on_the_stage_once_a_moderator_lets_them(event: Event, database_url: str) -> None:
    async with play(event, database_url, DURING) as one:
        await ready(one, "fatima")
        moderators, hers = await link(one, "moderator", "paneel"), await link(one, "fatima", "paneel")
        stage = await link(one, "moderator", "podium")
        text = "Hoe lang mag men beelden <b>bewaren</b>?"
        async with watching(f"{stage}/events") as seen, watching(f"{moderators}/events") as panel:
            await seen.until(lambda: bool(seen.shown))
            await panel.until(lambda: bool(panel.shown))
            told = len(panel.shown)
            await post(hers, piece="questions", verb="question.ask", text=text, named="true")
            await panel.until(lambda: len(panel.shown) > told)
            assert "beelden" not in "".join((*seen.shown, *panel.shown))
            _, page = await get(moderators)
            asked = re.search(r'name="data.question" value="(\d+)"', page)
            assert asked
            await post(moderators, piece="questions", verb="question.approve", **{"data.question": asked[1]})
            await seen.until(lambda: "beelden" in seen.newest)
            assert "<b>bewaren" not in seen.newest
            await post(moderators, piece="questions", verb="question.live", **{"data.question": asked[1]})
            await seen.until(lambda: "Deze vraag wordt nu beantwoord" in seen.newest)
            assert one.stage.people["fatima"].name not in "".join(seen.shown), "she may be named, but not here"
            await post(moderators, piece="questions", verb="question.done", **{"data.question": asked[1]})
            await seen.until(lambda: "beelden" not in seen.newest)


async def test_two_replicas_show_the_same(event: Event, database_url: str) -> None:
    """What is done at one is seen at the other, under the same name."""
    event = live(event)
    first = event.polls[0]
    async with play(event, database_url, DURING) as one:
        await ready(one, "fatima")
        moderators, stage = await link(one, "moderator", "paneel"), await link(one, "moderator", "podium")
        settings = Settings(
            **one.stage.settings,
            PORT=0,
            DATABASE_URL=database_url,
            LINK_KEY=one.bot.links._key.decode(),
        )
        async with bot_on_stage(settings, event, MovableClock(DURING)) as (_, port):
            there = stage.replace(one.url, f"http://127.0.0.1:{port}")
            async with watching(f"{stage}/events") as seen, watching(f"{there}/events") as other:
                await launch(moderators, first)
                await seen.until(lambda: first.question.nl in seen.newest)
                await other.until(lambda: first.question.nl in other.newest)
                assert seen.id == other.id
            async with watching(f"{there}/events", seen.id) as back:
                await back.until(lambda: bool(back.clocks))
                assert not back.shown, "whoever comes back at another one has it already"


async def test_a_countdown_ends_when_the_poll_does(event: Event, database_url: str) -> None:
    event = live(event)
    first = event.polls[0]
    async with play(event, database_url, DURING) as one:
        await ready(one)
        moderators, stage = await link(one, "moderator", "paneel"), await link(one, "moderator", "podium")
        async with watching(f"{stage}/events") as seen:
            await post(moderators, piece="run", verb="poll.launch", minutes="5", **{"data.poll": first.key})
            await seen.until(lambda: "data-until" in seen.newest and first.question.nl in seen.newest)
            until = int(re.findall(r'data-until="(\d+)"', seen.newest)[0])
            assert 240_000 < until - DURING.timestamp() * 1000 < 420_000
            assert "U kunt stemmen tot 10.0" in seen.newest, "for whoever has no script"
            await one.jump(at(4, 6, 10, 10))
            await seen.until(lambda: "data-until" not in seen.newest and "Er is niet gestemd" in seen.newest)
            await one.jump(at(4, 6, 10, 25))
            await seen.until(lambda: first.question.nl not in seen.newest)


async def test_the_words_that_give_a_link(event: Event, tmp_path: object) -> None:
    async with play(event, f"sqlite+aiosqlite:///{tmp_path}/gastheer.db", DURING) as one:
        stage, moderator = one.stage, one.stage.people["moderator"]
        assert "/stage/" in await link(one, "moderator", "stage")
        assert "/panel/" in await link(one, "moderator", "Zijpaneel")
        assert "houd hem voor uzelf" in words(stage.cards(moderator)[-1])
        fatima: Person = stage.people["fatima"]
        assert "/panel/" in await link(one, "fatima", "panel")
        assert "houd hem voor uzelf" not in words(stage.cards(fatima)[-1])
        await stage.says(fatima, "podium")
        assert "alleen voor" in words(stage.cards(fatima)[-1])
        await stage.adds_bot(stage.meeting, stage.people["organiser"])
        await stage.says(moderator, "paneel", stage.meeting)
        assert "/panel/" not in str(stage.cards(moderator, stage.meeting)[-1]), "never where others read along"


async def test_stage_links_last_longer_than_panels(event: Event, database_url: str) -> None:
    async with play(event, database_url, DURING) as one:
        await ready(one)
        panel, stage = await link(one, "moderator", "paneel"), await link(one, "moderator", "podium")
        who = await kept(one, database_url, one.stage.people["moderator"])
        now = datetime.now(UTC)
        for url, path, days in ((panel, "panel", 1), (stage, "stage", 14)):
            token = url.rpartition("/")[2]
            signed = one.bot.links.read(path, token, now)
            assert signed.who == who.id
            assert days - 0.1 < (signed.until - now).total_seconds() / 86400 <= days
