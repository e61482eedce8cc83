"""Forty purposes in people's own words, each for the very amount of an open invoice: half pay it, half pay for else.

Written before the rule about words nobody knows (`engine/reconciliation/purposes.py`), and kept as they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from benchmarks.labelled_receipts import SCHEMES, Ledger, full

OTHER = (
    "RETROCESSION HONORAIRES", "QUOTE PART CHARGES COPRO", "VENTE VEHICULE OCCASION", "CESSION PARTS SOCIALES",
    "REGUL CHARGES LOCATIVES", "MECENAT", "COMMISSION APPORT AFFAIRES", "AIDE APPRENTISSAGE", "PRIME CEE",
    "RFA 2025", "SEQUESTRE", "CONSIGNE PALETTES", "COMPTE COURANT ASSOCIE", "LOYER BUREAU", "LITIGE PRUDHOMMES",
    "ERREUR DE VIREMENT", "PENALITES DE RETARD", "REVERSEMENT", "CAGNOTTE DEPART", "COMMANDE ANNULEE",
)  # fmt: skip
"""Money of a customer that pays no invoice of ours."""
OURS = (
    "TRAVAUX CUISINE", "CHANTIER RUE HAUTE", "HONORAIRES OCTOBRE", "ENTRETIEN CHAUDIERE", "MERCI",
    "BONJOUR CI JOINT REGLEMENT", "REGLEMENT COMPTE CLIENT", "NOTRE REGLEMENT", "RGLT VOTRE RELEVE",
    "PAIEMENT VOTRE FACTURE OCTOBRE", "SOLDE TRAVAUX", "LIVRAISON DE MARDI", "DEPANNAGE", "RECHNUNG OKTOBER",
    "THANK YOU", "PAGO FACTURA", "SETTLEMENT OF ACCOUNT", "NOUS REGLONS CE JOUR", "FACTURE EN RETARD DESOLE",
    "PAIEMENT FOURNISSEUR",
)  # fmt: skip
"""Payments of the one invoice of that amount, without its number."""


def books(seed: int = 900, times: int = 8) -> Iterator[Ledger]:
    """So many firms, in each every purpose once, written as some bank does."""
    for place in range(times):
        rng = Random(f"purposes {seed} {place}")
        book = Ledger(rng, SCHEMES[place % len(SCHEMES)], rng.choice((110, 900, 4_200, 18_500)))
        for motif in rng.sample([*OTHER, *OURS], len(OTHER) + len(OURS)):
            code = book.customer(others=2)
            row = book.invoice(code)
            is_ours = motif in OURS
            way = f"{'ours' if is_ours else 'other'}: {motif}"
            book.pay(way, book.names[code], row["open_cents"], full([row]) if is_ours else {}, motif)
        yield book
