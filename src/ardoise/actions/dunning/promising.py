"""What became of promises and instalments, each judged with the grace of its customer's own policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from ardoise.actions import ledger
from ardoise.actions.policies.assignment import Assigned, assigned
from ardoise.actions.policies.placing import asks_paying, paying, place
from ardoise.domain.dunning import BLOCKS
from ardoise.domain.promises import PROMISE_OUTCOMES
from ardoise.engine.instalments import claimed_again, judge_plans, leave_planned
from ardoise.engine.promises import judge_all
from ardoise.records import book, settled
from ardoise.records import promises as said
from ardoise.records.models import Company


@dataclass(frozen=True)
class Promising:
    """Promises with the books of those who made them: read once, judged under as many policies as one likes."""

    promises: pl.DataFrame  # PROMISES
    book: pl.DataFrame  # BOOK
    settlements: pl.DataFrame

    def standing_on(self, on: date) -> Promising:
        """The same, as before somebody ended some of them that day: what came in that day still counts."""
        ended_on = pl.when(pl.col("ended_on") != on).then(pl.col("ended_on"))
        return replace(self, promises=self.promises.with_columns(ended_on=ended_on))

    def judged(self, customers: pl.DataFrame, under: Assigned, as_of: date) -> pl.DataFrame:
        """PROMISE_OUTCOMES, the CUSTOMERS being placed under their policies."""
        grace = {name: policy.promise_grace_days for name, policy in under.policies.items()}
        days = pl.col("policy").replace_strict(grace, default=grace[under.default], return_dtype=pl.Int64)
        own = customers.select("customer", grace_days=days)
        promises = self.promises.join(own, on="customer", how="left", maintain_order="left")
        return judge_all(self.book, promises, as_of, grace[under.default], self.settlements)

    def given_up(self, customers: pl.DataFrame, under: Assigned, reminders: pl.DataFrame) -> pl.DataFrame:
        """GIVEN_UP of these plans that reminders claimed again (PLAN_REMINDERS)."""
        claimed = self.promises.join(reminders, on="plan", how="semi")
        theirs = replace(self, promises=self.promises.join(claimed, on="customer", how="semi"))
        own = reminders.join(claimed, on="plan", how="semi")
        return claimed_again(own, lambda on: theirs.judged(customers, under, on))


def pressing(
    company: Company, items: pl.DataFrame, whose: book.Whose, entries: pl.DataFrame | None = None
) -> Promising | None:
    """The promises of those who have something open that was due when their word was, or a plan; None where none has.

    No other can press a claim. All of such a customer's are read, since what kept an earlier one keeps no later.
    `entries`: the BOOK of `whose`, where it has been read.
    """
    promises = said.promises(company.pk, whose)
    promises = promises.filter(pl.col("ended_on").is_null()) if promises.height else promises
    if promises.is_empty():
        return None
    oldest = items.filter(pl.col("open_cents") > 0).group_by("customer").agg(oldest_due_on=pl.col("due_on").min())
    is_meant = (pl.col("promised_on") >= pl.col("oldest_due_on")) | pl.col("plan").is_not_null()
    owing = promises.join(oldest, on="customer").filter(is_meant)
    return of(company, promises.join(owing, on="customer", how="semi"), whose, entries)


def of(
    company: Company, promises: pl.DataFrame, whose: book.Whose, entries: pl.DataFrame | None = None
) -> Promising | None:
    """The same of these promises."""
    if promises.is_empty():
        return None
    if entries is not None:
        return Promising(promises, entries, settled.settlements(company.pk, whose))
    made_one = book.names(company.pk, whose).join(promises, on="customer", how="semi")["customer_id"].to_list()
    return Promising(promises, book.book(company.pk, made_one), settled.settlements(company.pk, made_one))


def promises_judged(
    company: Company, as_of: date, whose: Sequence[int], told: ledger.Told | None = None
) -> dict[int, dict[str, object]]:
    """What became of each promise of these customers that stands (a row of PROMISE_OUTCOMES), by its key.

    `told`: their ledger, where it has been read.
    """
    found, customers, under = _placed(company, as_of, list(whose), told)
    return {row["promise"]: row for row in found.judged(customers, under, as_of).to_dicts()} if found else {}


def plans_judged(
    company: Company, as_of: date, whose: Sequence[int], outcomes: Iterable[Mapping[str, Any]]
) -> dict[int, dict[str, Any]]:
    """What became of each plan of these customers (a row of PLAN_OUTCOMES), by its key, from what became of its
    instalments (`promises_judged`)."""
    given_up, reminders = None, said.plan_reminders(company.pk, list(whose)).filter(pl.col("on") <= as_of)
    if reminders.height:
        found, customers, under = _placed(company, as_of, list(whose))
        given_up = found.given_up(customers, under, reminders) if found else None
    told = judge_plans(pl.DataFrame(list(outcomes), schema=PROMISE_OUTCOMES, orient="row"), as_of, given_up)
    return {row["plan"]: row for row in told.to_dicts()}


def planned_blocks(company: Company, as_of: date, whose: book.Whose = None) -> pl.DataFrame:
    """The BLOCKS of the plans that are not broken, of some customers or of all."""
    planned = said.planned_items(company.pk, whose)
    if planned.is_empty():
        return pl.DataFrame(schema=BLOCKS)
    ids = book.names(company.pk, whose).join(planned, on="customer", how="semi")["customer_id"].to_list()
    found, customers, under = _placed(company, as_of, ids)
    judged = found.judged(customers, under, as_of) if found else pl.DataFrame(schema=PROMISE_OUTCOMES)
    reminders = said.plan_reminders(company.pk, whose).filter(pl.col("on") <= as_of)
    given_up = found.given_up(customers, under, reminders) if found else None
    return leave_planned(planned, judged, ledger.read(company, ids).items(as_of), as_of, given_up)


def promises_told(
    company: Company, as_of: date, whose: Sequence[int], told: ledger.Told | None = None
) -> dict[int, str]:
    """The outcome of each promise, by its key; of one that ended, what it had come to on the day it ended.

    `told`: their ledger, where it has been read.
    """
    found, customers, under = _placed(company, as_of, list(whose), told)
    if found is None:
        return {}
    ended = found.promises.filter(pl.col("ended_on") <= as_of).select("promise", "ended_on").unique()
    came_to = {row["promise"]: row["outcome"] for row in found.judged(customers, under, as_of).to_dicts()}
    for (on,), those in ended.partition_by("ended_on", as_dict=True).items():
        then = found.standing_on(on).judged(customers, under, on).join(those, on="promise", how="semi")
        came_to |= {row["promise"]: row["outcome"] for row in then.to_dicts() if row["outcome"] != "waiting"}
    return came_to


def _placed(
    company: Company, as_of: date, ids: list[int], told: ledger.Told | None = None
) -> tuple[Promising | None, pl.DataFrame, Assigned]:
    """The promises of these customers, and the customers under their policies."""
    entries = told.entries if told else None
    found, under = of(company, said.promises(company.pk, ids), ids, entries), assigned(company)
    if found is None:
        return None, pl.DataFrame(), under
    customers = told.customers if told else book.customers(company.pk, ids)
    if under.rules or under.overrides.height:
        told = told or ledger.read(company, ids)
        pays = paying(told, as_of) if asks_paying(under) else None
        return found, place(company, as_of, under, customers, told.items(as_of), pays)[0], under
    return found, customers.with_columns(policy=pl.lit(under.default)), under
