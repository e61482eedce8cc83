"""Whether a company can do what a policy says: its ladder, its channels, its templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ardoise.actions.delivery.settling import configured
from ardoise.actions.templates.words import own_words
from ardoise.domain import policies as words
from ardoise.domain.correspondence import packs
from ardoise.domain.correspondence.consumers import MAY_BE_CONSUMERS, is_asking
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
    return [*refused(company, policy), *unconfigured, *_unlawful(company, policy), *climbing.gaps(policy)]


def _unlawful(company: Company, policy: Policy) -> list[Fault]:
    """Levels of which a letter asks a consumer for what nobody may ask of them: kept before it would be refused."""
    read = [place for place, own in own_words(company).items() if place[2] in MAY_BE_CONSUMERS and is_asking(own.words)]
    kept = {(key, channel) for key, _, _, channel in read}
    found = []
    for level in policy.levels:
        key, channels = level.template or level.tone, (level.channel, packs.WRITTEN_AS.get(level.channel, ""), "")
        if any((key, channel) in kept for channel in channels):
            found.append(reach.unlawful(level, key))
    return found


def channels_of(company: Company) -> tuple[str, ...]:
    """The channels by which something may leave the company: e-mail, and what was settled."""
    return configured(company)


def templates_of(company: Company) -> set[str]:
    """The names a level may write with: the pack's letters that are no tone, and the company's own."""
    own = Template.objects.filter(company=company, retired_at=None).values_list("key", flat=True)
    return {*packs.OCCASIONS, *own}
