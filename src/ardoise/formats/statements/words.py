"""The words of the statement, in its customer's language."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "fr": {
        "title": "Relevé de compte",
        "as_of": "arrêté au {date}",
        "customer": "Compte client",
        "document": "Pièce",
        "document_on": "Date",
        "due_on": "Échéance",
        "days": "Retard (j)",
        "amount": "Reste dû",
        "total": "Total à nous régler",
        "subtotal": "Sous-total",
        "credit": "Disponible",
        "credits_total": "Total à votre crédit",
        "overdue": "dont échu",
        "overdue_net": "dont échu, avoirs et acomptes déduits",
        "payment": "Règlement par virement",
        "reference": "Référence à rappeler",
        "scan": "Ce code remplit le virement dans l’application de votre banque.",
        "fraud": "Nos coordonnées bancaires ne changent jamais par courriel. En cas de doute, appelez-nous "
        "au numéro que vous connaissez déjà avant tout virement.",
        "crossed": "Un règlement récent peut ne pas encore figurer sur ce relevé. Les montants négatifs sont "
        "des avoirs ou des règlements à votre crédit.",
        "read": "Ce relevé et ce qui l’accompagne se lisent en ligne : présentez ce code à votre téléphone, ou allez à",
        "account": "Compte",
        "each": "Un virement par compte, avec sa référence : chaque compte a sa page, avec le code de son virement.",
        "page": "Page",
        "of": "sur",
    },
    "en": {
        "title": "Statement of account",
        "as_of": "as of {date}",
        "customer": "Customer account",
        "document": "Document",
        "document_on": "Date",
        "due_on": "Due",
        "days": "Days late",
        "amount": "Open",
        "total": "Total due to us",
        "subtotal": "Subtotal",
        "credit": "Available",
        "credits_total": "Total in your favour",
        "overdue": "of which overdue",
        "overdue_net": "of which overdue, net of credits",
        "payment": "Payment by bank transfer",
        "reference": "Please quote",
        "scan": "This code fills in the transfer in your banking app.",
        "fraud": "Our bank details never change by e-mail. If in doubt, call us on the number you already know "
        "before making any transfer.",
        "crossed": "A recent payment may not yet appear on this statement. Negative amounts are credit notes "
        "or payments in your favour.",
        "read": "This statement and what it came with can be read online: show this code to your phone, or go to",
        "account": "Account",
        "each": "One transfer for each account, with its reference: each has its page, with the code of its transfer.",
        "page": "Page",
        "of": "of",
    },
}
