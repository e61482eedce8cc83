"""What a person accepts of a reply about several members of a group, for each of them: none is left out unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ardoise.actions import ledger, rights
from ardoise.actions.refusals import Unfit
from ardoise.actions.replies import members
from ardoise.actions.replies.owing import (
    Facts,
    debits,
    named,
    nothing_left,
    others_promised,
    overdue_cents,
    part,
)
from ardoise.actions.replies.paying import of_each, paid_beside
from ardoise.domain.money import with_currency as money
from ardoise.records.models import Customer, Finding, Promise, Reply

Share = tuple[Customer, Facts]
WISHES = ("copy_wanted", "plan_wanted")


def offered(reply: Reply) -> list[Customer]:
    """Of whom something may be accepted: whose reply it is, and where several were told, each of those."""
    told = members.members(reply)
    own = [reply.customer] if reply.customer and reply.customer not in told else []
    return [*told, *own]


def shares(finding: Finding, facts: Facts, today: date) -> list[Share]:
    """Each customer with the facts that are theirs; those a person ticked (`facts["customers"]`: their codes), else
    those suggested.

    An item is its owner's. An amount promised is spread over the accounts, the one with the oldest item first; the rest
    of it is of each what the others promised in the reply leave, and what it says is paid and is not here; what several
    say they paid is told of each without its amount. Unfit: nobody is ticked, or an item of somebody who isn't.
    """
    reply = finding.reply
    if finding.situation in WISHES and (told := members.members(reply)):
        return _wished(finding, facts, told)
    told = offered(reply) if finding.situation in members.ABOUT_ITEMS else []
    if len(told) < 2:
        return [(reply.customer, facts)] if reply.customer else []
    whose = _ticked(finding, facts, told)
    parted = dict(_parted(facts, whose, told))
    if len(whose) > 1 and facts.get("contested_cents"):
        raise Unfit(_("Choose the one invoice of which a part is contested, or leave the amount empty."))
    if facts.get("is_rest") and not facts.get("amount_cents"):
        return list(_rest(finding, facts, parted, today))
    if len(whose) == 1 or finding.situation == "dispute":
        return list(parted.items())
    if finding.situation == "paid":
        return [(customer, {**own, "amount_cents": None}) for customer, own in parted.items()]
    return list(_spread(parted, today))


def _wished(finding: Finding, facts: Facts, told: list[Customer]) -> list[Share]:
    """A copy or a plan asked for, of the accounts it names, each with its own documents: papers and plans are of one
    account. Where it names none, a plan is wanted of each, and a copy by whoever wrote. A number of nobody's is told
    with the first."""
    numbers, whose = facts.get("documents", []), members.suggested(finding)
    owned = {customer: {entry.document.upper() for entry in debits(customer)} for customer in told} if numbers else {}
    parted = {customer: [n for n in numbers if n.upper() in owned[customer]] for customer in told} if numbers else {}
    if any(parted.values()):
        whose = [customer for customer in told if parted[customer]]
    elif finding.situation == "copy_wanted" and len(whose) == len(told):
        whose = [finding.reply.customer] if finding.reply.customer else whose
    known = {number for own in parted.values() for number in own}
    strays = [number for number in numbers if number not in known]
    return [
        (customer, {**facts, "documents": parted.get(customer, []) + (strays if customer == whose[0] else [])})
        for customer in whose
    ]


def _ticked(finding: Finding, facts: Facts, told: list[Customer]) -> list[Customer]:
    codes = facts.get("customers")
    if codes is None:
        return members.suggested(finding)
    if not set(codes) <= {customer.code for customer in told}:
        raise rights.Missing(_("This does not exist, or is not yours to see."))
    if not codes:
        raise Unfit(_("Tick at least one account."))
    return [customer for customer in told if customer.code in codes]


def _parted(facts: Facts, whose: list[Customer], told: list[Customer]) -> Iterator[Share]:
    """The documents of each; one of nobody ticked stops all, since it would be forgotten."""
    numbers = {number.upper(): number for number in facts.get("documents", [])}
    owned = {customer: {entry.document.upper() for entry in debits(customer)} for customer in told} if numbers else {}
    for number in numbers:
        owners = [customer for customer in told if number in owned[customer]]
        if not owners:
            raise Unfit(_("%(number)s is no invoice of these accounts: untick it.") % {"number": number})
        if not set(owners) & set(whose):
            words = _(
                "%(number)s is of %(name)s, which is not ticked: tick the account as well, or untick the invoice."
            )
            raise Unfit(words % {"number": number, "name": owners[0].name})
    for customer in whose:
        own = [told_as for number, told_as in numbers.items() if number in owned[customer]]
        yield customer, {**facts, "documents": own}


def _spread(parted: dict[Customer, Facts], today: date) -> Iterator[Share]:
    """The amount promised over what each owes; without one, each promises its own."""
    owed = {customer: _owed(customer, own, today) for customer, own in parted.items()}
    promised = next(iter(parted.values())).get("amount_cents")
    left = promised or sum(part(own, owed[customer]) for customer, own in parted.items())
    if left > sum(owed.values()):
        raise Unfit(_too_much(owed, left))
    for customer in sorted(parted, key=lambda one: (_oldest(one, today), one.code)) if promised else parted:
        cents = min(left, owed[customer]) if promised else part(parted[customer], owed[customer])
        left -= cents
        if cents:
            yield customer, {**parted[customer], "amount_cents": cents}


def _rest(finding: Finding, facts: Facts, parted: dict[Customer, Facts], today: date) -> Iterator[Share]:
    """Of each what is left once the others promised in the reply are paid, as they were accepted or would be, and what
    they say has left is here."""
    owed = {customer: _owed(customer, own, today) for customer, own in parted.items()}
    told = of_each(owed, paid_beside(offered(finding.reply), finding.reply, facts), today)
    for other in others_promised(finding.reply, facts):
        told.update(dict(_promised(other, today)))
    left = {customer: cents - told[customer.pk] for customer, cents in owed.items()}
    if max(left.values()) <= 0:
        raise Unfit(nothing_left())
    yield from (
        (customer, {**parted[customer], "amount_cents": cents}) for customer, cents in left.items() if cents > 0
    )


def _promised(finding: Finding, today: date) -> Iterator[tuple[int, int]]:
    """What it promises of each customer, by their keys."""
    if finding.decision:
        made = Promise.objects.filter(pk__in=finding.facts.get("promises", ()), ended_at=None)
        yield from made.values_list("customer", "amount_cents")
        return
    for customer, own in shares(finding, finding.facts, today):
        yield customer.pk, own.get("amount_cents") or part(own, _owed(customer, own, today))


def _owed(customer: Customer, own: Facts, today: date) -> int:
    try:
        return sum(named(customer, own, today).values()) or overdue_cents(customer, today)
    except Unfit as unfit:
        raise Unfit(of_one(customer, unfit)) from unfit


def of_one(customer: Customer, unfit: Unfit) -> str:
    """What is wrong with one account of several."""
    return _("%(name)s: %(wrong)s (Untick the account to leave it out.)") % {"name": customer.name, "wrong": unfit}


def _too_much(owed: dict[Customer, int], cents: int) -> str:
    company = next(iter(owed)).company
    said: dict[str, Any] = {"amount": money(cents, company.currency, company.language)}
    said["owed"] = ", ".join(f"{one.name} {money(c, company.currency, company.language)}" for one, c in owed.items())
    return _("%(amount)s is more than these accounts owe (%(owed)s): correct the amount, or tick others.") % said


def _oldest(customer: Customer, today: date) -> date:
    items = ledger.items(customer.company, today, customer)
    oldest = items.filter(items["open_cents"] > 0)["due_on"].min()
    return oldest if isinstance(oldest, date) else date.max
