"""Ask a customer by mail what a receipt pays: through the outbox, in words of their own, once until it is closed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ardoise.actions import correspondence, events, rights
from ardoise.actions.days import business_date
from ardoise.actions.questioning import QUESTION, RUNS
from ardoise.actions.reconciliation import receipts
from ardoise.actions.refusals import Unfit
from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import Approval, Customer, Message, Movement, Proposal, Question, Run, User

OBSTACLES = {
    "no_sender": gettext_lazy("The company has no sender’s address: an administrator sets it."),
    "unsound_letter": gettext_lazy("The words of this letter ask for what does not exist: correct the template."),
    "fee_of_consumer": gettext_lazy(
        "The words of this letter ask a consumer for a charge that nobody may ask of them: correct the template."
    ),
    "no_address": gettext_lazy("Nobody to write to: add an e-mail address to the customer file."),
}
"""Why nobody can be asked, in a sentence."""


def ask(movement: Movement, customer: Customer, by: User | None, at: datetime) -> Question:
    """The mail that asks is queued; asked again before it is closed, it is the same question.

    Refused, with a sentence, where nothing of the receipt is left, nobody can be reached, or a message to this
    customer waits or left today.
    """
    company = movement.company
    rights.require(by, "reconcile", company)
    rights.require(by, "send", company)
    if customer.company_id != company.pk:
        raise rights.Missing(_("This does not exist, or is not yours to see."))
    with events.act(company):
        if known := Question.objects.filter(movement=movement, customer=customer, closed_at=None).first():
            return known
        today = business_date(company, at)
        if receipts.hold(movement, today).payment is not None:
            raise Unfit(_("This receipt is a customer’s already."))
        written = Message.objects.filter(customer=customer, channel="email", as_of=today).exclude(level__in=INTERNAL)
        if written.exclude(state__in=["suppressed", "failed"]).exists():
            raise Unfit(_("A message to this customer was written today: ask tomorrow, or call."))
        proposal = propose(movement, customer, at)
        asked = Question.objects.create(
            company=company, movement=movement, customer=customer, proposal=proposal, by=by, at=at
        )
        draft = correspondence.preview(proposal)
        if draft.obstacle:
            raise Unfit(str(OBSTACLES.get(draft.obstacle, OBSTACLES["no_address"])))
        approval = Approval.objects.create(company=company, proposal=proposal, by=by, at=at)
        asked.message = correspondence.compose(approval, at, draft)
        asked.save(update_fields=["message"])
        after = {"movement": movement.pk, "cents": movement.amount_cents, "message": asked.message.sha256}
        events.record(company, "asked_customer", by, at, asked, customer, after=after)
    return asked


def propose(movement: Movement, customer: Customer, at: datetime) -> Proposal:
    """What the message is approved from: it claims nothing and lists nothing."""
    company, today = movement.company, business_date(movement.company, at)
    run, _is_new = Run.objects.get_or_create(company=company, policy=RUNS, as_of=today, defaults={"at": at})
    Proposal.objects.filter(run=run, customer=customer, approval=None).delete()
    return Proposal.objects.create(
        company=company, run=run, customer=customer, level=QUESTION, channel="email", cycle=1, amount_cents=0,
        currency=movement.currency, oldest_due_on=movement.booked_on, days_overdue=0, reason=QUESTION,
    )  # fmt: skip
