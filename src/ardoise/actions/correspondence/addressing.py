"""To whom each message goes: by its channel, to the contact whom its level names first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from ardoise.actions.correspondence.parties import language_of
from ardoise.actions.delivery.recipients import Recipient, recipients_of
from ardoise.actions.policies.assignment import policies_of
from ardoise.domain.correspondence.addressing import Addressee
from ardoise.records.models import Company, Customer, Message, Proposal, User


class Asked(NamedTuple):
    """A message or a proposal to be addressed."""

    key: int
    customer_id: int
    channel: str
    policy: str
    level: str


def addressees(company: Company, asked: Collection[Asked]) -> dict[int, Addressee]:
    """To whom each goes, by its key. As many questions as channels and roles, and one about groups.

    Where the head of a group receives for its children it comes first, then whoever is at the customer itself.
    """
    roles, parents = roles_of(company), parents_of(company, {one.customer_id for one in asked})
    groups: dict[tuple[str, str], list[Asked]] = {}
    for one in asked:
        groups.setdefault((one.channel, roles.get((one.policy, one.level), "")), []).append(one)
    found: dict[int, Addressee] = {}
    for (channel, role), some in groups.items():
        theirs = {one.customer_id for one in some}
        heads = {parents[key].pk for key in theirs if key in parents}
        reached = recipients_of(company, channel, theirs | heads, role)
        found |= {one.key: _addressee(company, one, role, parents.get(one.customer_id), reached) for one in some}
    return found


def _addressee(
    company: Company, one: Asked, role: str, parent: Customer | None, reached: Mapping[int, Recipient]
) -> Addressee:
    at_parent = reached.get(parent.pk) if parent else None
    to = at_parent or reached.get(one.customer_id)
    name = parent.name if parent else ""
    if to is None:
        return Addressee(wanted=role, parent=name)
    language = language_of(parent, company) if parent and at_parent else ""
    return Addressee(to.address, to.contact_id, to.role, role, name, at_parent is not None, language)


def addresses(company: Company, asked: Collection[Asked]) -> dict[int, str]:
    """The address by key; "" where nobody can be reached by that channel."""
    return {key: addressee.address for key, addressee in addressees(company, asked).items()}


def parents_of(company: Company, customers: Collection[int]) -> dict[int, Customer]:
    """Customer → the head of its group, for those in whose place the head is written to."""
    children = Customer.objects.filter(company=company, pk__in=list(customers), parent_receives=True).exclude(group="")
    groups = dict(children.values_list("pk", "group"))
    heads = {head.code: head for head in Customer.objects.filter(company=company, code__in=set(groups.values()))}
    return {key: heads[code] for key, code in groups.items() if code in heads and heads[code].pk != key}


def copied(company: Company, customers: Collection[Customer]) -> dict[int, str]:
    """Customer → the address of its salesperson, for those who still work for the company: nobody else gets a copy."""
    asked = {customer.salesperson_id for customer in customers if customer.salesperson_id}
    if not asked:
        return {}
    working = User.objects.filter(pk__in=asked, is_active=True, memberships__company=company, email__contains="@")
    emails = dict(working.values_list("pk", "email"))
    return {c.pk: emails[c.salesperson_id] for c in customers if c.salesperson_id and c.salesperson_id in emails}


def roles_of(company: Company) -> dict[tuple[str, str], str]:
    """The role that a level of a policy writes to first, where it names one."""
    return {
        (name, key): level.contact_role
        for name, policy in policies_of(company).items()
        for key, level in policy.known_as().items()
        if level.contact_role
    }


def of_proposals(company: Company, proposals: Sequence[Proposal]) -> dict[int, Addressee]:
    """To whom each proposal would go, by its key."""
    return addressees(company, [Asked(p.pk, p.customer_id, p.channel, p.policy, p.level) for p in proposals])


def of_messages(company: Company, messages: Sequence[Message]) -> dict[int, str]:
    """Where each message would go today, by its key."""
    keys = [message.pk for message in messages]
    rows = Message.objects.filter(pk__in=keys).values_list("pk", "approval__proposal__policy")
    policies = dict(rows)
    return addresses(company, [Asked(m.pk, m.customer_id, m.channel, policies[m.pk], m.level) for m in messages])


def go_where_they_went(company: Company, messages: Sequence[Message]) -> set[int]:
    """Of these messages those that would go to the same address today, by their keys: whoever received one may still
    be told of its customer."""
    now = of_messages(company, messages)
    return {message.pk for message in messages if now[message.pk] == message.recipient}
