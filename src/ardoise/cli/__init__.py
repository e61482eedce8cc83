"""The terminal. Each command is a module with a `run`; only the one asked for is imported."""

from __future__ import annotations

import sys
from importlib import import_module

COMMANDS = {
    "up": "up",
    "read": "reading",
    "aged-balance": "aging",
    "plan": "dunning",
    "reconcile": "lettering",
    "evaluate": "evaluation",
    "interest": "charges",
    "due-date": "terms",
    "import": "imports",
    "send": "sending",
    "work": "working",
    "verify": "verification",
    "demo": "demonstration",
}
"""Command → module of this package. A module may import nothing heavy outside its `run`."""


def main() -> None:
    """Run the command the arguments name; see docs/reference/commands.md."""
    import typer

    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
    app.callback()(lambda: None)  # keeps the command's name in the usage even when only one is loaded
    asked = next((a for a in sys.argv[1:] if not a.startswith("-")), "")
    for name in [asked] if asked in COMMANDS else COMMANDS:
        app.command(name)(import_module(f"ardoise.cli.{COMMANDS[name]}").run)
    app()
