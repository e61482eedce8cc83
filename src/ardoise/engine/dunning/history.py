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


def recall_formal_notices(history: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The items already claimed by formal notice: entry and `formal_notice_on`, the first day; a tone makes it one."""
    formal = [level.key for level in policy.levels if level.tone == "formal"]
    return history.filter(pl.col("level").is_in(formal)).group_by("entry").agg(formal_notice_on=pl.col("sent_on").min())


def recall_rungs(history: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The rung each item has reached itself: entry and `reached`; only levels after due that the policy knows."""
    after = rungs(policy).drop_nulls("rung").select("level", "rung")
    return history.join(after, on="level").group_by("entry").agg(reached=pl.col("rung").max())


def part(lines: pl.DataFrame, reached: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The lines with `is_fresh`; a customer's claim is his fresh items while he has any.

    An item that has been through the last rung is a person's work: it is claimed (and the ladder exhausted)
    only where nothing else is. So a new invoice after a formal notice opens a ladder of its own.
    """
    top = rungs(policy)["rung"].max()
    through = reached.filter(pl.col("reached") == top)["entry"]
    if through.is_empty():
        return lines.with_columns(is_fresh=pl.col("is_claimed"))
    is_through = pl.col("entry").is_in(through.implode()).fill_null(False)
    lines = lines.with_columns(is_fresh=pl.col("is_claimed") & ~is_through)
    has_fresh = pl.col("code").is_in(lines.filter("is_fresh")["code"].unique().implode())
    return lines.with_columns(is_claimed=pl.col("is_claimed") & (pl.col("is_fresh") | ~has_fresh))


def recall(
    cases: pl.DataFrame, history: pl.DataFrame, lines: pl.DataFrame, reached: pl.DataFrame, policy: Policy
) -> pl.DataFrame:
    """The cases with what was last said, the next level, and the cycle in which it would be said.

    The rung reached is the highest one served among debits that are open, free, and not through the last rung;
    a level the policy no longer knows counts for spacing only. A cycle lives while one of these is open; a level
    already said in it, or a higher one, opens the next, so that each is climbed in order and nothing said twice.
    """
    told = history.join(cases.select("customer", "code"), on="customer", nulls_equal=True)
    told = told.join(rungs(policy).select("level", "rung", "place"), on="level", how="left", maintain_order="left")
    through = reached.filter(pl.col("reached") == rungs(policy)["rung"].max())["entry"]
    is_counted = (pl.col("open_cents") > 0) & pl.col("restraint").is_null() & ~pl.col("entry").is_in(through.implode())
    counted = lines.filter(is_counted & pl.col("entry").is_in(history["entry"].implode()))
    told = told.with_columns(is_counted=pl.col("entry").is_in(counted["entry"].implode()).fill_null(False))
    last = told.group_by("code").agg(pl.col("sent_on").max(), last_cycle=pl.col("cycle").max())
    joined = cases.join(last.rename({"sent_on": "last_sent_on"}), on="code", how="left", maintain_order="left")
    served = (
        told.filter("is_counted").group_by("code").agg(served=pl.col("rung").max(), live_cycle=pl.col("cycle").max())
    )
    joined = joined.join(served, on="code", how="left", maintain_order="left").pipe(name_last, told)
    return joined.pipe(choose_level, policy).pipe(count_cycle, told)


def name_last(cases: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The cases with `last_level`, what the last message said; the highest of those of its day."""
    latest = told.join(cases.select("code", sent_on="last_sent_on"), on=["code", "sent_on"])
    highest = latest.sort(pl.col("place").fill_null(-1), "level").group_by("code", maintain_order=True)
    named = highest.agg(last_level=pl.col("level").last())
    return cases.join(named, on="code", how="left", maintain_order="left")


def choose_level(cases: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The cases with the level that would be said: the next rung of a claim, else the level of the notice."""
    levels = rungs(policy)
    place_of_rung = dict(levels.drop_nulls("rung").select("rung", "place").iter_rows())
    next_rung = (pl.col("served") + 1).fill_null(0)
    rung = next_rung.replace_strict(place_of_rung, default=None, return_dtype=pl.Int32)
    is_exhausted = (pl.col("claim_count") > 0) & (pl.col("fresh_count") == 0)
    place = pl.when(is_exhausted).then(None).when(pl.col("claim_count") > 0).then(rung).otherwise("notice")
    return cases.with_columns(place=place).join(levels.drop("rung"), on="place", how="left", maintain_order="left")


def count_cycle(cases: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The cases with `cycle`: the last one while it lives and has heard only lower levels, else the next; first: 1."""
    is_last = pl.col("cycle") == pl.col("cycle").max().over("code")
    said = told.filter(is_last).group_by("code").agg(said_place=pl.col("place").max())
    joined = cases.join(said, on="code", how="left", maintain_order="left")
    is_live = (pl.col("live_cycle") == pl.col("last_cycle")).fill_null(False)
    last = pl.col("last_cycle").fill_null(0)
    goes_on = is_live & (pl.col("place") > pl.col("said_place")).fill_null(True)
    return joined.with_columns(cycle=pl.when(goes_on).then(last).otherwise(last + 1)).drop("said_place")
