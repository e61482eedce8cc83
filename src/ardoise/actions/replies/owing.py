"""The facts of a finding, and what they mean of what a customer owes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ardoise.actions import ledger
from ardoise.actions.refusals import Unfit
from ardoise.records.models import Customer, Entry, Finding, Reply

Facts = Mapping[str, Any]


def day(facts: Facts) -> date | None:
    """The day of the facts, however it is written."""
    on = facts.get("on")
    return date.fromisoformat(on) if isinstance(on, str) and on else on or None


def part(facts: Facts, cents: int) -> int:
    """The half, third or quarter that was promised of it; all of it where none was named."""
    whole, parts = map(int, (facts.get("share") or "1/1").split("/"))
    return cents * whole // parts


def others_promised(reply: Reply, rest: Facts) -> list[Finding]:
    """What is promised in the reply beside the rest of it, of which it is the rest: not what a person rejected, nor
    what is about other invoices."""
    told = reply.findings.filter(situation="promise").exclude(decision="rejected").order_by("pk")
    return [one for one in told if not one.facts.get("is_rest") and not are_apart(one.facts, rest)]


def are_apart(one: Facts, other: Facts) -> bool:
    """Do both name invoices, and none in common?"""
    first, second = ({number.upper() for number in facts.get("documents", [])} for facts in (one, other))
    return bool(first and second) and not first & second


def left_of(customer: Customer, others: Iterable[Facts], cents: int, today: date) -> int:
    """What is left of it once the others told in the same reply are paid; Unfit where that is nothing."""
    told = (one.get("amount_cents") or part(one, sum(named(customer, one, today).values()) or cents) for one in others)
    if (left := cents - sum(told)) <= 0:
        raise Unfit(nothing_left())
    return left


def nothing_left() -> str:
    """That the others told are all."""
    return _("Give the amount: what else they promise or have paid leaves nothing of what is overdue.")


def overdue_cents(customer: Customer, today: date) -> int:
    """What the customer owes and should have paid, credits deducted; Unfit where that is nothing."""
    items = ledger.items(customer.company, today, customer)
    cents = int(items.filter(items["due_on"] <= today)["open_cents"].sum())
    if cents <= 0:
        raise Unfit(_("Give the amount: nothing is overdue."))
    return cents


def named(customer: Customer, facts: Facts, today: date) -> dict[Entry, int]:
    """What each of the invoices named leaves open; Unfit where some are named and none of them is open."""
    numbers = [number.upper() for number in facts.get("documents", [])]
    if not numbers:
        return {}
    items = ledger.items(customer.company, today, customer)
    open_now = dict(items.filter(items["open_cents"] > 0).select("entry", "open_cents").iter_rows())
    found = {e: open_now[e.pk] for e in debits(customer) if e.document.upper() in numbers and e.pk in open_now}
    if not found:
        raise Unfit(_("None of these invoices is open: tick others, or none if all that is owed is meant."))
    return found


def debits(customer: Customer) -> list[Entry]:
    """The invoices of the customer."""
    return list(Entry.objects.filter(customer=customer, amount_cents__gt=0, gone_on=None).exclude(document=""))
