"""The reminders of the day as lines of it: those to confirm, late or not; what is confirmed, and what comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from ardoise.actions.dunning.waiting import undecided
from ardoise.actions.handovers import Workload, matter_of
from ardoise.actions.reconciliation import returning
from ardoise.actions.sending.confirming import unconfirmed
from ardoise.desk.frame import clock
from ardoise.desk.frame.looks import CAUSES, LEVELS, REASONS, STATES
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import day_text, level_name, person, why
from ardoise.desk.today import lists
from ardoise.desk.today.sends import Chip, said
from ardoise.desk.work.job import EACH_MAX, Job, beside
from ardoise.domain.worklist import priority
from ardoise.records.models import Message, Proposal, Run, Skip

OLD_DAYS = 90
COMING_DAYS = 7
POSSIBLE = ("in_grace", "waiting_next_level", "contacted_recently", "contact_pressure")
"""Reasons whose day is the first on which one writes."""


def reminders(request: Request, today: date, whose: Workload) -> Iterable[Job]:
    """The proposals of the last run that wait for a person."""
    run = lists.run_of(request)
    if run is None:
        return
    listed = lists.visible(undecided(run), request).filter(whose.of("reminder")).select_related("customer__collector")
    waiting = list(listed.order_by("-priority", "id")[:EACH_MAX])
    back = returning.lately(run.company, [one.customer_id for one in waiting], run.as_of)
    sends = unconfirmed(run, waiting, clock.now())
    for proposal in waiting:
        send = sends[proposal.pk]
        pressing = priority("confirm", proposal.amount_cents, (today - send.since_on).days, proposal.priority)
        chips = [said(send, today), of_level(proposal.level)]
        if returned_on := back.get(proposal.customer_id):
            told = _("payment returned on %(day)s") % {"day": day_text(returned_on)}
            chips.append((told, "grave", "undo"))
        chips.append(CAUSES.get(proposal.reason, (why(proposal), "calm", "dot")))
        if proposal.days_overdue > OLD_DAYS:
            chips.append((_("over 90 days"), "grave", "alert"))
        yield line(proposal, "proposal", send.state, pressing, chips)


def beside_them(request: Request, today: date, whose: Workload) -> list[Job]:
    """What stands among them in their own list and is no work: what was confirmed, what comes in the next days."""
    run = lists.run_of(request)
    return [] if run is None else [*confirmed(request, run, whose), *coming(request, run, today, whose)]


def confirmed(request: Request, run: Run, whose: Workload) -> Iterable[Job]:
    """The reminders of the run that were approved, by a person or by their level, the latest first."""
    listed = lists.visible(Proposal.objects.filter(whose.of("reminder"), run=run, approval__isnull=False), request)
    done = list(listed.select_related("customer__collector", "approval__by").order_by("-approval__at", "id")[:EACH_MAX])
    states = Message.objects.filter(approval__proposal__in=done).values_list("approval__proposal", "state")
    became = dict(states.order_by())
    for proposal in done:
        approval = proposal.approval
        told = {"who": person(approval.by) if approval.by else _("its level")}
        chips = [(_("confirmed by %(who)s") % told, "good", "check"), of_level(proposal.level)]
        if (state := became.get(proposal.pk)) in STATES:
            chips.append(STATES[state])
        yield line(proposal, "approved", "confirmed", 0, chips)


def coming(request: Request, run: Run, today: date, whose: Workload) -> Iterable[Job]:
    """Whom the next days remind, if nothing changes meanwhile: the nearest first."""
    days = (today + timedelta(1), today + timedelta(COMING_DAYS))
    later = Skip.objects.filter(run=run, on__range=days, reason__in=POSSIBLE)
    listed = lists.visible(later, request).filter(whose.customers()).select_related("customer__collector")
    for skip in listed.order_by("on", "-overdue_cents", "pk")[:EACH_MAX]:
        key = f"coming-{skip.customer_id}"
        chips: list[Chip] = [(_("to come, from %(day)s on") % {"day": day_text(skip.on)}, "calm", "calendar")]
        chips += [of_level(skip.level)] if skip.level else []
        chips.append(REASONS[skip.reason])
        url = beside(skip.customer_id, key)
        yield Job(
            "confirm", "", key, skip.customer, skip.overdue_cents, 0, url, True, tuple(chips), skip.on, send="future"
        )


def line(proposal: Proposal, key: str, state: str, pressing: int, chips: list[Chip]) -> Job:
    """A reminder as a line; one that is decided is in no count, and is not ticked."""
    tab, url = "confirm" if key == "proposal" else "", reverse("proposal", args=[proposal.pk])
    return Job(
        "confirm", tab, f"{key}-{proposal.pk}", proposal.customer, proposal.amount_cents, pressing, url, True,
        tuple(chips), proposal.oldest_due_on, send=state,
        about=matter_of(key, proposal, proposal.customer) if tab else None,
    )  # fmt: skip


def of_level(key: str) -> Chip:
    """A level's own look."""
    return (level_name(key), *LEVELS.get(key, ("info", "send")))
