"""What a few customers wrote back: each mail shows one thing that is read in a reply."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ardoise.demo.trading import Movement

ANSWERS: dict[str, tuple[int, str]] = {
    "Brasserie de l'Attente": (
        1,
        "Bonjour,\n\nLe règlement de la facture {document} partira par virement le {soon}.\n\nBien à vous,\nS. Lacombe",
    ),
    "Relais de l'Oubli": (0, "Bonjour,\n\nLa facture {document} a été réglée par virement hier.\n\nCordialement"),
    "Martin & Fils": (
        1,
        "Bonjour,\n\nPourriez-vous nous renvoyer une copie de la facture {document} ? Nous ne l’avons jamais reçue.\n\n"
        "Merci d’avance,\nComptabilité fournisseurs",
    ),
    "Transports Xaintrailles": (
        2,
        "Bonjour,\n\nNous contestons la facture {document} : le prix n’est pas celui du devis signé.\n\nCordialement",
    ),
}
"""Customer of a scene → days ago, and words."""
STRANGER = (
    "j.lenoir@courriel.example",
    "Bonjour,\n\nSerait-il possible de payer en trois fois ? Ma trésorerie est tendue ce mois-ci.\n\nJ. Lenoir",
)
"""A mail from an address nobody knows: a person says whose it is."""


def told(as_of: date, bills_by_customer: dict[str, list[Movement]]) -> list[dict[str, Any]]:
    """The rows of restraints.json: customer (null: nobody knows), sender, day, words."""
    rows = []
    for bills in bills_by_customer.values():
        customer = bills[0].customer
        if customer.scene and customer.scene.name in ANSWERS and customer.email:
            days_ago, words = ANSWERS[customer.scene.name]
            said = words.format(document=bills[0].document, soon=f"{as_of + timedelta(days=6):%d/%m/%Y}")
            rows.append(row(customer.code, customer.email, as_of - timedelta(days=days_ago), said))
    return [*rows, row(None, STRANGER[0], as_of, STRANGER[1])]


def row(customer: str | None, sender: str, on: date, words: str) -> dict[str, Any]:
    return {"customer": customer, "sender": sender, "received_on": on.isoformat(), "text": words}
