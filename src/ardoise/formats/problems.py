"""Cash application problems as a third party's benchmark writes them: invoices, payments, remittance lines, truth."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from ardoise.domain.bank import ADVICES
from ardoise.domain.ledger import ITEMS
from ardoise.domain.parties import CUSTOMERS
from ardoise.domain.reconciliation import RECEIPTS
from ardoise.formats.messages import obstacle

DEDUCTED = re.compile(r"\(-\D*([\d,]+(?:\.\d+)?)\)")
CURRENCY = "USD"
KINDS = {"CHECK": "cheque", "CARD": "card", "CASH": "cash"}
SENTENCES = {
    "json": {
        "fr": "{name} n’est pas un problème de rapprochement : {error}. Donnez un fichier JSON qui a les clés "
        "« invoices », « payments » et « remittance_lines ».",
        "en": "{name} is no matching problem: {error}. Give a JSON file with the keys “invoices”, “payments” and "
        "“remittance_lines”.",
    },
    "not_json": {"fr": "ce n’est plus du JSON à la ligne {line}", "en": "it is no JSON any more at line {line}"},
    "key": {"fr": "la clé « {key} » manque", "en": "the key “{key}” is missing"},
    "value": {"fr": "une valeur n’est pas de la sorte attendue", "en": "a value is not of the kind that is asked for"},
}


class UnreadableError(ValueError):
    """The file is no problem; the message says what to do."""


@dataclass(frozen=True)
class Problem:
    """A problem in the columns of the house; an entry is an invoice's place from 1, a receipt a payment's."""

    items: pl.DataFrame
    receipts: pl.DataFrame
    customers: pl.DataFrame
    advices: pl.DataFrame
    payments: tuple[str, ...]
    applications: tuple[tuple[str, str, int], ...]  # payment, invoice, cents: what is true
    is_labelled: bool


def read(path: Path, language: str = "fr") -> Problem:
    """A problem file; `UnreadableError` says why it is none."""
    try:
        told = json.loads(path.read_bytes())
        return problem_of(told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        reason = reason_of(error, language)
        raise UnreadableError(SENTENCES["json"][language].format(name=path.name, error=reason)) from error


def reason_of(error: Exception, language: str) -> str:
    """What is wrong with the file, in a person's words."""
    if isinstance(error, OSError):
        return obstacle(error, language)
    if isinstance(error, json.JSONDecodeError):
        return SENTENCES["not_json"][language].format(line=error.lineno)
    if isinstance(error, KeyError):
        return SENTENCES["key"][language].format(key=error.args[0])
    return SENTENCES["value"][language]


def problem_of(told: dict[str, Any]) -> Problem:
    """The problem's columns."""
    names = {row["customer_id"]: row["customer_name"] for row in told["invoices"]}
    truth = told.get("ground_truth") or {}
    return Problem(
        pl.DataFrame([item_of(n, row) for n, row in enumerate(told["invoices"], 1)], ITEMS),
        pl.DataFrame([receipt_of(n, row) for n, row in enumerate(told["payments"], 1)], RECEIPTS),
        pl.DataFrame(
            [dict.fromkeys(CUSTOMERS) | {"customer": code, "customer_name": name} for code, name in names.items()],
            CUSTOMERS,
        ),
        pl.DataFrame(list(advice_rows(told)), ADVICES),
        tuple(row["payment_id"] for row in told["payments"]),
        tuple(
            (row["payment_id"], row["invoice_id"], cents_of(row["applied_amount"]))
            for row in truth.get("applications", ())
        ),
        bool(truth),
    )


def item_of(n: int, row: dict[str, Any]) -> dict[str, Any]:
    """A row of ITEMS."""
    cents, on = cents_of(row["amount"]), date.fromisoformat(row["invoice_date"])
    return dict.fromkeys(ITEMS) | {
        "entry": n, "line": n, "customer": row["customer_id"], "customer_name": row["customer_name"],
        "document": row["invoice_id"], "document_on": on, "booked_on": on, "label": row.get("description"),
        "kind": "invoice" if cents >= 0 else "credit_note",
        "due_on": date.fromisoformat(row["due_date"]) if row.get("due_date") else None,
        "is_due_derived": False, "amount_cents": cents, "open_cents": cents, "currency": CURRENCY,
    }  # fmt: skip


def receipt_of(n: int, row: dict[str, Any]) -> dict[str, Any]:
    """A row of RECEIPTS."""
    return dict.fromkeys(RECEIPTS) | {
        "receipt": n, "received_on": date.fromisoformat(row["payment_date"]), "amount_cents": cents_of(row["amount"]),
        "currency": CURRENCY, "kind": KINDS.get(row.get("method") or "", "transfer"),
        "label": row.get("reference_info"), "reference": row["payment_id"], "counterparty": row.get("payer_name"),
    }  # fmt: skip


def advice_rows(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of ADVICES."""
    payments = {row["payment_id"]: row for row in told["payments"]}
    rows = []
    for n, row in enumerate(told["remittance_lines"], 1):
        payment = payments.get(row["payment_id"], {})
        deducted = DEDUCTED.search(row.get("memo") or "")
        rows.append(
            {
                "line": n, "payer": payment.get("payer_name"), "payment": row["payment_id"],
                "paid_on": date.fromisoformat(payment["payment_date"]) if payment else None,
                "payment_cents": cents_of(payment["amount"]) if payment else None, "document": row["invoice_ref"],
                "amount_cents": cents_of(row["amount"]), "reason": row.get("memo") or None, "currency": CURRENCY,
                "deducted_cents": cents_of(deducted[1].replace(",", "")) if deducted else None,
            }
        )  # fmt: skip
    return rows


def cents_of(amount: float | int | str) -> int:
    """A decimal amount in cents, half a cent up."""
    return int((Decimal(str(amount)) * 100).to_integral_value())
