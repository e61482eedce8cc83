"""What stands beside a customer's name in the list of the day: owed, how late, the last contact, the next step, whom
to reach."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

import polars as pl
from django.db.models import Max
from django.utils.functional import Promise as Lazy

from ardoise.actions.delivery.recipients import CONTACT_ORDER
from ardoise.actions.dunning.waiting import undecided
from ardoise.desk.aged_balance import books
from ardoise.desk.frame import clock
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import level_name
from ardoise.desk.tasks.words import OUTCOMES
from ardoise.desk.today import lists
from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import Contact, Customer, Message, Skip, Task

COMING = ("in_grace", "waiting_next_level", "contact_pressure")
"""Reasons of skips that name the level that comes, and its day."""
SAID = {key: words for key, words, _drawing, _letter in OUTCOMES}


@dataclass(frozen=True)
class Standing:
    """Where a customer stands today, in the company's currency."""

    open_cents: int = 0
    overdue_cents: int = 0
    days_late: int | None = None
    last_on: date | None = None
    last_words: str | Lazy = ""
    next_words: str | Lazy = ""  # the level that comes next, as the run of the day has it
    next_on: date | None = None  # from when on; None: today, or nobody knows
    contact: Contact | None = None  # the first with a telephone, else the first


def standing_of(request: Request, customers: Collection[Customer]) -> dict[int, Standing]:
    """By customer's key; in as many questions however many they are."""
    owed = owed_by(request, [customer.code for customer in customers])
    keys = [customer.pk for customer in customers]
    contacts, said, steps = contacts_of(keys), last_contacts(request, keys), next_steps(request, keys)
    found = {}
    for customer in customers:
        on, words = said.get(customer.pk, (None, ""))
        base = owed.get(customer.code, Standing())
        level, from_on = steps.get(customer.pk, ("", None))
        found[customer.pk] = replace(
            base, last_on=on, last_words=words, next_words=level, next_on=from_on, contact=contacts.get(customer.pk)
        )
    return found


def next_steps(request: Request, keys: list[int]) -> dict[int, tuple[str | Lazy, date | None]]:
    """The level that waits to be confirmed, or the one that comes and its day, in the words of the last run."""
    if (run := lists.run_of(request)) is None:
        return {}
    later = Skip.objects.filter(run=run, customer__in=keys, reason__in=COMING)
    found: dict[int, tuple[str | Lazy, date | None]] = {
        key: (level_name(level), on) for key, level, on in later.values_list("customer_id", "level", "on")
    }
    now = undecided(run).filter(customer__in=keys).values_list("customer_id", "level")
    return found | {key: (level_name(level), None) for key, level in now}


def owed_by(request: Request, codes: list[str]) -> dict[str, Standing]:
    """Owed, overdue and the days of the oldest, by code; from the columns that the aged balance keeps."""
    is_theirs = pl.col("customer").is_in(codes) & (pl.col("currency") == request.company.currency)
    mine = books.open_now(request).filter(is_theirs)
    is_late = (pl.col("open_cents") > 0) & (pl.col("days_overdue") > 0)
    told = mine.group_by("customer").agg(
        pl.col("open_cents").sum().alias("open"),
        pl.col("open_cents").filter(is_late).sum().alias("overdue"),
        pl.col("days_overdue").filter(is_late).max().alias("late"),
    )
    return {code: Standing(total, overdue, late) for code, total, overdue, late in told.iter_rows()}


def contacts_of(keys: list[int]) -> dict[int, Contact]:
    """Whom to reach first: with a telephone before without, then in the order of roles."""
    found: dict[int, Contact] = {}
    listed = Contact.objects.filter(customer__in=keys)
    for one in sorted(listed, key=lambda one: (not one.phone, CONTACT_ORDER.index(one.role), one.pk)):
        found.setdefault(one.customer_id, one)
    return found


def last_contacts(request: Request, keys: list[int]) -> dict[int, tuple[date, str | Lazy]]:
    """The day and the words of what was said last: a message that left or was kept, a call that ended."""
    left = Message.objects.filter(customer__in=keys, state__in=("sent", "kept", "in_doubt"))
    sent = left.exclude(level__in=INTERNAL)
    last_sent = sent.order_by().values("customer").annotate(last=Max("pk")).values("last")
    found: dict[int, tuple[date, str | Lazy]] = {}
    for customer, on, level in Message.objects.filter(pk__in=last_sent).values_list("customer", "as_of", "level"):
        found[customer] = (on, level_name(level))
    called = Task.objects.filter(customer__in=keys, kind__in=("call", "visit"), done_at__isnull=False)
    last_called = (
        called.exclude(outcome="dropped").order_by().values("customer").annotate(last=Max("pk")).values("last")
    )
    zone = clock.zone(request.company)
    for customer, at, outcome in Task.objects.filter(pk__in=last_called).values_list("customer", "done_at", "outcome"):
        if at is None:
            continue
        on = at.astimezone(zone).date()
        if customer not in found or on >= found[customer][0]:
            found[customer] = (on, SAID.get(outcome, ""))
    return found
