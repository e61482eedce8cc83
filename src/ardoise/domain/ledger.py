"""The words of the ledger, and the columns in which floors hand it to each other.

A schema here maps a column's name to a Python type; polars reads it as it is
(`pl.DataFrame(rows, schema=ENTRIES)`), so the pure floors share one vocabulary
without sharing a library. Unless a column says so, `None` means *not known*,
and nothing is invented to fill it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal["invoice", "credit_note", "payment", "returned_payment", "opening", "other"]
KINDS: tuple[Kind, ...] = ("invoice", "credit_note", "payment", "returned_payment", "opening", "other")

RECEIVABLE_ACCOUNTS = ("411", "416")
"""Account prefixes whose lines are what customers owe (PCG 411 clients, 416 douteux)."""

CLAIMS_APART = ("416", "4117")
"""Receivable accounts whose lines are claims of their own (PCG 416 douteux, 4117 retenues de garantie): what moves
there settles the invoice and stays owed."""

ADVANCE_ACCOUNTS = ("4191",)
"""Advances customers paid on orders (PCG 4191): told when a ledger is read, never set against what is claimed."""

BILL_ACCOUNTS = ("413",)
"""Bills of exchange that customers handed over (PCG 413): told when a ledger is read, no part of what is claimed."""

ENTRIES: dict[str, type] = {
    "line": int,  # 1-based physical line in the file it came from
    "journal": str,
    "number": str,  # EcritureNum
    "booked_on": date,
    "gl_account": str,
    "customer": str,  # the customer's code: CompAuxNum, else the sub-account of 411
    "customer_name": str,
    "document": str,  # invoice number, receipt number, …
    "document_on": date,
    "label": str,
    "amount_cents": int,  # debit − credit; positive: the customer owes us
    "currency": str,
    "letter": str,  # lettrage code, unique within one customer and one file only; None: not lettered
    "lettered_on": date,
    "due_on": date,  # None in a FEC: derived later from document_on and terms
    "kind": str,  # one of KINDS
    "is_opening": bool,  # an à-nouveau line: repeats what the year before left open
    "foreign_cents": int,  # made out for so much of another currency, of which amount_cents is the value; None: of none
    "foreign_currency": str,
}
"""Receivable entries as a reader gives them: one row per line of the customer ledger."""

CONTACTS: dict[str, type] = {
    "line": int,
    "customer": str,
    "customer_name": str,
    "customer_kind": str,  # professional | consumer | public_body; None: not told
    "siren": str,
    "segment": str,
    "group": str,  # the parent's customer code
    "collector": str,  # username or e-mail of the person in charge on our side
    "salesperson": str,
    "terms": str,  # in the language of domain/terms.py
    "language": str,  # fr | en
    "contact_name": str,
    "role": str,  # accounting | management | billing | other
    "email": str,
    "phone": str,
    "fax": str,
    "address": str,
    "postcode": str,
    "city": str,
    "country": str,  # ISO 3166-1 alpha-2
    "sector": str,
    "risk_class": str,
    "is_strategic": bool,
    "pays_by_debit": bool,  # by direct debit: the bank fetches the money
    "parent_receives": bool,  # the head of its group is written to in its place
    "opted_out": list[str],  # channels that are refused; [] where it is said that none is, None: not told
}
"""Customers with one contact each, as a contacts file gives them."""

BOOK: dict[str, type] = ENTRIES | {
    "entry": int,  # identity of the entry: the database's key, or the line when there is no database
    "import_id": int,  # the file it came from; letters are unique within (letter_scope, customer)
    "letter_scope": int,  # the import whose lettering stands on it; None: its own import_id
    "gone_on": date,  # from this day the source no longer lists it; None: still there
}
"""The entries of one company, from all its files: what the engine starts from."""

ITEMS: dict[str, type] = {
    "entry": int,
    "line": int,
    "customer": str,
    "customer_name": str,
    "document": str,
    "document_on": date,
    "booked_on": date,
    "label": str,
    "kind": str,
    "due_on": date,
    "is_due_derived": bool,
    "amount_cents": int,  # as booked; positive: owed to us
    "open_cents": int,  # what is left on the day of the question; same sign as amount_cents, never 0
    "currency": str,
    "foreign_cents": int,  # of the whole entry, as ENTRIES has them
    "foreign_currency": str,
    "settled_later_on": date,  # its letter group is whole once what is booked after the day counts: the last of that
}
"""Open items as of a day: every entry not fully reconciled on that day."""


@dataclass(frozen=True)
class Problem:
    """Something wrong in what was read: where it is, and what to do about it."""

    line: int | None  # 1-based physical line, None for the file as a whole
    column: str | None
    message: str
    is_fatal: bool = False  # nothing of the file can be used
    words: Mapping[str, str] = field(
        default_factory=dict, compare=False
    )  # the message by language, where it has several
