"""Money from another account of the company's own: a transfer of ours, of which a person says what it is."""

from __future__ import annotations

from typing import Any

import polars as pl

from ardoise.actions.reconciliation.learning import normal
from ardoise.actions.reconciliation.replaying import DOUBTED_BP
from ardoise.engine.reconciliation.names import begins, name_known
from ardoise.records.models import BankAccount, Company

OWN_ACCOUNT = "own_account"


def from_ourselves(company: Company, waiting: pl.DataFrame) -> set[int]:
    """The RECEIPTS whose payer is the company, by its account or its very name, where the bank tells none by the name
    with which the label begins; unless somebody said whose they are.
    """
    accounts = {
        normal(number) for number in BankAccount.objects.filter(company=company).values_list("number", flat=True)
    }
    accounts |= {normal(company.iban)} - {""}
    name = name_known(company.name)
    told = waiting.filter(pl.col("customer").is_null())
    return {
        receipt
        for receipt, payer, iban, label in told.select(
            "receipt", "counterparty", "counterparty_iban", "label"
        ).iter_rows()
        if normal(iban or "") in accounts or (name and is_called(payer, label, company.name))
    }


def is_called(payer: str | None, label: str | None, name: str) -> bool:
    """The payer bears the name; where the bank tells no payer, the label begins with it."""
    if known := name_known(payer or ""):
        return known == name_known(name)
    return begins(label or "", name)


def for_a_person(row: dict[str, Any]) -> dict[str, Any]:
    """An explanation of such money: never sure, never applied by itself, and it says why."""
    return row | {
        "is_automatic": False,
        "confidence_bp": min(row["confidence_bp"], DOUBTED_BP),
        "evidence": [*row["evidence"], OWN_ACCOUNT],
    }
