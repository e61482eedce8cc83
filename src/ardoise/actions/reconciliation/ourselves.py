"""Money from another account of the company's own: a transfer of ours, of which a person says what it is."""

from __future__ import annotations

from typing import Any

import polars as pl

from ardoise.actions.reconciliation.learning import normal
from ardoise.actions.reconciliation.replaying import DOUBTED_BP
from ardoise.engine.reconciliation.names import name_known
from ardoise.records.models import BankAccount, Company

OWN_ACCOUNT = "own_account"


def from_ourselves(company: Company, waiting: pl.DataFrame) -> set[int]:
    """The RECEIPTS whose payer is the company, by its account or its very name, unless somebody said whose they are."""
    accounts = {
        normal(number) for number in BankAccount.objects.filter(company=company).values_list("number", flat=True)
    }
    accounts |= {normal(company.iban)} - {""}
    name = name_known(company.name)
    told = waiting.filter(pl.col("customer").is_null()).select("receipt", "counterparty", "counterparty_iban")
    return {
        receipt
        for receipt, payer, iban in told.iter_rows()
        if normal(iban or "") in accounts or (name and payer and name_known(payer) == name)
    }


def for_a_person(row: dict[str, Any]) -> dict[str, Any]:
    """An explanation of such money: never sure, never applied by itself, and it says why."""
    return row | {
        "is_automatic": False,
        "confidence_bp": min(row["confidence_bp"], DOUBTED_BP),
        "evidence": [*row["evidence"], OWN_ACCOUNT],
    }
