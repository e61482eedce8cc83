"""Who stands in for whom, and what each aims at."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from ardoise.actions import events, rights
from ardoise.actions.refusals import Unfit
from ardoise.records.models import Absence, Company, Membership, Target, User


def hands(user: User, company: Company, as_of: date) -> list[int]:
    """The people whose work this person does on the day: their own, and of those who named them in their absence.

    Who stands in for somebody and is away too hands on both. The caller is in the company's scope.
    """
    away = Absence.objects.filter(company=company, from_on__lte=as_of, until_on__gte=as_of)
    named = list(away.values_list("delegate_id", "user_id"))
    found, before = {user.pk}, set[int]()
    while found != before:
        before = set(found)
        found |= {absent for delegate, absent in named if delegate in before}
    return sorted(found)


def delegate(
    company: Company, user: User, to: User, from_on: date, until_on: date, by: User | None, at: datetime
) -> Absence:
    """While `user` is away, `to` does their work; one's own absence, or another's where one settles things."""
    rights.require(by, "correspond" if by == user else "settle", company)
    if until_on < from_on:
        raise Unfit(_("An absence ends on the day it begins, or later."))
    if to == user:
        raise Unfit(_("Choose somebody else: one does not stand in for oneself."))
    for person in (user, to):
        if not Membership.objects.filter(company=company, user=person).exists():
            raise rights.Missing(_("This person does not work for the company."))
    if not rights.may(to, "correspond", company):
        raise Unfit(_("This person may read but not do your work: choose somebody who may."))
    with events.act(company):
        told = {"user": user, "delegate": to, "from_on": from_on, "until_on": until_on}
        absence, is_new = Absence.objects.get_or_create(company=company, **told, defaults={"at": at})
        if is_new:
            after = {"user": user.username, "delegate": to.username, "from_on": from_on, "until_on": until_on}
            events.record(company, "delegated", by, at, absence, after=after)
    return absence


def call_back(absence: Absence, by: User | None, at: datetime) -> bool:
    """The person is here after all; False: it was taken back before."""
    rights.require(by, "correspond" if by == absence.user else "settle", absence.company)
    with events.act(absence.company):
        before = {"user": absence.user.username, "until_on": absence.until_on}
        if not Absence.objects.filter(pk=absence.pk).delete()[0]:
            return False
        events.record(absence.company, "took_delegation_back", by, at, before=before)
    return True


def aim(company: Company, user: User | None, month_on: date, cents: int, by: User | None, at: datetime) -> Target:
    """What is to be collected in the month, by a person or by all; said again it replaces what was said."""
    rights.require(by, "settle", company)
    if cents <= 0:
        raise Unfit(_("A target is an amount above zero."))
    with events.act(company):
        target, _is_new = Target.objects.update_or_create(
            company=company, user=user, month_on=month_on.replace(day=1), defaults={"cents": cents}
        )
        after = {"user": user.username if user else "", "month_on": target.month_on, "cents": cents}
        events.record(company, "aimed", by, at, target, after=after)
    return target


def target_cents(company: Company, user: User, month_on: date) -> int | None:
    """The person's target of the month, else that of all; None where nobody set one."""
    told = Target.objects.filter(company=company, month_on=month_on.replace(day=1))
    own = {target.user_id: target.cents for target in told.filter(user__in=[user]) | told.filter(user=None)}
    return own.get(user.pk, own.get(None))
