"""The fields of a letter: their names, what they hold, and how a person finds them in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ardoise.domain.correspondence.charges import charge_sentences
from ardoise.domain.correspondence.enclosures import sentence
from ardoise.domain.correspondence.merging import ITEM_FIELDS
from ardoise.domain.correspondence.tables import days_late
from ardoise.domain.correspondence.wording import day, grouped_iban, long_day
from ardoise.domain.money import with_currency as money
from ardoise.domain.payment_references import payment_reference

if TYPE_CHECKING:
    from ardoise.domain.correspondence.letters import Context

LABELS: dict[str, dict[str, str]] = {
    "fr": {
        "customer_name": "Nom du client",
        "customer_code": "Code du client",
        "customer_address": "Adresse du client",
        "contact_name": "Nom de l’interlocuteur",
        "creditor_name": "Nom de votre société",
        "creditor_address": "Adresse de votre société",
        "creditor_siren": "SIREN de votre société",
        "creditor_phone": "Téléphone de votre société",
        "collector_name": "Nom du chargé de recouvrement",
        "date": "Date du courrier",
        "total": "Total réclamé",
        "first_due_on": "Première échéance",
        "days_overdue": "Jours de retard de la plus ancienne pièce",
        "documents": "Numéros des pièces",
        "documents_count": "Nombre de pièces",
        "items": "Tableau des pièces",
        "instalments": "Tableau des échéances (échéancier)",
        "last_reminder": "Rappel du courrier précédent",
        "payment": "Comment payer (IBAN des réglages)",
        "charges": "Intérêts et frais permis par la loi",
        "papers": "Phrase sur les pièces jointes",
        "paid_amount": "Montant reçu (remerciement)",
        "paid_on": "Date de réception (remerciement)",
        "online": "Lien pour lire le courrier en ligne",
        "signature": "Signature",
    },
    "en": {
        "customer_name": "Customer’s name",
        "customer_code": "Customer’s code",
        "customer_address": "Customer’s address",
        "contact_name": "Contact’s name",
        "creditor_name": "Your company’s name",
        "creditor_address": "Your company’s address",
        "creditor_siren": "Your company’s SIREN",
        "creditor_phone": "Your company’s telephone",
        "collector_name": "Collector’s name",
        "date": "Date of the letter",
        "total": "Total claimed",
        "first_due_on": "First due date",
        "days_overdue": "Days late of the oldest item",
        "documents": "Numbers of the items",
        "documents_count": "How many items",
        "items": "Table of items",
        "instalments": "Table of instalments (plan)",
        "last_reminder": "The previous message recalled",
        "payment": "How to pay (IBAN of the settings)",
        "charges": "Interest and charges the law allows",
        "papers": "Sentence about what is attached",
        "paid_amount": "Amount received (thanks)",
        "paid_on": "Date it was received (thanks)",
        "online": "Link to read the message online",
        "signature": "Signature",
    },
}
FIELDS = tuple(LABELS["fr"])
"""All that a letter may say. An IBAN is no field of its own: it stands in `payment`, from the settings alone."""

ITEM_LABELS: dict[str, dict[str, str]] = {
    "fr": dict(zip(ITEM_FIELDS, ("Numéro", "Date", "Échéance", "Retard", "Montant"), strict=True)),
    "en": dict(zip(ITEM_FIELDS, ("Number", "Date", "Due", "Late", "Amount"), strict=True)),
}

LAST_REMINDER = {
    "fr": "Nous vous avons relancé à ce sujet le {date}, sans recevoir depuis le règlement attendu.",
    "en": "We reminded you of this on {date} and have not since received the payment expected.",
}
PAYMENT = {
    "fr": "Règlement par virement : IBAN {iban}\nRéférence à rappeler : {reference}\n"
    "Nos coordonnées bancaires ne changent jamais par courriel : en cas de doute, appelez-nous au numéro que vous "
    "connaissez déjà.",
    "en": "Payment by bank transfer: IBAN {iban}\nPlease quote: {reference}\n"
    "Our bank details never change by e-mail: if in doubt, call us on the number you already know.",
}
PAYMENT_KNOWN = {
    "fr": "Règlement par virement sur le compte indiqué sur nos factures.\nRéférence à rappeler : {reference}",
    "en": "Payment by bank transfer to the account shown on our invoices.\nPlease quote: {reference}",
}
OF_EACH = {"fr": "celle de chaque compte, au-dessus de ses pièces", "en": "that of each account, above its items"}
"""What to quote where one letter tells of several accounts: one transfer each, or the money could not be told apart."""
ONLINE = {
    "fr": "Ce courrier et ses pièces jointes se lisent aussi en ligne : {address}",
    "en": "This message and its attachments can also be read online: {address}",
}
DOCUMENTS_MAX = 8  # named in a sentence; of more, the first ones and how many others
DAYS = {"fr": ("{n} jour", "{n} jours"), "en": ("{n} day", "{n} days")}
OTHERS = {"fr": "{documents} et {n} autres", "en": "{documents} and {n} others"}


def values(context: Context) -> dict[str, str]:
    """Every field and its value, in the customer's language; the table of items is drawn by who writes the letter."""
    language, creditor = context.language, context.creditor
    is_mail = context.channel == "email"  # on paper the address stands beside its code
    claimed = [item for item in context.listed if item.open_cents > 0]
    late = max((item.days_overdue for item in claimed), default=0)
    return {
        "customer_name": context.customer_name,
        "customer_code": context.customer_code,
        "customer_address": "\n".join(context.address),
        "contact_name": context.contact_name,
        "creditor_name": creditor.name,
        "creditor_address": "\n".join(creditor.address),
        "creditor_siren": f"SIREN {creditor.siren}" if creditor.siren else "",
        "creditor_phone": creditor.phone,
        "collector_name": context.collector_name,
        "date": long_day(context.as_of, language),
        "total": money(sum(item.open_cents for item in context.listed), context.currency, language),
        "first_due_on": long_day(min((item.due_on for item in claimed), default=context.as_of), language),
        "days_overdue": _days(late, language),
        "documents": _documents(context),
        "documents_count": str(len(claimed)),
        "items": "",
        "instalments": "",
        "last_reminder": LAST_REMINDER[language].format(date=long_day(context.last_sent_on, language))
        if context.last_sent_on
        else "",
        "payment": _payment(context),
        "charges": charge_sentences(context),
        "papers": sentence(context.papers, language, context.channel),
        "paid_amount": money(context.paid_cents, context.currency, language) if context.paid_cents else "",
        "paid_on": long_day(context.paid_on, language) if context.paid_on else "",
        "online": ONLINE[language].format(address=context.online) if context.online and is_mail else "",
        "signature": "\n".join(filter(None, (context.collector_name, creditor.name, creditor.phone))),
    }


def item_values(context: Context) -> list[dict[str, str]]:
    """What each item says inside a loop."""
    return [
        {
            "item_document": " ".join(item.document.split()) or "—",
            "item_document_on": day(item.document_on, context.language),
            "item_due_on": day(item.due_on, context.language),
            "item_days_overdue": days_late(item, context.language),
            "item_amount": money(item.open_cents, context.currency, context.language)
            + (f" ({item.part})" if item.part else ""),
        }
        for item in context.listed
    ]


def _days(days: int, language: str) -> str:
    """1 → "1 jour", 69 → "69 jours"; what is not late is late by none."""
    one, many = DAYS[language]
    return (one if days == 1 or (days < 1 and language == "fr") else many).format(n=max(days, 0))


def _documents(context: Context) -> str:
    """The claimed documents by number, as a sentence may name them."""
    named = [
        " ".join(item.document.split()) for item in context.listed if item.open_cents > 0 and item.document.strip()
    ]
    shown, others = ", ".join(named[:DOCUMENTS_MAX]), len(named) - DOCUMENTS_MAX
    return OTHERS[context.language].format(documents=shown, n=others) if others > 0 else shown


def _payment(context: Context) -> str:
    """How to pay: to the account of the settings, else to the one the invoices show."""
    creditor, reference = context.creditor, payment_reference(context.customer_code)
    if context.members:
        reference = OF_EACH[context.language]
    if not creditor.iban:
        return PAYMENT_KNOWN[context.language].format(reference=reference)
    bic = f" – BIC {creditor.bic}" if creditor.bic else ""
    return PAYMENT[context.language].format(iban=grouped_iban(creditor.iban) + bic, reference=reference)
