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
        "envelopes": "enveloppes",
        "envelope": "enveloppe",
        "with_last": "dans la même enveloppe que le précédent",
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
        "envelopes": "envelopes",
        "envelope": "envelope",
        "with_last": "in the envelope of the one before",
        "sheets": "pages",
        "sheet": "page",
        "posted": "Posted on: ____________________   By: ____________________",
    },
}
