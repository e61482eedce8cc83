"""How sure one may be of each explanation of a receipt: what it rests on, what speaks against it, who rivals it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ardoise.domain.reconciliation import DOUBTS, ITEMS_TOLD, Tolerances
from ardoise.engine.reconciliation.explaining import Explanation

RIVAL = 0.05  # chance from which another explanation is told as a rival
CALLED = 1.0  # score of a payer under which nothing is automatic that doesn't name what it pays
TELLS_PAYER = frozenset({"advice", "creditor_reference", "reference", "near_reference", "named_part"})
NEVER = frozenset({"on_account", "part", "unapplied", "named_more"})
FOR_A_PERSON = "unknown_words"  # a doubt that only a person who reads them can end, however low the bar


@dataclass(frozen=True)
class Weighed:
    """An explanation, the probability that it is right, and whether it may be applied by itself."""

    explanation: Explanation
    chance: float
    is_rivalled: bool

    @property
    def evidence(self) -> tuple[str, ...]:
        """Keys of SENTENCES, the main one first."""
        told = self.explanation
        more = [told.habit, told.difference if told.difference not in told.doubts else None]
        kept = tuple(one for one in more if one)
        return (told.evidence, told.payer.evidence, *kept, *told.doubts, *("rival",) * self.is_rivalled)

    def is_automatic(self, tolerances: Tolerances) -> bool:
        """Sure enough, proved, without rival."""
        told = self.explanation
        is_earnest = told.evidence not in NEVER and told.payer.evidence != "payer_amount" and told.is_proved
        is_earnest = is_earnest and (told.evidence in TELLS_PAYER or told.payer.score >= CALLED)
        is_earnest = is_earnest and FOR_A_PERSON not in told.doubts
        return bool(told.taken) and is_earnest and not self.is_rivalled and self.chance >= tolerances.automatic_from


def weigh(explanations: Sequence[Explanation]) -> list[Weighed]:
    """The explanations of one receipt, the best first, each set of items once."""
    distinct: dict[object, Explanation] = {}
    for found in sorted(explanations, key=lambda e: (-e.payer.score - e.score, e.evidence, e.payer.customer)):
        distinct.setdefault((found.key or found.payer.customer), found)
    strengths = {key: 10 ** (found.payer.score + found.score) for key, found in distinct.items()}
    total = sum(strengths.values())
    weighed = [(chance_of(found, strengths[key], total), found) for key, found in distinct.items()]
    weighed.sort(key=lambda pair: (-pair[0], not pair[1].taken, pair[1].payer.customer, pair[1].key))
    second = max((chance for chance, found in weighed[1:] if found.taken), default=0.0)
    return [Weighed(found, chance, second >= RIVAL if n == 0 else False) for n, (chance, found) in enumerate(weighed)]


def chance_of(found: Explanation, strength: float, total: float) -> float:
    """The probability that an explanation is right: no accident, and not another one's."""
    base = ITEMS_TOLD[found.evidence] if found.base is None else found.base
    chance = base * strength / (1 + strength) * strength / total
    for doubt in found.doubts:
        chance *= DOUBTS[doubt]
    return chance
