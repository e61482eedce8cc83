"""The states, differences and marks of the workbench, in words and pictures."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise as Lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ardoise.actions.reconciliation.tolerances import accounts_of
from ardoise.desk.frame.tags import PERCENT, chip, language, percent
from ardoise.domain.bank import say_return
from ardoise.domain.reasons import amount_written
from ardoise.law import imputation
from ardoise.records.models import Company

register = template.Library()

STATES: dict[str, str | Lazy] = {
    "sure": _("To confirm"),
    "choice": _("To choose"),
    "unidentified": _("Unidentified"),
    "aside": _("Set aside"),
}
DIFFERENCES: dict[str, str | Lazy] = {
    "discount": _("Discount"),
    "bank_charges": _("Bank charges"),
    "rounding": _("Rounding"),
    "withholding": _("Withholding"),
    "exchange": _("Exchange difference"),
    "short_payment": _("Short payment, let go"),
    "over_payment": _("Paid too much, kept"),
}
MARK_REASONS: dict[str, str | Lazy] = {
    "own_transfer": _("Transfer between our accounts"),
    "supplier_refund": _("Refund of a supplier"),
    "tax_refund": _("Refund of taxes"),
    "loan": _("Loan or subsidy"),
    "cash_deposit": _("Cash paid in"),
    "card_sales": _("Card sales"),
    "other": _("Something else"),
}
KINDS: dict[str, str | Lazy] = {
    "transfer": _("Transfer"),
    "direct_debit": _("Direct debit"),
    "cheque": _("Cheque"),
    "bill": _("Bill of exchange"),
    "card": _("Card"),
    "cash": _("Cash"),
    "return": _("Returned"),
    "charge": _("Bank charges"),
    "interest": _("Interest"),
    "other": _("Other"),
}
HOWS: dict[str, str | Lazy] = {
    "all": _("All"),
    "automatic": _("Automatically"),
    "by_hand": _("By a person"),
    "undone": _("Taken back"),
}
SURE_FROM, LIKELY_FROM = 9_500, 7_500


@register.filter
def match_state(key: str) -> str:
    return str(STATES[key])


@register.filter
def difference_name(key: str) -> str:
    return str(DIFFERENCES.get(key, key))


@register.filter
def mark_name(key: str) -> str:
    return str(MARK_REASONS.get(key, key))


@register.filter
def movement_kind(key: str) -> str:
    return str(KINDS.get(key, key))


@register.filter
def how_name(key: str) -> str:
    return str(HOWS[key])


@register.simple_tag
def confidence(basis_points: int | None) -> SafeString | str:
    """How sure an explanation is, as a chip: figure, drawing, and colour last."""
    if basis_points is None:
        return ""
    tone, drawing = ("good", "check") if basis_points >= SURE_FROM else ("info", "half")
    if basis_points < LIKELY_FROM:
        tone, drawing = "warn", "question"
    words = percent(basis_points // 100 / 100) if basis_points >= 100 else "< " + percent(0.01)  # never more than it is
    return chip(words, tone, drawing)


@register.simple_tag
def differences(company: Company) -> list[tuple[str, str]]:
    """What a difference may be called, with the account that takes it."""
    accounts = accounts_of(company)
    return [(key, f"{name} · {accounts[key]}") for key, name in DIFFERENCES.items()]


MARK_KINDS: dict[str, str | Lazy] = {
    "iban": _("IBAN"),
    "name": _("Name"),
    "mandate": _("Mandate"),
    "reference": _("Reference"),
    "purpose": _("Words of the purpose"),
}
HABITS: dict[str, str | Lazy] = {
    "oldest_first": _("pays the oldest first"),
    "by_month": _("pays a month at a time"),
    "whole_balance": _("pays the whole balance"),
    "deducts_discount": _("deducts the discount"),
    "by_reference": _("names what it pays"),
}


@register.filter
def mark_kind(key: str) -> str:
    return str(MARK_KINDS.get(key, key))


@register.filter
def habit_name(key: str) -> str:
    return str(HABITS.get(key, key))


ACTS: dict[str, str | Lazy] = {
    "entries": _("Items settled against each other"),
    "write_off": _("Amount let go"),
    "receipt": _("Receipt"),
    "returned": _("Returned"),
}


@register.filter
def act_name(kind: str) -> str:
    return str(ACTS.get(kind, kind))


@register.filter
def money(cents: int, currency: str) -> str:
    """An amount with its currency, without the colour of a credit."""
    return amount_written(cents, currency, language())


@register.filter
def at(mapping: Mapping[str, int], key: str) -> int | None:
    return mapping.get(key)


@register.filter
def share(ratio: float) -> str:
    """97.4 %: a digit more than a percentage usually has."""
    tenths = int(ratio * 1000)  # never more than it is
    point = "." if language() == "en" else ","
    return f"{tenths // 10}{point}{tenths % 10}{PERCENT[language()]}"


@register.filter
def imputation_rule(key: str) -> str:
    """The rule by which a part payment was spread, with its article; agreed where the law would say otherwise."""
    rule = imputation.rule(key)
    return f"{rule.fr if language() == 'fr' else rule.en} ({rule.article})"


SUSPECTED: dict[str, str | Lazy] = {
    "document": _("names this document"),
    "payer": _("a known payer"),
    "name": _("the same name"),
    "amount": _("paid as much"),
}


@register.filter
def suspect_reason(key: str) -> str:
    return str(SUSPECTED[key])


@register.filter
def return_reason(code: str) -> str:
    """Why the bank took it back, in the reader's words where the code is known."""
    return say_return(code, language()) or "–"
