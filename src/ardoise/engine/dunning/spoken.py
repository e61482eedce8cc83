"""What a person said: a level that counts from the last contact counts from a call that reached them, too."""

from __future__ import annotations

import polars as pl

from ardoise.engine.places import Seating, with_blanks


def count_in(cases: pl.DataFrame, spoken: pl.DataFrame | None, known: Seating) -> pl.DataFrame:
    """The cases with `contact_on`, the last contact there was: the last message, or the day in LAST_SPOKEN; and
    `spoken_on`, that day where it is the later one. It holds for each case of a customer."""
    if spoken is None or spoken.is_empty():
        return with_blanks(cases.hstack([cases["last_sent_on"].alias("contact_on")]), spoken_on=pl.Date)
    last = spoken.select(own=known.places(spoken["customer"]), spoken_on="on").drop_nulls("own")
    joined = cases.join(last.group_by("own").agg(pl.col("spoken_on").max()), "own", "left", maintain_order="left")
    is_later = (pl.col("spoken_on") > pl.col("last_sent_on")).fill_null(True)
    return joined.with_columns(
        contact_on=pl.max_horizontal("last_sent_on", "spoken_on"), spoken_on=pl.when(is_later).then("spoken_on")
    )
