"""`ardoise match --problem` and `ardoise evaluate match`: the third party's problems under their own identifiers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ardoise.cli.answers import WRONG_USAGE, print_json, refuse

if TYPE_CHECKING:
    from ardoise.engine.reconciliation import Matching
    from ardoise.formats.problems import Problem


def answer(path: Path, automatic_from: float, as_json: bool, language: str) -> None:
    """The payments of a problem with the invoices they pay."""
    problem = opened(path, language)
    rows = rows_of(problem, matched(problem, automatic_from), language)
    if as_json:
        print_json({"movements": rows})
    else:
        from ardoise.cli import matching

        matching.show(rows, matching.names_of(problem.items), language)


def opened(path: Path, language: str) -> Problem:
    """The problem of a file; a sentence and a status where it is none."""
    from ardoise.formats import problems

    try:
        return problems.read(path, language)
    except problems.UnreadableError as error:
        refuse(str(error))


def matched(problem: Problem, automatic_from: float) -> Matching:
    """The matching; amounts are what is paid, nothing is written off."""
    import polars as pl

    from ardoise.domain.reconciliation import HABITS, PAYERS, Tolerances
    from ardoise.engine.reconciliation import match

    tolerances = Tolerances(automatic_from, rounding_cents=0, bank_charges_cents=0, discount_rate_bp=0)
    nothing = pl.DataFrame(schema=PAYERS), pl.DataFrame(schema=HABITS)
    return match(problem.receipts, problem.items, problem.customers, *nothing, tolerances, problem.advices)


def rows_of(problem: Problem, matching: Matching, language: str) -> list[dict[str, Any]]:
    """One row per payment, as `ardoise match` has them, lines being the benchmark's identifiers."""
    from ardoise.cli.matching import by_receipt, told

    best, paid = by_receipt(matching)
    rows = []
    for receipt, cents in problem.receipts.select("receipt", "amount_cents").iter_rows():
        name = problem.payments[receipt - 1]
        row = {"line": name, "payment_id": name} | told(cents, best.get(receipt), paid[receipt], language)
        for allocation in row["allocations"]:
            allocation |= {"line": allocation["document"], "invoice_id": allocation["document"]}
        rows.append(row)
    return rows


def evaluate(path: Path | None, as_json: bool, language: str) -> None:
    """Precision, recall and F1 by application (payment, invoice and amount), for all and for what is automatic."""
    from ardoise.cli import books

    books.check_language(language)
    if path is None:
        refuse(SENTENCES["usage"][language], WRONG_USAGE)
    problem = opened(path, language)
    if not problem.is_labelled:
        refuse(SENTENCES["unlabelled"][language].format(name=path.name))
    document = measured(problem)
    if as_json:
        print_json(document)
    else:
        show(document, language)


def measured(problem: Problem) -> dict[str, Any]:
    """The measures in the words of docs/reference/commands.md, each error told."""
    from ardoise.domain.money import decimal_text
    from ardoise.domain.reconciliation import TOLERANCES

    rows = rows_of(problem, matched(problem, TOLERANCES.automatic_from), "en")
    given = {
        (row["payment_id"], paid["invoice_id"], paid["amount"]): row["automatic"]
        for row in rows
        for paid in row["allocations"]
    }
    true = {(payment, invoice, decimal_text(cents)) for payment, invoice, cents in problem.applications}
    automatic = {key for key, is_automatic in given.items() if is_automatic}
    return {
        "subject": "match",
        "applications": score_of(set(given), true),
        "automatic": score_of(automatic, true),
        "wrong": sorted(given.keys() - true),
        "missed": sorted(true - given.keys()),
    }


def score_of(given: set[Any], true: set[Any]) -> dict[str, Any]:
    """Counts and ratios; a ratio of nothing is null."""
    right = len(given & true)
    both = len(given) + len(true)
    return {
        "proposed": len(given), "true": len(true), "right": right,
        "precision": round(right / len(given), 4) if given else None,
        "recall": round(right / len(true), 4) if true else None,
        "f1": round(2 * right / both, 4) if both else None,
    }  # fmt: skip


def show(document: dict[str, Any], language: str) -> None:
    """The measures as a table, and the errors under it."""
    from ardoise.cli.tables import Column, draw

    heads = SENTENCES["heads"][language].split("|")
    names = SENTENCES["rows"][language].split("|")
    rows = [
        [name, *("–" if value is None else str(value) for value in document[key].values())]
        for name, key in zip(names, ("applications", "automatic"), strict=True)
    ]
    draw(SENTENCES["title"][language], [Column(head, bool(n)) for n, head in enumerate(heads)], rows)
    for key in ("wrong", "missed"):
        for payment, invoice, amount in document[key]:
            typer.echo(SENTENCES[key][language].format(payment=payment, invoice=invoice, amount=amount))


SENTENCES = {
    "usage": {
        "fr": "Donnez ce qu’il faut évaluer : ardoise evaluate match LEDGER, ou --problem PROBLEME.json",
        "en": "Give what to evaluate: ardoise evaluate match LEDGER, or --problem PROBLEM.json",
    },
    "unlabelled": {
        "fr": "{name} ne dit pas ce qui est vrai (clé « ground_truth ») : rien à quoi comparer.",
        "en": "{name} doesn’t say what is true (key “ground_truth”): nothing to compare with.",
    },
    "title": {"fr": "Affectations proposées et vraies", "en": "Applications proposed and true"},
    "heads": {
        "fr": "|Proposées|Vraies|Justes|Précision|Rappel|F1",
        "en": "|Proposed|True|Right|Precision|Recall|F1",
    },
    "rows": {"fr": "Affectations|Affectations automatiques", "en": "Applications|Automatic applications"},
    "wrong": {"fr": "fausse : {payment} → {invoice} {amount}", "en": "wrong: {payment} → {invoice} {amount}"},
    "missed": {"fr": "manquée : {payment} → {invoice} {amount}", "en": "missed: {payment} → {invoice} {amount}"},
}
