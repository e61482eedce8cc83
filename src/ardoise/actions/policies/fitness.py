"""Whether a company can do what a policy says: its ladder, its channels, its templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ardoise.actions.delivery.settling import configured
from ardoise.domain import policies as words
from ardoise.domain.correspondence import packs
from ardoise.domain.dunning import Policy
from ardoise.domain.policies import climbing, reach
from ardoise.domain.policies.faults import Fault
from ardoise.records.models import Company, Template


def check(company: Company, content: Mapping[str, Any]) -> dict[str, Any]:
    """The content as it is kept; domain's PolicyError with what is wrong, one thing each."""
    policy = words.taken(dict(content), templates_of(company), channels_of(company))
    if faults := refused(company, policy):
        raise words.PolicyError(faults)
    return words.described(policy)


def refused(company: Company, policy: Policy) -> list[Fault]:
    """Why a policy that can be read is not kept; of one that was kept before, what of it never leaves or is not so."""
    from ardoise.actions.policies.limits import limits_of  # which asks for the policies that hold, each found fit

    limits = limits_of(company)
    hushed = reach.hushed(policy, limits.quiet_from, limits.quiet_until)
    return [*words.refused(policy), *reach.untrue(policy), *hushed]


def shortcomings(company: Company, policy: Policy) -> list[Fault]:
    """What a policy seems to say and doesn't do here: what would be refused today, and what is only told."""
    unconfigured = reach.unconfigured(policy, templates_of(company), channels_of(company))
    return [*refused(company, policy), *unconfigured, *climbing.gaps(policy)]


def channels_of(company: Company) -> tuple[str, ...]:
    """The channels by which something may leave the company: e-mail, and what was settled."""
    return configured(company)


def templates_of(company: Company) -> set[str]:
    """The names a level may write with: the pack's letters that are no tone, and the company's own."""
    own = Template.objects.filter(company=company, retired_at=None).values_list("key", flat=True)
    return {*packs.OCCASIONS, *own}
