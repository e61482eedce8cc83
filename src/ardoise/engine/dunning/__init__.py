"""The plan: for every customer of the book, one reminder to propose or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from ardoise.domain.dunning import Policy
from ardoise.engine.aging import age
from ardoise.engine.dunning.gathering import enrol, gather_by_customer, recognise
from ardoise.engine.dunning.history import part, recall, recall_formal_notices, recall_notices, recall_rungs
from ardoise.engine.dunning.proposals import propose, skip
from ardoise.engine.dunning.restraints import hold, leave_in_peace, restrain
from ardoise.engine.dunning.sorting import sort_out
from ardoise.engine.dunning.verdicts import decide

__all__ = ["Plan", "plan"]


@dataclass(frozen=True)
class Plan:
    """What a run yields; every customer is in exactly one of proposals and skips."""

    proposals: pl.DataFrame  # PROPOSALS
    items: pl.DataFrame  # PROPOSAL_ITEMS
    skips: pl.DataFrame  # SKIPS


def plan(
    items: pl.DataFrame,
    customers: pl.DataFrame,
    policy: Policy,
    as_of: date,
    blocks: pl.DataFrame,
    history: pl.DataFrame,
) -> Plan:
    """The Plan of the day from ITEMS with their due dates, CUSTOMERS, BLOCKS and HISTORY.

    One message at most per customer and day, one rung at a time; the rules and the order in
    which reasons are looked for stand in docs/explanation/dunning.md.
    """
    roster = enrol(items, customers)
    held = hold(blocks, policy, as_of)
    noticed = recall_notices(history, policy)
    reached = recall_rungs(history, policy)
    lines = items.pipe(recognise, roster).pipe(age, as_of).pipe(restrain, held).pipe(sort_out, policy, noticed)
    lines = lines.pipe(part, reached, policy)
    cases = (
        lines.pipe(gather_by_customer, roster)
        .pipe(leave_in_peace, held, lines)
        .pipe(recall, history, lines, reached, policy)
        .pipe(decide, policy, as_of)
    )
    notices = recall_formal_notices(history, policy)
    proposals, listed = propose(cases, lines, notices, as_of)
    return Plan(proposals, listed, skip(cases, policy, as_of))
