"""`ardoise reconcile`: the letter groups of a ledger whose letters are missing or partial, each with its reasons."""

from __future__ import annotations

from math import floor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ardoise.cli.answers import WRONG_USAGE, AsJson, Language, print_json, refuse, refuse_unreadable

if TYPE_CHECKING:
    import polars as pl

    from ardoise.domain.lettering import Caution
    from ardoise.engine.lettering import Lettering

AutomaticFrom = Annotated[float, typer.Option(help="Least confidence of what is automatic.")]
ExactFrom = Annotated[float, typer.Option(help="Least probability of being the book-keeper's very group.")]


def run(
    ledger: Annotated[Path, typer.Argument(help="FEC, or a CSV or XLSX ledger.", show_default=False)],
    ignore_letters: Annotated[
        bool, typer.Option("--ignore-letters", help="Forget the letters of the file instead of taking them as facts.")
    ] = False,
    automatic_from: AutomaticFrom = 0.95,
    exact_from: ExactFrom = 0.0,
    as_json: AsJson = False,
    language: Language = "fr",
) -> None:
    """Letter a ledger: which lines of each customer settle each other, how sure that is, and why."""
    entries, caution = opened(ledger, automatic_from, exact_from, language)
    from ardoise.engine.lettering import propose

    lettering = propose(entries, ignore_letters, caution)
    if as_json:
        print_json(document_of(lettering, language))
    else:
        show(lettering, names_of(entries), language)


def opened(ledger: Path, automatic_from: float, exact_from: float, language: str) -> tuple[pl.DataFrame, Caution]:
    """The entries of a ledger file and the caution asked for; a sentence and a status where there are none."""
    from ardoise.cli import books
    from ardoise.domain.lettering import Caution
    from ardoise.formats import files

    books.check_language(language)
    for option, value in (("--automatic-from", automatic_from), ("--exact-from", exact_from)):
        if not 0 <= value <= 1:
            refuse(SENTENCES["probability"][language].format(option=option, value=value), WRONG_USAGE)
    reading = files.read(ledger, language=language)
    if not reading.is_readable:
        refuse_unreadable(reading.problems, language)
    books.warn(reading.problems, ledger.name, language)
    return reading.entries, Caution(automatic_from, exact_from)


def document_of(lettering: Lettering, language: str) -> dict[str, Any]:
    """The groups in the words of docs/reference/commands.md."""
    from ardoise.domain.money import decimal_text

    return {
        "groups": [
            {
                "customer": group["customer"],
                "currency": group["currency"],
                "lines": group["lines"],
                "amount": decimal_text(group["debit_cents"]),
                "confidence": group["confidence"],
                "exact": group["exact"],
                "automatic": group["is_automatic"],
                "reasons": reasons_of(group, language),
                "evidence": group["evidence"],
            }
            for group in lettering.groups.to_dicts()
        ],
        "lettered": lettering.lettered,
        "unmatched": lettering.unmatched,
    }


def reasons_of(group: dict[str, Any], language: str) -> list[str]:
    """Why, in sentences, the main reason first."""
    from ardoise.domain.lettering import say

    lines = len(group["lines"])
    facts = {"lines": lines, "others": lines - 1, "days": group["days"], "reference": group["reference"] or ""}
    return [say(evidence, language, **facts) for evidence in group["evidence"]]


def names_of(entries: pl.DataFrame) -> dict[str, str]:
    """Customer → the name the ledger gives."""
    import polars as pl

    named = entries.group_by("customer").agg(pl.col("customer_name").drop_nulls().first())
    return {code: name for code, name in named.iter_rows() if name}


def show(lettering: Lettering, names: dict[str, str], language: str) -> None:
    """The groups as a table, and a line that counts them."""
    from ardoise.cli.tables import Column, draw
    from ardoise.domain.money import written

    groups = lettering.groups.to_dicts()
    heads = SENTENCES["heads"][language].split("|")
    rows = [
        [
            f"{names[g['customer']]} ({g['customer']})" if g["customer"] in names else str(g["customer"]),
            " ".join(str(line) for line in g["lines"]),
            written(g["debit_cents"], language),
            f"{floor(g['confidence'] * 100)}\u202f%" if language == "fr" else f"{floor(g['confidence'] * 100)}%",
            SENTENCES["automatic" if g["is_automatic"] else "person"][language],
            " ".join(reasons_of(g, language)),
        ]
        for g in groups
    ]
    draw(SENTENCES["title"][language], [Column(h, n in (2, 3), n in (0, 1, 5)) for n, h in enumerate(heads)], rows)
    automatic = sum(g["is_automatic"] for g in groups)
    typer.echo(
        SENTENCES["count"][language].format(
            groups=len(groups), automatic=automatic, lettered=lettering.lettered, unmatched=lettering.unmatched
        )
    )


SENTENCES = {
    "probability": {
        "fr": "{option} : donnez une probabilité entre 0 et 1, pas {value}.",
        "en": "{option}: give a probability between 0 and 1, not {value}.",
    },
    "title": {"fr": "Lettrage proposé", "en": "Lettering proposed"},
    "heads": {
        "fr": "Client|Lignes du fichier|Montant|Confiance|Décision|Pourquoi",
        "en": "Customer|Lines of the file|Amount|Confidence|Decision|Why",
    },
    "automatic": {"fr": "automatique", "en": "automatic"},
    "person": {"fr": "à valider", "en": "to confirm"},
    "count": {
        "fr": "Groupes proposés : {groups}, dont automatiques : {automatic}. Lignes déjà lettrées : {lettered}, sans "
        "explication : {unmatched}.",
        "en": "Groups proposed: {groups}, of them automatic: {automatic}. Lines lettered already: {lettered}, without "
        "explanation: {unmatched}.",
    },
}
