"""What a company lets pass, whether anything is applied by itself, and up to how much each lets go alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django_scopes import scope

from ardoise.actions import events, rights
from ardoise.actions.refusals import Unfit
from ardoise.domain.reconciliation import Tolerances
from ardoise.records.models import Company, ReconciliationSetting, User, WriteOffLimit

ACCOUNTS = {
    "discount": "665000",
    "bank_charges": "627000",
    "rounding": "658000",
    "withholding": "447000",
    "exchange": "666000",
    "exchange_gain": "766000",
    "short_payment": "654000",
    "over_payment": "758000",
}
"""Difference → the account of the French chart where the company has said nothing else."""
LIMITS = {"administrator": 100_000, "credit_manager": 50_000, "collector": 5_000}
"""Role → cents let go without a second person, where the company has said nothing else."""
CHANGEABLE = (
    "is_automatic", "automatic_from_bp", "rounding_cents", "bank_charges_cents", "discount_rate_bp", "discount_days",
    "withholding_rates_bp", "exchange_rate_bp", "is_group_wide", "allocation_order", "near_days", "unseen_days",
    "accounts",
)  # fmt: skip


def setting_of(company: Company) -> ReconciliationSetting:
    """The company's, or what holds where it has said nothing."""
    with scope(company=company):
        kept = ReconciliationSetting.objects.filter(company=company).first()
    return kept or ReconciliationSetting(company=company)


def tolerances_of(company: Company) -> Tolerances:
    """The same for the engine, which tells what is sure enough whether or not the company lets it go by itself."""
    kept = setting_of(company)
    return Tolerances(
        automatic_from=kept.automatic_from_bp / 10_000,
        rounding_cents=kept.rounding_cents,
        bank_charges_cents=kept.bank_charges_cents,
        discount_rate_bp=kept.discount_rate_bp,
        discount_days=kept.discount_days,
        withholding_rates_bp=tuple(kept.withholding_rates_bp),
        exchange_rate_bp=kept.exchange_rate_bp,
        is_group_wide=kept.is_group_wide,
    )


def told(company: Company) -> dict[str, Any]:
    """What holds, as a reconciliation keeps it."""
    kept = setting_of(company)
    return {name: getattr(kept, name) for name in CHANGEABLE if name != "accounts"}


def account_of(company: Company, difference: str, cents: int) -> str:
    """The ledger account that takes such a difference; what an exchange gained has one of its own."""
    own = accounts_of(company)
    return own.get(f"{difference}_gain", own[difference]) if cents < 0 else own[difference]


def accounts_of(company: Company) -> dict[str, str]:
    """Difference → the ledger account that takes it."""
    own = setting_of(company).accounts
    return {difference: str(own.get(difference) or account) for difference, account in ACCOUNTS.items()}


def change(company: Company, by: User | None, at: datetime, **fields: Any) -> ReconciliationSetting:
    """Says what passes from now on; what was applied before stays."""
    rights.require(by, "settle", company)
    if unknown := set(fields) - set(CHANGEABLE):
        raise TypeError(f"no such setting: {', '.join(sorted(unknown))}")
    check(fields)
    with events.act(company):
        kept = setting_of(company)
        before = {name: getattr(kept, name) for name in fields}
        for name, value in fields.items():
            setattr(kept, name, value)
        kept.save()
        events.record(company, "changed_reconciliation", by, at, kept, before=before, after=fields)
    return kept


def check(fields: dict[str, Any]) -> None:
    """Unfit where a setting makes no sense."""
    if not 5_000 <= fields.get("automatic_from_bp", 9_800) <= 10_000:
        raise Unfit(_("Give a confidence between 50 and 100 %: below, a match is a guess."))
    if fields.get("allocation_order", "legal") not in ("legal", "oldest"):
        raise Unfit(_("Choose the legal order, or the oldest first."))
    if unknown := set(fields.get("accounts", {})) - set(ACCOUNTS):
        raise Unfit(_("“%(names)s” is no difference that an account may take.") % {"names": ", ".join(sorted(unknown))})
    if any(not 0 < rate < 10_000 for rate in fields.get("withholding_rates_bp", ())):
        raise Unfit(_("A withholding is a rate between 0 and 100 %."))


def limit_of(company: Company, user: User | None) -> int:
    """Up to how many cents the person lets go alone; the installation by itself: nothing beyond the tolerances."""
    if user is None:
        return 0
    role = rights.role_of(user, company) or ""
    with scope(company=company):
        own = WriteOffLimit.objects.filter(company=company, user=user).values_list("cents", flat=True).first()
        of_role = WriteOffLimit.objects.filter(company=company, user=None, role=role).values_list("cents", flat=True)
        return next((cents for cents in (own, of_role.first()) if cents is not None), LIMITS.get(role, 0))


def limit(
    company: Company, cents: int, by: User | None, at: datetime, role: str = "", user: User | None = None
) -> WriteOffLimit:
    """Says up to how much a role, or one person, lets go alone."""
    rights.require(by, "configure", company)
    if cents < 0 or bool(role) == bool(user):
        raise Unfit(_("A limit is an amount of zero or more, of a role or of a person."))
    if user is not None and rights.role_of(user, company) is None:
        raise rights.Missing(_("This person does not work for the company."))
    with events.act(company):
        kept, _is_new = WriteOffLimit.objects.update_or_create(
            company=company, role=role, user=user, defaults={"cents": cents}
        )
        after = {"role": role, "user": user.username if user else "", "cents": cents}
        events.record(company, "limited_write_offs", by, at, kept, after=after)
    return kept
