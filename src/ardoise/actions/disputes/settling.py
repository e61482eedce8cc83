"""Where a dispute goes: to somebody who can answer, from stage to stage, to its outcome."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ardoise.actions import events, lines, rights
from ardoise.actions.days import business_date
from ardoise.actions.disputes.crediting import WAITING, is_covered
from ardoise.actions.disputes.opening import amounts_of, begin, days_of
from ardoise.actions.disputes.words import told
from ardoise.actions.refusals import Unfit
from ardoise.actions.restraints import Noted
from ardoise.domain.calendar import add_working_days
from ardoise.domain.disputes import deadline
from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import Company, Dispute, DunningSettings, Entry, Membership, Proposal, Run, User

GRACE_DAYS = 5
RUNS = "resolver-"
"""How the policies begin under which the messages to colleagues stand, each with the key of its dispute: no run of
dunning."""


def assign(dispute: Dispute, resolver: User | str, by: User | None, at: datetime) -> Dispute:
    """Somebody is to answer: a colleague of the company, or a mailbox that gets a signed link. Settled: Unfit.

    Whoever was asked before answers no more: the links of other mailboxes die. What was to be said and was taken back
    is forgotten.
    """
    rights.require(by, "restrain", dispute.company)
    email = resolver.strip() if isinstance(resolver, str) else ""
    person = None if isinstance(resolver, str) else resolver
    if person and not Membership.objects.filter(user=person, company=dispute.company).exists():
        raise rights.Missing(_("This person does not work for the company."))
    if not person:
        check_mailbox(email)
    asked = {"resolver": person, "resolver_email": email, "stage": "waiting_resolver"}
    with events.act(dispute.company):
        assigned = change(dispute, "assigned_dispute", by, at, **asked)
        others = assigned.links.filter(revoked_at=None).exclude(email=person.email if person else email)
        others.update(revoked_at=at)
        Run.objects.filter(proposals__in=taken_back([assigned])).delete()
    return assigned


def taken_back(disputes: Iterable[Dispute]) -> QuerySet[Proposal]:
    """What was to be said to colleagues about these disputes, and was taken back before it left."""
    named = Q(pk__in=[])
    for dispute in disputes:
        named |= Q(run__policy__startswith=f"{RUNS}{dispute.pk}-")
    return Proposal.objects.filter(named, approval=None, level__in=INTERNAL)


def check_mailbox(email: str) -> None:
    """Unfit unless it is one e-mail address."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise Unfit(_("“%(email)s” is not an e-mail address.") % {"email": email}) from error
    if wrong := lines.complaint(_("E-mail"), email):
        raise Unfit(wrong)


def move(dispute: Dispute, stage: str, by: User | None, at: datetime) -> Dispute:
    """The dispute at another stage of its board; one that begins to wait for a credit note asks for it."""
    rights.require(by, "restrain", dispute.company)
    if stage not in Dispute.STAGES:
        raise Unfit(_("“%(stage)s” is no stage of a dispute.") % {"stage": stage})
    with events.act(dispute.company):
        before = Dispute.objects.get(pk=dispute.pk)
        if stage != WAITING or before.stage == WAITING:
            return change(dispute, "moved_dispute", by, at, stage=stage)
        own = deadline(before.reason, business_date(dispute.company, at), days_of(dispute.company))
        until = max(own, before.deadline_on or own)  # as long as its reason gives, from the day it is to be issued
        moved = change(dispute, "moved_dispute", by, at, stage=stage, deadline_on=until)
        ask_for_credit_note(moved, by, at)
    return moved


def ask_for_credit_note(dispute: Dispute, by: User | None, at: datetime) -> None:
    """Whoever issues them hears of it; inside the caller's transaction."""
    from ardoise.actions.disputes import issuing  # which writes mails, whose answers are words of a discussion

    issuing.ask_by_itself(dispute, by, at)


def change(dispute: Dispute, verb: str, by: User | None, at: datetime, **fields: object) -> Dispute:
    """Other values and their event; the same values change nothing, an ended dispute is not changed."""
    with events.act(dispute.company):
        fresh = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
        if fresh.ended_at:
            raise Unfit(_("This dispute is settled: open another one."))
        before = told(fresh)
        for field, value in fields.items():
            setattr(fresh, field, value)
        if told(fresh) != before:
            fresh.save(update_fields=list(fields))
            events.record(fresh.company, verb, by, at, fresh, fresh.customer, before=before, after=told(fresh))
    return fresh


def settle(dispute: Dispute, outcome: str, noted: Noted, granted: int | None = None) -> bool:
    """The dispute ends; its items go back to their rung once the days of grace are over. False: it had ended.

    Grace is the company's working days from then on, so that nobody is chased on the morning after an answer; none
    where the credit note is here and nothing is claimed anew. `granted`: of the one item that is partly accepted, the
    cents a credit note is to be made for; they stay contested until then.
    """
    rights.require(noted.by, "restrain", dispute.company)
    if outcome not in Dispute.OUTCOMES:
        raise Unfit(_("“%(outcome)s” is no outcome of a dispute.") % {"outcome": outcome})
    with events.act(dispute.company):
        credited = credit_to_make(dispute, outcome, granted)
        is_made_up = outcome == "credit_note" and is_covered(dispute, noted.on)
        grace = None if is_made_up else add_working_days(noted.on, grace_days(dispute.company))
        standing = Dispute.objects.filter(pk=dispute.pk, ended_at=None)
        if not standing.update(ended_at=noted.at, ended_by=noted.by, outcome=outcome, grace_until_on=grace):
            return False
        dispute.links.filter(revoked_at=None).update(revoked_at=noted.at)
        dispute.refresh_from_db()
        customer, after = dispute.customer, told(dispute)
        events.record(
            dispute.company, "settled_dispute", noted.by, noted.at, dispute, customer, after=after, words=noted.words
        )
        if credited:
            ask_for_credit_note(begin(customer, dispute.reason, credited, noted, dispute), noted.by, noted.at)
    return True


def grace_days(company: Company) -> int:
    """Working days of peace after a dispute."""
    settings = DunningSettings.objects.filter(company=company).first()
    return settings.dispute_grace_days if settings else GRACE_DAYS


def credit_to_make(dispute: Dispute, outcome: str, granted: int | None) -> dict[Entry, int | None]:
    """The item with the cents granted of it; of none where no amount is told; Unfit: no part of one item."""
    if granted is None:
        return {}
    contested = amounts_of(dispute)
    if outcome != "partly_accepted" or len(contested) != 1:
        raise Unfit(_("An amount is granted only where one invoice is partly accepted: leave it empty."))
    ((entry_id, cents),) = contested.items()
    entry = Entry.objects.get(pk=entry_id)
    if not 0 < granted < (entry.amount_cents if cents is None else cents):
        raise Unfit(_("The amount granted is a part of what is contested: more than zero, less than all of it."))
    return {entry: granted}
