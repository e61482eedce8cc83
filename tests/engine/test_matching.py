"""Which items a receipt pays."""

from __future__ import annotations

from datetime import date

import polars as pl

from ardoise.domain.ledger import ITEMS
from ardoise.domain.parties import CUSTOMERS
from ardoise.domain.reconciliation import HABITS, PAYERS, RECEIPTS
from ardoise.engine.reconciliation import match

NAMES = {"C1": "Martin SARL", "C2": "Durand et Fils", "C3": "Petit", "C4": "Moreau Distribution SAS"}


def items(*rows):
    """Open items: customer, document, cents, and the day of the document."""
    return pl.DataFrame(
        [
            dict.fromkeys(ITEMS)
            | {
                "entry": n, "line": n, "customer": customer, "customer_name": NAMES[customer], "document": document,
                "document_on": on, "booked_on": on, "kind": "invoice" if cents > 0 else "credit_note", "due_on": on,
                "is_due_derived": False, "amount_cents": cents, "open_cents": cents, "currency": "EUR",
            }
            for n, (customer, document, cents, on) in enumerate(rows, 1)
        ],
        schema=ITEMS,
    )  # fmt: skip


def receipts(*rows):
    """Receipts: what is told of each beside its number, the day and the currency."""
    plain = {"received_on": date(2026, 3, 31), "currency": "EUR", "kind": "transfer"}
    return pl.DataFrame(
        [dict.fromkeys(RECEIPTS) | plain | {"receipt": n} | row for n, row in enumerate(rows, 1)], schema=RECEIPTS
    )


def customers(names=NAMES, groups=()):
    rows = [dict.fromkeys(CUSTOMERS) | {"customer": code, "customer_name": name} for code, name in names.items()]
    return pl.DataFrame([row | {"group": dict(groups).get(row["customer"])} for row in rows], schema=CUSTOMERS)


def matched(received, owed, payers=(), habits=(), **more):
    people = more.pop("customers", customers())
    return match(
        received, owed, people, pl.DataFrame(list(payers), schema=PAYERS), pl.DataFrame(list(habits), schema=HABITS),
        **more,
    )  # fmt: skip


def best(matching, receipt=1):
    """The first explanation of a receipt, and the entries it settles."""
    (row,) = matching.matches.filter(receipt=receipt, rank=1).to_dicts()
    taken = matching.allocations.filter(receipt=receipt, rank=1)
    return row, dict(taken.select("entry", "amount_cents").iter_rows())


OWED = items(
    ("C1", "FA-24017", 120_050, date(2026, 1, 5)),
    ("C1", "FA-24031", 80_000, date(2026, 2, 5)),
    ("C2", "FA-24044", 120_050, date(2026, 2, 9)),
)


def test_a_transfer_that_names_an_invoice_of_its_amount_pays_it_by_itself():
    row, taken = best(matched(receipts({"amount_cents": 80_000, "label": "VIR SEPA RECU /DE MARTIN FA24031"}), OWED))
    assert taken == {2: 80_000} and row["is_automatic"] and row["customer"] == "C1"
    assert row["evidence"][0] == "reference"


def test_a_known_account_and_the_amount_of_one_invoice_are_enough():
    received = receipts({"amount_cents": 120_050, "label": "VIREMENT", "counterparty_iban": "FR76 3000 1"})
    learned = [{"kind": "iban", "value": "FR7630001", "customer": "C2", "times": 3, "refused": 0}]
    row, taken = best(matched(received, OWED, learned))
    assert taken == {3: 120_050} and row["is_automatic"]


def test_two_invoices_of_the_same_amount_are_left_to_a_person():
    owed = items(("C1", "A1", 50_000, date(2026, 1, 1)), ("C1", "A2", 50_000, date(2026, 2, 1)))
    row, _ = best(matched(receipts({"amount_cents": 50_000, "counterparty": "MARTIN"}), owed))
    assert not row["is_automatic"]
