"""What would follow a level that nobody has heard yet: a letter unprinted or a call untried holds the next one up."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ardoise.domain.dunning import NO_RUNGS, Policy
from ardoise.engine.dunning.ladders import names
from ardoise.engine.dunning.proposals import CLAIM, is_listed
from ardoise.engine.places import beside, few, with_blanks


def hold_up(
    cases: pl.DataFrame, lines: pl.DataFrame, history: pl.DataFrame, policies: Sequence[Policy]
) -> pl.DataFrame:
    """The cases with `unheard`, the level that waits for a person and tells of something the case would list under
    another one; null: none. Few wait, and only what they tell of is looked at."""
    if not history["is_unheard"].any():
        return with_blanks(cases, unheard=pl.String)
    waiting = history.filter("is_unheard", ~pl.col("level").is_in(NO_RUNGS))[["entry", "level"]]
    is_claim = pl.col("oldest_due_on").is_not_null()
    said = cases.select("account", "ladder", "place", notice=pl.when(is_claim).then(CLAIM).otherwise("notice"))
    near = lines.pipe(few, pl.col("entry").is_in(waiting["entry"].unique().implode()))
    near = near.filter(is_listed(near, said))
    places = names(policies).select("ladder", "level", told="place")
    told = near.select("code", "entry").hstack(said.select("ladder", "place")[near["code"]]).join(waiting, on="entry")
    told = told.join(places, on=["ladder", "level"], how="left").filter(pl.col("told").ne_missing(pl.col("place")))
    return beside(cases, told.group_by("code").agg(unheard=pl.col("level").min()), "code")
