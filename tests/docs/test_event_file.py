"""The page on the event file names what there is, and its examples are read."""

from __future__ import annotations

import re
from pathlib import Path

from event.definition import Poll, PollKind
from event.eventfile import parse
from tests.event.test_kinds import file_with

PAGE = (Path(__file__).parents[2] / "docs" / "event-file.md").read_text(encoding="utf-8")


def test_every_key_and_kind_of_a_poll_is_named() -> None:
    keys = {"option" if name == "options" else name for name in Poll.model_fields}
    polls = PAGE[PAGE.index("**`[[poll]]`**") : PAGE.index("## Kinds of poll")]
    assert keys <= set(re.findall(r"`(\w+)`", polls))
    kinds = PAGE[PAGE.index("## Kinds of poll") : PAGE.index("## Times")]
    assert set(re.findall(r"^\| `(\w+)` \|", kinds, re.MULTILINE)) - {"kind"} == {kind.value for kind in PollKind}


def test_its_polls_are_read() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    found = parse(file_with("yes_no", "") + example, "event-file.md").polls
    assert [one.kind for one in found] == [PollKind.YES_NO, PollKind.SCALE, PollKind.QUIZ]
