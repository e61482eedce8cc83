"""Two statements of an account that tell the same days otherwise: one of them is wrong, and what each tells counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ardoise.domain.reasons import amount_written, day_written

Facts = dict[str, Any]
LINES_MAX = 5
LABEL_MAX = 60  # characters


def contradiction(
    one: Facts, others: list[Facts], rows: pl.DataFrame, known: pl.DataFrame, language: str
) -> dict[str, Any] | None:
    """What it and one told before say alone of days that both tell whole, as a problem of an import: a sentence, and
    the lines of each in a list; None where they agree.

    `rows`: with the movement each tells, null where nobody told it; `known`: KNOWN, by the statement that tells it.
    Only what opens and closes with a balance tells its days whole.
    """
    mine = rows.filter(pl.col("statement") == one["statement"])
    for other in others:
        if not (is_whole(one) and is_whole(other) and meet(one, other)):
            continue
        theirs = known.filter(pl.col("statement") == other["pk"])
        both = pl.col("booked_on").is_in(days_of_both(one, other, [*mine["booked_on"], *theirs["booked_on"]]))
        here = mine.filter(both, ~pl.col("movement").is_in(theirs["movement"].implode()).fill_null(False))
        there = theirs.filter(both, ~pl.col("movement").is_in(rows["movement"].drop_nulls().implode()))
        if not (here.is_empty() and there.is_empty()):
            return told(one, other, here, there, language)
    return None


def is_whole(one: Facts) -> bool:
    """Does it tell all of its days?"""
    return None not in (one["from_on"], one["to_on"], one["opening_cents"], one["closing_cents"])


def meet(one: Facts, other: Facts) -> bool:
    """Is there a day in both?"""
    return bool(max(one["from_on"], other["from_on"]) <= min(one["to_on"], other["to_on"]))


def days_of_both(one: Facts, other: Facts, days: list[date]) -> list[date]:
    """Those that both tell whole; of one period all, since some banks book beside it too."""
    if (one["from_on"], one["to_on"]) == (other["from_on"], other["to_on"]):
        return sorted(set(days))
    both_open = {one["from_on"]} & {other["from_on"]}
    return sorted({day for day in days if day in both_open or (tells(one, day) and tells(other, day))})


def tells(one: Facts, day: date) -> bool:
    """Does it tell the day whole? Of several days, the one it opens on may be that of the balance before."""
    first: date = one["from_on"]
    last: date = one["to_on"]
    return first < day <= last or first == day == last


def told(one: Facts, other: Facts, here: pl.DataFrame, there: pl.DataFrame, language: str) -> dict[str, Any]:
    """The whole of it, as it stands in the import's report."""
    said = _(
        "It contradicts the statement of %(first)s to %(last)s about days that both cover. All of it counts: check "
        "both against the account at the bank, and undo the import that is wrong."
    )
    days = {"first": day_written(other["from_on"], language), "last": day_written(other["to_on"], language)}
    alone = ((_("Only in this file"), here), (_("Only in the other"), there))
    lists = [
        {"title": title, "lines": lines_of(rows, one["currency"], language)} for title, rows in alone if rows.height
    ]
    return {"line": one["line"], "column": None, "message": said % days, "lists": lists}


def cut(label: str) -> str:
    """As many of its words as a report has room for."""
    return label if len(label) <= LABEL_MAX else label[:LABEL_MAX].rstrip() + "…"


def lines_of(rows: pl.DataFrame, currency: str | None, language: str) -> list[str]:
    """The first few, each with its day, its amount, its words and its line; how many more."""
    order = rows.sort("booked_on", "line", "amount_cents").select("line", "booked_on", "amount_cents", "label")
    named = [
        " · ".join(
            (
                day_written(day, language),
                amount_written(cents, currency, language),
                cut(" ".join(label.split())) or "–",
                *([_("line %(line)s") % {"line": line}] if line else ()),
            )
        )
        for line, day, cents, label in order.head(LINES_MAX).iter_rows()
    ]
    more = order.height - len(named)
    return [*named, ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}] if more > 0 else named
