"""The words that stand around a letter, in its reader's language."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "fr": {
        "dated": "{place}, le {date}",
        "undated": "Le {date}",
        "customer": "Compte client",
        "subject": "Objet :",
        "document": "Pièce",
        "document_on": "Date",
        "due_on": "Échéance",
        "late": "Retard",
        "amount": "Montant",
        "total": "Total",
        "enclosures": "P. J. :",
        "scan": "Pour payer, présentez ce code à l’application de votre banque : elle remplit le virement.",
        "read": "Pour lire ce courrier et ses pièces en ligne, présentez ce code à votre téléphone ou saisissez :",
        "page": "Page",
        "of": "sur",
    },
    "en": {
        "dated": "{place}, {date}",
        "undated": "{date}",
        "customer": "Customer account",
        "subject": "Subject:",
        "document": "Document",
        "document_on": "Date",
        "due_on": "Due",
        "late": "Late",
        "amount": "Amount",
        "total": "Total",
        "enclosures": "Enclosed:",
        "scan": "To pay, show this code to your banking app: it fills in the transfer.",
        "read": "To read this letter and its enclosures online, show this code to your phone or type:",
        "page": "Page",
        "of": "of",
    },
}
