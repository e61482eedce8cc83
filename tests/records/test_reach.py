"""By which channels a customer can be reached, as columns tell it: the same as one by one."""

from __future__ import annotations

from itertools import product

import polars as pl

from ardoise.records.reach import WAYS, reach


def test_whoever_has_what_a_channel_needs_is_reached_by_it_and_by_no_other():
    known = sorted({*WAYS.values()})
    everyone = [dict(zip(known, has, strict=True)) for has in product([True, False, None], repeat=len(known))]
    told = pl.DataFrame(everyone, schema=dict.fromkeys(known, pl.Boolean)).select(reach()).to_series()
    assert told.to_list() == [[channel for channel, has in WAYS.items() if one[has]] for one in everyone]
