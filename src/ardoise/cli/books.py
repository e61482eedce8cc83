"""The open items a command speaks of: those of a file, without any database, or those of the company in it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ardoise.cli import days
from ardoise.cli.answers import WRONG_USAGE, refuse, refuse_unreadable

if TYPE_CHECKING:
    import polars as pl

LANGUAGES = ("fr", "en")
DEFAULT_TERMS = "30 days"


@dataclass(frozen=True)
class Holding:
    """What is open on a day, whose it is, and whether a database stands behind it."""

    items: pl.DataFrame  # ITEMS, with their due dates
    customers: pl.DataFrame  # CUSTOMERS
    company: Any = None  # the Company of the database; None: a file
    book: Any = None  # BOOK of the file; None: the database


def hold(file: Path | None, as_of: date, terms: str | None, company: str | None, language: str) -> Holding:
    """The open items of the file, else of the company in the database; a sentence and a status when there are none."""
    check_language(language)
    if file is None:
        return of_company(company, as_of, language)
    if company:
        refuse(SENTENCES["both"][language], WRONG_USAGE)
    return of_file(file, as_of, terms or DEFAULT_TERMS, language)


def check_language(language: str) -> None:
    if language not in LANGUAGES:
        refuse(f"--language : fr ou en, pas « {language} » / fr or en, not “{language}”", WRONG_USAGE)


def day_of(text: str, option: str, language: str) -> date:
    """The day given as an option; no such day is wrong usage."""
    from ardoise.law.refusals import RefusalError

    try:
        return days.day_of(text, option)
    except RefusalError as refusal:
        refuse(refusal.sentence(language), WRONG_USAGE)


def of_file(path: Path, as_of: date, terms: str, language: str) -> Holding:
    """What is open in a ledger file; its problems go to standard error, in one line when they are many."""
    import polars as pl

    from ardoise.domain.parties import COMPANY_FORM, CUSTOMERS
    from ardoise.engine.ledger import book_of, carry_openings
    from ardoise.engine.reconciliation import open_items
    from ardoise.formats import files

    reading = files.read(path, language=language)
    if not reading.is_readable:
        refuse_unreadable(reading.problems, language)
    warn(reading.problems, path.name, language)
    named = reading.entries.group_by("customer").agg(pl.col("customer_name").drop_nulls().first()).sort("customer")
    is_company = pl.col("customer_name").str.contains(COMPANY_FORM)
    named = named.with_columns(customer_kind=pl.when(is_company).then(pl.lit("professional")))
    customers = pl.concat([pl.DataFrame(schema=CUSTOMERS), named], how="diagonal")
    book, _ = carry_openings(book_of(reading.entries))
    return Holding(with_due_dates(open_items(book, as_of), customers, terms, language), customers, book=book)


def with_due_dates(items: pl.DataFrame, customers: pl.DataFrame, terms: str, language: str) -> pl.DataFrame:
    """The items with their due dates; terms nobody understands are wrong usage."""
    from ardoise.engine.terms import derive_due_dates
    from ardoise.law.refusals import RefusalError

    try:
        return derive_due_dates(items, customers, terms)
    except RefusalError as refusal:
        refuse(refusal.sentence(language), WRONG_USAGE)


def of_company(name: str | None, as_of: date, language: str) -> Holding:
    """What is open in the database for the company of that name, or for the only one there is."""
    company = company_of(name, language)
    from ardoise.actions import ledger
    from ardoise.records import book

    return Holding(ledger.items(company, as_of), book.customers(company.pk), company)


def company_of(name: str | None, language: str) -> Any:
    """The company of that name, or the only one."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "ardoise.settings"
    import django

    django.setup()
    from django.db import DatabaseError

    from ardoise.cli.database import is_out_of_reach, require_current
    from ardoise.records.models import Company

    require_current()
    try:
        companies = list(Company.objects.order_by("name"))
    except DatabaseError as error:
        if is_out_of_reach(error):
            raise
        companies = []
    wanted = [c for c in companies if name is None or c.name.casefold() == name.casefold()]
    if len(wanted) != 1:
        case = "none" if not companies else "which" if name is None else "unknown"
        refuse(SENTENCES[case][language].format(name=name, names=", ".join(c.name for c in companies)))
    return wanted[0]


def warn(problems: tuple[Any, ...], file_name: str, language: str) -> None:
    """The problems of a reading on standard error: each when few, one summarising line when many."""
    if len(problems) > 3:
        first = problems[0]
        told = SENTENCES["many"][language].format(n=len(problems), name=file_name, first=first.message)
        typer.echo(told, err=True)
        return
    for problem in problems:
        at = SENTENCES["at"][language].format(line=problem.line) if problem.line else ""
        typer.echo(f"{file_name}, {at}{problem.message}" if at else f"{file_name}: {problem.message}", err=True)


SENTENCES = {
    "both": {
        "fr": "Donnez un fichier ou --company, pas les deux.",
        "en": "Give a file or --company, not both.",
    },
    "none": {
        "fr": "Aucune société dans la base : ouvrez d’abord Ardoise par « ardoise up » ; balance et plan se font "
        "aussi sur un fichier.",
        "en": "No company in the database: open Ardoise first with “ardoise up”; aged balance and plan work on "
        "a file as well.",
    },
    "which": {
        "fr": "Plusieurs sociétés dans la base, dites laquelle par --company : {names}.",
        "en": "Several companies in the database, say which with --company: {names}.",
    },
    "unknown": {
        "fr": "Aucune société « {name} » dans la base ; il y a : {names}.",
        "en": "No company “{name}” in the database; there are: {names}.",
    },
    "many": {
        "fr": "{n} problèmes dans {name}, le premier : {first} « ardoise read {name} » les donne tous.",
        "en": "{n} problems in {name}, the first: {first} “ardoise read {name}” gives them all.",
    },
    "at": {"fr": "ligne {line} : ", "en": "line {line}: "},
}
