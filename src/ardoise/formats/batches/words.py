"""The words of the slip, in either language."""

from __future__ import annotations

WORDS = {
    "fr": {
        "batch": "Bordereau d’impression",
        "customer": "Client",
        "address": "Adresse",
        "pages": "Pages",
        "amount": "Réclamé",
        "reference": "N° de recommandé",
        "letters": "courriers",
        "sheets": "pages",
        "posted": "Posté le : ____________________   Par : ____________________",
    },
    "en": {
        "batch": "Print slip",
        "customer": "Customer",
        "address": "Address",
        "pages": "Pages",
        "amount": "Claimed",
        "reference": "Registered no.",
        "letters": "letters",
        "sheets": "pages",
        "posted": "Posted on: ____________________   By: ____________________",
    },
}
