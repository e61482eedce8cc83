"""What the ledger tells by itself of what this house posted first: pairs of entries, so that nothing counts twice.

Worked out from the facts alone, so that it doesn't depend on which file came first.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

TAKEN: dict[str, type] = {
    "entry": int,  # ours
    "ledger": int,  # the ledger's own; None: it lists what was paid no more
    "from_on": pl.Date,  # from this day ours counts no more
}
"""Which of our entries the ledger took over."""

MEANT = {
    "payment": ("payment", "other", "opening"),
    "returned_payment": ("returned_payment", "other", "opening"),
    "other": ("other", "credit_note", "payment", "opening"),
}
"""Our kind → as what the ledger may have booked it."""

REVERSED, REVERSAL = "A", "ANNULATION "
"""How what is to be counterbooked is numbered and called: see actions/reconciliation/exporting.py."""
ACCOUNT = ["customer", "currency", "amount_cents"]


def take_over(carried: pl.DataFrame, ours: pl.DataFrame, settlements: pl.DataFrame, near_days: int) -> pl.DataFrame:
    """TAKEN, of a carried BOOK in which `ours` (entry) are this house's own and stand.

    The ledger's entry is of the same account, currency and amount, at most `near_days` off, one for one, the nearest
    first. Without one, a payment all of which settled items that the ledger lists no more is taken over from that day.
    """
    placed = carried.with_columns(
        on=pl.when(pl.col("kind") == "opening").then(pl.coalesce("document_on", "booked_on")).otherwise("booked_on")
    )
    mine = placed.join(ours.select("entry"), on="entry", how="semi")
    theirs = placed.join(ours, on="entry", how="anti").filter(pl.col("gone_on").is_null())
    pairs = nearest(mine, theirs, near_days)
    left = mine.join(pairs, on="entry", how="anti")
    return pl.concat([pairs, absent(left, carried, ours, settlements)]).sort("entry")


def counterbooked(theirs: pl.DataFrame) -> pl.Series:
    """The entries of a ledger that it took back itself with what we gave it to book after an undo: of the same account
    and the opposite amount, numbered like it with an A behind, or called ANNULATION of its label; the numbered first,
    then the latest before it, one for one."""
    told = theirs.filter(pl.col("gone_on").is_null()).select(
        "entry", *ACCOUNT, on="booked_on", number=text("number"), label=text("label")
    )
    turning = pl.col("number").str.ends_with(REVERSED) | pl.col("label").str.starts_with(REVERSAL)
    back = told.filter(turning).with_columns(-pl.col("amount_cents"))
    is_called = (pl.col("label") != "") & (pl.col("label_b") == REVERSAL + pl.col("label"))
    pairs = (
        told.join(back, on=ACCOUNT, suffix="_b", nulls_equal=True)
        .with_columns(
            is_other=(pl.col("number") == "") | (pl.col("number_b") != pl.col("number") + REVERSED),
            gap=(pl.col("on_b") - pl.col("on")).dt.total_days(),
        )
        .filter(~pl.col("is_other") | (is_called & (pl.col("gap") >= 0)))
        .sort("is_other", "gap", "on", "entry", "entry_b", nulls_last=True)
    )
    kept = each_once(pairs.select("entry", "entry_b", "on").iter_rows())
    return pl.Series("entry", [entry for entry, _back, _on in kept], dtype=pl.Int64)


def each_once(pairs: Iterable[tuple[int, int, date]]) -> list[tuple[int, int, date]]:
    """The first of these pairs, none of whose entries stands on its side in one before."""
    seen: set[tuple[str, int]] = set()
    kept = []
    for one, other, on in pairs:
        if ("one", one) not in seen and ("other", other) not in seen:
            seen |= {("one", one), ("other", other)}
            kept.append((one, other, on))
    return kept


def text(name: str) -> pl.Expr:
    """A text in capitals, its blanks alike."""
    return pl.col(name).fill_null("").str.to_uppercase().str.replace_all(r"\s+", " ").str.strip_chars()


def nearest(mine: pl.DataFrame, theirs: pl.DataFrame, near_days: int) -> pl.DataFrame:
    """TAKEN by an entry of the ledger: of all pairs that may be meant the nearest first, each entry once."""
    meant = pl.DataFrame(
        [(ours, kind) for ours, kinds in MEANT.items() for kind in kinds], schema=["kind", "kind_b"], orient="row"
    )
    pairs = (
        mine.join(theirs, on=ACCOUNT, suffix="_b", nulls_equal=True)
        .join(meant, on=["kind", "kind_b"], how="semi")
        .with_columns(gap=(pl.col("on") - pl.col("on_b")).dt.total_days().abs())
        .filter(pl.col("gap") <= near_days)
        .sort("gap", "on", "document", "line", "on_b", "document_b", "line_b", "entry", "entry_b", nulls_last=True)
    )
    days = pl.max_horizontal("booked_on", "booked_on_b")
    kept = each_once(pairs.select("entry", "entry_b", days.alias("from_on")).iter_rows())
    return pl.DataFrame(kept, schema=TAKEN, orient="row")


def absent(mine: pl.DataFrame, carried: pl.DataFrame, ours: pl.DataFrame, settlements: pl.DataFrame) -> pl.DataFrame:
    """TAKEN by what is listed no more: our credits that settled, to the cent, items that have gone since."""
    credits = mine.filter(pl.col("amount_cents") < 0).select("entry", "booked_on", "amount_cents")
    gone = carried.join(ours, on="entry", how="anti").filter(pl.col("gone_on") > pl.col("booked_on"))
    paid = settlements.filter(pl.col("until_on").is_null()).join(
        gone.select(item="entry", gone_on="gone_on"), on="item", how="inner"
    )
    sums = paid.group_by("payment").agg(cents=pl.col("amount_cents").sum(), gone_on=pl.col("gone_on").max())
    whole = credits.join(sums, left_on="entry", right_on="payment").filter(pl.col("cents") == -pl.col("amount_cents"))
    return whole.select("entry", ledger=pl.lit(None, dtype=pl.Int64), from_on=pl.max_horizontal("gone_on", "booked_on"))
