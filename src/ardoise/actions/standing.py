"""How a customer stood when a person wrote to them, what has come since, and that the writer hears of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import override

from ardoise.actions.days import business_date
from ardoise.actions.handovers import Matter, give
from ardoise.actions.ledger import items as open_items
from ardoise.domain.correspondence.reasons import in_words
from ardoise.records import book
from ardoise.records.models import Customer, Event, Message, Task
from ardoise.records.promises import planned_items

LINES_KEPT = 2_000
"""Open items told one by one, so that an event stays a few pages. Of a customer with more a hash tells that one of them
has changed; an old one that is owed again counts as a change there, too: it errs on silence."""


def of(customer: Customer, today: date) -> dict[str, Any]:
    """The open cents by entry, and what restrains us, as an event tells them."""
    items = open_items(customer.company, today, customer)
    if items.height > LINES_KEPT:
        last: int = items.select(pl.col("entry").max()).item()
        told: dict[str, Any] = {"many": summed_up(items, last, today)}
    else:
        told = {"open": cents_of(items)}
    return told | {"restrained": sorted(restrained(customer, today))}


def cents_of(items: pl.DataFrame) -> dict[str, int]:
    """The open cents by entry."""
    return {str(entry): cents for entry, cents in items.select("entry", "open_cents").iter_rows()}


def summed_up(items: pl.DataFrame, until: int, on: date) -> dict[str, Any]:
    """What is open of the entries up to that one, booked by that day: whether any is owed, and a hash of it all."""
    known = items.filter((pl.col("entry") <= until) & (pl.col("booked_on") <= on)).sort("entry")
    lines = "".join(f"{entry}:{cents}\n" for entry, cents in known.select("entry", "open_cents").iter_rows())
    is_owed = bool((known["open_cents"] > 0).any())
    return {"until": until, "on": on.isoformat(), "is_owed": is_owed, "sha256": sha256(lines.encode()).hexdigest()}


def restrained(customer: Customer, today: date) -> set[str]:
    """What leaves the customer or an item in peace, as an event tells it."""
    blocks = book.blocks(customer.company_id, today, customer.pk).select("reason", "entry")
    planned = planned_items(customer.company_id, customer.pk)["entry"]
    return {f"{reason}:{entry or ''}" for reason, entry in blocks.iter_rows()} | {f"planned:{e}" for e in planned}


def what_came(before: Mapping[str, Any], customer: Customer, today: date) -> str:
    """What makes words written then unfit to leave: a new dispute, promise, block, …, a payment; "" if nothing does.

    Whatever is newly owed takes nothing from what was said.
    """
    if new := sorted(restrained(customer, today) - set(before["restrained"])):
        return new[0].partition(":")[0]
    items, many = open_items(customer.company, today, customer), before.get("many")
    if not (many["is_owed"] if many else any(cents > 0 for cents in before["open"].values())):
        return ""
    if not (items["open_cents"] > 0).any():
        return "nothing_open"
    return "paid_since" if (_changed(many, items) if many else _paid(before["open"], items)) else ""


def _paid(was: Mapping[str, int], items: pl.DataFrame) -> bool:
    """Is less open of one of them, or has a credit come?"""
    owed = cents_of(items)
    is_credited = any(cents < 0 for entry, cents in owed.items() if entry not in was)
    return is_credited or any(owed.get(entry, 0) != cents for entry, cents in was.items())


def _changed(many: Mapping[str, Any], items: pl.DataFrame) -> bool:
    """The same of more than are told one by one."""
    until, on = many["until"], date.fromisoformat(many["on"])
    new = items.filter((pl.col("entry") > until) | (pl.col("booked_on") > on))
    return bool((new["open_cents"] < 0).any()) or summed_up(items, until, on) != many


def when_written(message: Message) -> Mapping[str, Any] | None:
    """How the customer stood then, as the event of its writing tells; None where it doesn't."""
    wrote = Event.objects.filter(customer=message.customer_id, verb="wrote", object_kind="message")
    found = wrote.filter(object_id=message.pk).values_list("content", flat=True).first()
    told = json.loads(bytes(found))["after"].get("stood") if found else None
    return told if isinstance(told, dict) else None


def tell_writer(message: Message, reason: str, at: datetime) -> None:
    """A task of the writer's: their words did not leave, and why; inside the transaction that says so."""
    writer = message.approval.by or message.customer.collector
    language = writer.language if writer else message.company.language
    with override(language):
        said = _("“%(subject)s”, which you wrote, did not leave: %(why)s") % {
            "subject": message.subject or message.body[:60].strip(),
            "why": in_words(reason, language),
        }
    task, is_new = Task.objects.get_or_create(
        company=message.company,
        customer=message.customer,
        kind="other",
        subject=said[:300],
        message=None,
        done_at=None,
        defaults={"due_on": business_date(message.company, at), "at": at},
    )
    if is_new and writer and writer != message.customer.collector:
        give(message.company, Matter(message.customer_id, "task", task.pk), writer, "", None, at)
