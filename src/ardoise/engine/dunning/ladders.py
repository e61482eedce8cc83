"""The policies as columns: each a ladder with its number, each level a rung of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import polars as pl

from ardoise.domain.dunning import Policy

RUNG = {
    "ladder": pl.Int16,
    "place": pl.Int32,  # in the policy
    "rung": pl.Int32,  # among the levels after due; null before
    "is_top": pl.Boolean,
    "level": pl.String,
    "channel": pl.String,
    "is_formal": pl.Boolean,
    "is_automatic": pl.Boolean,
    "is_from_contact": pl.Boolean,
    "level_days_min": pl.Int64,
    "level_cents_min": pl.Int64,
    "level_cents_max": pl.Int64,
    "level_days_between": pl.Int64,
}


def named(policies: Policy | Mapping[str, Policy]) -> dict[str, Policy]:
    """The policies by name, the first being the default; one alone is that."""
    return {policies.name: policies} if isinstance(policies, Policy) else dict(policies)


def rungs(policies: Sequence[Policy]) -> pl.DataFrame:
    """Every level of every policy in order: the number of its ladder, its place, its rung, key and thresholds."""
    return _rungs(tuple(policies))


@lru_cache(maxsize=64)
def _rungs(policies: tuple[Policy, ...]) -> pl.DataFrame:
    rows = [row for ladder, policy in enumerate(policies) for row in of_policy(ladder, policy)]
    return pl.DataFrame({name: [row[name] for row in rows] for name in RUNG}, schema=RUNG)


def names(policies: Sequence[Policy]) -> pl.DataFrame:
    """The same by every name a level has or had: what was said under an older name was said by that rung."""
    rows = []
    for ladder, policy in enumerate(policies):
        own = of_policy(ladder, policy)
        rows += [own[place] | {"level": name} for name, place in policy.places().items()]
    return pl.DataFrame(rows, schema=RUNG)


def of_policy(ladder: int, policy: Policy) -> list[dict[str, Any]]:
    """The levels of one policy; a policy's own spacing holds where a level has none."""
    after = [level.key for level in policy.levels if not level.is_before_due]
    return [
        {
            "ladder": ladder,
            "place": place,
            "rung": None if level.is_before_due else after.index(level.key),
            "is_top": bool(after) and level.key == after[-1] and not level.is_before_due,
            "level": level.key,
            "channel": level.channel,
            "is_formal": level.is_formal,
            "is_automatic": level.is_automatic,
            "is_from_contact": level.counted_from == "last_contact",
            "level_days_min": level.days_overdue_min,
            "level_cents_min": level.amount_min_cents,
            "level_cents_max": level.amount_max_cents,
            "level_days_between": policy.spacing(level),
        }
        for place, level in enumerate(policy.levels)
    ]


def told(policies: Sequence[Policy], values: Sequence[Any]) -> pl.Expr:
    """Of each row's ladder the value its policy has; one policy: the value itself."""
    if len(policies) == 1:
        return pl.lit(values[0])
    return pl.lit(pl.Series(values)).gather(pl.col("ladder"))
