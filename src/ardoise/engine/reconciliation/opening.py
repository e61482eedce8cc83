"""What is open on a day: the lettering of the book, read as it stood then.

A letter groups entries of one customer under one lettering (`letter_scope`).
A group that balances among what was booked by the day is closed; of one that
doesn't, the smaller side is spread over the larger, oldest first. So a payment
of tomorrow never closes an invoice of today, and a customer's open items
always add up to the balance of his account.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from ardoise.domain.ledger import ITEMS, RECEIVABLE_ACCOUNTS
from ardoise.engine.ledger import GROUP, count_as_of, scope_letters
from ardoise.engine.places import with_blanks
from ardoise.engine.reconciliation.settling import settle

CUSTOMERS, DOUBTFUL = RECEIVABLE_ACCOUNTS


def open_items(book: pl.DataFrame, as_of: date, settlements: pl.DataFrame | None = None) -> pl.DataFrame:
    """ITEMS: every entry of the BOOK not fully reconciled on the day, due dates as the file gave them.

    The ledger's letters first, then the SETTLEMENTS accepted in this house take off both of their entries what the
    letters leave. Per customer and currency, Σ open_cents = Σ amount_cents of the entries counted that day.
    """
    opened = lettered(book, as_of).pipe(settle, settlements, as_of)
    return opened.sort("position").with_columns(is_due_derived=pl.lit(False))[list(ITEMS)]


def lettered(book: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """What the ledger's letters leave open on the day: the entries, with `open_cents` and `settled_later_on`."""
    scoped = book.pipe(scope_letters).pipe(see_through_transfers)
    counted = scoped.pipe(count_as_of, as_of)
    is_lettered = pl.col("letter").is_not_null()
    alone = counted.filter(~is_lettered)
    alone = with_blanks(alone.hstack([alone["amount_cents"].alias("open_cents")]), settled_later_on=pl.Date)
    grouped = counted.filter(is_lettered).pipe(spread, GROUP).pipe(look_ahead, scoped, as_of)
    return pl.concat([alone, grouped])


def see_through_transfers(scoped: pl.DataFrame) -> pl.DataFrame:
    """Without the transfers of a claim to the doubtful customers: a credit on 411 and the same debit on 416.

    They are one document of one customer and day, and cancel out. So the invoice stays open as itself, with its
    due date and what was said of it, instead of a debt born that day. Once the debit bears a letter it stands.
    """
    account, cents = pl.col("gl_account"), pl.col("amount_cents")
    is_doubtful = account.str.starts_with(DOUBTFUL) & (cents > 0) & pl.col("letter").is_null()
    doubtful = scoped.filter(is_doubtful & pl.col("document").is_not_null() & pl.col("booked_on").is_not_null())
    if doubtful.is_empty():
        return scoped
    keys = ["customer", "currency", "document", "booked_on", "gone_on", "cents"]
    given_up = scoped.filter(account.str.starts_with(CUSTOMERS) & (cents < 0))
    sides = pl.concat([doubtful, given_up]).select("position", "amount_cents", *keys[:-1], cents=cents.abs())
    pairs = sides.filter(
        (pl.len().over(keys) == 2) & (pl.col("amount_cents").sum().over(keys) == 0), pl.col("cents") > 0
    )
    return scoped.filter(~pl.col("position").is_in(pairs["position"].implode()))


def look_ahead(opened: pl.DataFrame, scoped: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The items with `settled_later_on`: the last day booked after `as_of` in their group, if that makes it whole.

    It says nothing of what is open on the day, but who was told of it would rightly complain.
    """
    if opened.is_empty() or not (scoped["booked_on"] > as_of).any():
        return with_blanks(opened, settled_later_on=pl.Date)
    is_there = (pl.col("gone_on") > as_of).fill_null(True) & pl.col("letter").is_not_null()
    later = scoped.filter(is_there & (pl.col("booked_on") > as_of) & (pl.col("amount_cents") != 0))
    groups = list(GROUP)
    whole = scoped.filter(is_there).join(later.select(groups).unique(), on=groups, how="semi", nulls_equal=True)
    sums = whole.group_by(groups).agg(rest=pl.col("amount_cents").sum(), settled_later_on=pl.col("booked_on").max())
    settled = sums.filter(pl.col("rest") == 0).drop("rest")
    return opened.join(settled, on=groups, how="left", nulls_equal=True, maintain_order="left")


def spread(entries: pl.DataFrame, group: tuple[str, ...], column: str = "amount_cents") -> pl.DataFrame:
    """`open_cents`: the smaller side of each group has paid the larger, oldest first; what is wholly paid is left out.

    Exact and symmetric: credits pay debits, or debits use up credits. Oldest by due date,
    else document date, else booking date; then by booking, line and entry.
    """
    amount, rest = pl.col(column), pl.col("rest")
    sums = entries.group_by(group).agg(rest=amount.sum(), debits=amount.clip(0).sum()).filter(rest != 0)
    if sums.is_empty():
        return with_blanks(entries.clear(), open_cents=pl.Int64)
    other = pl.when(rest > 0).then(pl.col("debits") - rest).otherwise("debits")  # what the smaller side pays
    told = sums.select(*group, "rest", other=other).with_row_index("account")
    weighed = entries.join(told, on=list(group), how="inner", nulls_equal=True, maintain_order="left")
    larger = weighed.filter(amount.sign() == rest.sign())
    kept = [*entries.columns, "open_cents"]
    if not larger["other"].max():  # one side is all there is
        return larger.with_columns(open_cents=amount)[kept]
    paid = larger.filter(pl.col("other") > 0).pipe(oldest_first)
    left = (amount.abs().cum_sum().over("account") - pl.col("other")).clip(0)
    reduced = paid.with_columns(open_cents=pl.min_horizontal(left, amount.abs()) * amount.sign())
    untouched = larger.filter(pl.col("other") == 0).with_columns(open_cents=amount)
    opened = pl.concat([untouched, reduced]).filter(pl.col("open_cents") != 0)
    return opened[kept]


def oldest_first(entries: pl.DataFrame) -> pl.DataFrame:
    """The entries in the order in which they are paid."""
    day = pl.coalesce("due_on", "document_on", "booked_on")
    return entries.sort(day, "booked_on", "line", "entry", nulls_last=True)
