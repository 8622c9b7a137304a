"""The `gastheer` command."""

from __future__ import annotations

import typer

main = typer.Typer(no_args_is_help=True)


@main.callback()
def gastheer() -> None:
    """Gastheer, the host of an online event inside Microsoft Teams."""
