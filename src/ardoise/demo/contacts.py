"""The contacts file, as an accountant exports it: semicolons, French headers, a byte order mark for the spreadsheet."""

from __future__ import annotations

import csv
from io import StringIO

from ardoise.demo.customers import Customer

HEADER = (
    "Code client", "Raison sociale", "Type", "SIREN", "Segment", "Groupe", "Chargé de recouvrement", "Commercial",
    "Conditions", "Langue", "Interlocuteur", "Fonction", "E-mail", "Téléphone", "Adresse", "Code postal", "Ville",
    "Pays",
)  # fmt: skip
KINDS = {"professional": "Professionnel", "public_body": "Organisme public", "consumer": "Particulier"}
ROLES = {"accounting": "Comptabilité", "management": "Direction", "billing": "Facturation", "other": "Autre"}
SEGMENTS = {
    "hotels": "Hôtels", "restaurants": "Restaurants", "shops": "Commerces", "estates": "Domaines",
    "companies": "Entreprises", "public": "Secteur public", "private": "Particuliers",
}  # fmt: skip


def written(customers: list[Customer]) -> bytes:
    """One line per customer with its one contact."""
    text = StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(HEADER)
    rows.writerows(_row(customer) for customer in customers)
    return text.getvalue().encode("utf-8-sig")


def _row(c: Customer) -> tuple[str, ...]:
    return (
        c.code, c.name, KINDS[c.kind], c.siren, SEGMENTS[c.segment], c.group, c.collector, c.salesperson,
        c.terms, c.language, c.contact_name, ROLES[c.role], c.email, c.phone, c.address, c.postcode, c.city, c.country,
    )  # fmt: skip
