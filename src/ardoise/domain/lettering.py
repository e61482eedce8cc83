"""What is proposed as one letter group, on what evidence, how sure one may be of it, and how to say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CUSTOMERS_PER_REFERENCE_MAX = 3  # a number that more customers name is nobody's invoice
LINES_PER_REFERENCE_MAX = 40
LINES_WITH_NAMES_MIN = 6  # in an account of fewer, words tell nothing that amounts don't
SIDES_PER_REFERENCE_MAX = 2  # what stands on more invoices and more payments than that is a contract, not an invoice


@dataclass(frozen=True)
class Caution:
    """What a group without rival needs to be applied by itself; the company sets it."""

    confidence: float = 0.95  # that its lines belong together
    exact: float = 0.0  # that the book-keeper's group is these lines and no other


CAUTION = Caution()
"""Where the company says nothing: a group that may be part of a larger letter closes the same items."""

TOGETHER = 0.33  # how often what is square together gets one letter, when the book says nothing
TOGETHER_WITH_LUMP = 0.75  # the same where the openings have no detail
TOGETHER_UNSQUARE = 0.15  # where something else stays open at that moment

SENTENCES: dict[str, dict[str, str]] = {
    "reference": {
        "fr": "Le même numéro de pièce, {reference}, et le même montant.",
        "en": "The same document number, {reference}, and the same amount.",
    },
    "near_reference": {
        "fr": "Le même montant, et un numéro de pièce à une frappe près.",
        "en": "The same amount, and a document number one keystroke away.",
    },
    "amount": {
        "fr": "Le même montant en sens inverse, {apart}.",
        "en": "The same amount the other way, {apart}.",
    },
    "remittance": {
        "fr": "Le règlement cite le numéro de chacune des {others} autres lignes, et elles se soldent.",
        "en": "The payment names each of the {others} other lines by its number, and they balance.",
    },
    "document": {
        "fr": "{lines} lignes citent les mêmes numéros et se soldent.",
        "en": "{lines} lines name the same numbers and balance.",
    },
    "invoice": {
        "fr": "{lines} lignes citent le numéro d’une seule facture, {reference}, et la soldent.",
        "en": "{lines} lines name the number of one invoice, {reference}, and balance it.",
    },
    "run": {
        "fr": "Une ligne égale la somme de {others} lignes qui se suivent.",
        "en": "One line equals the sum of {others} lines in a row.",
    },
    "few": {
        "fr": "Une ligne égale la somme de {others} lignes proches.",
        "en": "One line equals the sum of {others} lines near it.",
    },
    "day": {
        "fr": "Les règlements d’un même jour égalent des lignes qui se suivent : {lines} en tout.",
        "en": "Payments of one day equal lines in a row: {lines} in all.",
    },
    "openings": {
        "fr": "Les à-nouveaux sans détail se soldent entre eux.",
        "en": "The openings without detail balance among themselves.",
    },
    "stretch": {
        "fr": "Le compte revient à zéro : ces {lines} lignes se soldent.",
        "en": "The account returns to nothing: these {lines} lines balance.",
    },
    "subset": {
        "fr": "La seule façon de composer ce montant avec les lignes proches.",
        "en": "The only way to make up this amount from the lines near it.",
    },
    "but": {
        "fr": "Une ligne égale {others} autres qui se suivent, sauf une ou deux laissées ouvertes.",
        "en": "One line equals {others} others in a row, but for one or two left open.",
    },
    "square": {
        "fr": "Le compte est soldé à cette date : ces {lines} lignes sous une seule lettre.",
        "en": "The account is square on that day: these {lines} lines under one letter.",
    },
    "taken": {
        "fr": "Mais une ligne cite une autre pièce de ce compte.",
        "en": "But one line names another document of this account.",
    },
    "stranger": {
        "fr": "Mais les libellés nomment deux personnes différentes.",
        "en": "But the labels name two different people.",
    },
    "rival": {
        "fr": "Mais une autre explication est aussi bonne : à une personne de choisir.",
        "en": "But another explanation is as good: a person chooses.",
    },
    "twins": {
        "fr": "Le même montant revient dans ce compte : seul le numéro les distingue.",
        "en": "The same amount comes back in this account: only the number tells them apart.",
    },
    "crossed": {
        "fr": "Le même montant revient dans ce compte : dans leur ordre, ces lignes iraient avec d’autres.",
        "en": "The same amount comes back in this account: in their order these lines would go with others.",
    },
    "against_number": {
        "fr": "Le même montant revient dans ce compte : l’ordre des lignes dit autre chose que leur numéro.",
        "en": "The same amount comes back in this account: the order of its lines says otherwise than their number.",
    },
    "luck": {
        "fr": "Bien des combinaisons étaient possibles : celle-ci peut être un hasard.",
        "en": "Many combinations were possible: this one may be chance.",
    },
    "much_luck": {
        "fr": "Tant de combinaisons étaient possibles que celle-ci peut fort bien être un hasard.",
        "en": "So many combinations were possible that this one may well be chance.",
    },
    "undetailed": {
        "fr": "Un à-nouveau sans détail peut recouvrir autre chose.",
        "en": "An opening without detail may stand for something else.",
    },
    "nearly": {
        "fr": "Une autre explication est presque aussi bonne.",
        "en": "Another explanation is nearly as good.",
    },
    "exceptional": {
        "fr": "Un délai inhabituel : {days} jours.",
        "en": "An unusual delay: {days} days.",
    },
    "unexplained": {
        "fr": "Le reste du compte s’explique mal : ce rapprochement peut être un hasard.",
        "en": "Most of the account has no explanation: this match may be chance.",
    },
    "together": {
        "fr": "Peut être lettré d’un bloc avec ce qui se règle en même temps.",
        "en": "May be lettered as one with what was settled meanwhile.",
    },
    "habit": {
        "fr": "Les lettrages de ce livre montrent cette habitude à cette période.",
        "en": "The book’s own letters show this habit at that time.",
    },
}
"""A sentence per evidence; facts in braces."""


APART = {
    "fr": ("le même jour", "à un jour", "à {days} jours"),
    "en": ("on the same day", "a day apart", "{days} days apart"),
}


def say(evidence: str, language: str = "fr", days: int = 0, **facts: Any) -> str:
    """The sentence of one piece of evidence, in French unless English is asked for."""
    words = "en" if language == "en" else "fr"
    apart = APART[words][min(days, 2)].format(days=days)
    return SENTENCES[evidence][words].format_map(facts | {"days": days, "apart": apart})
