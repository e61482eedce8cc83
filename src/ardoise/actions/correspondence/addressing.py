"""To whom each message goes: by its channel, to the contact whom its level names first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from ardoise.actions.delivery.recipients import recipients_of
from ardoise.actions.policies.assignment import policies_of
from ardoise.records.models import Company, Message, Proposal


class Asked(NamedTuple):
    """A message or a proposal to be addressed."""

    key: int
    customer_id: int
    channel: str
    policy: str
    level: str


def addresses(company: Company, asked: Collection[Asked]) -> dict[int, str]:
    """The address by key; "" where nobody can be reached by that channel. As many questions as channels and roles."""
    roles = roles_of(company)
    groups: dict[tuple[str, str], list[Asked]] = {}
    for one in asked:
        groups.setdefault((one.channel, roles.get((one.policy, one.level), "")), []).append(one)
    found: dict[int, str] = {}
    for (channel, role), some in groups.items():
        reached = recipients_of(company, channel, {one.customer_id for one in some}, role)
        found |= {one.key: reached[one.customer_id].address if one.customer_id in reached else "" for one in some}
    return found


def roles_of(company: Company) -> dict[tuple[str, str], str]:
    """The role that a level of a policy writes to first, where it names one."""
    return {
        (name, level.key): level.contact_role
        for name, policy in policies_of(company).items()
        for level in policy.levels
        if level.contact_role
    }


def of_proposals(company: Company, proposals: Sequence[Proposal]) -> dict[int, str]:
    """Where each proposal would go, by its key."""
    return addresses(company, [Asked(p.pk, p.customer_id, p.channel, p.policy, p.level) for p in proposals])


def of_messages(company: Company, messages: Sequence[Message]) -> dict[int, str]:
    """Where each message would go today, by its key."""
    keys = [message.pk for message in messages]
    rows = Message.objects.filter(pk__in=keys).values_list("pk", "approval__proposal__policy")
    policies = dict(rows)
    return addresses(company, [Asked(m.pk, m.customer_id, m.channel, policies[m.pk], m.level) for m in messages])
