"""Who paid: what was learned, then the documents a receipt names, then its name among the customers', by blocks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import log10
from typing import Any

import polars as pl
from rapidfuzz import fuzz, process

from ardoise.domain.names import FOR_OTHERS
from ardoise.engine.reconciliation.filing import filed, key_of_whole
from ardoise.engine.reconciliation.names import (
    ACRONYM_MAX,
    Name,
    compared,
    every_word,
    initials_of,
    is_whole_in,
    key_of_start,
    keys_of,
    label_words_of,
    leads,
    likeness,
    name_known,
    name_of,
    presence,
    words_of,
    words_told,
)  # fmt: skip
from ardoise.engine.reconciliation.receipts import Payer, normal

Written = tuple[bool, str]  # is it a label, which says other things too? and the text
BLOCK = 60  # customers whose names are compared with one name
SHORT = 6  # of them, those a quick measure leaves to the careful one
KEY_MAX = 400  # customers filed under one key: above, the key says nothing
LIKE = 0.7  # least likeness of a name worth proposing
UNLIKE = 0.45  # the same where the amount is the very one
CANDIDATES = 8  # payers kept of a receipt
CALLED_SO = 1.2  # score of a name from which, owing the very amount, it is he
CLAIM = "SINISTRE"  # an insurer's word: it pays for who is insured
PAID_FOR = 0.9  # score of who owes the very amount and is named whole behind the payer's name: for a person
NEARLY_WHOLE = 0.9  # likeness of a name that stands whole in a label, but for a word that is cut
CUT_FROM = 20  # signs of a name from which the bank may have cut it
LAST = chr(0x10FFFF)  # behind every letter
KNOWN = 2.5  # from here on nobody asks what the payer is called
LABELLED = 0.3  # what a name in a label says less than a counterparty's
LATER = 1.3  # and one that stands behind other words: what is paid for, perhaps
SCORES = {
    "payer_told": 4.0, "payer_iban": 3.0, "payer_mandate": 3.0, "payer_learned": 2.5, "payer_name": 2.0,
}  # fmt: skip
"""The logarithm of the odds that it is he, before looking at the items; names that are only like have less."""


class Names:
    """The customers' names, filed by the beginnings of their words, as far as these texts ask for them."""

    def __init__(self, named: pl.DataFrame, texts: Iterable[Written]) -> None:
        self.names: dict[str, str] = dict(named.select("customer", "customer_name").iter_rows())
        words = {words_written(text, is_label) for is_label, text in set(texts)}
        self.filed = filed(named, (key for one in words for key in (*keys_asked(one), key_of_whole(one))))
        self.told = Told(self.names)
        self.spaced: dict[str, dict[str, str]] = {}  # key → its customers with the words of their names
        self.in_order: dict[str, list[tuple[str, str]]] = {}  # key of a beginning → names in one word, and whose
        self.so_called: dict[str, list[str]] = {}
        self.bearers: dict[str, frozenset[str]] = {}
        self.known: dict[Written, list[tuple[str, float]]] = {}

    def same(self, written: str) -> list[str]:
        """The customers called just so, all in one word; with the very legal form where one is, letter for letter where
        one is, else but for its umlauts."""
        known = self.so_called.get(written)
        if known is None:
            words = words_of(written)
            found = self.filed.get(key_of_whole(words), [])
            whole = "".join(words)
            known = [customer for customer in found if "".join(words_of(self.names[customer])) == whole] or found
            if len(known) > 1:
                told = every_word(written)
                known = [customer for customer in known if every_word(self.names[customer]) == told] or known
            self.so_called[written] = known
        return known

    def nearest(self, written: str, is_label: bool = False) -> list[tuple[str, float]]:
        """The customers whose names are most like what is written, the best first; those called just so, or so but
        cut, alone."""
        found = self.known.get((is_label, written))
        if found is None:
            called = [] if is_label else self.same(written)[:CANDIDATES] or self.called(written, is_label)
            found = self.scored(written, called) if 0 < len(called) <= BLOCK else self.like(written, is_label)
            self.known[is_label, written] = found
        return found

    def like(self, written: str, is_label: bool) -> list[tuple[str, float]]:
        """The customers whose names are like what is written: of the block a quick measure's best, then the careful."""
        words = words_written(written, is_label)
        few = self.shortlist(" ".join(words), self.block(words))
        return ranked((c, presence(written, self.names[c])) for c in few) if is_label else self.scored(written, few)

    def scored(self, written: str, customers: Iterable[str]) -> list[tuple[str, float]]:
        """Those of some customers whose names are like a counterparty's, the best first."""
        mine, told = name_of(written), self.told
        return ranked((customer, compared(mine, told[customer])) for customer in customers)

    def shortlist(self, words: str, block: dict[str, str]) -> list[str]:
        """The few of a block that a quick measure finds most like the words."""
        if len(block) <= SHORT:
            return list(block)
        found = [one[2] for one in process.extract(words, block, scorer=fuzz.ratio, limit=SHORT)]
        own, told = frozenset(words.split()), self.told
        shared = list(islice((c for c in block if not own.isdisjoint(told[c].words)), SHORT))
        if len(shared) < SHORT:  # a word in common is all that the second measure can find
            measure = fuzz.partial_token_set_ratio
            shared = [one[2] for one in process.extract(words, block, scorer=measure, limit=SHORT)]
        found += shared
        short = words.replace(" ", "")
        initials = [c for c in block if short in initials_of(self.names[c])] if len(short) < ACRONYM_MAX else []
        return list(dict.fromkeys([*found, *initials[:SHORT]]))

    def called(self, written: str, is_label: bool) -> frozenset[str]:
        """The customers who bear the very name that is written, or one that the bank cut there; in a label, those
        whose whole name stands in it, the longest, and of these who is spelt so."""
        if is_label:
            near, own = self.nearest(written, True), set(words_of(written))
            told = {c: (words_told(written, self.names[c]), len(own.intersection(words_of(self.names[c]))))
                    for c, like in near if is_whole_in(written, self.names[c]) or like >= NEARLY_WHOLE}  # fmt: skip
            return frozenset(c for c in told if told[c] == max(told.values()))
        bearers = self.bearers.get(written)
        if bearers is None:
            same = self.same(written)
            found = same if same or len(written) < CUT_FROM else self.begun(name_of(written).joined)
            bearers = self.bearers[written] = frozenset(found)
        return bearers

    def begun(self, words: str) -> list[str]:
        """All customers whose names, in one word, begin so."""
        key = key_of_start(words)
        rows = self.in_order.get(key)
        if rows is None:
            rows = self.in_order[key] = sorted((self.told[c].joined, c) for c in self.filed.get(key, ()))
        return [customer for _, customer in rows[bisect_left(rows, (words,)) : bisect_left(rows, (words + LAST,))]]

    def is_called(self, written: str) -> bool:
        """Some customer is called just so."""
        return bool(self.same(written))

    def tells_more(self, label: str, customer: str, others: Iterable[str]) -> bool:
        """More of a label's words are of the customer's name than of those of others that it holds whole."""
        told = words_told(label, self.names.get(customer, ""))
        return told > max(words_told(label, self.names[other]) for other in others)

    def is_like(self, written: str | None, customer: str) -> bool:
        """What is written is not unlike the customer's name."""
        return bool(written) and customer in self.names and likeness(written or "", self.names[customer]) >= LIKE

    def among(self, written: str, customers: Iterable[str]) -> list[Payer]:
        """Those of some customers who owe the very amount whose names are not unlike what is written."""
        mine, told = name_of(written), self.told
        scored = [(c, compared(mine, told[c])) for c in customers if c in self.names]
        return [Payer(customer, score_of(like), evidence_of(like)) for customer, like in scored if like >= UNLIKE]

    def present(self, label: str, customers: Iterable[str]) -> list[Payer]:
        """Those of some customers who owe the very amount whose names stand in a label, in part at least."""
        scored = [(c, presence(label, self.names[c])) for c in customers if c in self.names] if label else []
        return [Payer(c, self.label_score(label, c, like), "payer_label") for c, like in scored if like >= UNLIKE]

    def paid_for(self, label: str, written: str, customers: Iterable[str]) -> list[Payer]:
        """Those who owe the very amount whose whole names stand in the label of somebody else's payment; part of one
        is enough where he pays for many: the treasury, an insurer."""
        is_usual = pays_for_others(written) or CLAIM in words_of(label)
        named = [customer for customer in customers if customer in self.names]
        whole = {customer for customer in named if is_whole_in(label, self.names[customer])}
        found = self.present(label, named if is_usual else sorted(whole))
        return [
            Payer(one.customer, max(one.score, PAID_FOR), one.evidence) if one.customer in whole else one
            for one in found
        ]

    def label_score(self, label: str, customer: str, like: float) -> float:
        """How sure it is that a name in a label is the payer's."""
        return score_of(like) - (LABELLED if leads(label, self.names[customer]) else LATER)

    def block(self, words: Sequence[str]) -> dict[str, str]:
        """The customers worth comparing, with the words of their names: those filed under the rarest keys of these."""
        counts = sorted((len(self.filed[key]), key) for key in keys_asked(words) if key in self.filed)
        block: dict[str, str] = {}
        for count, key in counts:
            if count > KEY_MAX or len(block) > BLOCK:
                break
            block |= self.under(key)
        return block

    def under(self, key: str) -> dict[str, str]:
        """The customers filed under a key, with the words of their names."""
        found = self.spaced.get(key)
        if found is None:
            found = self.spaced[key] = {customer: self.told[customer].spaced for customer in self.filed[key]}
        return found


class Told(dict[str, Name]):
    """Customer → his name as it is compared, made when it is asked for."""

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self.names = names

    def __missing__(self, customer: str) -> Name:
        told = self[customer] = name_of(self.names[customer])
        return told


def ranked(scored: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    """The customers whose names are like enough, the best first."""
    return sorted((pair for pair in scored if pair[1] >= LIKE), key=lambda pair: (-pair[1], pair[0]))[:CANDIDATES]


def keys_asked(words: Sequence[str]) -> set[str]:
    """The keys under which a name of these words may be filed, or one of which they are the initials."""
    keys = set(keys_of(words)) | {f"#{word}" for word in words if 1 < len(word) < ACRONYM_MAX}
    return keys | ({f"#{''.join(words)}"} if len(words) < 5 else set())


def text_of_name(row: dict[str, Any]) -> Written:
    """Where a row of RECEIPTS tells the payer's name: the counterparty, else somewhere in the label."""
    return (False, row["counterparty"]) if row["counterparty"] else (True, row["label"] or "")


def pays_for_others(written: str) -> bool:
    """A factor, a notary, a provider of payments …: who pays for many."""
    return not FOR_OTHERS.isdisjoint(words_of(written))


def words_written(text: str, is_label: bool) -> tuple[str, ...]:
    """The words of a text that may be of a name."""
    return label_words_of(text) if is_label else words_of(text)


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

    def is_known(self, kind: str, value: str, customer: str) -> bool:
        """Was this confirmed for the customer, more often than undone?"""
        rows = self.known.get((kind, value), ())
        return any(own == customer and times > refused for own, times, refused in rows)


def learned_of(payers: pl.DataFrame) -> Learned:
    """PAYERS by kind and value."""
    known: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
    for row in payers.sort("kind", "value", "customer").iter_rows(named=True):
        told = (row["customer"], row["times"] or 0, row["refused"] or 0)
        known.setdefault((row["kind"], row["value"]), []).append(told)
    return Learned(known)


def best_of(found: Iterable[Payer]) -> list[Payer]:
    """The surest first; each customer once."""
    found = list(found)
    if len(found) < 2:
        return found
    best: dict[str, Payer] = {}
    for payer in sorted(found, key=lambda p: (-p.score, p.customer)):
        best.setdefault(payer.customer, payer)
    return list(best.values())[:CANDIDATES]


def by_learning(row: dict[str, Any], learned: Learned) -> Iterable[Payer]:
    """The customers for whom this account, mandate, reference or name has paid before."""
    for kind, value, evidence in asked_marks(row) if learned.known else ():
        for customer, odds in learned.payers(kind, value):
            yield Payer(customer, min(SCORES[evidence], odds), evidence)


def asked_marks(row: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
    """By what a payer is known again: kind and value as PAYERS has them, and the evidence."""
    asked = (
        ("iban", normal(row["counterparty_iban"]), "payer_iban"),
        ("mandate", normal(row["mandate"]), "payer_mandate"),
        ("reference", normal(row["creditor_reference"]), "payer_learned"),
        ("name", name_known(row["counterparty"] or ""), "payer_learned"),
    )
    return [mark for mark in asked if mark[1]]


def by_name(row: dict[str, Any], names: Names) -> list[Payer]:
    """The customers whose names are like the counterparty's, or stand in the label where the bank tells none."""
    written = row["counterparty"]
    if written:
        return [Payer(c, score_of(like), evidence_of(like)) for c, like in names.nearest(written)]
    label = row["label"] or ""
    return [Payer(c, names.label_score(label, c, like), "payer_label") for c, like in names.nearest(label, True)]


def evidence_of(like: float) -> str:
    return "payer_name" if like == 1.0 else "payer_like"


def score_of(like: float) -> float:
    """The logarithm of the odds that names so alike are one firm's: even at 0.7, thirty to one at 0.95."""
    return SCORES["payer_name"] if like == 1.0 else min(1.7, (like - LIKE) * 6)
