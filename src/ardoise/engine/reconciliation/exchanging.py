"""A receipt in one currency for documents in another: those it names, or whose amount it tells; never by itself."""

from __future__ import annotations

from collections.abc import Iterator

from ardoise.engine.reconciliation.explaining import HINT, NEARLY, Case, Explanation, in_full, named_items
from ardoise.engine.reconciliation.wording import amounts_in

RATIO_MAX = 10  # between two currencies' cents: beyond that nobody looks


def by_exchange(case: Case) -> Iterator[Explanation]:
    """The items named, of an account in another currency, surer where their sum stands in the label as well; where
    none is, the one whose amount does."""
    named, told = named_items(case), amounts_in(case.receipt.label)
    evidence = "reference" if named else "amount"
    if not named:
        named = tuple(item for item in case.account.items if item.cents in told)
        named = named if len(named) == 1 else ()
    total = sum(item.cents for item in named)
    if not named or total * case.cents <= 0 or not 1 / RATIO_MAX < total / case.cents < RATIO_MAX:
        return
    score = NEARLY if total in told else HINT
    rest = total - case.cents
    yield Explanation(
        case.payer, evidence, score, in_full(named), rest, "exchange", doubts=("exchange",), is_proved=False
    )
