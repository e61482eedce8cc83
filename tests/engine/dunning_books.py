"""Books of a few invoices for the plan: who owes what since when, what was said, what stands in the way."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from ardoise.domain.dunning import BLOCKS, CONTACTS_MADE, DEFAULT_POLICY, HISTORY, LAST_SPOKEN
from ardoise.domain.ledger import ITEMS
from ardoise.domain.parties import CUSTOMERS
from ardoise.domain.promises import PROMISE_OUTCOMES
from ardoise.engine import dunning

AS_OF = date(2026, 3, 16)
NAMES = ("MARTIN", "DURAND", "PETIT", "MOREAU")


def frame(rows, schema):
    return pl.DataFrame([dict.fromkeys(schema) | row for row in rows], schema=schema)


def item(entry, customer="MARTIN", cents=10_000, late=30, currency="EUR"):
    """An invoice `late` days overdue; a credit where cents are negative."""
    due_on = None if late is None else AS_OF - timedelta(late)
    return {
        "entry": entry,
        "line": entry,
        "customer": customer,
        "customer_name": customer.title(),
        "document": f"F{entry}",
        "document_on": AS_OF - timedelta(90),
        "booked_on": AS_OF - timedelta(90),
        "due_on": due_on,
        "amount_cents": cents,
        "open_cents": cents,
        "currency": currency,
        "kind": "invoice" if cents > 0 else "payment",
        "is_due_derived": False,
        "settled_later_on": None,
    }


def sent(entry, level, days_ago, cycle=1, customer="MARTIN", is_formal=None, is_unheard=None):
    sent_on = AS_OF - timedelta(days_ago)
    named = {"customer": customer, "entry": entry, "level": level, "cycle": cycle, "sent_on": sent_on}
    return named | {"is_formal": is_formal, "is_unheard": is_unheard}


def held(reason, entry=None, customer="MARTIN", until=None, note="", contested=None):
    until_on = None if until is None else AS_OF + timedelta(until)
    named = {"customer": customer, "entry": entry, "reason": reason, "until_on": until_on, "note": note}
    return named | {"contested_cents": contested}


def planned(items, blocks=(), history=(), policy=DEFAULT_POLICY, as_of=AS_OF, customers=(), **facts):
    known = customers or [{"customer": name, "has_address": True} for name in NAMES]
    contacts, promises, spoken = (facts.pop(name, None) for name in ("contacts", "promises", "spoken"))
    return dunning.plan(
        frame(items, ITEMS | {"policy": str}),
        frame(known, CUSTOMERS),
        policy,
        as_of,
        frame(blocks, BLOCKS),
        frame(history, HISTORY),
        contacts=None if contacts is None else frame(contacts, CONTACTS_MADE),
        promises=None if promises is None else frame(promises, PROMISE_OUTCOMES),
        spoken=None if spoken is None else frame(spoken, LAST_SPOKEN),
        **facts,
    )


def of_martin(*args, **facts):
    """(level or None, reason, the entries listed) of Martin."""
    plan = planned(*args, **facts)
    mine = plan.proposals.filter(customer="MARTIN")
    entries = plan.items.filter(customer="MARTIN")["entry"].sort().to_list()
    if mine.height:
        return mine["level"][0], mine["reason"][0], entries
    return None, plan.skips.filter(customer="MARTIN")["reason"][0], entries
