"""`ardoise aged-balance`: who owes what since when, on any day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ardoise.cli.answers import UNREADABLE, WRONG_USAGE, AsJson, Language, print_json, refuse

if TYPE_CHECKING:
    import polars as pl


def run(
    as_of: Annotated[str, typer.Option("--as-of", help="The day of the question, such as 2026-11-23.")],
    file: Annotated[Path | None, typer.Argument(help="Ledger file; without it, the company in the database.")] = None,
    net: Annotated[bool, typer.Option("--net", help="Unapplied credits first pay the oldest debits.")] = False,
    buckets: Annotated[str, typer.Option(help="Last day of each bucket.")] = "30,60,90",
    terms: Annotated[str | None, typer.Option(help="Terms of payment where the file has no due date.")] = None,
    company: Annotated[str | None, typer.Option(help="Company in the database, when there are several.")] = None,
    as_json: AsJson = False,
    csv: Annotated[Path | None, typer.Option(help="Write a CSV file; - for standard output.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Write an XLSX file.")] = None,
    language: Language = "fr",
) -> None:
    """Show the aged balance: per customer, what is open in each bucket of lateness; it ties to the ledger."""
    from ardoise.cli import books
    from ardoise.engine.aging import aged_balance, bucket_names

    books.check_language(language)
    if sum([as_json, csv is not None, xlsx is not None]) > 1:
        refuse(SENTENCES["one"][language], WRONG_USAGE)
    day, bounds = books.day_of(as_of, "--as-of", language), bounds_of(buckets, language)
    holding = books.hold(file, day, terms, company, language)
    # on paper credits have a column of their own; the contract's list has one number per bucket
    balance = aged_balance(holding.items, day, bounds, net=net, credits="dated" if as_json else "apart")
    if as_json:
        return print_json(document_of(balance, bucket_names(bounds), as_of=day.isoformat()))
    if csv or xlsx:
        return export(balance, bucket_names(bounds), csv, xlsx, language)
    return show(balance, bucket_names(bounds), day, language)


def bounds_of(text: str, language: str) -> list[int]:
    """The buckets' last days, as the option gives them."""
    from ardoise.engine.aging import bucket_names

    try:
        bounds = [int(part) for part in text.split(",")]
        bucket_names(bounds)
    except ValueError:
        refuse(SENTENCES["buckets"][language].format(text=text), WRONG_USAGE)
    return bounds


def document_of(balance: pl.DataFrame, names: list[str], as_of: str) -> dict[str, Any]:
    """The balance in the words of docs/reference/commands.md: each list of amounts adds up to its total."""
    from ardoise.domain.money import decimal_text

    totals = totals_of(balance, [*names, "total"]).to_dicts()
    return {
        "as_of": as_of,
        "buckets": names,
        "total": decimal_text(sum(row["total"] for row in totals)) if len(totals) < 2 else None,
        "totals": [
            {
                "currency": row["currency"],
                "amounts": [decimal_text(row[name]) for name in names],
                "total": decimal_text(row["total"]),
            }
            for row in totals
        ],
        "customers": [
            {
                "customer": row["customer"],
                "name": row["customer_name"],
                "currency": row["currency"],
                "amounts": [decimal_text(row[name]) for name in names],
                "total": decimal_text(row["total"]),
            }
            for row in balance.to_dicts()
        ],
    }


def totals_of(balance: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """One row per currency: currencies never add up."""
    import polars as pl

    return balance.group_by("currency", maintain_order=True).agg(pl.col(columns).sum())


def heads(names: list[str], language: str) -> list[str]:
    """The buckets and what follows them, as column headings."""
    not_due, apart, total = SENTENCES["heads"][language].split("|")
    return [not_due, *(f"{name} {'j' if language == 'fr' else 'd'}" for name in names[1:]), apart, total]


def export(balance: pl.DataFrame, names: list[str], csv: Path | None, xlsx: Path | None, language: str) -> None:
    """The balance as a file; one that can't be written is refused with a sentence."""
    from ardoise.formats.messages import obstacle
    from ardoise.formats.spreadsheets import Cell, Cents, write_csv, write_xlsx

    first = SENTENCES["columns"][language].split("|")
    head = [*first, *heads(names, language)]
    rows: list[list[Cell]] = [
        [
            row["customer"],
            row["customer_name"],
            row["currency"],
            *(Cents(row[c]) for c in [*names, "unapplied", "total"]),
        ]
        for row in balance.to_dicts()
    ]
    target = csv or xlsx
    content = write_csv(head, rows, language) if csv else write_xlsx(SENTENCES["title"][language], head, rows)
    if str(target) == "-":
        typer.echo(content, nl=False)
        return
    try:
        Path(str(target)).write_bytes(content)
    except OSError as error:
        why = obstacle(error, language)
        refuse(SENTENCES["unwritable"][language].format(path=target, why=why), UNREADABLE)


def show(balance: pl.DataFrame, names: list[str], day: Any, language: str) -> None:
    """The balance as a table, a total per currency at its foot."""
    import polars as pl

    from ardoise.cli.tables import Column, draw
    from ardoise.domain.money import written
    from ardoise.domain.reasons import day_written

    customer, _, currency = SENTENCES["columns"][language].split("|")
    columns = [*names, "unapplied", "total"]
    sums = totals_of(balance, columns).with_columns(
        customer=pl.lit("Total"), customer_name=pl.lit(None, dtype=pl.String)
    )
    rows = [*balance.to_dicts(), *sums.to_dicts()]
    draw(
        f"{SENTENCES['title'][language]} {day_written(day, language)}",
        [Column(customer, is_wide=True), Column(currency), *(Column(head, True) for head in heads(names, language))],
        [
            [name_of(row), row["currency"] or "", *(written(row[c], language) if row[c] else "" for c in columns)]
            for row in rows
        ],
    )


def name_of(row: dict[str, Any]) -> str:
    """The customer's name, with its code."""
    return f"{row['customer_name']} ({row['customer']})" if row["customer_name"] else str(row["customer"])


SENTENCES = {
    "one": {"fr": "Choisissez : --json, --csv ou --xlsx.", "en": "Choose one: --json, --csv or --xlsx."},
    "buckets": {
        "fr": "--buckets : « {text} » n’est pas une suite croissante de jours, écrivez par exemple 30,60,90.",
        "en": "--buckets: “{text}” is not a rising list of days, write for example 30,60,90.",
    },
    "unwritable": {
        "fr": "{path} ne peut pas être écrit ({why}) : donnez un autre emplacement.",
        "en": "{path} can't be written ({why}): give another place.",
    },
    "title": {"fr": "Balance âgée au", "en": "Aged balance as of"},
    "columns": {"fr": "Client|Nom|Devise", "en": "Customer|Name|Currency"},
    "heads": {"fr": "Non échu|Non affecté|Total", "en": "Not due|Unapplied|Total"},
}
