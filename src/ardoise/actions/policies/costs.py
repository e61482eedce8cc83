"""What the messages of a plan would cost: each by its channel, a text message by the parts its very words take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from ardoise import channels
from ardoise.actions.correspondence.drafting import words_of
from ardoise.actions.delivery.settling import setting_of
from ardoise.channels.settings import Setting
from ardoise.domain.dunning import Policy
from ardoise.engine.dunning import Plan
from ardoise.records.models import Company, Customer, Entry, Proposal, ProposalItem, Run

WRITTEN_MAX = 1000  # text messages of a line that are written out; where there are more, the rest in proportion
OF_A_LINE = ("policy", "level", "channel", "currency", "is_automatic")


def cost_of(company: Company, plan: Plan, line: dict[str, Any], as_of: date, policy: Policy | None) -> int:
    """What the messages of a line cost, in millionths of the currency; nothing where the channel is settled nowhere."""
    channel, count = str(line["channel"]), int(line["count"])
    setting = setting_of(company, channel) if channel in channels.SETTLED else None
    if setting is None:
        return 0
    if channel != "sms":
        return count * channels.folder(channel).cost_of(setting, "")
    of_line = pl.all_horizontal(pl.col(name) == line[name] for name in OF_A_LINE)
    proposals = plan.proposals.filter(of_line).head(WRITTEN_MAX)
    items = plan.items.join(proposals.select("customer"), on="customer", how="semi")
    written = _written(company, proposals, items, as_of, policy)
    return -(-_parts(setting, written) * count // len(written))


def _parts(setting: Setting, bodies: Sequence[str]) -> int:
    """What these text messages cost together."""
    return sum(channels.folder("sms").cost_of(setting, body) for body in bodies)


def _written(
    company: Company, proposals: pl.DataFrame, items: pl.DataFrame, as_of: date, policy: Policy | None
) -> list[str]:
    """Their words, of proposals that are stored nowhere."""
    codes = proposals["customer"].to_list()
    whose = Customer.objects.filter(company=company, code__in=codes).select_related("company")
    customers = {customer.code: customer for customer in whose}
    run = Run(company=company, policy=policy.name if policy else "", as_of=as_of)
    told = proposals.select("level", "channel", "cycle", "amount_cents", "currency", "policy").to_dicts()
    made = {
        code: Proposal(pk=number, run=run, company=company, customer=customers[code], **row)
        for number, (code, row) in enumerate(zip(codes, told, strict=True), 1)
    }
    return [letter.body for letter in words_of(list(made.values()), _listed(made, items), policy)]


def _listed(made: dict[str, Proposal], items: pl.DataFrame) -> dict[int, list[ProposalItem]]:
    """By the key of each proposal, what it lists."""
    entries = Entry.objects.in_bulk(items["entry"].to_list())
    found: dict[int, list[ProposalItem]] = {proposal.pk: [] for proposal in made.values()}
    figures = items.with_columns(pl.col("interest_cents").fill_null(0)).sort("is_apart", "due_on", "entry")
    names = ("due_on", "open_cents", "days_overdue", "interest_cents", "is_apart", "planned_cents")
    for row in figures.select("customer", "entry", *names).iter_rows(named=True):
        proposal, entry = made[row.pop("customer")], entries[row.pop("entry")]
        found[proposal.pk].append(ProposalItem(proposal=proposal, entry=entry, **row))
    return found
