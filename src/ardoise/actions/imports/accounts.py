"""Whose account a statement is of: one of ours, one we make knowingly, or none, and then nothing is taken."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import polars as pl
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from ardoise.actions.imports.refusals import Unusable, refusal
from ardoise.records.models import BankAccount, Company, Import

DIGITS_MIN = 8  # of an account number found inside an IBAN


def place(running: Import, statements: pl.DataFrame) -> pl.DataFrame:
    """The statements with `ours`, our account’s number, which may be new; Unusable where one is nobody’s or another’s.

    Options: `account`, the key or number of ours that a file without a known number is of; `new_account`, to make
    those that the file, or `account`, names.
    """
    company = running.company
    ours = list(BankAccount.objects.filter(company=company, closed_at=None).order_by("pk"))
    said = chosen(running, ours)
    places = {}
    for written, currency in statements.select("account", "currency").unique(maintain_order=True).iter_rows():
        account = find(ours, written)
        if account is None and written:
            refuse_foreign(company, written)
        account = account or (said if not is_told(statements, ours) else None)
        if account is None and written and (running.options.get("new_account") or same(written, company.iban)):
            account = BankAccount(company=company, number=plain(written), currency=currency or company.currency)
        if account is None:
            raise unknown(ours, written)
        if currency and account.currency != currency:
            told = {"account": account.number, "ours": account.currency, "theirs": currency}
            raise refusal(partial(in_another_currency, told))
        places[written, currency] = account
    kept = [places[pair] for pair in statements.select("account", "currency").iter_rows()]
    return statements.with_columns(
        ours=pl.Series([account.number for account in kept], dtype=pl.String),
        currency=pl.coalesce("currency", pl.Series([account.currency for account in kept], dtype=pl.String)),
    )


def in_another_currency(told: dict[str, str]) -> str:
    """Why a statement in another currency than its account's is not taken."""
    return (
        _(
            "Account %(account)s is kept in %(ours)s, the statement is in %(theirs)s: nothing of it is kept. If it "
            "is of another account, import it under that one; otherwise ask the bank for the statement in %(ours)s."
        )
        % told
    )


def plain(written: str) -> str:
    """An account number as it is kept: no blanks, capitals."""
    return "".join(written.split()).upper()[:34]


def same(written: str, iban: str) -> bool:
    """Do both mean one account?"""
    return bool(iban) and plain(written) == plain(iban)


def find(ours: Iterable[BankAccount], written: str | None) -> BankAccount | None:
    """Our account of that number; a national number is found at the end of an IBAN, if it is in one only."""
    if not written:
        return None
    number = plain(written)
    exact = [account for account in ours if account.number == number]
    if exact:
        return exact[0]
    short = "".join(c for c in number if c.isalnum())
    within = [a for a in ours if len(short) >= DIGITS_MIN and (ends(a.number, short) or ends(short, a.number))]
    return within[0] if len(within) == 1 else None


def ends(iban: str, number: str) -> bool:
    """Is the number the end of an IBAN, with its national key (two figures) or without, or what stands before a
    currency written behind it? Figures in the middle are somebody else's."""
    return bool(number) and (iban.endswith(number) or iban[:-2].endswith(number) or iban[:-3] == number)


def is_told(statements: pl.DataFrame, ours: list[BankAccount]) -> bool:
    """Does the file speak of several accounts? Then one answer cannot be meant for all of them."""
    strange = {w for w in statements["account"].unique().to_list() if find(ours, w) is None}
    return len(strange) > 1


def chosen(running: Import, ours: list[BankAccount]) -> BankAccount | None:
    """The account the person said it is of; one that is none of ours yet where it was said to be new."""
    key = str(running.options.get("account") or "")
    known = next((account for account in ours if key and key in (str(account.pk), account.number)), None)
    known = known or find(ours, key)
    if known is None and len(plain(key)) >= DIGITS_MIN and running.options.get("new_account"):
        refuse_foreign(running.company, key)
        return BankAccount(company=running.company, number=plain(key), currency=running.company.currency)
    return known


def unknown(ours: list[BankAccount], written: str | None) -> Unusable:
    """The refusal of a statement of an account nobody knows."""
    names = ", ".join(f"{account} ({account.number})" if account.name else account.number for account in ours)
    told = {"account": written, "names": names or "—"}
    if not written:
        return refusal(
            lambda: _("The file doesn’t say which account it is of: say which of yours (%(names)s).") % told, "account"
        )
    if not names:
        return refusal(
            lambda: _("This company has no bank account yet: say that %(account)s is one of yours.") % told,
            "new_account",
        )
    return refusal(
        lambda: (
            _(
                "Account %(account)s is none of this company’s (%(names)s): say that it is a new account of yours, or "
                "which of them it is."
            )
            % told
        ),
        "account",
        "new_account",
    )


def refuse_foreign(company: Company, written: str) -> None:
    """Unusable where the account is another company's of this installation."""
    with scopes_disabled():
        others = list(BankAccount.objects.exclude(company=company))
        ibans = Company.objects.exclude(pk=company.pk).exclude(iban="").values_list("iban", flat=True)
        is_other = find(others, written) is not None or any(same(written, iban) for iban in ibans)
    if is_other:
        told = {"account": written}
        raise refusal(
            lambda: _("Account %(account)s belongs to another company: import the statement into that one.") % told
        )
