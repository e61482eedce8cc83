"""`ardoise match`: which open items each movement of a bank statement pays, how sure that is, and why."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ardoise.cli.answers import WRONG_USAGE, AsJson, Language, print_json, refuse, refuse_unreadable

if TYPE_CHECKING:
    import polars as pl

    from ardoise.cli.books import Holding
    from ardoise.domain.reconciliation import Tolerances
    from ardoise.engine.reconciliation import Matching


UNTOLD = "EUR"  # currency of a list or a statement that tells none


def run(
    ledger: Annotated[Path | None, typer.Option(help="FEC, CSV or XLSX ledger.", show_default=False)] = None,
    statement: Annotated[Path | None, typer.Option(help="Bank statement, of any format.", show_default=False)] = None,
    problem: Annotated[
        Path | None, typer.Option(help="Instead: a problem file of the third-party benchmark.", show_default=False)
    ] = None,
    advices: Annotated[
        Path | None, typer.Option(help="What customers say they pay: CSV, XLSX, PDF, mail.", show_default=False)
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Items open on that day; the last of the statement.", show_default=False)
    ] = None,
    automatic_from: Annotated[float, typer.Option(help="Least confidence of what is automatic.")] = 0.98,
    as_json: AsJson = False,
    language: Language = "fr",
) -> None:
    """Match a bank statement with a ledger: whose each receipt is, which items it pays, how sure, and why."""
    from ardoise.cli import books

    books.check_language(language)
    if not 0 <= automatic_from <= 1:
        refuse(SENTENCES["probability"][language].format(value=automatic_from), WRONG_USAGE)
    if problem:
        from ardoise.cli import problems

        problems.answer(problem, automatic_from, as_json, language)
    elif ledger and statement:
        answer(ledger, statement, advices, as_of, automatic_from, as_json, language)
    else:
        refuse(SENTENCES["usage"][language], WRONG_USAGE)


def answer(
    ledger: Path, statement: Path, told: Path | None, as_of: str | None, automatic_from: float, as_json: bool,
    language: str,
) -> None:  # fmt: skip
    """The movements of a statement with what they pay of a ledger."""
    from ardoise.cli import books
    from ardoise.domain.reconciliation import Tolerances
    from ardoise.formats import bank

    reading = bank.read(statement, language=language)
    if not reading.is_readable:
        refuse_unreadable(reading.problems, language)
    books.warn(reading.problems, statement.name, language)
    day = books.day_of(as_of, "--as-of", language) if as_of else last_day(reading.movements)
    holding = books.hold(ledger, day, None, None, language)
    items = reopened(holding, reading.movements, day, language)
    tolerances = Tolerances(automatic_from=automatic_from)
    advices = advices_of(told, language)
    matching = matched(reading.movements, items, holding, tolerances, advices)
    if as_json:
        print_json({"movements": rows_of(reading.movements, matching, language)})
    else:
        show(rows_of(reading.movements, matching, language), names_of(items), language)


def advices_of(path: Path | None, language: str) -> pl.DataFrame | None:
    """The advices of a file; a sentence and a status where it can't be read."""
    from ardoise.cli import books
    from ardoise.formats import advices

    if path is None:
        return None
    reading = advices.read(path, language=language)
    if not reading.is_readable:
        refuse_unreadable(reading.problems, language)
    books.warn(reading.problems, path.name, language)
    return reading.advices


def reopened(holding: Holding, movements: pl.DataFrame, day: date, language: str) -> pl.DataFrame:
    """What is open without the lines by which the ledger already tells these movements; they are counted."""
    from ardoise.cli import books
    from ardoise.engine.reconciliation import open_items, receipts_of, without_booked

    book, booked = without_booked(holding.book, receipts_of(movements))
    if not booked:
        return holding.items
    typer.echo(SENTENCES["booked"][language].format(booked=booked), err=True)
    return books.with_due_dates(open_items(book, day), holding.customers, books.DEFAULT_TERMS, language)


def last_day(movements: pl.DataFrame) -> date:
    """The last day of a statement; what is booked later isn't open yet. The last day there is where it tells none."""
    import polars as pl

    last: date | None = movements.select(pl.coalesce("booked_on", "value_on").max()).item()
    return last or date.max


def matched(
    movements: pl.DataFrame, items: pl.DataFrame, holding: Holding, tolerances: Tolerances,
    advices: pl.DataFrame | None,
) -> Matching:  # fmt: skip
    """The matching of a statement with items, nothing learned before."""
    import polars as pl

    from ardoise.domain.reconciliation import HABITS, PAYERS
    from ardoise.engine.reconciliation import match, paid_twice, receipts_of

    nothing = pl.DataFrame(schema=PAYERS), pl.DataFrame(schema=HABITS)
    received, owed = (
        frame.with_columns(pl.col("currency").fill_null(UNTOLD)) for frame in (receipts_of(movements), items)
    )
    found = match(received, owed, holding.customers, *nothing, tolerances, advices)
    claims = holding.book.filter(pl.col("kind").ne_missing("payment"))
    return paid_twice.left_to_a_person(found, received, claims.select("customer", "document"))


def rows_of(movements: pl.DataFrame, matching: Matching, language: str) -> list[dict[str, Any]]:
    """One row per movement in the words of docs/reference/commands.md; what pays nothing has no customer."""
    best, paid = by_receipt(matching)
    return [
        {"line": row["line"], "booked_on": row["booked_on"].isoformat() if row["booked_on"] else None}
        | told(row["amount_cents"], best.get(place), paid[place], language)
        for place, row in enumerate(movements.iter_rows(named=True))
    ]


def by_receipt(matching: Matching) -> tuple[dict[int, dict[str, Any]], dict[int, list[dict[str, Any]]]]:
    """The best match of each receipt, and what it settles."""
    best = {row["receipt"]: row for row in matching.matches.filter(rank=1).to_dicts()}
    paid: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in matching.allocations.filter(rank=1).to_dicts():
        paid[row["receipt"]].append(row)
    return best, paid


NOTHING: dict[str, Any] = {
    "customer": None, "allocations": [], "confidence": None, "automatic": False, "reasons": [], "evidence": [],
    "difference": None, "unapplied": None,
}  # fmt: skip
"""What a movement that nothing explains says."""


def told(cents: int, match: dict[str, Any] | None, paid: list[dict[str, Any]], language: str) -> dict[str, Any]:
    """The keys that say what a movement pays."""
    from ardoise.domain.money import decimal_text

    if match is None:
        return {"amount": decimal_text(cents), **NOTHING}
    return {
        "amount": decimal_text(cents),
        "customer": match["customer"],
        "allocations": [
            {"line": row["line"], "document": row["document"], "customer": row["customer"],
             "amount": decimal_text(row["amount_cents"])}
            for row in paid
        ],
        "confidence": match["confidence"],
        "automatic": match["is_automatic"],
        "reasons": reasons_of(match, paid, language),
        "evidence": match["evidence"],
        "difference": {"kind": match["difference"], "amount": decimal_text(match["difference_cents"])}
        if match["difference"] else None,
        "unapplied": decimal_text(match["unapplied_cents"]),
    }  # fmt: skip


def reasons_of(match: dict[str, Any], paid: list[dict[str, Any]], language: str) -> list[str]:
    """Why, in sentences, the main reason first."""
    from ardoise.domain.reconciliation import say

    documents = [row["document"] or "–" for row in paid]
    shown = ", ".join(documents[:3]) + (" …" if len(documents) > 3 else "")
    return [say(evidence, language, documents=shown, items=len(documents)) for evidence in match["evidence"]]


def names_of(items: pl.DataFrame) -> dict[str, str]:
    """Customer → the name the ledger gives."""
    named = items.select("customer", "customer_name").drop_nulls().unique().sort("customer", "customer_name")
    return dict(named.iter_rows())


def show(rows: list[dict[str, Any]], names: dict[str, str], language: str) -> None:
    """The movements as a table, and a line that counts them."""
    from ardoise.cli.tables import Column, draw
    from ardoise.domain.money import cents_of, written

    heads = SENTENCES["heads"][language].split("|")
    cells = [
        [
            str(row["line"]),
            written(cents_of(row["amount"]), language),
            f"{names[row['customer']]} ({row['customer']})" if row["customer"] in names else row["customer"] or "–",
            " ".join(paid["document"] or str(paid["line"]) for paid in row["allocations"]) or "–",
            f"{int(100 * row['confidence'])} %" if row["confidence"] is not None else "–",
            SENTENCES["automatic" if row["automatic"] else "person"][language] if row["customer"] else "–",
            " ".join(row["reasons"]),
        ]
        for row in rows
    ]
    draw(SENTENCES["title"][language], [Column(h, n in (1, 4), n in (2, 3, 6)) for n, h in enumerate(heads)], cells)
    typer.echo(
        SENTENCES["count"][language].format(
            movements=len(rows), matched=sum(bool(row["allocations"]) for row in rows),
            automatic=sum(row["automatic"] for row in rows),
        )
    )  # fmt: skip


SENTENCES = {
    "usage": {
        "fr": "Donnez --ledger et --statement, ou --problem : ardoise match --ledger FEC.txt --statement RELEVE.xml",
        "en": "Give --ledger and --statement, or --problem: ardoise match --ledger FEC.txt --statement STATEMENT.xml",
    },
    "probability": {
        "fr": "--automatic-from : donnez une probabilité entre 0 et 1, pas {value}.",
        "en": "--automatic-from: give a probability between 0 and 1, not {value}.",
    },
    "booked": {
        "fr": "{booked} encaissements sont déjà au grand livre : leurs lignes sont mises de côté pour cette réponse.",
        "en": "{booked} receipts are in the ledger already: their lines are set aside for this answer.",
    },
    "title": {"fr": "Encaissements rapprochés", "en": "Receipts matched"},
    "heads": {
        "fr": "Ligne|Montant|Client|Pièces|Confiance|Décision|Pourquoi",
        "en": "Line|Amount|Customer|Documents|Confidence|Decision|Why",
    },
    "automatic": {"fr": "automatique", "en": "automatic"},
    "person": {"fr": "à valider", "en": "to confirm"},
    "count": {
        "fr": "{movements} mouvements, {matched} rapprochés, dont {automatic} automatiques.",
        "en": "{movements} movements, {matched} matched, {automatic} of them automatic.",
    },
}
