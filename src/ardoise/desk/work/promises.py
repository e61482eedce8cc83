"""Promises and instalments of the day: those whose money is due today, and those not kept and still owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl
from django.db.models import Max
from django.utils.translation import gettext_lazy

from ardoise.actions import dunning
from ardoise.actions.handovers import Matter, Workload
from ardoise.desk.aged_balance import books
from ardoise.desk.frame import clock
from ardoise.desk.frame.asked import once
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import day_text, language
from ardoise.desk.today import lists
from ardoise.desk.work.job import EACH_MAX, Job, beside
from ardoise.domain.reasons import amount_written
from ardoise.domain.worklist import priority
from ardoise.records.models import Customer, Event, InstalmentPlan, Promise, Task

LATELY = timedelta(90)  # a promise broken longer ago is the ladder's, and a person's at its top
JUDGED_MAX = 3 * EACH_MAX
SEEN_TO = ("called", "asked_task", "put_off_task")


@dataclass(frozen=True)
class Due:
    """A promise or an instalment whose day has come."""

    key: int  # its own in PROMISES: an instalment's is below zero
    customer: Customer
    promised_on: date
    amount_cents: int
    items: frozenset[int]  # none: what is due
    plan: int | None = None
    currency: str = ""  # that of its items; "": it names none


def promises(request: Request, today: date, whose: Workload) -> Iterable[Job]:
    """Promises and instalments whose day is today, and those that were not kept, while what was promised is owed."""
    looked_at = looked_after(request, today)
    for promise, told in judged(request, today, whose):
        is_broken = told["outcome"] in UNKEPT
        since = told["judged_on"] + timedelta(1) if is_broken else promise.promised_on
        if is_seen_to(looked_at.get(promise.customer.pk), midnight(request, since)):
            continue
        kind = "broken_promise" if is_broken else "promise_due"
        wanting = told["amount_cents"] - told["paid_cents"]
        drawing = "calendar" if promise.plan else "handshake"
        chip = (told_of(told, promise.currency or request.company.currency), "grave" if is_broken else "good", drawing)
        pressing = priority(kind, wanting, (today - promise.promised_on).days)
        key = f"instalment-{-promise.key}" if promise.plan else f"promise-{promise.key}"
        yield Job(
            kind, "promises", key, promise.customer, wanting, pressing,
            beside(promise.customer.pk, key), True, (chip,), promise.promised_on, currency=promise.currency,
            about=Matter(promise.customer.pk, "plan", promise.plan) if promise.plan else None,
        )  # fmt: skip


TOLD = {
    "waiting": gettext_lazy("%(amount)s promised for today"),
    "broken": gettext_lazy("promise of %(amount)s for %(day)s, not kept"),
    "partly_kept": gettext_lazy("promise of %(amount)s for %(day)s, kept in part: %(paid)s"),
}
TOLD_OF_PLANS = {
    "waiting": gettext_lazy("instalment of %(amount)s due today"),
    "broken": gettext_lazy("plan broken: %(amount)s of %(day)s not paid"),
    "partly_kept": gettext_lazy("plan broken: %(paid)s paid of the %(amount)s of %(day)s"),
    "caught_up": gettext_lazy("plan claimed again on %(day)s, paid late since: agree another one, or end it"),
}
CAUGHT_UP = {"outcome": "caught_up"}
UNKEPT = ("broken", "partly_kept", "caught_up")


def told_of(told: dict[str, Any], currency: str) -> str:
    """What was promised and, where only a part of it came, how much."""
    amount, paid = (amount_written(told[name], currency, language()) for name in ("amount_cents", "paid_cents"))
    words = TOLD if told["plan"] is None else TOLD_OF_PLANS
    return words[told["outcome"]] % {"amount": amount, "day": day_text(told["promised_on"]), "paid": paid}


def judged(request: Request, today: date, whose: Workload) -> list[tuple[Due, dict[str, Any]]]:
    """The promises and instalments that are work today, each with what became of it: the facts say it."""
    found = sorted(come(request, today, whose), key=lambda one: (one.promised_on, one.amount_cents), reverse=True)
    if not found:
        return []
    outcomes = dunning.promises_judged(request.company, today, sorted({one.customer.pk for one in found}))
    late = caught_up(request, today, found, outcomes)
    told = [(one, outcomes[one.key]) for one in found if one.key in outcomes and one.plan not in late]
    told += late.values()
    due = [pair for pair in told if pair[1]["outcome"] == "waiting" and pair[0].promised_on == today]
    broken = [pair for pair in told if pair[1]["outcome"] in UNKEPT]
    return due + first_of_each_plan(still_owed(request, today, broken))[:EACH_MAX]


def caught_up(
    request: Request, today: date, found: list[Due], outcomes: Mapping[int, Mapping[str, Any]]
) -> dict[int | None, tuple[Due, dict[str, Any]]]:
    """By plan, those that were claimed again and paid late since: the first of their instalments, and what is left."""
    whose = sorted({one.customer.pk for one in found if one.plan is not None})
    plans = dunning.plans_judged(request.company, today, whose, outcomes.values()) if whose else {}
    first = {one.plan: one for one in sorted(found, key=lambda one: one.promised_on, reverse=True)}
    return {
        key: (first[key], told | dict.fromkeys(("judged_on", "promised_on"), told["reminded_on"]) | CAUGHT_UP)
        for key, told in plans.items()
        if told["is_caught_up"] and key in first
    }


def come(request: Request, today: date, whose: Workload) -> list[Due]:
    """The latest of those that stand and whose day has come."""
    recent = {"promised_on__range": (today - LATELY, today)}
    promises = Promise.objects.filter(whose.of("promise"), ended_at=None, **recent)
    asked = lists.visible(promises, request).select_related("customer__collector").prefetch_related("entries")
    found = [
        Due(one.pk, one.customer, one.promised_on, one.amount_cents, items_of(one))
        for one in asked.order_by("-promised_on", "-amount_cents")[:JUDGED_MAX]
    ]
    plans = InstalmentPlan.objects.filter(ended_at=None, instalments__promised_on__range=recent["promised_on__range"])
    running = lists.visible(plans.filter(whose.of("plan")), request).distinct().select_related("customer__collector")
    for plan in running.prefetch_related("items__entry").order_by("-pk")[:JUDGED_MAX]:
        entries = [item.entry for item in plan.items.all()]
        items, currency = frozenset(entry.pk for entry in entries), entries[0].currency
        for one in plan.instalments.filter(**recent):
            found.append(Due(-one.pk, plan.customer, one.promised_on, one.amount_cents, items, plan.pk, currency))
    return found


def items_of(promise: Promise) -> frozenset[int]:
    """The items a promise names."""
    named = [entry.pk for entry in promise.entries.all()]
    return frozenset([*named, promise.entry_id] if promise.entry_id else named)


def first_of_each_plan(broken: list[tuple[Due, dict[str, Any]]]) -> list[tuple[Due, dict[str, Any]]]:
    """Of a broken plan the instalment by which it broke: one line, however many follow."""
    first: dict[int, int] = {}
    for due, _told in sorted(broken, key=lambda pair: pair[0].promised_on):
        if due.plan is not None:
            first.setdefault(due.plan, due.key)
    return [pair for pair in broken if pair[0].plan is None or first[pair[0].plan] == pair[0].key]


def still_owed(
    request: Request, today: date, broken: list[tuple[Due, dict[str, Any]]]
) -> list[tuple[Due, dict[str, Any]]]:
    """Of those not kept, the ones of which something is owed today and for which no later promise stands."""
    if not broken:
        return []
    again = standing(sorted({promise.customer.pk for promise, _told in broken}), today)
    codes = sorted({promise.customer.code for promise, _told in broken})
    open_now = books.open_now(request).filter((pl.col("open_cents") > 0) & pl.col("customer").is_in(codes))
    owed: dict[str, list[tuple[int, date | None]]] = {}
    for code, entry, due_on in open_now.select("customer", "entry", "due_on").iter_rows():
        owed.setdefault(code, []).append((entry, due_on))
    return [
        (promise, told)
        for promise, told in broken
        if is_owed(promise, owed.get(promise.customer.code, ()))
        and not any(opened_on > promise.promised_on for opened_on in again.get(promise.customer.pk, ()))
    ]


def standing(whose: Sequence[int], today: date) -> dict[int, list[date]]:
    """The days on which these customers made the promises, and agreed the plans, that are still waited for."""
    found: dict[int, list[date]] = {}
    later = Promise.objects.filter(customer__in=whose, ended_at=None, promised_on__gte=today)
    plans = InstalmentPlan.objects.filter(customer__in=whose, ended_at=None, instalments__promised_on__gte=today)
    for rows in (later, plans.distinct()):
        for customer, opened_on in rows.values_list("customer_id", "opened_on"):
            found.setdefault(customer, []).append(opened_on)
    return found


def is_owed(promise: Due, owed: Sequence[tuple[int, date | None]]) -> bool:
    """Is one of the items promised open, or where none was named one that was due by the day promised?"""
    if promise.items:
        return any(entry in promise.items for entry, _due_on in owed)
    return any(due_on is not None and due_on <= promise.promised_on for _entry, due_on in owed)


@once
def looked_after(request: Request, today: date) -> dict[int, datetime]:
    """Who was called today by somebody, or is to be called on another day, and when somebody last said so."""
    calls = Task.objects.filter(company=request.company, kind="call", message=None)
    done = calls.filter(done_at__gte=midnight(request, today)).values_list("customer_id", "done_at")
    later = dict(calls.filter(done_at=None, due_on__gt=today).values_list("pk", "customer_id"))
    said = Event.objects.filter(
        company=request.company, object_kind="task", object_id__in=list(later), verb__in=SEEN_TO
    )
    put_off = said.order_by().values("object_id").annotate(at=Max("at")).values_list("object_id", "at")
    found: dict[int, datetime] = {}
    for customer, at in [*done, *((later[task], at) for task, at in put_off if task)]:
        found[customer] = max(at, found.get(customer, at))
    return found


def is_seen_to(looked_at: datetime | None, since: datetime | None) -> bool:
    """Has somebody seen to the customer since that became known? Before it, nobody could."""
    return looked_at is not None and (since is None or looked_at >= since)


def midnight(request: Request, day: date) -> datetime:
    """The beginning of a day of the company's own."""
    return datetime.combine(day, time.min, clock.zone(request.company))
