"""A person puts a customer, or one of its items, under another policy than the rules would."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ardoise.actions import events, lines, rights
from ardoise.actions.policies.versions import in_force
from ardoise.actions.refusals import Unfit
from ardoise.records.models import Customer, Entry, Policy, PolicyOverride, User


def override(about: Customer | Entry, policy: Policy, note: str, by: User | None, at: datetime) -> PolicyOverride:
    """From now on it is under that policy, whatever the rules say; another policy replaces the override before."""
    rights.require(by, "restrain", about.company)
    if policy.company_id != about.company_id:
        raise rights.Missing(_("This does not exist, or is not yours to see."))
    if wrong := lines.complaint(_("Why"), note):
        raise Unfit(wrong)
    if not note.strip():
        raise Unfit(_("Say in a few words why: whoever finds it later must understand it."))
    customer, entry = (about, None) if isinstance(about, Customer) else (about.customer, about)
    with events.act(about.company):
        policy.refresh_from_db()
        if policy.retired_at or in_force(policy) is None:
            raise Unfit(_("“%(name)s” is not switched on: choose a policy that is.") % {"name": policy.name})
        standing = PolicyOverride.objects.filter(customer=customer, entry=entry, ended_at=None).first()
        if standing and standing.policy_id == policy.pk:
            return standing
        if standing:
            end_override(standing, by, at)
        told = {"company": about.company, "customer": customer, "entry": entry, "policy": policy}
        opened = PolicyOverride.objects.create(**told, note=note.strip()[:300], by=by, at=at)
        after = {"policy": policy.name, "entry": entry.pk if entry else None}
        events.record(about.company, "overrode_policy", by, at, opened, customer, after=after, words=opened.note)
    return opened


def end_override(standing: PolicyOverride, by: User | None, at: datetime, words: str = "") -> bool:
    """The rules say again under which policy it is; False when somebody had ended it before."""
    rights.require(by, "restrain", standing.company)
    with events.act(standing.company):
        if not PolicyOverride.objects.filter(pk=standing.pk, ended_at=None).update(ended_at=at, ended_by=by):
            return False
        before = {"policy": standing.policy.name, "entry": standing.entry_id}
        events.record(
            standing.company, "ended_override", by, at, standing, standing.customer, before=before, words=words
        )
    standing.refresh_from_db()
    return True


def overrides_of(customer: Customer) -> QuerySet[PolicyOverride]:
    """Those that stand for the customer or its items."""
    standing = PolicyOverride.objects.filter(customer=customer, ended_at=None)
    return standing.select_related("policy", "entry", "by").order_by("entry_id", "pk")
