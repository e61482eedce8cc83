"""The words of a bank's statements, and the columns in which floors hand them to each other.

As in `domain/ledger.py`, a schema maps a column's name to a Python type, and
`None` means *not known*: nothing is invented to fill it. A movement's amount is
the bank's: positive, money came in.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

MovementKind = Literal[
    "transfer", "direct_debit", "cheque", "bill", "card", "cash", "return", "charge", "interest", "other"
]
MOVEMENT_KINDS: tuple[MovementKind, ...] = (
    "transfer", "direct_debit", "cheque", "bill", "card", "cash", "return", "charge", "interest", "other",
)  # fmt: skip

STATEMENTS: dict[str, type] = {
    "statement": int,  # its place in the file, from 0; movements point to it
    "line": int,  # 1-based physical line where it begins
    "account": str,  # IBAN where the file has one or its parts make one, else the number as written, without blanks
    "bank": str,  # BIC or bank code
    "currency": str,
    "number": str,  # the bank's own number of the statement
    "from_on": date,
    "to_on": date,
    "opening_cents": int,
    "closing_cents": int,
    "is_final": bool,  # false: an intraday report or notice (camt.052, camt.054, MT942), announced again later
}
"""Statements as a reader gives them; a file may hold several, of several accounts."""

MOVEMENTS: dict[str, type] = {
    "line": int,  # 1-based physical line where it begins
    "statement": int,  # its place in STATEMENTS
    "batch": str,  # the entry whose details this movement is one of; None: it stands alone
    "booked_on": date,
    "value_on": date,
    "amount_cents": int,  # positive: money came in
    "currency": str,
    "kind": str,  # one of MOVEMENT_KINDS
    "code": str,  # the bank's own code: ISO 20022 domain, CFONB interbank code, SWIFT type, OFX TRNTYPE
    "label": str,  # all the bank says of it in free text, one blank between parts
    "reference": str,  # the bank's own reference of the movement, unique where the bank keeps it so
    "end_to_end_id": str,
    "mandate": str,
    "creditor_reference": str,  # structured, ISO 11649 or another standard: what we printed on the invoice
    "counterparty": str,  # the other's name
    "counterparty_iban": str,
    "return_reason": str,  # ISO 20022 (AC04 …), CFONB reject code or the bank's word: why money went back
    "charges_cents": int,  # what the bank kept of it, positive; None: not told
}
"""Movements as a reader gives them: one row per booking, and per detail where a booking is a batch with details.

What the bank kept of a batch whose details are gross is a row of its own, of kind `charge`.

Σ amount_cents of a statement's rows = closing − opening where the file gives both, else a Problem says so.
"""

ADVICES: dict[str, type] = {
    "line": int,
    "payer": str,
    "paid_on": date,
    "payment": str,  # the payer's own number of the payment
    "payment_cents": int,  # its total
    "document": str,  # as the payer writes it
    "amount_cents": int,  # what he pays of it, credit notes negative
    "deducted_cents": int,  # what he keeps back of it
    "reason": str,  # in his words
    "currency": str,
    "paper": int,  # which file or mail tells it; None: one
}
"""Remittance advices: what a customer says he pays, one row per document."""

RETURN_REASONS: dict[str, dict[str, str]] = {
    "AC01": {"fr": "Compte inexistant", "en": "Account doesn’t exist"},
    "AC04": {"fr": "Compte clos", "en": "Account closed"},
    "AC06": {"fr": "Compte bloqué", "en": "Account blocked"},
    "AC13": {"fr": "Compte d’un consommateur", "en": "A consumer’s account"},
    "AG01": {"fr": "Opération interdite sur ce compte", "en": "Not allowed on this account"},
    "AG02": {"fr": "Code d’opération erroné", "en": "Wrong operation code"},
    "AM04": {"fr": "Provision insuffisante", "en": "Insufficient funds"},
    "AM05": {"fr": "Opération en double", "en": "Presented twice"},
    "BE05": {"fr": "Créancier inconnu", "en": "Creditor unknown"},
    "CNOR": {"fr": "Banque du créancier inconnue", "en": "Creditor’s bank unknown"},
    "DNOR": {"fr": "Banque du débiteur inconnue", "en": "Debtor’s bank unknown"},
    "FF01": {"fr": "Format invalide", "en": "Invalid format"},
    "MD01": {"fr": "Pas de mandat", "en": "No mandate"},
    "MD02": {"fr": "Mandat incomplet", "en": "Mandate incomplete"},
    "MD06": {"fr": "Contesté par le débiteur", "en": "Disputed by the debtor"},
    "MD07": {"fr": "Débiteur décédé", "en": "Debtor deceased"},
    "MS02": {"fr": "Refus du débiteur", "en": "Refused by the debtor"},
    "MS03": {"fr": "Motif non communiqué", "en": "Reason not told"},
    "RC01": {"fr": "BIC erroné", "en": "Wrong BIC"},
    "RR01": {"fr": "Raison réglementaire", "en": "Regulatory reason"},
    "RR04": {"fr": "Raison réglementaire", "en": "Regulatory reason"},
    "SL01": {"fr": "Service particulier de la banque du débiteur", "en": "A service of the debtor’s bank"},
}
"""What the ISO 20022 return codes of SEPA debits mean (EPC guidance on reason codes); others stay as they are."""


CFONB_RETURN_REASONS: dict[str, dict[str, str]] = {
    "01": {"fr": "Endos erroné", "en": "Wrong endorsement"},
    "02": {"fr": "Échéance hors limite", "en": "Due date out of bounds"},
    "03": {"fr": "Date incohérente", "en": "Inconsistent date"},
    "04": {"fr": "Réclamation partielle", "en": "Claimed back in part"},
    "05": {"fr": "Réclamation totale", "en": "Claimed back in full"},
    "06": {"fr": "Acceptation non retournée", "en": "Acceptance not sent back"},
    "11": {"fr": "Annulation bancaire", "en": "Cancelled by the bank"},
    "12": {"fr": "Coordonnées bancaires inexploitables", "en": "Bank details that can’t be used"},
    "13": {"fr": "Créance non identifiable", "en": "Claim not recognised"},
    "14": {"fr": "Compte clos", "en": "Account closed"},
    "16": {"fr": "Destinataire non reconnu", "en": "Payee not recognised"},
    "18": {"fr": "Émetteur non reconnu", "en": "Issuer not recognised"},
    "19": {"fr": "Créance cédée à une autre banque", "en": "Claim assigned to another bank"},
    "20": {"fr": "Provision insuffisante", "en": "Insufficient funds"},
    "31": {"fr": "Pas d’ordre de payer", "en": "Not authorised to pay"},
    "32": {"fr": "Décision judiciaire", "en": "Court decision"},
    "34": {"fr": "Opposition sur compte", "en": "Account blocked"},
    "35": {"fr": "Titulaire décédé", "en": "Account holder deceased"},
    "39": {"fr": "Ne paie que les effets acceptés", "en": "Pays accepted bills only"},
    "52": {"fr": "Code d’opération erroné", "en": "Wrong operation code"},
    "54": {"fr": "Adresse invalide", "en": "Invalid address"},
    "57": {"fr": "Format invalide", "en": "Invalid format"},
    "58": {"fr": "Sur ordre du client", "en": "By order of the customer"},
    "59": {"fr": "Motif non communiqué", "en": "Reason not told"},
    "60": {"fr": "Code banque erroné", "en": "Wrong bank code"},
    "61": {"fr": "Heure limite dépassée", "en": "Past the cut-off time"},
    "62": {"fr": "Raison réglementaire", "en": "Regulatory reason"},
    "63": {"fr": "Service particulier de la banque du débiteur", "en": "A service of the debtor’s bank"},
    "64": {"fr": "Opération en double", "en": "Presented twice"},
    "65": {"fr": "Retour demandé", "en": "Return asked for"},
    "66": {"fr": "Mandat erroné", "en": "Wrong mandate"},
    "70": {"fr": "Tirage contesté", "en": "Drawing disputed"},
    "71": {"fr": "Reçu à tort ou déjà réglé", "en": "Received by mistake or paid already"},
    "72": {"fr": "Code d’acceptation erroné", "en": "Wrong acceptance code"},
    "73": {"fr": "Montant contesté", "en": "Amount disputed"},
    "74": {"fr": "Échéance contestée", "en": "Due date disputed"},
    "75": {"fr": "Report demandé", "en": "Extension asked for"},
    "76": {"fr": "Réclamation tardive", "en": "Claimed too late"},
    "80": {"fr": "Contesté par le débiteur", "en": "Disputed by the debtor"},
    "88": {"fr": "Banque hors échanges", "en": "Bank outside the clearing"},
    "90": {"fr": "Paiement partiel du tiré", "en": "Paid in part by the drawee"},
    "99": {"fr": "Opération non admise", "en": "Operation not admitted"},
}
"""What the reject codes of CFONB records mean: the interbank list of reasons for transfers, debits and bills (2012)."""


def say_return(code: str, language: str = "fr") -> str:
    """Why the bank took it back: in words with their code where it is known, else as the bank writes it."""
    known = RETURN_REASONS.get(code.upper()) or CFONB_RETURN_REASONS.get(code)
    return f"{known['en' if language == 'en' else 'fr']} ({code})" if known else code
