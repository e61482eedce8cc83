"""The rows of one page of the aged balance, its totals and its bar."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from django.utils.translation import gettext as _

from ardoise.actions import rights
from ardoise.actions.dunning.promising import planned_blocks
from ardoise.desk.aged_balance import books
from ardoise.desk.aged_balance.question import Question
from ardoise.desk.frame.requests import Request
from ardoise.domain.folding import fold
from ardoise.engine.aging import HELD, NOT_DUE, bucket_names, hold
from ardoise.records import book
from ardoise.records.models import User

PAGE = 100
APART = "unapplied"


@dataclass(frozen=True)
class Row:
    """One line: who, and cents per column."""

    key: str  # the code, username or segment; "" for those who have none
    name: str
    customer_id: int | None
    cells: tuple[tuple[str, str, int], ...]  # (bucket, its label, cents), unapplied last
    total_cents: int
    held: tuple[tuple[str, int], ...] = ()  # (what it is called, cents) of what stands back, where asked


@dataclass(frozen=True)
class Part:
    """One bucket of the whole: its place on the bar in percent, and its share."""

    bucket: str
    label: str
    tone: str
    cents: int
    share: float
    x: str
    width: str


def columns(question: Question) -> list[str]:
    """The columns of amounts, total aside."""
    return [*bucket_names(question.bounds), APART]


def label_of(bucket: str) -> str:
    """What a bucket is called at the head of its column."""
    if bucket == NOT_DUE:
        return _("Not due")
    if bucket == APART:
        return _("Unapplied credits")
    if bucket.startswith(">"):
        return _("Over %(days)s d") % {"days": bucket[1:]}
    return _("%(days)s d") % {"days": bucket.replace("-", "–")}


def tone_of(place: int, count: int) -> str:
    """The colour of a bucket, from calm to grave: one of six steps."""
    return f"late-{0 if place == 0 else 1 + round((place - 1) * 4 / max(count - 2, 1))}"


def in_currency(request: Request, question: Question) -> tuple[pl.DataFrame, list[str]]:
    """The balance in the question's currency, and every currency there is."""
    balance = books.balance(request, question)
    currencies = balance["currency"].unique().sort().to_list()
    return balance.filter(pl.col("currency") == question.currency), currencies


def narrow(request: Request, balance: pl.DataFrame, question: Question) -> pl.DataFrame:
    """The rows asked for: with something in the bucket, with the words typed, in the order asked."""
    if question.bucket in columns(question):
        balance = balance.filter(pl.col(question.bucket) != 0)
    named = balance.with_columns(name=names_of(request, balance, question.by), key=pl.col(question.by).fill_null(""))
    for word in question.q.split():
        found = pl.concat_str("name", "key", separator=" ").str.normalize("NFKD").str.replace_all(r"\p{M}", "")
        named = named.filter(found.str.to_lowercase().str.contains(fold(word), literal=True))
    wanted = question.sort.removeprefix("-")
    column = wanted if wanted in ("name", "total", *columns(question)) else "total"
    by = pl.col("name").str.to_lowercase() if column == "name" else pl.col(column)
    return named.sort(by, "key", descending=[question.sort.startswith("-"), False])


def names_of(request: Request, balance: pl.DataFrame, by: str) -> pl.Expr:
    """What each row is called."""
    if by == "customer":
        return pl.coalesce("customer_name", "customer")
    keys = balance[by].drop_nulls().to_list()
    known = named_groups(request, keys) if by == "group" else named_people(keys) if by != "segment" else {}
    return pl.col(by).replace(known).fill_null(nobody(by))


def named_groups(request: Request, codes: list[str]) -> dict[str, str]:
    """A group is called as the customer at its head, where the person may see that one; else by its code."""
    seen = rights.customers(request.user, request.company)
    return dict(seen.filter(code__in=codes[:10_000]).values_list("code", "name"))


def named_people(usernames: list[str]) -> dict[str, str]:
    return {u.username: u.get_full_name() or u.username for u in User.objects.filter(username__in=usernames)}


def nobody(by: str) -> str:
    """What those are called who have no group, collector, …"""
    return {
        "group": _("In no group"),
        "collector": _("Without collector"),
        "segment": _("Without segment"),
        "salesperson": _("Without salesperson"),
    }[by]


def rows(request: Request, found: pl.DataFrame, question: Question) -> list[Row]:
    """The lines of the page asked for."""
    shown = found.slice((question.page - 1) * PAGE, PAGE).to_dicts()
    ids = identities(request, [row["key"] for row in shown]) if question.by == "customer" else {}
    held = held_by_row(request, question) if question.held else {}
    return [
        Row(
            row["key"],
            row["name"],
            ids.get(row["key"]),
            tuple((name, label_of(name), row[name]) for name in columns(question)),
            row["total"],
            held_words(held.get(row["key"], (0,) * len(HELD))) if question.held else (),
        )
        for row in shown
    ]


def identities(request: Request, codes: list[str]) -> dict[str, int]:
    """Code → key of the customer, to lead to the customer file."""
    seen = rights.customers(request.user, request.company)
    return dict(seen.filter(code__in=codes).values_list("code", "pk"))


def totals(balance: pl.DataFrame, question: Question) -> tuple[list[tuple[str, str, int]], int]:
    """(bucket, its label, cents) of all the rows, and their total."""
    sums = balance.select(pl.col([*columns(question), "total"]).sum()).row(0, named=True)
    return [(name, label_of(name), sums[name]) for name in columns(question)], sums["total"]


def parts(sums: list[tuple[str, str, int]]) -> list[Part]:
    """The buckets side by side: each as wide as its share of what is owed, credits apart aside."""
    whole = sum(cents for name, _label, cents in sums if name != APART and cents > 0)
    found, x = [], 0.0
    for place, (name, label, cents) in enumerate(sums[:-1]):
        share = cents / whole if whole and cents > 0 else 0.0
        tone = tone_of(place, len(sums) - 1)
        found.append(Part(name, label, tone, cents, share, f"{x * 100:.3f}%", f"{share * 100:.3f}%"))
        x += share
    return found


def held_by_row(request: Request, question: Question) -> dict[str, tuple[int, ...]]:
    """Key of a row → cents of HELD in it, in the question's currency."""
    items = books.items_of(request, question).filter(pl.col("currency") == question.currency)
    planned = planned_blocks(request.company, question.as_of).with_columns(reason=pl.lit("promised"))
    held = hold(items, pl.concat([book.blocks(request.company.pk, question.as_of), planned]))
    labelled = books.labelled(held, request.company.pk, question.by)
    sums = labelled.group_by(pl.col(question.by).fill_null("")).agg(
        pl.col([f"{reason}_cents" for reason in HELD]).sum()
    )
    return {key: tuple(cents) for key, *cents in sums.iter_rows()}


def held_words(cents: tuple[int, ...]) -> tuple[tuple[str, int], ...]:
    """What stands back, called as its column is."""
    return tuple(zip((_("Disputed"), _("Promised"), _("Insolvent")), cents, strict=True))


def held_totals(lines: list[Row]) -> list[int]:
    """What the lines of the page add up to, column by column."""
    return [sum(line.held[place][1] for line in lines) for place in range(len(HELD))] if lines else []
