"""What was accepted in this house takes off both of its entries what the ledger's letters leave, never more."""

from __future__ import annotations

from datetime import date

import polars as pl

from ardoise.domain.reconciliation import SETTLEMENTS

APPLIED: dict[str, type] = SETTLEMENTS | {"applied_cents": int}
"""Settlements that stand on a day, and what each took off: less than its amount where the ledger says otherwise."""

AGE = ["due_on", "document_on", "booked_on", "line"]


def settle(opened: pl.DataFrame, settlements: pl.DataFrame | None, as_of: date) -> pl.DataFrame:
    """The open entries after the SETTLEMENTS of the day; an entry wholly settled is left out.

    `opened`: what letters leave, with `open_cents` and `settled_later_on`. What later settlements will make whole
    bears their last day there.
    """
    if settlements is None or settlements.is_empty() or opened.is_empty():
        return opened
    standing = applied(opened, settlements, as_of)
    left = opened.pipe(take_off, standing)
    later = settlements.filter(pl.col("from_on") > as_of, (pl.col("until_on") > pl.col("from_on")).fill_null(True))
    return left.pipe(foresee, later)


def applied(opened: pl.DataFrame, settlements: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """APPLIED: the settlements that stand on the day, in the order in which they take off what is left.

    One whose entries are not both open on the day takes nothing off.
    """
    is_standing = (pl.col("from_on") <= as_of) & (pl.col("until_on") > as_of).fill_null(True)
    standing = settlements.filter(is_standing).select(list(SETTLEMENTS)).with_row_index("place")
    meeting = standing.pipe(meet, opened)
    easy, hard = part(meeting)
    taken = pl.concat([easy.select("place", applied_cents="amount_cents"), take_in_turn(hard, easy)])
    told = standing.join(taken, on="place", how="left", maintain_order="left")
    return told.with_columns(pl.col("applied_cents").fill_null(0)).select(list(APPLIED))


def meet(standing: pl.DataFrame, opened: pl.DataFrame) -> pl.DataFrame:
    """The settlements between an open credit and an open debit of one account, with what is left of each."""
    known = opened.select("entry", "customer", "currency", "open_cents", *AGE)
    credits = known.filter(pl.col("open_cents") < 0).select(
        "customer", "currency", payment="entry", credit=-pl.col("open_cents"), **{f"p_{c}": pl.col(c) for c in AGE}
    )
    debits = known.filter(pl.col("open_cents") > 0).select(
        "customer", "currency", item="entry", debit="open_cents", **{f"i_{c}": pl.col(c) for c in AGE}
    )
    both = standing.join(credits, on="payment").join(debits, on="item", suffix="_i")
    return both.filter(
        pl.col("customer").eq_missing(pl.col("customer_i")), pl.col("currency").eq_missing(pl.col("currency_i"))
    )


def part(meeting: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Those of which both sides have enough for all that claim them, and the others."""
    cents = pl.col("amount_cents")
    is_easy = (cents.sum().over("payment") <= pl.col("credit")) & (cents.sum().over("item") <= pl.col("debit"))
    return meeting.filter(is_easy), meeting.filter(~is_easy)


def take_in_turn(hard: pl.DataFrame, easy: pl.DataFrame) -> pl.DataFrame:
    """What each takes where several claim what is left: the older first, by dates and lines before keys."""
    ages = [f"{side}_{c}" for side in ("i", "p") for c in AGE]
    ordered = hard.sort("from_on", *ages, "amount_cents", "payment", "item", nulls_last=True)
    used: dict[tuple[str, int], int] = {}
    for payment, item, cents in easy.select("payment", "item", "amount_cents").iter_rows():
        for key in (("c", payment), ("d", item)):
            used[key] = used.get(key, 0) + cents
    rows = []
    claims = ordered.select("place", "payment", "item", "amount_cents", "credit", "debit")
    for place, payment, item, cents, credit, debit in claims.iter_rows():
        taken = min(cents, credit - used.get(("c", payment), 0), debit - used.get(("d", item), 0))
        for key in (("c", payment), ("d", item)):
            used[key] = used.get(key, 0) + taken
        rows.append((place, taken))
    return pl.DataFrame(rows, schema={"place": pl.UInt32, "applied_cents": pl.Int64}, orient="row")


def take_off(opened: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """The open entries less what was applied to each."""
    sides = [standing.select("applied_cents", entry=side) for side in ("payment", "item")]
    taken = pl.concat(sides).group_by("entry").agg(taken=pl.col("applied_cents").sum())
    left = opened.join(taken, on="entry", how="left", maintain_order="left")
    cents = pl.col("open_cents")
    reduced = cents - cents.sign() * pl.col("taken").fill_null(0)
    return left.with_columns(open_cents=reduced).filter(cents != 0).drop("taken")


def foresee(opened: pl.DataFrame, later: pl.DataFrame) -> pl.DataFrame:
    """The items that settlements of later days will make whole bear the last of those days, if none stood there."""
    if later.is_empty():
        return opened
    coming = later.group_by("item").agg(coming=pl.col("amount_cents").sum(), on=pl.col("from_on").max())
    told = opened.join(coming, left_on="entry", right_on="item", how="left", maintain_order="left")
    is_whole = (pl.col("coming") >= pl.col("open_cents")) & (pl.col("open_cents") > 0)
    on = pl.coalesce("settled_later_on", pl.when(is_whole).then("on"))
    return told.with_columns(settled_later_on=on).drop("coming", "on")


def follow_carried(settlements: pl.DataFrame, book: pl.DataFrame, carried: pl.DataFrame) -> pl.DataFrame:
    """The settlements of opening lines that `carry_openings` dropped, moved to the entries those repeat.

    That is the oldest entry of the carried book with the same account, document and amount; without one, the oldest
    of the same account and document on the same side.
    """
    if settlements.is_empty():
        return settlements
    for side in ("payment", "item"):
        lost = settlements.join(carried, left_on=side, right_on="entry", how="anti")
        if lost.is_empty():
            continue
        dropped = book.join(lost, left_on="entry", right_on=side, how="semi")
        places = [repeated(dropped, carried, SAME_LINE), repeated(dropped, carried, SAME_DOCUMENT)]
        heirs = pl.concat(places).unique("entry", keep="first", maintain_order=True)
        moved = settlements.join(heirs, left_on=side, right_on="entry", how="left", maintain_order="left")
        settlements = moved.with_columns(pl.coalesce("heir", side).alias(side)).drop("heir")
    return settlements


SAME_DOCUMENT = ["customer", "currency", "document", "side"]
SAME_LINE = [*SAME_DOCUMENT, "amount_cents"]


def repeated(dropped: pl.DataFrame, carried: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """entry and `heir`: the oldest entry of the carried book that a dropped opening line repeats."""
    side = pl.col("amount_cents").sign().alias("side")
    there = carried.filter(pl.col("document").is_not_null(), pl.col("gone_on").is_null()).with_columns(side)
    oldest = there.sort("booked_on", "line", "entry", nulls_last=True).unique(keys, keep="first", maintain_order=True)
    pairs = dropped.with_columns(side).join(oldest.select(*keys, heir="entry"), on=keys, nulls_equal=True)
    return pairs.select("entry", "heir")
