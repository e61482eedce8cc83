"""Each credit once: what a customer has paid too much is spread over its cases, the oldest claim first."""

from __future__ import annotations

import polars as pl

from ardoise.engine.dunning.gathering import is_of_several
from ardoise.engine.dunning.sums import add_up_by_account
from ardoise.engine.places import few


def spread(lines: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    """The lines with of each free credit, in each case of its customer, the part that covers something there.

    Every case has the customer's credits; the one whose claim (or notice) is the oldest is covered first, the next by
    what that leaves, as a payment is imputed that names no debt (C. civ. art. 1342-10). What covers nothing more in a
    case is no credit there. A customer with one case keeps them whole.
    """
    if not roster["is_extra"].any():
        return lines
    several = roster.select("code", "own").pipe(few, is_of_several(roster))
    theirs = lines.with_row_index("place").pipe(few, pl.col("code").is_in(several["code"].implode()))
    if not theirs["is_credit"].any():
        return lines
    claims = theirs.drop("place").pipe(add_up_by_account).join(several, on="code", maintain_order="left")
    credits = theirs.filter("is_credit").join(covered(claims), on="account", maintain_order="left")
    until = (-pl.col("open_cents")).cum_sum().over("account")
    end, start = pl.min_horizontal(until, "before_until"), pl.max_horizontal(until + pl.col("open_cents"), "before")
    cut = credits.select("place", open_cents=-(end - start).clip(0))
    return lines.with_columns(
        open_cents=lines["open_cents"].scatter(cut["place"], cut["open_cents"]),
        is_credit=lines["is_credit"].clone().scatter(cut["place"], cut["open_cents"] < 0),
    )


def covered(claims: pl.DataFrame) -> pl.DataFrame:
    """Per account, from which to which cent of its customer's credits it is covered by: `before`, `before_until`."""
    is_claim = pl.col("oldest_due_on").is_not_null()
    claimed = claims.select(
        "account",
        "code",
        "own",
        "currency",
        oldest=pl.coalesce("oldest_due_on", "notice_due_on"),
        cents=pl.when(is_claim).then("claim_cents").otherwise(pl.col("notice_cents").fill_null(0)),
    ).sort("oldest", "code", nulls_last=True)
    until = pl.col("cents").cum_sum().over("own", "currency")
    return claimed.select("account", before=until - pl.col("cents"), before_until=until)
