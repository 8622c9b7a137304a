"""Every mistake in an event file is named at once, by its line and field."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli import main
from event.errors import EventFileError, Mistake
from event.eventfile import parse, read, shipped

GOOD = shipped().read_text(encoding="utf-8")


def mistakes(text: str) -> list[tuple[int, str]]:
    with pytest.raises(EventFileError) as caught:
        parse(text, "x.toml")
    return [(mistake.line, mistake.field) for mistake in caught.value.mistakes]


def line(text: str, part: str) -> int:
    return next(number for number, one in enumerate(text.splitlines(), 1) if part in one)


def test_the_shipped_event_is_the_first_event() -> None:
    event = read(shipped())
    assert event.title.nl == "Cameratoezicht en veiligheid"
    assert f"{event.start:%Y-%m-%d %H:%M %Z}" == "2027-06-04 10:30 CEST"
    assert f"{event.end:%H:%M}" == "14:30"
    assert [part.key for part in event.parts] == ["ochtend", "lunch", "middag"]
    assert len(event.polls) == 3


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('timezone = "Europe/Amsterdam"', 'timezone = "Europe/Amsterdm"', "event.timezone"),
        ("date = 2027-06-04", "date = 2027-06-31", "file"),
        ("date = 2027-06-04", 'date = "morgen"', "event.date"),
        ('languages = ["nl", "en"]', 'languages = ["nl", "de"]', "event.languages[2]"),
        ("retention_days = 30", 'retention_days = "lang"', "event.privacy.retention_days"),
        ("[registration]", "[registraton]", "registraton"),
        ('closes = "2027-06-04 10:30"', 'closes = "2027-07-04 10:30"', "registration.closes"),
        ('organisers = ["organisator@wijken.example"]', 'organisers = ["Anna"]', "roles.organisers"),
        ('end = "12:00"', 'end = "10:00"', "part[1].end"),
        ('start = "12:00"', 'start = "11:00"', "part[2].start"),
        ('start = "13:00"', 'begin = "13:00"', "part[3].begin"),
        ('key = "lunch"', 'key = "Lunch pauze"', "part[2].key"),
        ('when = "30 minutes before start"', 'when = "half an hour before"', "announcement[4].when"),
        ('when = "5 minutes before end of lunch"', 'when = "5 minutes before end of diner"', "announcement[5].when"),
        ('template = "thanks"', 'template = "thank"', "announcement[6].template"),
        ('key = "programma"', 'key  = "herinnering"', "announcement[2].key"),
        ('template = "programme"', 'template = "programme"\nroad = "mail"', "announcement[2].road"),
        ('template = "programme"', 'template = "programme"\nroad_only = true', "announcement[2].road_only"),
        ('template = "programme"', 'template = "programme"\naudience = "organisation"', "announcement[2].audience"),
        ('template = "programme"', 'template = "programme"\norganisation = "W"', "announcement[2].organisation"),
        (
            'template = "programme"',
            'template = "programme"\naudience = "meeting"\nroad = "email"',
            "announcement[2].road",
        ),
        ('part = "ochtend"', 'part = "nacht"', "poll[1].part"),
        ('text.nl = "Na een ernstig incident"', "text.nl = 3", "poll[1].option[2].text.nl"),
    ],
)
def test_one_mistake(old: str, new: str, field: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    found = mistakes(text)
    assert (line(text, new.splitlines()[-1]), field) in found, found


def test_all_mistakes_at_once_in_the_order_of_their_lines() -> None:
    text = (
        GOOD.replace('timezone = "Europe/Amsterdam"', 'timezone = "Mars"')
        .replace('template = "thanks"', 'template = "thank"')
        .replace('part = "ochtend"', 'part = "nacht"', 1)
        .replace('end = "12:00"', 'end = "09:00"')
        .replace("retention_days", "retention_day")
    )
    found = mistakes(text)
    fields = [field for _, field in found]
    assert fields == sorted(fields, key=fields.index)
    assert {
        "event.timezone",
        "event.privacy.retention_day",
        "event.privacy.retention_days",
        "announcement[6].template",
    } <= set(fields)
    assert [number for number, _ in found] == sorted(number for number, _ in found)


def test_a_near_miss_gets_a_suggestion() -> None:
    with pytest.raises(EventFileError, match="did you mean 'Europe/Amsterdam'"):
        parse(GOOD.replace('"Europe/Amsterdam"', '"Europe/Amsterdan"'), "x")
    with pytest.raises(EventFileError, match="did you mean 'is_break'"):
        parse(GOOD.replace("is_break", "is_brake"), "x")


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"\x00" * 100, b"x" * 600_000, b"[" * 5000, b"a = " + b"[" * 5000, b""]
)
def test_hostile_files_give_a_readable_mistake(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "event.toml"
    file.write_bytes(data)
    with pytest.raises(EventFileError):
        read(file)
    with pytest.raises(EventFileError, match="No such file"):
        read(tmp_path / "nothing.toml")


def test_a_byte_order_mark_and_windows_lines_are_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "event.toml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read(file) == read(shipped())


def outcome(text: str) -> tuple[Mistake, ...]:
    try:
        parse(text, "x")
    except EventFileError as error:
        return error.mistakes or (Mistake(0, "", "an error without a mistake"),)
    return ()


@given(st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_an_event_or_a_list_of_mistakes(chance: random.Random) -> None:
    text = list(GOOD)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(text))
        match chance.randrange(3):
            case 0:
                del text[at : at + chance.randint(1, 40)]
            case 1:
                text.insert(at, chance.choice("[]{}\"'=#.\n\\x0-"))
            case _:
                text[at] = chance.choice('abz019"[]=\n ')
    assert all(mistake.line >= 1 for mistake in outcome("".join(text)))


def test_the_command_names_them_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(GOOD.replace('end = "12:00"', 'end = "10:00"').replace('template = "thanks"', 'template = "x"'))
    monkeypatch.setattr("sys.argv", ["gastheer", "check", str(file)])
    with pytest.raises(SystemExit) as stopped:
        main()
    said = capsys.readouterr().err
    assert stopped.value.code == 1
    number = line(file.read_text(), 'end = "10:00"')
    assert f"{file}: line {number}: part[1].end: this part ends before it starts" in said
    assert "announcement[6].template" in said
    monkeypatch.setattr("sys.argv", ["gastheer", "check", str(shipped())])
    with pytest.raises(SystemExit) as done:
        main()
    assert done.value.code == 0
    assert "no mistakes" in capsys.readouterr().out
