"""How a command answers: one JSON document or text on standard output, a sentence on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from ardoise.domain.ledger import Problem

WRONG_USAGE = 2
UNREADABLE = 3
FAULTS_SHOWN = 5
LINE = {"fr": "ligne", "en": "line"}

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Language = Annotated[str, typer.Option(help="Language of the sentences: fr or en.")]
"""What nearly every command may be told: how to answer, and in which language."""


def print_json(document: dict[str, Any]) -> None:
    """The document of CONTRACTS, alone on standard output."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def refuse(sentence: str, status: int = UNREADABLE) -> NoReturn:
    """Stop with a sentence that says what, where and what to do."""
    typer.echo(sentence, err=True)
    raise typer.Exit(status)


def refuse_unreadable(problems: Sequence[Problem], language: str) -> NoReturn:
    """Stop with why a file can't be read, and the first of its lines that are to blame."""
    faults = [p for p in problems if not p.is_fatal and p.line][:FAULTS_SHOWN]
    lines = [f"  {LINE[language]} {p.line} : {p.message}" for p in faults]
    refuse("\n".join([*(p.message for p in problems if p.is_fatal), *lines]))
