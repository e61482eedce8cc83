"""Who paid: what was learned, then the documents a receipt names, then its name among the customers', by blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ardoise.domain.reconciliation import PAYER
from ardoise.engine.reconciliation.names import (
    initials_of,
    keys_of,
    label_words_of,
    likeness,
    presence,
    words_of,
)  # fmt: skip
from ardoise.engine.reconciliation.receipts import Payer

BLOCK = 60  # customers whose names are compared with one name
KEY_MAX = 400  # customers filed under one key: above, the key says nothing
LIKE = 0.7  # least likeness of a name worth proposing
CANDIDATES = 6  # payers kept of a receipt


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
        """The customers this value was seen to pay for, each with its share."""
        rows = self.known.get((kind, value), [])
        seen = sum(times + refused for _, times, refused in rows)
        return [(customer, times / seen) for customer, times, _ in rows if times]


def learned_of(payers: pl.DataFrame) -> Learned:
    """PAYERS by kind and value."""
    known: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
    for row in payers.sort("kind", "value", "customer").iter_rows(named=True):
        known.setdefault((row["kind"], row["value"]), []).append(
            (row["customer"], row["times"] or 0, row["refused"] or 0)
        )
    return Learned(known)


def payers_of(row: dict[str, Any], learned: Learned, names: Names) -> list[Payer]:
    """Who may have paid a receipt (a row of RECEIPTS), the surest first; each customer once."""
    if row["customer"]:
        return [Payer(row["customer"], PAYER["payer_told"], "payer_told")]
    found = [*by_learning(row, learned), *by_name(row, names)]
    best: dict[str, Payer] = {}
    for payer in sorted(found, key=lambda p: (-p.chance, p.customer)):
        best.setdefault(payer.customer, payer)
    return list(best.values())[:CANDIDATES]


def by_learning(row: dict[str, Any], learned: Learned) -> Iterable[Payer]:
    """The customers for whom this account, mandate, name or reference has paid before."""
    asked = (
        ("iban", normal_iban(row["counterparty_iban"]), "payer_iban"),
        ("mandate", normal(row["mandate"]), "payer_mandate"),
        ("reference", normal(row["creditor_reference"]), "payer_learned"),
        ("name", " ".join(words_of(row["counterparty"] or "")), "payer_learned"),
    )
    for kind, value, evidence in asked:
        if value:
            for customer, share in learned.payers(kind, value):
                yield Payer(customer, PAYER[evidence] * share, evidence)


def by_name(row: dict[str, Any], names: Names) -> Iterable[Payer]:
    """The customers whose names are like the counterparty's, or stand in the label where the bank tells none."""
    written = row["counterparty"]
    nearest = names.nearest(written) if written else names.nearest(row["label"] or "", True)
    alike = sum(like for _, like in nearest)
    for customer, like in nearest:
        is_same = like == 1.0
        evidence = "payer_label" if not written else "payer_name" if is_same else "payer_like"
        others = alike - like
        yield Payer(customer, PAYER[evidence] * (like / (like + 0.5 * others) if not is_same else like), evidence)


def normal(value: str | None) -> str:
    """A reference as it is compared: capitals and digits alone."""
    return re.sub(r"[^0-9A-Z]+", "", (value or "").upper())


def normal_iban(value: str | None) -> str:
    """An account number as it is compared."""
    return normal(value)
