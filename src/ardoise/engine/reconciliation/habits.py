"""How a customer is known to pay: what agrees with it is likelier, what contradicts it less so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from ardoise.engine.reconciliation.explaining import Explanation

SHOWN_BY = {"whole_balance": "balance", "by_month": "month", "oldest_first": "run"}
"""Habit → the evidence that agrees with it."""

MOST = 0.6  # what a habit never broken adds, as a logarithm of odds
ENOUGH = 3  # times from which a habit is one
ON_ACCOUNT_MAX = 0.9  # how sure one may be that the oldest are meant, where nothing else tells

Habits = Mapping[str, Mapping[str, tuple[int, int]]]
"""Customer → habit → times seen, times otherwise."""


def habits_of(habits: pl.DataFrame) -> Habits:
    """HABITS by customer."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for row in habits.iter_rows(named=True):
        found.setdefault(row["customer"], {})[row["habit"]] = (row["times"] or 0, row["against"] or 0)
    return found


def in_habit(found: Explanation, habits: Mapping[str, tuple[int, int]]) -> Explanation:
    """The explanation as the customer's habits make it likelier."""
    if not habits:
        return found
    if found.evidence == "on_account" and is_one(times := habits.get("oldest_first", (0, 0))):
        return replace(
            found, score=found.score + 2 * MOST, habit="oldest_first", base=min(ON_ACCOUNT_MAX, share(times))
        )
    for habit, evidence in SHOWN_BY.items():
        if found.evidence == evidence and is_one(times := habits.get(habit, (0, 0))):
            return replace(found, score=found.score + MOST * share(times), habit=habit)
    if found.difference == "discount" and is_one(times := habits.get("deducts_discount", (0, 0))):
        return replace(found, score=found.score + MOST * share(times), habit="deducts_discount")
    return found


def is_one(times: tuple[int, int]) -> bool:
    """Seen often enough, and mostly so."""
    return times[0] >= ENOUGH and times[0] > 2 * times[1]


def share(times: tuple[int, int]) -> float:
    """How often it is so; one more time otherwise is granted."""
    return times[0] / (times[0] + times[1] + 1)
