"""The explanations of a receipt as a page shows them: whose, which items, why, how sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ardoise.actions import ledger
from ardoise.desk.frame.tags import language
from ardoise.domain import reconciliation as words
from ardoise.records.models import Company, Customer, Entry, MatchProposal, Movement

QUOTED = 3  # documents named in a sentence


@dataclass(frozen=True)
class Line:
    """One item of an explanation: what is open of it now, what the receipt would pay."""

    entry: Entry
    due_on: date | None
    open_cents: int
    cents: int

    @property
    def is_part(self) -> bool:
        return abs(self.cents) < abs(self.open_cents)


@dataclass(frozen=True)
class Explanation:
    """One proposal with its items as they stand now."""

    proposal: MatchProposal
    lines: list[Line]
    sentences: list[str]

    @property
    def customers(self) -> list[Customer]:
        """Whose items it pays, or who would keep the money."""
        owing = {line.entry.customer_id: line.entry.customer for line in self.lines}
        return list(owing.values()) or ([self.proposal.customer] if self.proposal.customer else [])

    @property
    def minus_difference_cents(self) -> int:
        """What the items ask and is not received, as it stands in the sum."""
        return -self.proposal.difference_cents

    @property
    def received_cents(self) -> int:
        """What the lines of the sum make."""
        return self.proposal.allocated_cents - self.proposal.difference_cents + self.proposal.unapplied_cents

    @property
    def confidence(self) -> float:
        return self.proposal.confidence_bp / 10_000

    @property
    def is_stale(self) -> bool:
        """One of its items is no longer open for as much."""
        return any(line.cents * line.open_cents <= 0 or abs(line.cents) > abs(line.open_cents) for line in self.lines)


def explained(movement: Movement, as_of: date) -> list[Explanation]:
    """The explanations stored of a movement, the best first; those of which an item was settled since are told so."""
    stored = MatchProposal.objects.filter(movement=movement).select_related("customer", "movement__company")
    return explained_of(list(stored.order_by("rank")), as_of)


def explained_of(proposals: Sequence[MatchProposal], as_of: date) -> list[Explanation]:
    """Explanations with their items as they stand on the day."""
    if not proposals:
        return []
    keys = {row["entry"] for proposal in proposals for row in proposal.allocations}
    company, days = proposals[0].movement.company, [proposal.movement.booked_on for proposal in proposals]
    entries = Entry.objects.filter(company=company, pk__in=keys).select_related("customer").in_bulk()
    opened = open_now(company, entries, max(as_of, *days))
    return [explain(proposal, entries, opened) for proposal in proposals]


def open_now(company: Company, entries: dict[int, Entry], as_of: date) -> dict[int, tuple[date | None, int]]:
    """Entry → due date and what is open of it."""
    if not entries:
        return {}
    whose = sorted({entry.customer_id for entry in entries.values()})
    items = ledger.items(company, as_of, whose).select("entry", "due_on", "open_cents")
    return {entry: (due_on, cents) for entry, due_on, cents in items.iter_rows()}


def explain(
    proposal: MatchProposal, entries: dict[int, Entry], opened: dict[int, tuple[date | None, int]]
) -> Explanation:
    """A proposal with the words of its evidence."""
    lines = [
        Line(entries[row["entry"]], *opened.get(row["entry"], (None, 0)), row["cents"])
        for row in proposal.allocations
        if row["entry"] in entries
    ]
    documents = [line.entry.document or line.entry.label for line in lines]
    quoted = ", ".join(documents[:QUOTED]) + (" …" if len(documents) > QUOTED else "")
    differs = bool(proposal.difference_cents or proposal.unapplied_cents)
    known = [one for one in proposal.evidence if one in words.SENTENCES]
    told = [words.say(one, language(), quoted, len(lines), differs) for one in known]
    return Explanation(proposal, lines, told)
