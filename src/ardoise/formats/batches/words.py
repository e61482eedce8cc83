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
        "letter": "courrier",
        "sheets": "pages",
        "sheet": "page",
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
        "letter": "letter",
        "sheets": "pages",
        "sheet": "page",
        "posted": "Posted on: ____________________   By: ____________________",
    },
}
