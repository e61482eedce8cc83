"""Cheques and bills taken to the bank together: which go with which slip, and the slip the bank is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from ardoise.actions import events, rights
from ardoise.actions.correspondence.parties import creditor_of
from ardoise.actions.days import business_date
from ardoise.actions.reconciliation import showing
from ardoise.actions.refusals import Unfit
from ardoise.formats import deposits
from ardoise.formats.deposits.words import WORDS
from ardoise.records.models import BankAccount, Company, Movement, User

SLIP_MAX = 40  # signs of a number of its own


@dataclass(frozen=True)
class Slip:
    """What went to the bank together; `kind` and `name` are its identity within the company."""

    kind: str  # cheque | bill
    name: str
    currency: str
    count: int
    cents: int
    on: date  # the latest was received
    is_shown: bool  # the bank shows all of it


def held(company: Company) -> QuerySet[Movement]:
    """The cheques and bills noted. Within the company's scope."""
    return Movement.objects.filter(company=company).exclude(instrument="")


def slips(company: Company, most: int) -> list[Slip]:
    """The slips, those first that the bank has not shown yet, then the latest."""
    told = held(company).exclude(slip="").values("instrument", "slip", "currency").order_by()
    rows = told.annotate(
        n=Count("pk"),
        cents=Sum("amount_cents"),
        last=Max("booked_on"),
        waits=Count("pk", filter=Q(shown_by=None)),
        first=Min("pk"),
    ).order_by("-last", "-first")
    found = [
        Slip(row["instrument"], row["slip"], row["currency"], row["n"], row["cents"], row["last"], not row["waits"])
        for row in rows
    ]
    return sorted(found, key=lambda one: one.is_shown)[:most]


def deposit(company: Company, movements: Iterable[int], by: User | None, at: datetime, name: str = "") -> str:
    """These go to the bank together, under the slip of that number, else under the next; the number.

    Unfit, with a sentence, where there is none of them, they are of two kinds or currencies, or one went already.
    """
    rights.require(by, "reconcile", company)
    with events.act(company):
        chosen = list(held(company).filter(pk__in=list(movements)).order_by("pk"))
        if not chosen:
            raise Unfit(_("Tick the cheques or bills that go to the bank."))
        if len({(one.instrument, one.currency) for one in chosen}) > 1:
            raise Unfit(_("A slip holds cheques or bills, of one currency: tick one kind."))
        if any(one.slip or one.shown_by_id for one in chosen):
            raise Unfit(_("One of these is on a slip already, or paid in: look at the list again."))
        name = " ".join(name.split())[:SLIP_MAX] or following(company, business_date(company, at).year)
        if held(company).filter(instrument=chosen[0].instrument, slip=name).exists():
            raise Unfit(_("There is a slip %(name)s already: give another number.") % {"name": name})
        Movement.objects.filter(pk__in=[one.pk for one in chosen]).update(slip=name)
        showing.refresh(company)
        after = {"slip": name, "count": len(chosen), "cents": sum(one.amount_cents for one in chosen)}
        events.record(company, "deposited_instruments", by, at, after=after)
    return name


def following(company: Company, year: int) -> str:
    """The next number of the year: 2026-001, 2026-002."""
    start = f"{year}-"
    given = held(company).filter(slip__startswith=start).values_list("slip", flat=True)
    numbers = [int(slip.removeprefix(start)) for slip in given if slip.removeprefix(start).isdecimal()]
    return f"{start}{max(numbers, default=0) + 1:03d}"


def take_back(company: Company, kind: str, name: str, by: User | None, at: datetime) -> int:
    """What the bank has not shown of the slip is on none any more; how many."""
    rights.require(by, "reconcile", company)
    with events.act(company):
        ours = held(company).filter(instrument=kind, slip=name, shown_by=None).exclude(slip="")
        count = ours.update(slip="")
        if count:
            showing.refresh(company)
            events.record(company, "undid_deposit", by, at, before={"slip": name, "count": count})
    return count


def paper(company: Company, kind: str, name: str, account: BankAccount, on: date) -> bytes:
    """The slip as a PDF, as the bank takes it. Within the company's scope; rights.Missing where there is none."""
    listed = list(held(company).filter(instrument=kind, slip=name).select_related("customer").order_by("pk"))
    if not listed or not name or account.company_id != company.pk:
        raise rights.Missing(_("This does not exist, or is not yours to see."))
    lines = tuple(
        deposits.Line(one.number, one.counterparty or (one.customer.name if one.customer else ""), one.amount_cents,
                      one.due_on)
        for one in listed
    )  # fmt: skip
    language = company.language if company.language in WORDS else "en"
    return deposits.render(deposits.Deposit(
        creditor_of(company), name, kind, account.number, account.bank, on, listed[0].currency, language, lines
    ))  # fmt: skip
