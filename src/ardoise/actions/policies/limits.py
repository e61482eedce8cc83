"""How much a company may press one debtor, when, and what makes a run stop and ask."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ardoise.actions import events, rights
from ardoise.actions.policies.assignment import policies_of
from ardoise.actions.refusals import Unfit
from ardoise.domain import brake
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.domain.policies import PolicyError
from ardoise.domain.policies.reach import is_hushed
from ardoise.domain.reasons import level_name
from ardoise.records import assigned as records
from ardoise.records.models import BankStatement, Company, Contact, DunningSettings, User

CHANGEABLE = (
    "contacts_max", "contacts_days", "quiet_from", "quiet_until", "ledger_days_max", "bank_days_max", "brake",
    "payment_notice_days", "dispute_days", "dispute_grace_days", "credit_notes_to",
)  # fmt: skip

OPEN = ("quiet_from", "quiet_until", "bank_days_max")
"""What may be left unsaid."""

BANK_DAYS = 7


def limits_of(company: Company) -> DunningSettings:
    """The company's own, or the defaults, unsaved."""
    return records.settings(company.pk) or DunningSettings(company=company)


def bank_days_of(kept: DunningSettings) -> int | None:
    """How old the bank may be: as the company says; before it says anything, a week where statements are brought in."""
    if kept.pk:
        return kept.bank_days_max
    return BANK_DAYS if BankStatement.objects.filter(company=kept.company_id).exists() else None


def expect_statements(company: Company) -> None:
    """Before a first statement is kept: from now on the bank doesn't grow old unnoticed, whatever limit was changed
    while none was expected. Inside the transaction of the import."""
    if not BankStatement.objects.filter(company=company).exists():
        DunningSettings.objects.filter(company=company, bank_days_max=None).update(bank_days_max=BANK_DAYS)


def change_limits(company: Company, by: User | None, at: datetime, **fields: Any) -> dict[str, Any]:
    """Sets what is given; gives what changed, as it was."""
    rights.require(by, "settle", company)
    for field in fields:
        if field not in CHANGEABLE:
            raise Unfit(_("Dunning has no setting “%(field)s”.") % {"field": field})
    with events.act(company):
        kept = limits_of(company)
        kept.bank_days_max = bank_days_of(kept)
        before = {field: getattr(kept, field) for field, value in fields.items() if getattr(kept, field) != value}
        if not before:
            return before
        for field in before:
            setattr(kept, field, fields[field])
        check(kept)
        if {"quiet_from", "quiet_until"} & before.keys():
            refuse_to_hush(kept)
        kept.save()
        after = {field: plain(fields[field]) for field in before}
        told = {field: plain(value) for field, value in before.items()}
        events.record(company, "changed_dunning_settings", by, at, kept, before=told, after=after)
    return before


def refuse_to_hush(kept: DunningSettings) -> None:
    """Unfit where a level of a policy that holds has no hour left in which it may leave."""
    if kept.quiet_from is None or kept.quiet_until is None:
        return
    for name, policy in policies_of(kept.company).items():
        for level in policy.levels:
            if is_hushed(level, kept.quiet_from, kept.quiet_until):
                called = level_name(level.key, (get_language() or "fr")[:2])
                sentence = _("“%(level)s” of the policy “%(policy)s” would never leave: change its hours, or these.")
                shown = _("Standard policy") if name == DEFAULT_POLICY.name else name
                raise Unfit(sentence % {"level": called, "policy": shown})


def plain(value: Any) -> Any:
    """An hour as text, the rest as it is."""
    return value.isoformat("minutes") if isinstance(value, time) else value


def check(kept: DunningSettings) -> None:
    """Unfit unless every figure can be kept and quiet hours leave some of the day."""
    try:
        unsaid = [name for name in OPEN if getattr(kept, name) is None]
        kept.full_clean(exclude=["company", "brake", "dispute_days", *unsaid], validate_unique=False)
    except ValidationError as error:
        field, said = next(iter(error.message_dict.items()))
        raise Unfit(f"{field}: {' '.join(said)}") from error
    if faults := brake.read(kept.brake)[1]:
        raise PolicyError(faults)
    if theirs := Contact.objects.filter(company=kept.company, email__iexact=kept.credit_notes_to or "-").first():
        whose = {"email": kept.credit_notes_to, "customer": theirs.customer.name}
        raise Unfit(_("%(email)s is an address of the customer %(customer)s: name a colleague.") % whose)
    if kept.contacts_days < 1:
        raise Unfit(_("Contacts are counted over at least one day."))
    if (kept.quiet_from is None) != (kept.quiet_until is None):
        raise Unfit(_("Quiet hours have a beginning and an end: give both, or neither."))
    if kept.quiet_from is not None and kept.quiet_from == kept.quiet_until:
        raise Unfit(_("Quiet hours that begin and end together would never let anything leave."))
