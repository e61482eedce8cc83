"""The terminal. Each command is a module with a `run`; only the one asked for is imported."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from ardoise import __version__
from ardoise.cli.arguments import plainly_read

COMMANDS = {
    "up": "up",
    "read": "reading",
    "aged-balance": "aging",
    "plan": "dunning",
    "run": "running",
    "reconcile": "lettering",
    "match": "matching",
    "evaluate": "evaluation",
    "interest": "charges",
    "due-date": "terms",
    "import": "imports",
    "send": "sending",
    "outbox": "outbox",
    "work": "working",
    "worker": "worker",
    "verify": "verification",
    "standin": "standin",
    "demo": "demonstration",
}
"""Command → module of this package. A module may import nothing heavy outside its `run`."""


def main() -> None:
    """Run the command the arguments name; see docs/reference/commands.md."""
    if sys.argv[1:] == ["--version"]:
        print(f"ardoise {__version__}")
        return
    asked = next((a for a in sys.argv[1:] if not a.startswith("-")), "")
    if asked in COMMANDS:
        with_a_database_in_reach(asked)
    else:
        list_commands()


def with_a_database_in_reach(name: str) -> None:
    """Run the command; a server that can't be used is told in a sentence."""
    try:
        answer(name)
    except Exception as error:
        if "django.db" not in sys.modules:
            raise
        from ardoise.cli import database

        if (sentence := database.sentence_of(error, database.language())) is None:
            raise
        print(sentence, file=sys.stderr)
        sys.exit(database.STATUS)


def answer(name: str) -> None:
    """Run one command; the only module imported is its own."""
    import typer

    run = import_module(f"ardoise.cli.{COMMANDS[name]}").run
    if sys.argv[1:2] == [name] and (given := plainly_read(run, sys.argv[2:])) is not None:
        try:
            run(**given)
        except typer.Exit as ended:
            sys.exit(ended.exit_code)
        return
    app = empty_app()
    app.command(name)(run)
    app()


def list_commands() -> None:
    """Tell what commands there are, without what each takes; a word that is none of them is refused."""
    app = empty_app()
    for name, module in COMMANDS.items():
        app.command(name, help=import_module(f"ardoise.cli.{module}").run.__doc__)(lambda: None)
    app()


def empty_app() -> Any:
    """The terminal before it has a command."""
    import typer

    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
    app.callback()(lambda: None)  # keeps the command's name in the usage even when only one is loaded
    return app
