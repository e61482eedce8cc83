"""How a customer stood when a person wrote to them, what has come since, and that the writer hears of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from ardoise.actions.days import business_date
from ardoise.actions.handovers import Matter, give
from ardoise.actions.ledger import items as open_items
from ardoise.domain.correspondence.reasons import in_words
from ardoise.records import book
from ardoise.records.models import Customer, Event, Message, Task
from ardoise.records.promises import planned_items

LINES_KEPT = 2_000  # open items told of one customer; who has more is not compared item by item


def of(customer: Customer, today: date) -> dict[str, Any]:
    """The open cents by entry, and what restrains us, as an event tells them."""
    items = open_items(customer.company, today, customer)
    owed = {str(entry): cents for entry, cents in items.select("entry", "open_cents").iter_rows()}
    blocks = book.blocks(customer.company_id, today, customer.pk).select("reason", "entry")
    restrained = {f"{reason}:{entry or ''}" for reason, entry in blocks.iter_rows()}
    restrained |= {f"planned:{entry}" for entry in planned_items(customer.company_id, customer.pk)["entry"]}
    return {"open": owed if len(owed) <= LINES_KEPT else {}, "restrained": sorted(restrained)}


def what_came(before: Mapping[str, Any], customer: Customer, today: date) -> str:
    """What makes words written then unfit to leave: a new dispute, promise, block, …, a payment; "" if nothing does.

    Whatever is newly owed takes nothing from what was said.
    """
    now = of(customer, today)
    if new := sorted(set(now["restrained"]) - set(before["restrained"])):
        return new[0].partition(":")[0]
    was, owed = before["open"], now["open"]
    if not any(cents > 0 for cents in was.values()):
        return ""
    if not any(cents > 0 for cents in owed.values()):
        return "nothing_open"
    is_paid = any(owed.get(entry, 0) != cents for entry, cents in was.items())
    is_credited = any(cents < 0 for entry, cents in owed.items() if entry not in was)
    return "paid_since" if is_paid or is_credited else ""


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
