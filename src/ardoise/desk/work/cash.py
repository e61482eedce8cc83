"""What the bank says and nobody has settled, as lines of the day: money back, money nobody recognises, money let go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from ardoise.actions import rights
from ardoise.actions.reconciliation import differences, listing, returning
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import day_text, language, person
from ardoise.desk.work.job import EACH_MAX, Job
from ardoise.desk.work.returns import RETURNED
from ardoise.domain.reasons import amount_written
from ardoise.domain.worklist import priority
from ardoise.records.models import Movement, Question, Reply

UNIDENTIFIED_DAYS = 3  # a receipt nobody recognises is followed from then on, until it is applied or set aside


def alerts(request: Request, today: date) -> Iterable[Job]:
    """Those of the company's money, for who sees all of it: nobody knows yet whose customer it is."""
    yield from unknown_returns(request, today)
    yield from unidentified(request, today)
    yield from let_go(request, today)


def unknown_returns(request: Request, today: date) -> Iterable[Job]:
    """What the bank took back, and nobody knows from whom; of late, what was taken back before it was applied."""
    whose, never = _("returned on %(day)s: whose?"), _("returned on %(day)s before it was applied")
    waiting = returning.waiting(request.company)[:EACH_MAX]
    gone = returning.unapplied(request.company, today - RETURNED)[:EACH_MAX]
    for movement, words in [*((one, whose) for one in waiting), *((one, never) for one in gone)]:
        told = words % {"day": day_text(movement.booked_on)}
        waited = (today - movement.booked_on).days
        yield Job(
            "unknown_return", "returns", f"movement-{movement.pk}", None, -movement.amount_cents,
            priority("unknown_return", movement.amount_cents, waited), reverse("bank") + "#returns", False,
            ((told, "grave", "undo"),), movement.booked_on, name=said_by(movement),
        )  # fmt: skip


def unidentified(request: Request, today: date) -> Iterable[Job]:
    """The receipts nobody has recognised for some days, the oldest first."""
    company, since = request.company, today - timedelta(UNIDENTIFIED_DAYS)
    old = listing.in_state(listing.free(company).filter(booked_on__lte=since), "unidentified")
    found = list(old.order_by("booked_on", "pk")[:EACH_MAX])
    asked = {one.movement_id: one for one in Question.objects.filter(movement__in=found, closed_at=None).order_by("pk")}
    mails = Reply.objects.filter(answers__in=[one.message_id for one in asked.values() if one.message_id])
    answered = dict(mails.order_by("received_at").values_list("answers", "received_at"))
    for movement in found:
        told = _("unidentified since %(day)s") % {"day": day_text(movement.booked_on)}
        chips = [(told, "warn", "question")]
        if question := asked.get(movement.pk):
            chips.append((_("asked on %(day)s") % {"day": day_text(question.at.date())}, "info", "mail"))
            if question.message_id and (reply := answered.get(question.message_id)):
                chips.append((_("answered on %(day)s") % {"day": day_text(reply.date())}, "good", "check"))
        waited = (today - movement.booked_on).days
        yield Job(
            "unidentified", "alerts", f"movement-{movement.pk}", None, movement.left_cents,
            priority("unidentified", movement.left_cents, waited), reverse("receipt", args=[movement.pk]), False,
            tuple(chips), movement.booked_on, name=said_by(movement),
        )  # fmt: skip


def let_go(request: Request, today: date) -> Iterable[Job]:
    """What somebody asked to let go of, and this person may decide."""
    if not rights.role_may(request.role, "settle"):
        return
    for noted in differences.waiting(request.company)[:EACH_MAX]:
        if noted.by_id == request.user.pk:
            continue
        amount = amount_written(noted.cents, request.company.currency, language())
        told = _("%(who)s asks to let go of %(amount)s") % {"who": person(noted.by), "amount": amount}
        waited = (today - noted.at.date()).days
        yield Job(
            "difference", "alerts", f"difference-{noted.pk}", noted.customer, noted.cents,
            priority("difference", noted.cents, waited), reverse("bank") + "#differences", False,
            ((told, "warn", "scales"),), noted.at.date(),
        )  # fmt: skip


def said_by(movement: Movement) -> str:
    """Who it is, as the bank says."""
    return movement.counterparty or movement.label or movement.reference or "–"
