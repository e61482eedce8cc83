"""Does a run leave the usual corridor, and are the books it is made from fresh?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from ardoise.domain.brake import Corridor, Figures
from ardoise.domain.dunning import FIRST_REASONS

USUAL = Corridor()

Reasons = list[dict[str, Any]]


def figures(proposals: pl.DataFrame, customers: pl.DataFrame, sent_count: int = 0, bounced_count: int = 0) -> Figures:
    """The Figures of a plan's PROPOSALS, and of the messages of the last weeks that left and came back."""
    debited = customers.filter(pl.col("pays_by_debit").fill_null(False)).select("customer").unique()
    return Figures(
        count=proposals.height,
        amount_cents=int(proposals["amount_cents"].sum() or 0),
        debit_count=proposals.join(debited, on="customer", how="semi", nulls_equal=True).height,
        first_count=proposals.filter(pl.col("reason").is_in(FIRST_REASONS)).height,
        mail_count=proposals.filter(channel="email").height,
        sent_count=sent_count,
        bounced_count=bounced_count,
    )


def leaves_corridor(now: Figures, past: Sequence[Figures], corridor: Corridor = USUAL) -> Reasons:
    """Why the run should stop and ask, each with its figures ({"reason", …}); none: it may go.

    `past` are the runs before, the last first; those that proposed nothing tell nothing. `domain.brake.say` says it.
    """
    usual = [run for run in past if run.count][: corridor.runs]
    found = absolute(now, corridor)
    if len(usual) >= max(corridor.runs_min, 1) and now.count >= corridor.count_min:
        found += relative(now, usual, corridor)
    return found


def absolute(now: Figures, corridor: Corridor) -> Reasons:
    """What needs no past to be too much."""
    found: Reasons = []
    if corridor.volume_max is not None and now.count > corridor.volume_max:
        found.append({"reason": "volume_max", "count": now.count, "bound": corridor.volume_max})
    if now.count >= corridor.count_min and now.debit_count * 100 > corridor.debit_pct_max * now.count:
        pct = share(now.debit_count, now.count)
        found.append({"reason": "debit_share", "pct": pct, "count": now.debit_count, "bound": corridor.debit_pct_max})
    if now.sent_count >= corridor.count_min and now.bounced_count * 100 > corridor.bounce_pct_max * now.sent_count:
        told = {"pct": share(now.bounced_count, now.sent_count), "count": now.bounced_count, "usual": now.sent_count}
        found.append({"reason": "bounce_rate", **told, "bound": corridor.bounce_pct_max})
    return found


def relative(now: Figures, usual: Sequence[Figures], corridor: Corridor) -> Reasons:
    """What is too far from the last runs: their mean number, mean amount and share of first reminders."""
    found: Reasons = []
    runs, count = len(usual), sum(run.count for run in usual)
    if now.count * runs * 100 > corridor.volume_pct_max * count:
        bound = corridor.volume_pct_max * count // (100 * runs)
        found.append({"reason": "volume", "count": now.count, "usual": half_up(count, runs), "bound": bound})
    mean = sum(run.amount_cents for run in usual) // count
    told = {"mean_cents": now.mean_cents, "usual_cents": mean}
    if now.mean_cents * 100 > corridor.mean_pct_max * mean:
        found.append({"reason": "mean_high", **told, "bound_cents": corridor.mean_pct_max * mean // 100})
    if now.mean_cents * 100 < corridor.mean_pct_min * mean:
        found.append({"reason": "mean_low", **told, "bound_cents": corridor.mean_pct_min * mean // 100})
    first, before = share(now.first_count, now.count), share(sum(run.first_count for run in usual), count)
    if first > before + corridor.first_points_max:
        bound = before + corridor.first_points_max
        found.append({"reason": "first_share", "pct": first, "usual": before, "bound": bound})
    return found


def freshness(
    as_of: date, ledger_on: date | None, bank_on: date | None, ledger_days_max: int, bank_days_max: int | None
) -> Reasons:
    """Why the books are too old to write from: the days of the last ledger and bank statement; None: never imported.

    Without `bank_days_max` no bank statement is expected.
    """
    found = too_old("ledger", as_of, ledger_on, ledger_days_max)
    return found if bank_days_max is None else found + too_old("bank", as_of, bank_on, bank_days_max)


def too_old(book: str, as_of: date, last_on: date | None, days_max: int) -> Reasons:
    """The reason of one book, or none."""
    if last_on is None:
        return [{"reason": f"{book}_missing"}]
    days = (as_of - last_on).days
    if days <= days_max:
        return []
    return [{"reason": f"{book}_stale", "on": last_on.isoformat(), "days": days, "bound_days": days_max}]


def share(part: int, whole: int) -> int:
    """So many in a hundred, rounded half up; 0 of nothing."""
    return half_up(part * 100, whole) if whole else 0


def half_up(total: int, count: int) -> int:
    """The quotient of whole numbers from 0, rounded half up."""
    return (2 * total + count) // (2 * count)
