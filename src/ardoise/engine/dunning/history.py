"""What was already said to a customer, and which rung of the ladder comes next."""

from __future__ import annotations

import polars as pl

from ardoise.domain.dunning import Policy


def rungs(policy: Policy) -> pl.DataFrame:
    """The levels in order: `place` in the policy, `rung` among those after due (null before), key and thresholds."""
    after = [level.key for level in policy.levels if not level.is_before_due]
    rows = [
        {
            "place": place,
            "rung": None if level.is_before_due else after.index(level.key),
            "level": level.key,
            "channel": level.channel,
            "level_days_min": level.days_overdue_min,
            "level_cents_min": level.amount_min_cents,
        }
        for place, level in enumerate(policy.levels)
    ]
    schema = {"place": pl.Int32, "rung": pl.Int32, "level": pl.String, "channel": pl.String}
    return pl.DataFrame(rows, schema=schema | {"level_days_min": pl.Int64, "level_cents_min": pl.Int64})


def recall_notices(history: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The items already announced: entry and `notice`, the place of the level before due."""
    before = rungs(policy).filter(pl.col("rung").is_null()).select("level", notice="place")
    return history.join(before, on="level").select("entry", "notice").unique()


def recall(cases: pl.DataFrame, history: pl.DataFrame, lines: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The cases with what was last said, the next level, and the cycle in which it would be said.

    The rung reached is the highest one served among debits still open, restrained or not; a level
    the policy no longer knows counts for spacing only. A cycle lives while one of its items is open;
    a level already said in it opens the next one, so that none is ever said twice in a cycle.
    """
    told = history.join(rungs(policy).select("level", "rung"), on="level", how="left")
    debits = lines.filter((pl.col("open_cents") > 0) & pl.col("entry").is_in(history["entry"].implode()))
    told = told.with_columns(is_open=pl.col("entry").is_in(debits["entry"].implode()).fill_null(False))
    latest = (
        told.sort("sent_on", pl.col("rung").fill_null(-1), "level")
        .group_by("customer")
        .agg(
            last_sent_on=pl.col("sent_on").last(),
            last_level=pl.col("level").last(),
            last_cycle=pl.col("cycle").max(),
            served=pl.col("rung").filter("is_open").max(),
            is_live=(pl.col("is_open") & (pl.col("cycle") == pl.col("cycle").max())).any(),
        )
    )
    joined = cases.join(latest, on="customer", how="left", maintain_order="left")
    return joined.pipe(choose_level, policy).pipe(count_cycle, told)


def choose_level(cases: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The cases with the level that would be said: the next rung of a claim, else the level of the notice."""
    levels = rungs(policy)
    place_of_rung = dict(levels.drop_nulls("rung").select("rung", "place").iter_rows())
    next_rung = (pl.col("served") + 1).fill_null(0)
    rung = next_rung.replace_strict(place_of_rung, default=None, return_dtype=pl.Int32)
    place = pl.when(pl.col("claim_count") > 0).then(rung).otherwise("notice")
    return cases.with_columns(place=place).join(levels.drop("rung"), on="place", how="left", maintain_order="left")


def count_cycle(cases: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The cases with `cycle`: the last one while it lives and hasn't heard this level, else the next; first: 1."""
    said = told.select("customer", "level", last_cycle="cycle").unique().with_columns(is_said=pl.lit(True))
    joined = cases.join(said, on=["customer", "level", "last_cycle"], how="left", maintain_order="left")
    goes_on = pl.col("is_live").fill_null(False) & pl.col("is_said").is_null()
    last = pl.col("last_cycle").fill_null(0)
    return joined.with_columns(cycle=pl.when(goes_on).then(last).otherwise(last + 1)).drop("is_said")
