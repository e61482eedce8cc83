"""What no accounting file tells: disputes, promises, blocks, insolvencies, and what was already said to whom."""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random
from typing import Any

from ardoise.demo import answers
from ardoise.demo.scenes import Plan, Restraint
from ardoise.demo.trading import Book, Movement

PLURALS = {"dispute": "disputes", "promise": "promises", "block": "blocks", "insolvency": "insolvencies"}
LADDER = (("friendly", 7), ("firm", 21), ("formal_notice", 45))


def told(seed: int, book: Book) -> dict[str, Any]:
    """The document of restraints.json; amounts in cents, dates ISO, `document` null for the whole customer."""
    told: dict[str, Any] = {"as_of": book.as_of.isoformat()} | {plural: [] for plural in PLURALS.values()}
    told["plans"] = plans = []
    told["reminders"] = reminders = []
    for bills in _open_by_customer(book).values():
        scene = bills[0].customer.scene
        if scene and scene.restraint:
            told[PLURALS[scene.restraint.kind]].append(_restraint(book.as_of, bills, scene.restraint))
        if scene and scene.plan:
            plans.append(_plan(book.as_of, bills[0], scene.plan))
        sent = scene.reminders if scene else _said_before(seed, book.as_of, bills)
        for level, days_ago in sent:
            reminders.append(_reminder(book.as_of - timedelta(days=days_ago), level, bills))
    told["replies"] = answers.told(book.as_of, _open_by_customer(book))
    return told


def written(seed: int, book: Book) -> bytes:
    """The same as a file."""
    return (json.dumps(told(seed, book), ensure_ascii=False, indent=1) + "\n").encode()


def _open_by_customer(book: Book) -> dict[str, list[Movement]]:
    """Open invoices of each customer, oldest due first; an invoice moved to 416 counts there."""
    found: dict[str, list[Movement]] = {}
    for movement in book.movements:
        if movement.kind in ("invoice", "doubtful") and not movement.lettered_with:
            found.setdefault(movement.customer.code, []).append(movement)
    return {code: sorted(bills, key=due_on) for code, bills in sorted(found.items())}


def due_on(movement: Movement) -> date:
    """The due date of an invoice, or of the invoice behind a doubtful claim."""
    return movement.due_on or (movement.about[0].due_on if movement.about else None) or movement.on


def _restraint(as_of: date, bills: list[Movement], restraint: Restraint) -> dict[str, Any]:
    bill = bills[restraint.item] if restraint.item is not None else None
    turns_on = as_of + timedelta(days=restraint.until_in_days) if restraint.until_in_days is not None else None
    day = turns_on.isoformat() if turns_on else None
    told: dict[str, Any] = {
        "customer": bills[0].customer.code,
        "document": bill.document if bill else None,
        "opened_on": (as_of - timedelta(days=restraint.opened_days_ago)).isoformat(),
        "note": restraint.note,
    }
    turning: dict[str, dict[str, Any]] = {
        "dispute": {"reason": restraint.reason, "resolver": restraint.resolver, "said": restraint.said},
        "promise": {"promised_on": day, "amount_cents": sum(b.amount_cents for b in bills if due_on(b) < as_of)},
        "block": {"until_on": day},
        "insolvency": {"judged_on": day},
    }
    return told | turning[restraint.kind]


def _plan(as_of: date, bill: Movement, plan: Plan) -> dict[str, Any]:
    """The plan about the customer's oldest invoice."""
    days = [(as_of + timedelta(days=days)).isoformat() for days in plan.days]
    return {
        "customer": bill.customer.code,
        "document": bill.document,
        "opened_on": (as_of - timedelta(days=plan.agreed_days_ago)).isoformat(),
        "note": plan.note,
        "said_by": plan.said_by,
        "instalments": [list(one) for one in zip(days, plan.shares(bill.amount_cents), strict=True)],
    }


def _said_before(seed: int, as_of: date, bills: list[Movement]) -> list[tuple[str, int]]:
    """Half of the others who were late enough were already written to, one level after another."""
    rng = Random(f"{seed}/{bills[0].customer.code}/reminders")
    late = (as_of - due_on(bills[0])).days
    if rng.random() < 0.5 or not bills[0].customer.email:
        return []
    steps = [(level, late - days - rng.randrange(1, 6)) for level, days in LADDER]
    said = [(level, days_ago) for level, days_ago in steps if days_ago > 0]
    return said[:-1] if len(said) == len(LADDER) and rng.random() < 0.6 else said


def _reminder(sent_on: date, level: str, bills: list[Movement]) -> dict[str, Any]:
    listed = [bill.document for bill in bills if due_on(bill) < sent_on]
    return {
        "customer": bills[0].customer.code,
        "level": level,
        "sent_on": sent_on.isoformat(),
        "documents": listed,
    }
