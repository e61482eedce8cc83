"""Who paid: what was learned, then the documents a receipt names, then its name among the customers', by blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log10
from typing import Any

import polars as pl

from ardoise.engine.reconciliation.names import (
    initials_of,
    keys_of,
    label_words_of,
    likeness,
    presence,
    words_of,
)  # fmt: skip
from ardoise.engine.reconciliation.receipts import Payer, normal

BLOCK = 60  # customers whose names are compared with one name
KEY_MAX = 400  # customers filed under one key: above, the key says nothing
LIKE = 0.7  # least likeness of a name worth proposing
UNLIKE = 0.45  # the same where the amount is the very one
CANDIDATES = 8  # payers kept of a receipt
LABELLED = 0.3  # what a name in a label says less than a counterparty's
SCORES = {
    "payer_told": 4.0, "payer_iban": 3.0, "payer_mandate": 3.0, "payer_learned": 2.5, "payer_name": 2.0,
}  # fmt: skip
"""The logarithm of the odds that it is he, before looking at the items; names that are only like have less."""


@dataclass
class Names:
    """The customers' names, filed by the beginnings of their words."""

    names: Mapping[str, str]  # customer → name
    filed: dict[str, list[str]] = field(default_factory=dict)
    known: dict[tuple[str, bool], list[tuple[str, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for customer, name in sorted(self.names.items()):
            for key in {*keys_of(words_of(name)), *(f"#{a}" for a in initials_of(name) if len(a) > 1)}:
                self.filed.setdefault(key, []).append(customer)

    def nearest(self, written: str, is_label: bool = False) -> list[tuple[str, float]]:
        """The customers whose names are most like what is written, the best first."""
        found = self.known.get((written, is_label))
        if found is None:
            measure = presence if is_label else likeness
            scored = [(customer, measure(written, self.names[customer])) for customer in self.block(written, is_label)]
            kept = sorted((pair for pair in scored if pair[1] >= LIKE), key=lambda pair: (-pair[1], pair[0]))
            found = self.known[written, is_label] = kept[:CANDIDATES]
        return found

    def among(self, written: str, customers: Iterable[str]) -> list[Payer]:
        """Those of some customers who owe the very amount whose names are not unlike what is written."""
        scored = [
            (customer, likeness(written, self.names[customer])) for customer in customers if customer in self.names
        ]
        return [Payer(customer, score_of(like), evidence_of(like)) for customer, like in scored if like >= UNLIKE]

    def block(self, written: str, is_label: bool) -> list[str]:
        """The customers worth comparing: those filed under its rarest keys."""
        words = label_words_of(written) if is_label else words_of(written)
        keys = set(keys_of(words)) | {f"#{word}" for word in words if 1 < len(word) < 7}
        keys |= {f"#{''.join(words)}"} if len(words) < 5 else set()
        filed = sorted((self.filed[key] for key in keys if key in self.filed), key=len)
        block: dict[str, None] = {}
        for customers in filed:
            if len(customers) > KEY_MAX or len(block) > BLOCK:
                break
            block |= dict.fromkeys(customers)
        return list(block)


@dataclass(frozen=True)
class Learned:
    """What was learned of payers: kind and value → customer, times confirmed, times refused."""

    known: Mapping[tuple[str, str], list[tuple[str, int, int]]]

    def payers(self, kind: str, value: str) -> Iterable[tuple[str, float]]:
        """The customers this value was seen to pay for, each with the logarithm of its odds against the others."""
        rows = self.known.get((kind, value), [])
        for customer, times, refused in rows:
            others = sum(seen for other, seen, _ in rows if other != customer)
            if times:
                yield customer, log10(times / (others + 2 * refused)) if others + refused else 9.0


def learned_of(payers: pl.DataFrame) -> Learned:
    """PAYERS by kind and value."""
    known: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
    for row in payers.sort("kind", "value", "customer").iter_rows(named=True):
        told = (row["customer"], row["times"] or 0, row["refused"] or 0)
        known.setdefault((row["kind"], row["value"]), []).append(told)
    return Learned(known)


def payers_of(row: dict[str, Any], learned: Learned, names: Names) -> list[Payer]:
    """Who may have paid a receipt (a row of RECEIPTS), the surest first; each customer once."""
    if row["customer"]:
        return [Payer(row["customer"], SCORES["payer_told"], "payer_told")]
    best: dict[str, Payer] = {}
    found = [*by_learning(row, learned), *by_name(row, names)]
    for payer in sorted(found, key=lambda p: (-p.score, p.customer)):
        best.setdefault(payer.customer, payer)
    return list(best.values())[:CANDIDATES]


def by_learning(row: dict[str, Any], learned: Learned) -> Iterable[Payer]:
    """The customers for whom this account, mandate, reference or name has paid before."""
    for kind, value, evidence in marks_of(row):
        for customer, odds in learned.payers(kind, value):
            yield Payer(customer, min(SCORES[evidence], odds), evidence)


def marks_of(row: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
    """By what a payer is known again: kind and value as PAYERS has them, and the evidence."""
    asked = (
        ("iban", normal(row["counterparty_iban"]), "payer_iban"),
        ("mandate", normal(row["mandate"]), "payer_mandate"),
        ("reference", normal(row["creditor_reference"]), "payer_learned"),
        ("name", " ".join(words_of(row["counterparty"] or "")), "payer_learned"),
    )
    return [mark for mark in asked if mark[1]]


def by_name(row: dict[str, Any], names: Names) -> Iterable[Payer]:
    """The customers whose names are like the counterparty's, or stand in the label where the bank tells none."""
    written = row["counterparty"]
    nearest = names.nearest(written) if written else names.nearest(row["label"] or "", True)
    for customer, like in nearest:
        score = score_of(like)
        if not written:
            yield Payer(customer, score - LABELLED, "payer_label")
        else:
            yield Payer(customer, score, evidence_of(like))


def evidence_of(like: float) -> str:
    return "payer_name" if like == 1.0 else "payer_like"


def score_of(like: float) -> float:
    """The logarithm of the odds that names so alike are one firm's: even at 0.7, thirty to one at 0.95."""
    return SCORES["payer_name"] if like == 1.0 else min(1.7, (like - LIKE) * 6)
