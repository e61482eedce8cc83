"""How sure one may be of each explanation of a receipt: what it rests on, what speaks against it, who rivals it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod

from ardoise.domain.matching_odds import LUCKY, MAINS, probability
from ardoise.domain.reconciliation import DOUBTS, ITEMS_TOLD, Tolerances
from ardoise.engine.reconciliation.explaining import Explanation

FITTED = frozenset(MAINS)
RIVAL = 0.05  # share from which another explanation is told as a rival
CALLED = 1.0  # score of a payer under which nothing is automatic that doesn't name what it pays
NAMED_SO = frozenset({"payer_like", "payer_label"})
TELLS_PAYER = frozenset({"advice", "creditor_reference", "reference", "credited", "near_reference", "named_part"})
NEVER = frozenset({"on_account", "part", "unapplied", "named_more", "amount_more"})
FOR_A_PERSON = {
    "unknown_words",
    "undoes",
    "other_payer",
    "for_others",
    "deducts",
    "several_customers",
}  # doubts that only a person who reads can end, however low the bar
LET_GO = frozenset({"bank_charges", "withholding"})  # differences that a person lets go of, however sure they are


@dataclass
class Weighed:
    """An explanation, what luck and the others leave of it, and the probability that it is right: by this the best is
    told, the first to take is chosen, and what may be applied by itself.
    """

    explanation: Explanation
    apart: float
    is_rivalled: bool = False
    chance_max: float = 1.0  # what the explanations before it leave

    @property
    def evidence(self) -> tuple[str, ...]:
        """Keys of SENTENCES, the main one first."""
        told = self.explanation
        found = [told.evidence, told.payer.evidence]
        found += [told.habit] if told.habit else ()
        found += [told.beside] if told.beside else ()
        found += [told.difference] if told.difference and told.difference not in told.doubts else ()
        found += told.doubts
        is_weighed = bool(told.taken) and told.evidence in FITTED
        if is_weighed and told.payer.score < CALLED and told.payer.evidence in NAMED_SO:
            found.append("half_called")
        if self.is_rivalled:
            found.append("rival")
        if is_weighed and not told.is_proved:
            found.append("unproved")
        if is_weighed and self.apart < LUCKY:
            found.append("luck")
        return tuple(found)

    @property
    def chance(self) -> float:
        """The probability that payer and items are right, as far as those before leave it."""
        return min(self.chance_max, self.own)

    @cached_property
    def own(self) -> float:
        """The same by itself; a guess that nothing tells is judged."""
        if self.explanation.evidence not in FITTED:
            return self.guessed
        main, *told = self.evidence
        if "exchange" not in self.explanation.doubts:  # the label tells the foreign amount: no guess
            told = [one for one in told if one != "exchange"]
        return probability(main, told, self.apart)

    @property
    def guessed(self) -> float:
        """How sure a guess is: no accident, not another one's, and what speaks against it."""
        found = self.explanation
        chance = self.apart * (ITEMS_TOLD[found.evidence] if found.base is None else found.base)
        return chance * prod(DOUBTS[doubt] for doubt in found.doubts)

    def is_automatic(self, tolerances: Tolerances) -> bool:
        """Sure enough, proved, without rival."""
        told = self.explanation
        is_earnest = told.evidence not in NEVER and told.payer.evidence != "payer_amount" and told.is_proved
        is_earnest = is_earnest and (told.evidence in TELLS_PAYER or told.payer.score >= CALLED)
        is_earnest = is_earnest and FOR_A_PERSON.isdisjoint(told.doubts) and told.difference not in LET_GO
        is_sure = self.chance >= tolerances.automatic_from
        return bool(told.taken) and is_earnest and not self.is_rivalled and is_sure


def weigh(explanations: Sequence[Explanation]) -> list[Weighed]:
    """The explanations of one receipt, the best first, each set of items once."""
    distinct: dict[object, Explanation] = {}
    for found in sorted(explanations, key=lambda e: (-e.payer.score - e.score, e.evidence, e.payer.customer)):
        distinct.setdefault((found.key or found.payer.customer), found)
    strengths = {key: 10 ** (found.payer.score + found.score) for key, found in distinct.items()}
    total = sum(strengths.values())
    weighed = [
        Weighed(found, strengths[key] / (1 + strengths[key]) * strengths[key] / total)
        for key, found in distinct.items()
    ]
    weighed.sort(key=lambda one: (-one.chance, -one.apart, not one.explanation.taken, *order_of(one.explanation)))
    return in_rank(weighed)


def order_of(found: Explanation) -> tuple[object, ...]:
    return found.payer.customer, found.key


def in_rank(weighed: list[Weighed]) -> list[Weighed]:
    """Each told whether it has a rival, and no surer than the one before it, nor than what that one leaves it."""
    if not weighed:
        return []
    first, *others = weighed
    second = max((one.apart for one in others if one.explanation.taken), default=0.0)
    if second >= RIVAL:
        first = replace(first, is_rivalled=True)
    rest = sum(one.apart for one in others) or 1.0
    left = min(first.chance, 1 - first.chance)
    for one in others:
        one.chance_max = min(left, (1 - first.chance) * one.apart / rest)
    return [first, *others]
