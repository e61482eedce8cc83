"""What a new file makes of the openings: money that leaves the book with a fiscal year is told, never silent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from ardoise.actions import ledger
from ardoise.domain.money import decimal_text, written
from ardoise.engine.ledger.openings import Gap, gaps, superseded
from ardoise.records import book as records
from ardoise.records.models import Import
from ardoise.records.openings import booking_days

YEAR = timedelta(days=366)


def untied(running: Import) -> pl.DataFrame:
    """DIFFERENCES between the openings and the years before them in which this import has a part, the largest first.

    Asked once its entries are stored; it names the customers.
    """
    if not superseded(booking_days(running.company_id)):
        return pl.DataFrame(schema={"on": pl.Date})
    assert running.first_on and running.last_on
    is_before = (pl.col("on") > running.first_on) & (pl.col("on") <= running.last_on + YEAR)
    found = ledger.differences(running.company).filter((pl.col("import_id") == running.pk) | is_before)
    named = found.join(records.names(running.company_id), on="customer", how="left", maintain_order="left")
    return named.sort((pl.col("opening_cents") - pl.col("carried_cents")).abs(), descending=True, maintain_order=True)


def missing_years(running: Import) -> list[Gap]:
    """The gaps before the openings of this import, or that it leaves as the last before one."""
    found = gaps(booking_days(running.company_id))
    return [gap for gap in found if gap.import_id == running.pk or gap.last_on == running.last_on]


def gap_sentences(missing: list[Gap]) -> list[dict[str, Any]]:
    """A problem for each: which days no file tells of, what the book does, and what to do."""
    sentence = _(
        "Between %(last_on)s and the opening of %(on)s, no file tells what happened (%(years)s is missing): the book "
        "follows the opening, and what it no longer lists is not claimed from that day. Import the missing FEC too."
    )
    return [
        {"line": None, "column": None, "message": sentence % {"last_on": last_on, "on": day, "years": years_of(gap)}}
        for gap in missing
        for _import_id, last_on, day in [gap]
    ]


def years_of(gap: Gap) -> str:
    """The calendar years that are missing, as “2025” or “2024–2025”."""
    first, last = (gap.last_on + timedelta(days=1)).year, (gap.day - timedelta(days=1)).year
    first = min(first + (gap.last_on.month > 6 and first == gap.last_on.year), last)
    return str(first) if first == last else f"{first}–{last}"


def figures(differing: pl.DataFrame) -> dict[str, Any]:
    """For the report: how many accounts differ, and how much is no longer listed at all, as decimal text."""
    if differing.is_empty():
        return {"differences": 0}
    let_go = int(differing.filter(pl.col("opening_cents") == 0)["carried_cents"].sum())
    return {"differences": differing.height, "no_longer_listed": decimal_text(let_go)}


def sentences(differing: pl.DataFrame, language: str) -> list[dict[str, Any]]:
    """A problem for each: the customer, the two amounts, and what to do."""
    return [
        {"line": None, "column": None, "message": sentence(row, language)} for row in differing.iter_rows(named=True)
    ]


def sentence(row: dict[str, Any], language: str) -> str:
    """What the opening does with one customer's account."""
    said = {
        "customer": f"{row['customer_name'] or row['customer']} ({row['customer']})",
        "on": row["on"],
        "opening": f"{written(row['opening_cents'], language)} {row['currency'] or ''}".strip(),
        "carried": f"{written(row['carried_cents'], language)} {row['currency'] or ''}".strip(),
    }
    if row["opening_cents"] == 0:
        return (
            _(
                "%(customer)s: the opening of %(on)s no longer lists the %(carried)s that the year before left open; "
                "they are not claimed from that day. If they are still owed, correct the opening or import the entries "
                "that are missing."
            )
            % said
        )
    if row["carried_cents"] == 0:
        return (
            _(
                "%(customer)s: the opening of %(on)s claims %(opening)s, of which the year before knows nothing. "
                "Check that the file of the year before is complete."
            )
            % said
        )
    return (
        _(
            "%(customer)s: the opening of %(on)s says %(opening)s, the year before left %(carried)s open; the book "
            "follows the opening. Compare this customer's account in the two files."
        )
        % said
    )
