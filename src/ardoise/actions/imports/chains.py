"""Statements that follow each other: what is missing between two, what two tell, and the same told in two formats."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from ardoise.actions.imports.contradictions import contradiction
from ardoise.actions.reconciliation.proposing import AHEAD
from ardoise.domain.reasons import amount_written, day_written
from ardoise.records.models import BankStatement, Company

Facts = dict[str, Any]
AMOUNTS_MAX = 5


def sentences(
    company: Company, statements: pl.DataFrame, rows: pl.DataFrame, known: pl.DataFrame, language: str
) -> list[dict[str, Any]]:
    """A problem per statement that does not open as the one before closed, or tells days told before, and otherwise.

    `rows`: with the movement each tells.
    """
    told = [one for one in statements.sort("to_on", "line").iter_rows(named=True) if one["is_final"] is not False]
    earlier = before(company, statements)
    problems = []
    for one in told:
        others = [other for other in earlier.get(one["ours"], []) if other["to_on"]]
        stored = [other for other in others if "pk" in other]
        if otherwise := contradiction(one, stored, rows, known, language):
            problems.append(otherwise)
        elif sentence := gap(one, others, language) or overlap(one, others, language):
            problems.append({"line": one["line"], "column": None, "message": sentence})
        earlier.setdefault(one["ours"], []).append(one)
    return problems


def ahead(statements: pl.DataFrame, rows: pl.DataFrame, today: date, language: str) -> list[dict[str, Any]]:
    """A problem per statement that tells days further ahead than a bank books: its date is wrong, or ours is."""
    told = rows.group_by("statement").agg(booked=pl.col("booked_on").max())
    placed = statements.join(told, on="statement", how="left", maintain_order="left")
    sentence = _(
        "It tells days up to %(day)s, and today is %(today)s: what it tells counts from its own day on, and stops no "
        "reminder before. If the date is wrong, undo this import and ask the bank for the statement again."
    )
    return [
        {"line": line, "column": None,
         "message": sentence % {"day": day_written(last, language), "today": day_written(today, language)}}
        for line, last in placed.select("line", pl.max_horizontal("to_on", "booked")).iter_rows()
        if last is not None and last > today + AHEAD
    ]  # fmt: skip


def told_twice(
    statements: pl.DataFrame, rows: pl.DataFrame, known: pl.DataFrame, language: str
) -> list[dict[str, Any]]:
    """A problem per statement without balances whose movements, without references, may be second payments of a day
    that another such file told: nothing distinguishes them, and they count once.

    `rows`: with the movement each tells. Nothing is said where the day is told again in full, or days follow it.
    """
    problems = []
    for one in statements.iter_rows(named=True):
        mine = rows.filter(pl.col("statement") == one["statement"], ~pl.col("is_proven"))
        theirs = known.filter(pl.col("account") == one["ours"]).unique("movement", keep="first", maintain_order=True)
        shared = sorted(set(mine["booked_on"]) & set(theirs["booked_on"]))
        again = mine.filter(pl.col("movement").is_not_null(), pl.col("reference") == "")
        of_day = theirs.filter(pl.col("booked_on") == shared[0]) if len(shared) == 1 else theirs.clear()
        is_in_full = of_day.height > 1 and set(of_day["movement"]) <= set(again["movement"])
        if (
            again.is_empty()
            or again.height == mine.height
            or of_day.is_empty()
            or is_in_full
            or any(of_day["is_proven"])
        ):
            continue
        amounts = " · ".join(
            amount_written(cents, one["currency"], language)
            for cents in again["amount_cents"].sort().to_list()[:AMOUNTS_MAX]
        )
        sentence = _(
            "%(day)s, %(amounts)s: a file read before tells the same amount in the same words, and without balances "
            "and references nothing shows whether this is another payment: it counts once. If somebody paid twice "
            "that day, import the bank's statement of it (CAMT, MT940, CFONB, OFX) as well."
        )
        told = {"day": day_written(shared[0], language), "amounts": amounts}
        problems.append({"line": one["line"], "column": None, "message": sentence % told})
    return problems


def before(company: Company, statements: pl.DataFrame) -> dict[str, list[Facts]]:
    """The final statements of these accounts that are known, by account number."""
    numbers = statements["ours"].unique().to_list()
    kept = BankStatement.objects.filter(company=company, account__number__in=numbers, is_final=True)
    known: dict[str, list[Facts]] = {}
    for row in kept.values("pk", "account__number", "from_on", "to_on", "opening_cents", "closing_cents").order_by(
        "to_on"
    ):
        known.setdefault(row["account__number"], []).append({**row})
    return known


def gap(one: Facts, others: list[Facts], language: str) -> str:
    """Why it does not follow the last one before it; "" where it does, was told before, or where nobody can say."""
    begins = one["from_on"] or one["to_on"]
    if begins is None or one["opening_cents"] is None or any(alike(one, other) for other in others):
        return ""
    earlier = [other for other in others if other["to_on"] <= begins and other["closing_cents"] is not None]
    if not earlier:
        return ""
    last: date = max(other["to_on"] for other in earlier)
    same = [other for other in earlier if other["to_on"] == last]
    if any(other["closing_cents"] == one["opening_cents"] for other in same):
        return ""
    followed = {other["opening_cents"] for other in same}  # of several of one day, the last is the one none follows
    closed = next((o["closing_cents"] for o in same if o["closing_cents"] not in followed), same[-1]["closing_cents"])
    opening, closing = (amount_written(c, one["currency"], language) for c in (one["opening_cents"], closed))
    told = {
        "opening": opening, "day": day_written(begins, language),
        "closing": closing, "last": day_written(last, language),
    }  # fmt: skip
    return (
        _(
            "The statement opens with %(opening)s on %(day)s, the one before closed with %(closing)s on %(last)s: "
            "a statement is missing between them, or one of them is of another account. Import the missing one."
        )
        % told
    )


def overlap(one: Facts, others: list[Facts], language: str) -> str:
    """That it tells days another told; "" where it does not. What both tell counts once."""
    first, last = one["from_on"] or one["to_on"], one["to_on"]
    if first is None or last is None:
        return ""
    for other in others:
        begins = other["from_on"] or other["to_on"]
        if begins and max(begins, first) < min(other["to_on"], last) and not alike(one, other):
            sentence = _("It tells days that the statement of %(first)s to %(last)s told: what both tell counts once.")
            days = {"first": begins, "last": other["to_on"]}
            return sentence % {name: day_written(on, language) for name, on in days.items()}
    return ""


def alike(one: Facts, other: Facts) -> bool:
    """The same statement, by its days and balances?"""
    return all(one[c] == other[c] for c in ("to_on", "opening_cents", "closing_cents"))


def retold(company: Company, statements: pl.DataFrame, rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """place and movement of the statements that are known in another format: same account, last day and balances,
    and the same amounts on the same days."""
    pairs: list[tuple[int, int]] = []
    placed = rows.with_row_index("place")
    for one in statements.iter_rows(named=True):
        if one["is_final"] is False or one["opening_cents"] is None or one["closing_cents"] is None:
            continue
        mine = placed.filter(pl.col("statement") == one["statement"]).sort("booked_on", "amount_cents", "place")
        same = BankStatement.objects.filter(
            company=company, account__number=one["ours"], is_final=True, to_on=one["to_on"],
            opening_cents=one["opening_cents"], closing_cents=one["closing_cents"],
        ).order_by("pk")  # fmt: skip
        for key in same.values_list("pk", flat=True):
            theirs = known.filter(pl.col("statement") == key).sort("booked_on", "amount_cents", "line", "movement")
            if told_of(mine) == told_of(theirs) and not mine.is_empty():
                pairs += zip(mine["place"], theirs["movement"], strict=True)
                break
    return pl.DataFrame(pairs, schema={"place": pl.Int64, "movement": pl.Int64}, orient="row")


def told_of(rows: pl.DataFrame) -> Counter[tuple[date, int]]:
    """Days and amounts."""
    return Counter(rows.select("booked_on", "amount_cents").iter_rows())
