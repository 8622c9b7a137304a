"""Dialogs at the door: what an invoke becomes, and the answers that Teams knows."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from bot.handlers import conversation
from bot.requests import DialogAnswer, DialogCard, DialogClosed, DialogMessage, DialogOpened, DialogSent, Request
from bot.teams.activities import NotUnderstood, activity_of, request_of
from bot.teams.adapter import invoke_json
from cards.card import Card
from cards.verbs import Verb
from event.definition import Event
from tests.scenario.play import at, play

SAMPLES = Path(__file__).parents[3] / "shared" / "reference" / "payloads"
"""Microsoft's own, which aren't ours to keep: an addition where they lie beside this folder."""


def _body(answer: DialogAnswer) -> Any:
    found = invoke_json(answer)
    return None if found is None else orjson.loads(found)


def read(**changed: Any) -> Request | None:
    body = {
        "type": "invoke",
        "name": "task/fetch",
        "serviceUrl": "https://smba.trafficmanager.net/emea/",
        "from": {"id": "29:mehmet"},
        "conversation": {"id": "a:1", "conversationType": "personal"},
        "locale": "en-GB",
    }
    return request_of(activity_of(body | changed))


@pytest.mark.parametrize(("name", "kind"), [("task/fetch", DialogOpened), ("task/submit", DialogSent)])
def test_a_dialogs_invoke_becomes_a_request(name: str, kind: type[DialogOpened | DialogSent]) -> None:
    data = {"verb": "poll.make", "v": 1, "event": "dag", "question_nl": "Waarom?"}
    request = read(name=name, value={"data": data, "context": {"theme": "dark"}})
    assert isinstance(request, kind)
    assert (request.verb, dict(request.data)) == ("poll.make", data)


@pytest.mark.parametrize("value", [None, [], "x", {}, {"data": None}, {"data": []}, {"data": {"verb": 3}}])
def test_one_that_no_card_of_ours_makes(value: object) -> None:
    with pytest.raises(NotUnderstood) as problem:
        read(value=value)
    assert problem.value.locale == "en-GB"


def test_answers_have_the_shape_that_teams_reads() -> None:
    shown = _body(DialogCard("Een titel", Card({"type": "AdaptiveCard"}, "x")))
    assert shown == {
        "task": {
            "type": "continue",
            "value": {
                "title": "Een titel",
                "height": "large",
                "width": "medium",
                "card": {
                    "contentType": "application/vnd.microsoft.card.adaptive",
                    "content": {"type": "AdaptiveCard"},
                },
            },
        }
    }
    assert _body(DialogMessage("Kan niet")) == {"task": {"type": "message", "value": "Kan niet"}}
    assert _body(DialogClosed()) is None
    if SAMPLES.exists():
        card = json.loads((SAMPLES / "task-fetch-response-card.json").read_text())["task"]["value"]
        assert set(shown["task"]["value"]) == set(card)
        assert shown["task"]["value"]["card"]["contentType"] == card["card"]["contentType"]
        message = json.loads((SAMPLES / "task-submit-response-message.json").read_text())
        assert set((_body(DialogMessage("x")) or {})["task"]) == set(message["task"])


async def test_a_fault_in_a_dialog_is_a_sentence_with_its_number(
    event: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def breaks(*_: object) -> Any:
        raise RuntimeError("broken")

    opened: dict[Verb, Callable[..., Awaitable[Any]]] = {Verb.POLL_MAKE: breaks}
    monkeypatch.setattr(conversation, "_DIALOGS_OPENED", opened)
    async with play(event, f"sqlite+aiosqlite:///{tmp_path / 'gastheer.db'}", at(4, 6, 9)) as one:
        stage, moderator = one.stage, one.stage.people["moderator"]
        data = {"verb": "poll.make", "v": 1, "event": event.id}
        answer = await stage.task(moderator, stage.personal(moderator), "fetch", data)
    assert (answer["httpStatus"], answer["task"]["type"]) == (200, "message")
    said = answer["task"]["value"]
    assert said.startswith("Dit lukte niet, en dat ligt aan ons.")
    assert event.organiser.email in said
    reference = said.rpartition(" ")[2]
    assert len(reference) == 8
    assert reference in caplog.text
