"""Writes the pages here that follow the code, for `make docs`; with `--check` it only says which are out of date."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from pydantic import AliasChoices
from pydantic.fields import FieldInfo
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from bot.cli import app
from bot.handlers.words import PHRASES, Word
from bot.metrics import Figures, Metrics
from bot.settings import Settings
from cards.verbs import VERSION, Verb

FOLDER = Path(__file__).parent
_HEAD = "<!-- Written by `make docs`: change the code, not this page. -->\n\n"
_BY_CLOUD = frozenset({"openid_metadata_url", "token_issuer", "login_url", "bot_scope"})


def settings() -> str:
    """Every setting, from `bot.settings`."""
    meaning = attribute_docs(Settings)
    rows = [(_names(field), _default(name, field), meaning[name]) for name, field in Settings.model_fields.items()]
    return f"""# Settings

From the environment, or from a file `.env` in the working directory. The environment goes first.

{table(("name", "default", "meaning"), rows)}"""


def words() -> str:
    """What people may type, from `bot.handlers.words`."""
    meaning = attribute_docs(Word)
    rows = [(", ".join(f"`{phrase}`" for phrase in PHRASES[word]), meaning[word.name]) for word in Word]
    return f"""# Words that people may type

In Dutch and English alike. Case, accents, punctuation and small typing errors are forgiven, and a short sentence that
names one thing is understood as that. Anything else gets a short answer with the likeliest buttons. In a group chat or
a channel the bot answers when it is mentioned, and says nothing personal there. Who may do what is looked up each time.

{table(("typed as", "what it does"), rows)}"""


def verbs() -> str:
    """What a click on a card means, from `cards.verbs`."""
    nouns: dict[str, list[str]] = {}
    for verb in Verb:
        nouns.setdefault(verb.partition(".")[0], []).append(f"`{verb}`")
    return f"""# Verbs of the cards

What a click on a card sends: `noun.verb`, now in version {VERSION}. The data beside it carry that version as `v`, and
ids: never a name, a right or a text. Who may do what is looked up at each click. A verb, once out, is kept, for cards
live in chats for months; an unknown verb or version gets a kind card with a fresh way in.

{table(("noun", "verbs"), [(noun, ", ".join(found)) for noun, found in nouns.items()])}"""


def commands() -> str:
    """The command line, as `--help` has it."""
    found = _commands(get_command(app), "gastheer")
    pages = [f"## {name}\n\n{what}\n\n{parameters}" for name, what, parameters in found]
    return f"""# Commands

Exit 0 means done, 1 findings or a failure with its reason on standard error, 2 wrong usage. Each has `--help`.

{chr(10).join(pages)}"""


def metrics() -> str:
    """What /metrics tells, from `bot.metrics`."""
    now = Figures(deliveries={}, registrations={}, polls_open=0, votes=0)
    shown = text_string_to_metric_families(Metrics().page({"database": True}, now).decode())
    ours = [one for one in shown if one.name.startswith("gastheer_")]
    rows = [(f"`{one.name}{'_total' * (one.type == 'counter')}`", one.type, one.documentation) for one in ours]
    return f"""# Metrics

`GET /metrics`, in Prometheus' text format, beside the usual `process_...`. Whoever can reach the bot can read it, so it
holds sums and nothing else: no label names a person, a conversation, a text or an organisation. Where several bots
share a database, each shows the store's figures: take their maximum, not their sum.

{table(("name", "type", "what"), rows)}"""


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings,
    "words.md": words,
    "verbs.md": verbs,
    "commands.md": commands,
    "metrics.md": metrics,
}


def page(name: str) -> str:
    return _HEAD + PAGES[name]().rstrip() + "\n"


def out_of_date() -> list[str]:
    """The pages that don't say what the code says."""
    return [name for name in PAGES if not (FOLDER / name).exists() or (FOLDER / name).read_text("utf-8") != page(name)]


def attribute_docs(cls: type) -> dict[str, str]:
    """The docstring under each attribute of a class."""
    body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    assert isinstance(body, ast.ClassDef)
    found: dict[str, str] = {}
    for attribute, after in zip(body.body, body.body[1:], strict=False):
        match attribute, after:
            case (
                ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                found[name] = " ".join(text.split())
    return found


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """In Markdown; nothing without rows."""
    if not rows:
        return ""
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def _names(field: FieldInfo) -> str:
    choices = field.validation_alias
    assert isinstance(choices, AliasChoices)
    return ", or ".join(f"`{name}`" for name in choices.choices)


def _default(name: str, field: FieldInfo) -> str:
    if name in _BY_CLOUD:
        return "by cloud"
    if field.default in ("", None):
        return "none" if name != "database_url" else "in the data folder"
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


def _commands(group: object, name: str) -> Iterator[tuple[str, str, str]]:
    """Every command that does something: its whole name, what it does, what it takes."""
    assert isinstance(group, TyperGroup)
    for child, one in group.commands.items():
        if isinstance(one, TyperCommand):
            rows = [row for taken in one.params if (row := _parameter(taken))]
            yield f"{name} {child}", inspect.cleandoc(one.help or ""), table(("takes", "default", "meaning"), rows)
        else:
            yield from _commands(one, f"{name} {child}")


def _parameter(one: object) -> tuple[str, str, str] | None:
    if not isinstance(one, TyperOption | TyperArgument) or one.name == "help":
        return None
    written = [*one.opts, *one.secondary_opts] if isinstance(one, TyperOption) else [str(one.name).upper()]
    default = "required" if one.required else "none" if one.default is None else f"`{one.default}`"
    return ", ".join(f"`{name}`" for name in written), default, one.help or ""


def main() -> None:
    if "--check" in sys.argv:
        old = out_of_date()
        if old:
            sys.exit(f"docs/{', docs/'.join(old)}: not what the code says any more. Run make docs.")
        return
    for name in PAGES:
        (FOLDER / name).write_text(page(name), encoding="utf-8")


if __name__ == "__main__":
    main()
