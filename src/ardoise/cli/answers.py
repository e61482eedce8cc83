"""How a command answers: one JSON document or text on standard output, a sentence on standard error."""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

import typer

WRONG_USAGE = 2
UNREADABLE = 3


def print_json(document: dict[str, Any]) -> None:
    """The document of CONTRACTS, alone on standard output."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def refuse(sentence: str, status: int = UNREADABLE) -> NoReturn:
    """Stop with a sentence that says what, where and what to do."""
    typer.echo(sentence, err=True)
    raise typer.Exit(status)
