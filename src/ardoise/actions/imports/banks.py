"""A bank's files: statements and movements, laid over what is known, so that nothing is told twice or dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from ardoise.actions.days import business_date
from ardoise.actions.imports import accounts, chains
from ardoise.actions.imports.mappings import columns_of
from ardoise.actions.imports.refusals import Unusable, in_each_language, refusal, told
from ardoise.actions.lines import on_one_line
from ardoise.actions.policies.limits import expect_statements
from ardoise.actions.reconciliation import bookings, returning, showing, taking_over
from ardoise.domain.money import decimal_text
from ardoise.engine.bank import NEAR_DAYS, recognise
from ardoise.formats import bank
from ardoise.formats.bank import StatementReading
from ardoise.records import movements as records
from ardoise.records.models import BankAccount, BankStatement, Import, Movement, Sighting
from ardoise.records.writing import insert

LENGTHS = {
    "batch": 80, "code": 40, "label": 1000, "reference": 80, "end_to_end_id": 80, "mandate": 80,
    "creditor_reference": 80, "counterparty": 200, "counterparty_iban": 34, "return_reason": 80,
}  # fmt: skip
"""How much of a text is kept."""
STORED = [
    "line", "booked_on", "value_on", "amount_cents", "currency", "kind", "charges_cents", "is_final", *LENGTHS
]  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What an import will write, decided."""

    statements: pl.DataFrame
    movements: pl.DataFrame  # with ours, is_final, movement, content and key
    report: dict[str, Any]
    problems: list[dict[str, Any]]


def prepare(running: Import, at: datetime, tell: Any) -> Plan:
    """Reads, finds the accounts, compares; Unusable when nothing of the file can be."""
    reading = read_file(running, tell)
    tell("posting", 60)
    statements = accounts.place(running, reading.statements)
    rows, broken = complete(reading.movements, statements)
    running.first_on, running.last_on = period(statements, rows)
    numbers = sorted(statements["ours"].unique().to_list())
    days = [running.first_on - timedelta(NEAR_DAYS), running.last_on + timedelta(NEAR_DAYS)]
    known = records.known(running.company_id, numbers, *days)
    given = chains.retold(running.company, statements, rows, known)
    found = recognise(rows.rename({"ours": "account"}), known, given)
    movements = rows.with_columns(found.select("movement", "content", "key"))
    today = business_date(running.company, at)
    of_days = in_each_language(
        lambda language: [
            *chains.ahead(statements, rows, today, language),
            *chains.sentences(running.company, statements, movements, known, language),
            *chains.told_twice(statements, movements, known, language),
        ],
        running.company.language,
    )
    problems = [*map(told, reading.problems), *broken, *of_days]
    return Plan(statements, movements, report_of(reading, statements, movements), problems)


def read_file(running: Import, tell: Any) -> StatementReading:
    """The file's reading; Unusable when it has a fatal problem, is cut short, or tells nothing."""
    columns = columns_of(running)
    reading = bank.read(
        running.file_path,
        {theirs: ours for ours, theirs in columns.items() if theirs} or None,
        running.company.language,
        lambda done, total: tell("reading", 60 * done // max(total, 1)),
    )
    if not reading.is_readable:
        raise Unusable(*map(told, sorted(reading.problems, key=lambda problem: not problem.is_fatal)))
    if not reading.is_whole:
        raise Unusable(*refusal(CUT).problems, *map(told, reading.problems))
    if reading.statements.is_empty():
        empty = refusal(lambda: _("The file tells no statement."))
        raise Unusable(*map(told, reading.problems)) if reading.problems else empty
    return reading


def CUT() -> str:  # noqa: N802 - a sentence in the reader's language
    """Why a file that ends too early is not taken."""
    return _("The file is cut short or damaged: what follows was not read, so nothing of it is kept. Export it again.")


def complete(movements: pl.DataFrame, statements: pl.DataFrame) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    """The movements that have a day and an amount, cut to what is kept, with their account; problems for the others."""
    rows, problems = on_one_line(movements)
    proven = pl.all_horizontal(pl.col("opening_cents", "closing_cents").is_not_null())
    day = pl.coalesce("to_on", "from_on")
    of = statements.select("statement", "ours", "is_final", own="currency", day=day, is_proven=proven)
    placed = rows.join(of, on="statement", how="left", maintain_order="left").with_columns(
        booked_on=pl.coalesce("booked_on", "value_on", "day"), currency=pl.coalesce("currency", "own")
    )
    is_whole = pl.col("booked_on").is_not_null() & pl.col("amount_cents").is_not_null() & (pl.col("amount_cents") != 0)
    sentence = _("This movement has no day or no amount: it is left out. Ask the bank for the statement again.")
    for line, cents in placed.filter(~is_whole).select("line", "amount_cents").iter_rows():
        if cents != 0:
            problems.append({"line": line, "column": None, "message": sentence})
    kept = placed.filter(is_whole).with_columns(
        *(pl.col(c).fill_null("").str.slice(0, n) for c, n in LENGTHS.items()),
        kind=pl.col("kind").fill_null("other"),
        is_final=pl.col("is_final").fill_null(True),
        line=pl.col("line").fill_null(0),
    )
    return kept.drop("own", "day"), problems


def period(statements: pl.DataFrame, rows: pl.DataFrame) -> tuple[date, date]:
    """The first and the last day the file tells of."""
    days = [*statements["from_on"], *statements["to_on"], *rows["booked_on"]]
    there = [day for day in days if day is not None]
    if not there:
        raise refusal(lambda: _("The file tells no day: nothing of it can be placed."))
    return min(there), max(there)


def report_of(reading: StatementReading, statements: pl.DataFrame, movements: pl.DataFrame) -> dict[str, Any]:
    """What the import found and what it changes; amounts as decimal text."""
    cents = movements["amount_cents"]
    new = movements.filter(pl.col("movement").is_null())["key"].n_unique()
    return {
        "format": reading.format,
        "encoding": reading.encoding,
        "rows": reading.rows,
        "statements": statements.height,
        "accounts": sorted(statements["ours"].unique().to_list()),
        "items": movements.height,
        "debit": decimal_text(-int(cents.filter(cents < 0).sum())),
        "credit": decimal_text(int(cents.filter(cents > 0).sum())),
        "new": new,
        "unchanged": movements.filter(pl.col("movement").is_not_null())["movement"].n_unique(),
    }


def store(running: Import, plan: Plan, at: datetime) -> dict[str, Any]:
    """Writes accounts, statements, new movements and who tells which; then what follows of it. No image is needed."""
    numbered = store_accounts(running, plan.statements)
    statements = store_statements(running, plan.statements, numbered)
    ids = store_movements(running, plan.movements, numbered)
    insert(
        Sighting,
        ids.select(
            company_id=pl.lit(running.company_id),
            movement_id="id",
            statement_id=pl.col("statement").replace_strict(statements, return_dtype=pl.Int64),
            line="line",
            content=pl.col("content").str.decode("hex"),
        ).unique(["movement_id", "statement_id", "line"], maintain_order=True),
    )
    settle(ids)
    plan.report.update(follow(running, at))
    return {}


def store_accounts(running: Import, statements: pl.DataFrame) -> dict[str, int]:
    """Number → key of our account; makes those that are new."""
    told = statements.unique("ours", keep="first", maintain_order=True).select("ours", "currency", "bank")
    for number, currency, of_bank in told.iter_rows():
        fields = {"currency": currency or running.company.currency, "bank": (of_bank or "")[:35]}
        BankAccount.objects.get_or_create(
            company=running.company, number=number, defaults=fields | {"at": running.started_at}
        )
    ours = BankAccount.objects.filter(company=running.company, number__in=told["ours"].to_list())
    return dict(ours.values_list("number", "pk"))


def store_statements(running: Import, statements: pl.DataFrame, numbered: dict[str, int]) -> dict[int, int]:
    """Place in the file → key."""
    rows = list(statements.iter_rows(named=True))
    expect_statements(running.company)
    made = BankStatement.objects.bulk_create(
        BankStatement(
            company=running.company, imported=running, account_id=numbered[row["ours"]], line=row["line"] or 0,
            number=(row["number"] or "")[:40],
            from_on=row["from_on"], to_on=row["to_on"], opening_cents=row["opening_cents"],
            closing_cents=row["closing_cents"], currency=row["currency"] or running.company.currency,
            is_final=row["is_final"] is not False,
        )
        for row in rows
    )  # fmt: skip
    return {row["statement"]: one.pk for row, one in zip(rows, made, strict=True)}


def store_movements(running: Import, movements: pl.DataFrame, numbered: dict[str, int]) -> pl.DataFrame:
    """Inserts what is new; gives every row with the `id` of its movement."""
    new = movements.filter(pl.col("movement").is_null()).unique("key", keep="first", maintain_order=True)
    blank = {name: pl.lit("") for name in ("instrument", "number", "slip")}
    insert(
        Movement,
        new.select(
            *STORED,
            company_id=pl.lit(running.company_id),
            account_id=pl.col("ours").replace_strict(numbered, return_dtype=pl.Int64),
            key="key",
            **blank,
        ),
    )
    keys = dict(
        Movement.objects.filter(company=running.company, booked_on__range=(running.first_on, running.last_on))
        .exclude(account=None)
        .values_list("key", "pk")
    )
    ids = {bytes(key): pk for key, pk in keys.items()}
    found = [
        movement if movement is not None else ids[key]
        for movement, key in movements.select("movement", "key").iter_rows()
    ]
    return movements.with_columns(id=pl.Series(found, dtype=pl.Int64))


def settle(ids: pl.DataFrame) -> None:
    """What was announced and is booked now is final, on the day of the statement where nobody has applied it yet."""
    booked = ids.filter("is_final", pl.col("movement").is_not_null()).unique("id", keep="last", maintain_order=True)
    days = dict(booked.select("id", "booked_on").iter_rows())
    announced = Movement.objects.filter(pk__in=days, is_final=False, instrument="")
    for movement in announced.prefetch_related("reconciliations"):
        movement.is_final = True
        if not movement.reconciliations.exists():
            movement.booked_on = days[movement.pk]
        movement.save(update_fields=["is_final", "booked_on"])


def follow(running: Import, at: datetime) -> dict[str, int]:
    """What the movements mean for cheques in hand, for payments taken back, and for what the ledger tells already."""
    shown = showing.refresh(running.company)
    bookings.refresh(running.company)  # what the ledger tells by itself is nobody's return any more
    returned = returning.recognise(running.company, at)
    taking_over.refresh(running.company)
    return {"instruments": shown, "returned": returned}
