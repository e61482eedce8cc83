"""The plan: for every customer of the book, one reminder to propose or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from ardoise.domain.dunning import Policy
from ardoise.domain.pressure import Limits
from ardoise.engine import pressure
from ardoise.engine.dunning.choosing import part_ways, speak_once, told_whole
from ardoise.engine.dunning.credits import spread
from ardoise.engine.dunning.gathering import enrol, gather
from ardoise.engine.dunning.history import formal_notices, hear, leave_out_noticed, part, recall
from ardoise.engine.dunning.ladders import named
from ardoise.engine.dunning.priorities import rank
from ardoise.engine.dunning.proposals import propose, skip, wait
from ardoise.engine.dunning.restraints import hold, leave_in_peace, restrain
from ardoise.engine.dunning.sorting import sort_out
from ardoise.engine.dunning.spoken import count_in
from ardoise.engine.dunning.unheard import hold_up
from ardoise.engine.dunning.verdicts import CHASED, decide

__all__ = ["Plan", "plan"]


@dataclass(frozen=True)
class Plan:
    """What a run yields; every customer is in exactly one of proposals and skips."""

    proposals: pl.DataFrame  # PROPOSALS
    items: pl.DataFrame  # PROPOSAL_ITEMS
    skips: pl.DataFrame  # SKIPS
    waiting: pl.DataFrame  # SKIPS: of customers proposed, what another policy would have said today


def plan(
    items: pl.DataFrame,
    customers: pl.DataFrame,
    policies: Policy | Mapping[str, Policy],
    as_of: date,
    blocks: pl.DataFrame,
    history: pl.DataFrame,
    contacts: pl.DataFrame | None = None,
    limits: Limits | None = None,
    promises: pl.DataFrame | None = None,
    spoken: pl.DataFrame | None = None,
) -> Plan:
    """The Plan of the day from ITEMS with their due dates, CUSTOMERS, BLOCKS and HISTORY.

    One message at most per customer and day, one rung at a time; the rules and the order in which reasons are
    looked for stand in docs/explanation/dunning.md. Each customer climbs the ladder its `policy` names, by default
    the first; an item whose column `policy` names another climbs that one. CONTACTS_MADE within the `limits` put
    off; a promise broken (PROMISE_OUTCOMES) presses; a level that counts from the last contact counts from what a
    person said (LAST_SPOKEN), too.
    """
    by_name = named(policies)
    ladders = list(by_name.values())
    roster, lines, known = enrol(items, customers, by_name)
    held = hold(blocks, known, roster, ladders, as_of)
    lines = lines.pipe(restrain, held).pipe(sort_out, roster, ladders, as_of)
    heard = hear(history, known, lines, roster, ladders)
    lines, exhausted = lines.pipe(leave_out_noticed, heard).pipe(part, heard)
    whole, lines = lines, lines.pipe(spread, roster)
    cases = (
        lines.pipe(gather, roster)
        .pipe(leave_in_peace, held, lines)
        .pipe(recall, heard, exhausted, ladders)
        .pipe(count_in, spoken, known)
        .pipe(hold_up, lines, history, ladders)
        .pipe(pressure.weigh, contacts, limits, as_of)
        .pipe(decide, ladders, as_of)
        .pipe(rank, promises, known)
        .pipe(speak_once)
        .pipe(pressure.share, limits if contacts is not None else None, as_of, CHASED)
        .pipe(told_whole, whole)
        .pipe(part_ways)
    )
    proposals, listed = propose(cases, lines, items, formal_notices(heard), as_of)
    return Plan(proposals, listed, skip(cases, ladders, as_of), wait(cases, ladders, as_of))
