"""Receipts of a bank in the database, a movement at a time."""

from __future__ import annotations

from uuid import uuid4

from tests.actions.books import AS_OF, AT

from ardoise.actions.reconciliation import Match, apply
from ardoise.records.models import BankAccount, BankStatement, Customer, Import, Movement, Sighting

IBAN = "FR7630006000011234567890189"


def account(company, number=IBAN):
    return BankAccount.objects.get_or_create(company=company, number=number, defaults={"at": AT})[0]


def movement(company, cents, on=AS_OF, label="VIR SEPA", **facts):
    """A movement that one statement of one import tells."""
    imported, _ = Import.objects.get_or_create(
        company=company, kind="bank", source="bank", state="done", defaults={"started_at": AT, "sha256": ""}
    )
    statement, _ = BankStatement.objects.get_or_create(
        company=company, imported=imported, account=account(company), line=1, currency="EUR"
    )
    facts = {"kind": "transfer", "currency": "EUR", "account": account(company)} | facts
    made = Movement.objects.create(
        company=company, key=uuid4().bytes, booked_on=on, amount_cents=cents, label=label, **facts
    )
    Sighting.objects.create(company=company, movement=made, statement=statement, line=Sighting.objects.count() + 2)
    return made


def receive(company, by, *items, cents=None, code=None, at=AT, **facts):
    """The items' amount (or another) comes in and is applied to them; gives the reconciliations."""
    taken = {item.pk: item.amount_cents for item in items}
    received = movement(company, sum(taken.values()) if cents is None else cents, **facts)
    customer = Customer.objects.get(company=company, code=code) if code else None
    return apply(Match(received, taken, customer), by, at)
