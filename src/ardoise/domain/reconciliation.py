"""What settles what: receipts, the matches proposed for them, and what was accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

RECEIPTS: dict[str, type] = {
    "receipt": int,  # identity: the movement's key, or its line where there is no database
    "received_on": date,
    "amount_cents": int,  # positive: received; what is left of it to apply
    "currency": str,
    "kind": str,  # of domain/bank.py
    "label": str,
    "reference": str,
    "end_to_end_id": str,
    "mandate": str,
    "creditor_reference": str,
    "counterparty": str,
    "counterparty_iban": str,
    "customer": str,  # where a person, or the ledger, already said whose it is
}
"""Money that came in and is not wholly applied: what the engine starts from, made of MOVEMENTS, cheques and bills."""

PAYERS: dict[str, type] = {
    "kind": str,  # iban | name | mandate | reference | purpose
    "value": str,  # normalised as engine/reconciliation does
    "customer": str,
    "times": int,  # confirmed so often
    "refused": int,  # undone so often
}
"""What was learned of who pays for whom; forgotten on demand."""

HABITS: dict[str, type] = {
    "customer": str,
    "habit": str,  # oldest_first | by_month | whole_balance | deducts_discount | by_reference
    "times": int,  # seen so often
    "against": int,  # and so often otherwise
}
"""What was learned of how a customer pays."""

MATCHES: dict[str, type] = {
    "receipt": int,
    "rank": int,  # 1: the best; up to PROPOSED_MAX
    "customer": str,  # whose items, the first by amount if several; None: the payer is not identified
    "confidence": float,  # calibrated probability that payer and allocations are all right
    "is_automatic": bool,  # may be applied by itself: sure enough, without rival, within tolerances; rank 1 only
    "evidence": list,  # keys of SENTENCES, the main one first
    "allocated_cents": int,
    "difference_cents": int,  # receipt + difference = allocated: positive, paid less than the items ask
    "difference": str,  # None, or one of DIFFERENCES
    "unapplied_cents": int,  # of the receipt, to stay with the customer as an unapplied payment
    "apart": float,  # what luck and the other explanations leave of it: one of the things the confidence is made of
}
"""Up to PROPOSED_MAX explanations of each receipt, the best first. A receipt with none has no row."""

ALLOCATIONS: dict[str, type] = {
    "receipt": int,
    "rank": int,
    "entry": int,  # the item's
    "line": int,
    "document": str,
    "customer": str,
    "amount_cents": int,  # of the item settled, the item's sign: credit notes negative
}
"""Which items each match settles, and for how much; Σ amount_cents of a match = allocated_cents."""

SETTLEMENTS: dict[str, type] = {
    "payment": int,  # entry that pays: a payment, a credit note, a write-off; its amount_cents is negative
    "item": int,  # entry that is paid; its amount_cents is positive
    "amount_cents": int,  # positive: taken off both
    "from_on": date,  # from this day; never before the later of both bookings
    "until_on": date,  # no more from this day: the payment was returned; None: it stands
}
"""What was accepted in this house, beside the letters the ledger brings: pairs of entries of one customer account.

An entry that the ledger's own letters close counts as they say; a settlement takes off only what they leave.
"""

PROPOSED_MAX = 5
DIFFERENCES = ("discount", "bank_charges", "rounding", "withholding", "exchange", "short_payment", "over_payment")


@dataclass(frozen=True)
class Tolerances:
    """What a company lets pass, and from when a match may be applied by itself."""

    automatic_from: float = 0.98  # least confidence of what is applied by itself; above 1: nothing is
    rounding_cents: int = 100  # a difference up to that is rounding
    bank_charges_cents: int = 3000  # kept by the banks of a foreign transfer
    discount_rate_bp: int = 300  # discount for early payment, in hundredths of a percent, 0: none granted
    discount_days: int = 30  # and within so many days of the invoice
    withholding_rates_bp: tuple[int, ...] = ()  # e.g. (500,): 5 % retained by law or contract
    exchange_rate_bp: int = 500  # what a document in another currency is paid with may be so much more or less, 0: none
    is_group_wide: bool = True  # a payer may pay for the other customers of his group


TOLERANCES = Tolerances()

ITEMS_TOLD = {
    "creditor_reference": 0.999,
    "reference": 0.997,
    "advice": 0.997,
    "credited": 0.99,
    "near_reference": 0.99,
    "named_part": 0.992,
    "named_more": 0.9,
    "amount": 0.992,
    "balance": 0.992,
    "month": 0.99,
    "run": 0.99,
    "subset": 0.988,
    "amount_less": 0.9,
    "amount_more": 0.8,
    "part": 0.6,
    "on_account": 0.5,
    "unapplied": 0.5,
}
"""Per main evidence, how often it was judged right before anything was fitted: what the fit begins with, and how sure
a guess is. How sure all else is, is told by `domain/matching_odds.py`."""

DOUBTS = {
    "exchange": 0.8,
    "already_paid": 0.9,
    "names_another": 0.6,
    "ahead": 0.9,
    "unknown_document": 0.9,
    "guessed_document": 0.9,
    "other_payer": 0.93,
    "for_others": 0.8,
    "contested": 0.5,
    "gives_back": 0.5,
    "undoes": 0.5,
    "deducts": 0.5,
    "several_customers": 0.9,
    "is_a_part": 0.8,
    "unrecognised": 0.8,
    "unknown_words": 0.93,
}
"""Per reason to doubt, what it leaves of that."""

SENTENCES: dict[str, dict[str, str]] = {
    "payer_told": {"fr": "Le payeur est déjà indiqué.", "en": "The payer is told already."},
    "payer_iban": {"fr": "Compte bancaire connu de ce client.", "en": "A bank account known as this customer’s."},
    "payer_mandate": {"fr": "Mandat de prélèvement de ce client.", "en": "This customer’s direct debit mandate."},
    "payer_document": {
        "fr": "Une pièce citée est de ce client.",
        "en": "A document named is this customer’s.",
    },
    "payer_code": {"fr": "Cite la référence de ce client.", "en": "Quotes this customer’s reference."},
    "payer_learned": {"fr": "Payeur déjà reconnu pour ce client.", "en": "A payer recognised before as this customer."},
    "payer_name": {"fr": "Le nom du payeur est celui du client.", "en": "The payer’s name is the customer’s."},
    "payer_like": {
        "fr": "Le nom du payeur ressemble à celui du client.",
        "en": "The payer’s name is like the customer’s.",
    },
    "payer_label": {"fr": "Le libellé contient le nom du client.", "en": "The label holds the customer’s name."},
    "payer_group": {"fr": "Payé par une société du même groupe.", "en": "Paid by a firm of the same group."},
    "payer_amount": {
        "fr": "Payeur non reconnu : seul le montant désigne ce client.",
        "en": "Payer not recognised: only the amount points to this customer.",
    },
    "creditor_reference": {
        "fr": "La référence structurée désigne {documents}, pour ce montant.",
        "en": "The structured reference names {documents}, for this amount.",
    },
    "taken_back": {
        "fr": "Lettré ainsi une fois, puis annulé : à une personne de choisir.",
        "en": "Applied so once, then taken back: a person is to choose.",
    },
    "reference": {"fr": "Cite {documents}, pour ce montant.", "en": "Names {documents}, for this amount."},
    "advice": {"fr": "L’avis de paiement désigne {documents}.", "en": "The remittance advice names {documents}."},
    "credited": {
        "fr": "Ce qu’il cite, moins les avoirs ouverts, fait ce montant : {documents}.",
        "en": "What it names, less the open credit notes, comes to this amount: {documents}.",
    },
    "near_reference": {
        "fr": "Cite presque {documents} (faute de frappe), pour ce montant.",
        "en": "Nearly names {documents} (a typing error), for this amount.",
    },
    "amount": {"fr": "Exactement le montant de {documents}.", "en": "Exactly the amount of {documents}."},
    "balance": {
        "fr": "Exactement le solde du compte ({items} pièces).",
        "en": "Exactly the balance ({items} documents).",
    },
    "month": {
        "fr": "Exactement les {items} pièces d’une même échéance.",
        "en": "Exactly the {items} documents due together.",
    },
    "run": {"fr": "Exactement {items} pièces qui se suivent.", "en": "Exactly {items} documents in a row."},
    "subset": {
        "fr": "La seule façon de composer ce montant : {items} pièces.",
        "en": "The only way to make up this amount: {items} documents.",
    },
    "part": {"fr": "Une partie de {documents}.", "en": "A part of {documents}."},
    "named_part": {
        "fr": "Un acompte sur {documents}, qui est cité.",
        "en": "A part payment of {documents}, which it names.",
    },
    "amount_less": {
        "fr": "Le montant de {documents}, à un écart près.",
        "en": "The amount of {documents} but for a difference.",
    },
    "named_more": {
        "fr": "Cite {documents} et paie davantage : le reste est à affecter.",
        "en": "Names {documents} and pays more: the rest is to be applied.",
    },
    "amount_more": {
        "fr": "Le montant de {documents} et davantage : le reste est à affecter.",
        "en": "The amount of {documents} and more: the rest is to be applied.",
    },
    "late_charges": {
        "fr": "Le reste paraît être l’indemnité de 40 € par facture ou des intérêts de retard : hors du compte.",
        "en": "The rest looks like the charge of 40 € an invoice or late interest, which are not in the account.",
    },
    "on_account": {
        "fr": "Rien ne désigne les pièces : les plus anciennes d’abord.",
        "en": "Nothing tells the documents: the oldest first.",
    },
    "unapplied": {
        "fr": "Le client est reconnu, aucune pièce ne correspond : à garder en attente.",
        "en": "The customer is recognised, no document fits: to be kept unapplied.",
    },
    "oldest_first": {"fr": "Ce client paie d’abord le plus ancien.", "en": "This customer pays the oldest first."},
    "by_month": {"fr": "Ce client paie par mois.", "en": "This customer pays by month."},
    "whole_balance": {"fr": "Ce client solde son compte.", "en": "This customer clears his balance."},
    "deducts_discount": {"fr": "Ce client déduit l’escompte.", "en": "This customer deducts the discount."},
    "rival": {
        "fr": "Mais une autre explication est possible : à une personne de choisir.",
        "en": "But another explanation is possible: a person chooses.",
    },
    "ahead": {"fr": "Mais payé bien avant la pièce.", "en": "But paid long before the document."},
    "unknown_document": {
        "fr": "Mais l’avis cite une pièce qui n’est pas ouverte ici.",
        "en": "But the advice names a document that isn’t open here.",
    },
    "already_paid": {
        "fr": "Cite une pièce déjà soldée : payée deux fois ?",
        "en": "Names a document that is settled already: paid twice?",
    },
    "names_another": {
        "fr": "Mais cite une pièce qui n’est pas ouverte ici.",
        "en": "But names a document that isn’t open here.",
    },
    "guessed_document": {
        "fr": "Mais un numéro de l’avis n’est pas exact : vérifier la pièce.",
        "en": "But a number of the advice isn’t exact: check the document.",
    },
    "other_payer": {
        "fr": "Mais le payeur est connu comme un autre client.",
        "en": "But the payer is known as another customer.",
    },
    "own_account": {
        "fr": "Mais l’argent vient d’un compte de notre propre entreprise : aucun client ne paie ainsi.",
        "en": "But the money comes from an account of our own: no customer pays so.",
    },
    "for_others": {
        "fr": "Mais qui paie ainsi paie pour plusieurs clients : rien ne dit que ce soit pour celui-ci.",
        "en": "But who pays so pays for several customers: nothing says that it is for this one.",
    },
    "gives_back": {
        "fr": "Mais le libellé parle d’argent versé pour autre chose, non d’un règlement.",
        "en": "But its words speak of money for something else, not of a payment.",
    },
    "undoes": {
        "fr": "Mais le libellé parle d’argent rendu, déplacé ou payé par erreur : à une personne de lire pourquoi.",
        "en": "But its words speak of money given back, moved or paid by mistake: a person reads why.",
    },
    "deducts": {
        "fr": "Mais le libellé parle d’une déduction (escompte, retenue, avoir) : la pièce est-elle soldée ?",
        "en": "But its words speak of a deduction (a discount, charges, a credit note): is the document settled?",
    },
    "several_customers": {
        "fr": "Mais les pièces sont de plusieurs clients.",
        "en": "But the documents are of several customers.",
    },
    "is_a_part": {
        "fr": "Mais le libellé parle d’un acompte ou d’une échéance.",
        "en": "But its words speak of a part or an instalment.",
    },
    "unrecognised": {
        "fr": "Mais le payeur ne porte pas le nom du client.",
        "en": "But the payer isn’t called like the customer.",
    },
    "unknown_words": {
        "fr": "Mais le motif est en mots que personne n’a encore confirmés pour ce client : est-ce bien pour cela ?",
        "en": "But it says what it is for in words nobody has confirmed for this customer yet: is it for this?",
    },
    "contested": {
        "fr": "Mais un autre encaissement réclame la même pièce.",
        "en": "But another receipt claims the same document.",
    },
    "half_called": {
        "fr": "Mais le nom du payeur n’est qu’à demi celui du client.",
        "en": "But the payer’s name is only half the customer’s.",
    },
    "luck": {
        "fr": "Mais un hasard, ou une autre explication, n’est pas tout à fait exclu.",
        "en": "But chance, or another explanation, is not quite excluded.",
    },
    "unproved": {
        "fr": "Mais rien ne prouve que ce soient ces pièces et non d’autres : à une personne de choisir.",
        "en": "But nothing proves that it is these documents and no others: a person chooses.",
    },
    "discount": {"fr": "L’écart est un escompte.", "en": "The difference is a discount."},
    "bank_charges": {"fr": "L’écart ressemble à des frais bancaires.", "en": "The difference looks like bank charges."},
    "rounding": {"fr": "L’écart est un arrondi.", "en": "The difference is a rounding."},
    "withholding": {"fr": "L’écart est une retenue.", "en": "The difference is a withholding."},
    "exchange": {"fr": "L’écart est un écart de change.", "en": "The difference comes from the exchange rate."},
    "short_payment": {"fr": "Payé moins que demandé.", "en": "Paid less than asked."},
    "over_payment": {"fr": "Payé plus que demandé.", "en": "Paid more than asked."},
}
"""A sentence per evidence; facts in braces: `documents` and `items`, how many."""


DIFFERING: dict[str, dict[str, str]] = {
    "creditor_reference": {
        "fr": "La référence structurée désigne {documents}, à un écart près.",
        "en": "The structured reference names {documents}, but for a difference.",
    },
    "reference": {"fr": "Cite {documents}, à un écart près.", "en": "Names {documents}, but for a difference."},
    "near_reference": {
        "fr": "Cite presque {documents} (faute de frappe), à un écart près.",
        "en": "Nearly names {documents} (a typing error), but for a difference.",
    },
}
"""The same where what is received is not what the documents ask."""


def say(
    evidence: str, language: str = "fr", documents: str = "", items: int = 0, differs: bool = False
) -> str:  # fmt: skip
    """The sentence of one piece of evidence, in French unless English is asked for."""
    told = DIFFERING.get(evidence) if differs else None
    return (told or SENTENCES[evidence])["en" if language == "en" else "fr"].format(documents=documents, items=items)
