"""Which debt a payment discharges when it doesn't discharge all: the articles of the Code civil, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ImputationRule:
    """One rule, its article, the first day it holds, and what it says in two languages."""

    key: str
    article: str
    first_on: date
    fr: str
    en: str


REFORM_ON = date(2016, 10, 1)
"""Ordonnance n° 2016-131 du 10 février 2016, art. 9: in force from that day."""

RULES = (
    ImputationRule(
        "designated", "C. civ. art. 1342-10 al. 1", REFORM_ON,
        "Le débiteur de plusieurs dettes peut indiquer, lorsqu’il paie, celle qu’il entend acquitter.",
        "Who owes several debts may say, when paying, which one he means to discharge.",
    ),
    ImputationRule(
        "due_first", "C. civ. art. 1342-10 al. 2", REFORM_ON,
        "À défaut d’indication : d’abord les dettes échues.",
        "Where he doesn’t say: debts that are due first.",
    ),
    ImputationRule(
        "most_interest", "C. civ. art. 1342-10 al. 2", REFORM_ON,
        "Parmi elles, celles qu’il avait le plus d’intérêt d’acquitter.",
        "Among them, those he had most interest in discharging.",
    ),
    ImputationRule(
        "oldest", "C. civ. art. 1342-10 al. 2", REFORM_ON,
        "À égalité d’intérêt, la plus ancienne.",
        "At equal interest, the oldest.",
    ),
    ImputationRule(
        "pro_rata", "C. civ. art. 1342-10 al. 2", REFORM_ON,
        "Toutes choses égales, proportionnellement.",
        "All else equal, in proportion.",
    ),
    ImputationRule(
        "interest_first", "C. civ. art. 1343-1", REFORM_ON,
        "Le paiement partiel s’impute d’abord sur les intérêts.",
        "A part payment goes to interest first.",
    ),
    ImputationRule(
        "principal_first", "C. civ. art. 1343-5", REFORM_ON,
        "Par accord ou décision du juge : d’abord sur le capital.",
        "By agreement or a judge’s decision: to the principal first.",
    ),
)  # fmt: skip
"""In the order in which they are asked; what the statute calls “interest in discharging” it doesn’t define: we read
it as the rate that the debt bears."""


def rule(key: str) -> ImputationRule:
    """The rule of that key."""
    return next(one for one in RULES if one.key == key)
