"""The command line: `gastheer run`, `try`, `check`, `import`, `migrate`."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from event.definition import Language
from event.errors import EventFileError, GastheerError, NotConfigured
from event.eventfile import read, shipped


class What(StrEnum):
    """What can be exported."""

    REGISTRATIONS = "registrations"
    DELIVERIES = "deliveries"
    QUESTIONS = "questions"
    POLLS = "polls"
    AUDIT = "audit"
    PROCESSING = "processing"


app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def gastheer() -> None:
    """Gastheer hosts an online event inside Microsoft Teams."""


@app.command()
def run() -> None:
    """Run the bot, with the settings in the environment or in .env."""
    from bot.serving import serve

    with asyncio.Runner(loop_factory=_fast_loop()) as runner:
        runner.run(serve(_stop_signals))


@app.command("try")
def try_(
    port: Annotated[int, typer.Option(help="Port of the rehearsal room on this machine; 0 takes a free one.")] = 3979,
    event: Annotated[Path | None, typer.Option(help="Event file; the shipped event without it.")] = None,
    browser: Annotated[bool, typer.Option(help="Open the room in a browser.")] = True,
) -> None:
    """Start the bot and a stage Teams on this machine, and open the rehearsal room."""
    from bot.trying import try_out

    asyncio.run(try_out(read(event or shipped()), port=port, browser=browser, stop=_stop_signals))


@app.command()
def check(event: Annotated[Path, typer.Argument(help="Event file (TOML).")]) -> None:
    """Name every mistake in an event file, by line and field."""
    found = read(event)
    typer.echo(
        f"{event}: no mistakes. {found.title.in_(found.languages[0])}, {found.date:%d %B %Y}: "
        f"{len(found.parts)} parts, {len(found.announcements)} announcements, {len(found.polls)} polls."
    )


@app.command()
def migrate() -> None:
    """Bring the database to this version."""
    from bot.settings import load
    from event.store.database import Database

    async def bring() -> None:
        database = Database(load(needs_identity=False).database_url)
        await database.open()
        await database.close()

    asyncio.run(bring())
    typer.echo("The database is up to date.")


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(help="The list: an Excel workbook (.xlsx) or CSV.", exists=True, dir_okay=False)
    ],
    event: Annotated[Path | None, typer.Option(help="Event file; the one in the settings without it.")] = None,
    columns: Annotated[
        str,
        typer.Option(help="What stands where, when it isn't recognised: email=C,name=A; function=- for nowhere."),
    ] = "",
    take: Annotated[
        str, typer.Option(help="Doubtful lines to take along: their numbers, or 'incomplete'. 12,15,incomplete")
    ] = "",
    left_out: Annotated[
        Path | None, typer.Option(help="Write the lines that are left out, with the reason, to this CSV file.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take it over without asking.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write what was found as JSON.")] = False,
) -> None:
    """Take over sign-ups that were made elsewhere: says what is new, changed, doubtful or wrong, and asks first."""
    from bot.importing import Wishes, import_list
    from bot.settings import load

    settings = load(needs_identity=False)
    wishes = Wishes(columns=columns, take=take, left_out=left_out, yes=yes, as_json=as_json)
    raise typer.Exit(asyncio.run(import_list(file, read(event or settings.event or shipped()), settings, wishes)))


@app.command()
def export(
    what: Annotated[
        What, typer.Argument(help="registrations, deliveries, questions, polls, audit (the log of acts) or processing.")
    ],
    form: Annotated[
        str,
        typer.Option(
            "--format", help="csv, xlsx or json; polls: png too; processing: md or json. The first unless given."
        ),
    ] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File or folder; standard output without it.")
    ] = None,
    language: Annotated[
        Language | None, typer.Option(help="nl or en, of polls and processing; the event's first unless given.")
    ] = None,
    poll: Annotated[str | None, typer.Option(help="The key of one poll; all of them without it.")] = None,
) -> None:
    """Take along what is kept, or the record of processing that the law asks for (GDPR, article 30)."""
    from bot.exporting import export as write
    from bot.exporting import formats
    from bot.settings import load

    known = formats(what)
    form = form or known[0]
    if form not in known:
        raise typer.BadParameter(f"{what} comes as {' or '.join(known)}.", param_hint="--format")
    if form in ("xlsx", "png") and output is None:
        raise typer.BadParameter("a workbook goes into a file, pictures into a folder: give one.", param_hint="-o")
    if form == "png" and poll is None and output is not None and not output.is_dir():
        raise typer.BadParameter("pictures of all polls go into a folder that is there.", param_hint="-o")
    if poll is not None and what is not What.POLLS:
        raise typer.BadParameter(f"{what} has no polls.", param_hint="--poll")
    settings = load(needs_identity=False)
    said = asyncio.run(write(settings, read(settings.event or shipped()), what, form, output, language, poll))
    typer.echo(said, err=True)


manifest = typer.Typer(no_args_is_help=True, help="The Teams app.")
app.add_typer(manifest, name="manifest")


@manifest.callback()
def _manifest() -> None:
    """The Teams app."""


@manifest.command("build")
def manifest_build(
    output: Annotated[Path, typer.Option("-o", "--output", help="Where to write the package.")] = Path("gastheer.zip"),
) -> None:
    """Build the package that an administrator uploads to Teams, for the bot in GASTHEER_APP_ID."""
    from bot.settings import load
    from manifest.package import build

    settings = load(needs_identity=False)
    if not settings.app_id:
        raise NotConfigured("GASTHEER_APP_ID is not set: the app must name its bot.")
    build(read(settings.event or shipped()), settings.app_id, output)
    typer.echo(f"{output} is ready: upload it in the Teams admin centre, under Manage apps.")


def main() -> None:
    """Exit 0 when done, 1 with a readable reason on standard error, 2 at wrong usage."""
    try:
        app()
    except EventFileError as error:
        typer.echo(str(error), err=True)
        count = len(error.mistakes)
        typer.echo(f"{count} mistake{'' if count == 1 else 's'}.", err=True)
        sys.exit(1)
    except GastheerError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's, where there is one: it halves what a request costs in the loop. None for Python's own."""
    try:
        from uvloop import new_event_loop
    except ImportError:  # Windows
        return None
    return new_event_loop


def _stop_signals() -> asyncio.Event:
    """Set at Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop
