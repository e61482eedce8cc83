"""Promises of the day: those whose money is due today, and those that were not kept and are still owed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

import polars as pl
from django.db.models import Max, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from ardoise.actions import dunning
from ardoise.desk.aged_balance import books
from ardoise.desk.frame import clock
from ardoise.desk.frame.asked import once
from ardoise.desk.frame.tags import day_text, language
from ardoise.desk.today import lists
from ardoise.desk.work.job import EACH_MAX, Job, beside
from ardoise.domain.reasons import amount_written
from ardoise.domain.worklist import priority
from ardoise.records.models import Event, Promise, Task

LATELY = timedelta(90)  # a promise broken longer ago is the ladder's, and a person's at its top
JUDGED_MAX = 3 * EACH_MAX
SEEN_TO = ("called", "asked_task", "put_off_task")


def promises(request: HttpRequest, today: date, mine: Q) -> Iterable[Job]:
    """Promises whose day is today, and those that were not kept, while what was promised is owed."""
    looked_at = looked_after(request, today)
    for promise, told in judged(request, today, mine):
        is_broken = told["outcome"] in ("broken", "partly_kept")
        since = told["judged_on"] + timedelta(1) if is_broken else promise.promised_on
        if is_seen_to(looked_at.get(promise.customer_id), midnight(request, since)):
            continue
        kind = "broken_promise" if is_broken else "promise_due"
        wanting = told["amount_cents"] - told["paid_cents"]
        chip = (told_of(request, told), "grave" if is_broken else "good", "handshake")
        pressing = priority(kind, wanting, (today - promise.promised_on).days)
        key = f"promise-{promise.pk}"
        yield Job(
            kind, "promises", key, promise.customer, wanting, pressing,
            beside(promise.customer_id, key), True, (chip,), promise.promised_on,
        )  # fmt: skip


TOLD = {
    "waiting": gettext_lazy("%(amount)s promised for today"),
    "broken": gettext_lazy("promise of %(amount)s for %(day)s, not kept"),
    "partly_kept": gettext_lazy("promise of %(amount)s for %(day)s, kept in part: %(paid)s"),
}


def told_of(request: HttpRequest, told: dict) -> str:
    """What was promised and, where only a part of it came, how much."""
    amount, paid = (
        amount_written(told[name], request.company.currency, language()) for name in ("amount_cents", "paid_cents")
    )
    return TOLD[told["outcome"]] % {"amount": amount, "day": day_text(told["promised_on"]), "paid": paid}


def judged(request: HttpRequest, today: date, mine: Q) -> list[tuple[Promise, dict]]:
    """The promises that are work today, each with what became of it: the facts say it."""
    come = Promise.objects.filter(ended_at=None, promised_on__range=(today - LATELY, today)).filter(mine)
    asked = lists.visible(come, request).select_related("customer__collector").prefetch_related("entries")
    found = list(asked.order_by("-promised_on", "-amount_cents")[:JUDGED_MAX])
    if not found:
        return []
    outcomes = dunning.promises_judged(request.company, today, sorted({one.customer_id for one in found}))
    told = [(one, outcomes[one.pk]) for one in found if one.pk in outcomes]
    due = [pair for pair in told if pair[1]["outcome"] == "waiting" and pair[0].promised_on == today]
    broken = [pair for pair in told if pair[1]["outcome"] in ("broken", "partly_kept")]
    return due + still_owed(request, today, broken)[:EACH_MAX]


def still_owed(request: HttpRequest, today: date, broken: list[tuple[Promise, dict]]) -> list[tuple[Promise, dict]]:
    """Of those not kept, the ones of which something is owed today and for which no later promise stands."""
    if not broken:
        return []
    whose = sorted({promise.customer_id for promise, _told in broken})
    again = standing(whose, today)
    codes = sorted({promise.customer.code for promise, _told in broken})
    open_now = books.open_now(request).filter((pl.col("open_cents") > 0) & pl.col("customer").is_in(codes))
    owed: dict[str, list[tuple[int, date | None]]] = {}
    for code, entry, due_on in open_now.select("customer", "entry", "due_on").iter_rows():
        owed.setdefault(code, []).append((entry, due_on))
    return [
        (promise, told)
        for promise, told in broken
        if is_owed(promise, owed.get(promise.customer.code, ()))
        and not any(opened_on > promise.promised_on for opened_on in again.get(promise.customer_id, ()))
    ]


def standing(whose: Sequence[int], today: date) -> dict[int, list[date]]:
    """The days on which these customers made the promises that are still waited for."""
    found: dict[int, list[date]] = {}
    later = Promise.objects.filter(customer__in=whose, ended_at=None, promised_on__gte=today)
    for customer, opened_on in later.values_list("customer_id", "opened_on"):
        found.setdefault(customer, []).append(opened_on)
    return found


def is_owed(promise: Promise, owed: Sequence[tuple[int, date | None]]) -> bool:
    """Is one of the items promised open, or where none was named one that was due by the day promised?"""
    items = {entry.pk for entry in promise.entries.all()} | ({promise.entry_id} - {None})
    if items:
        return any(entry in items for entry, _due_on in owed)
    return any(due_on is not None and due_on <= promise.promised_on for _entry, due_on in owed)


@once
def looked_after(request: HttpRequest, today: date) -> dict[int, datetime]:
    """Who was called today by somebody, or is to be called on another day, and when somebody last said so."""
    calls = Task.objects.filter(company=request.company, kind="call", message=None)
    done = calls.filter(done_at__gte=midnight(request, today)).values_list("customer_id", "done_at")
    later = dict(calls.filter(done_at=None, due_on__gt=today).values_list("pk", "customer_id"))
    said = Event.objects.filter(
        company=request.company, object_kind="task", object_id__in=list(later), verb__in=SEEN_TO
    )
    put_off = said.order_by().values("object_id").annotate(at=Max("at")).values_list("object_id", "at")
    found: dict[int, datetime] = {}
    for customer, at in [*done, *((later[task], at) for task, at in put_off)]:
        found[customer] = max(at, found.get(customer, at))
    return found


def is_seen_to(looked_at: datetime | None, since: datetime | None) -> bool:
    """Has somebody seen to the customer since that became known? Before it, nobody could."""
    return looked_at is not None and (since is None or looked_at >= since)


def midnight(request: HttpRequest, day: date) -> datetime:
    """The beginning of a day of the company's own."""
    return datetime.combine(day, time.min, clock.zone(request.company))
