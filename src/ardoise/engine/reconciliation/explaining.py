"""Every way of explaining a receipt by the open items of one payer that a book-keeper would try."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ardoise.domain.reconciliation import ITEMS_TOLD, PAYER, Tolerances
from ardoise.engine.lettering.subsets import ways
from ardoise.engine.reconciliation.receipts import Account, Item, Payer, Receipt

POOL = 20


@dataclass(frozen=True)
class Explanation:
    """What a receipt would settle, and how probably that is right."""

    payer: Payer
    evidence: str
    chance: float
    taken: tuple[tuple[Item, int], ...] = ()
    difference_cents: int = 0
    difference: str | None = None
    unapplied_cents: int = 0

    @property
    def key(self) -> tuple[int, ...]:
        return tuple(item.entry for item, _ in self.taken)


def explain(receipt: Receipt, payer: Payer, account: Account, tolerances: Tolerances) -> Iterator[Explanation]:
    """The explanations within one account, each set of items once."""
    seen: set[tuple[int, ...]] = set()
    for found in (*by_number(receipt, payer, account, tolerances), *by_amount(receipt, payer, account)):
        if found.key not in seen:
            seen.add(found.key)
            yield found
    if not seen:
        yield Explanation(payer, "unapplied", 0.0, unapplied_cents=receipt.cents)


def by_number(receipt: Receipt, payer: Payer, account: Account, tolerances: Tolerances) -> Iterator[Explanation]:
    """The items whose numbers the receipt names."""
    named = {item.entry: item for n in receipt.numbers for item in account.by_number.get(n, ())}
    items = sorted(named.values(), key=lambda item: (item.due, item.entry))
    if not items:
        return
    total = sum(item.cents for item in items)
    rest = total - receipt.cents
    whole = tuple((item, item.cents) for item in items)
    if rest == 0:
        yield explanation(payer, "reference", whole)
    elif abs(rest) <= tolerances.rounding_cents:
        yield explanation(payer, "reference", whole, 0.99, rest, "rounding")
    elif 0 < receipt.cents < total and len(items) == 1:
        yield explanation(payer, "named_part", ((items[0], receipt.cents),))


def by_amount(receipt: Receipt, payer: Payer, account: Account) -> Iterator[Explanation]:
    """One item of the amount, all items, or the only few that make it up."""
    same = account.by_cents.get(receipt.cents, [])
    for item in same[:3]:
        yield explanation(payer, "amount", ((item, item.cents),), 1 / len(same))
    if len(account.items) > 1 and sum(item.cents for item in account.items) == receipt.cents:
        yield explanation(payer, "balance", tuple((item, item.cents) for item in account.items))
    pool = account.items[:POOL]
    found = ways([item.cents for item in pool], receipt.cents)
    for way in found:
        yield explanation(payer, "subset", tuple((pool[n], pool[n].cents) for n in way), 1 / len(found))


def explanation(
    payer: Payer, evidence: str, taken: tuple[tuple[Item, int], ...], factor: float = 1.0,
    difference_cents: int = 0, difference: str | None = None,
) -> Explanation:  # fmt: skip
    """An explanation with the chance its evidence has."""
    who = max(payer.chance, PAYER["payer_document"]) if evidence == "reference" else payer.chance
    chance = ITEMS_TOLD[evidence] * who * factor
    return Explanation(payer, evidence, chance, taken, difference_cents, difference)
