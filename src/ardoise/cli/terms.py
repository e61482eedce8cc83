"""`ardoise due-date`: the day an invoice is due under terms as people write them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from ardoise.cli.answers import WRONG_USAGE, print_json, refuse
from ardoise.cli.days import day_of
from ardoise.domain import calendar
from ardoise.domain.terms import Ceiling, Terms, check_ceiling, parse
from ardoise.law.refusals import RefusalError

LABELS = ("Due", "Rule", "Direct debit", "B2B in France")


def run(
    issued: Annotated[str, typer.Option(help="The day of issue, YYYY-MM-DD.")],
    terms: Annotated[str, typer.Option(help="The terms, such as “45 days end of month” or “30 jours le 10”.")],
    language: Annotated[str, typer.Option(help="Of the rule: fr or en.")] = "fr",
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """The due date of an invoice, the rule that gives it, and what French law says of it."""
    if language not in ("fr", "en"):
        refuse(f"--language : fr ou en, pas « {language} » / fr or en, not “{language}”", WRONG_USAGE)
    try:
        issued_on, meaning = day_of(issued, "--issued"), parse(terms)
        due_on = meaning.due_on(issued_on)
        ceiling = check_ceiling(issued_on, due_on)
    except RefusalError as refusal:
        refuse(refusal.sentence(language), WRONG_USAGE)
    if json:
        print_json(document_of(due_on, meaning, ceiling, language))
    else:
        typer.echo(table_of(due_on, meaning, ceiling, language))


def document_of(due_on: date, meaning: Terms, ceiling: Ceiling, language: str) -> dict[str, Any]:
    """The answer as a document; `ceiling` is about French professionals, `collection_on` the SEPA debit."""
    return {
        "due_on": due_on.isoformat(),
        "rule": meaning.rule(language),
        "collection_on": calendar.collection_day(due_on).isoformat(),
        "ceiling": {
            "verdict": ceiling.verdict,
            "latest_on": ceiling.latest_on.isoformat(),
            "article": ceiling.article,
            "sentence": ceiling.sentence(language),
        },
    }


def table_of(due_on: date, meaning: Terms, ceiling: Ceiling, language: str) -> str:
    """The same for a reader."""
    labels = ("Échéance", "Calcul", "Prélèvement", "B2B en France") if language == "fr" else LABELS
    texts = (str(due_on), meaning.rule(language), str(calendar.collection_day(due_on)), ceiling.sentence(language))
    return "\n".join(f"{label:<15}{text}" for label, text in zip(labels, texts, strict=True))
