"""What the free text of a bank says by its own marks: who, from which account, for what, under which reference.

Only what a mark announces is taken (`/DE …`, `/EREF/…`, `EREF+…`, `?32…`): a name is never guessed out of the
middle of a sentence. Identifiers are looked for everywhere, since they prove themselves by their check digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum import iso11649
from stdnum.exceptions import ValidationError

from ardoise.domain.creditor_references import told_in
from ardoise.formats.bank.identifiers import iban_of

NOT_PROVIDED = frozenset(
    {"", "NOTPROVIDED", "NOTPROVIDED.", "NONREF", "NONE", "NOREF", "NOT PROVIDED", "NON COMMUNIQUE", "-", "EREF"}
)  # fmt: skip
SWIFT_WORDS = (
    "EREF|KREF|PREF|CREF|MARF|MREF|CSID|CRED|DEBT|BENM|ORDP|CNTP|NAME|ID|ADDR|REMI|USTD|STRD|CDTRREF|CD|ISSR|IBAN|BIC|"
    "TRTP|TRCD|ULTB|ULTD|ULTC|PURP|RTRN|RREF|ISDT|SVCL|OCMT|CHGS|EXCH|ABWA|ABWE|SVWZ|BO|BIA|BENEF|REASON"
)
SWIFT = re.compile(rf"/(?P<word>{SWIFT_WORDS})/")
GERMAN = re.compile(r"(?<![A-Z])(?P<word>EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|RREF|RTRN|IBAN|BIC|COAM|OAMT)\+")
FRENCH = re.compile(
    r"(?:(?:^|\s)/(?P<word>DE|BEN|REF|ID|LIB|PAYS|TXT|IBAN|BIC)[ :/]"
    r"|/(?P<sure>FRM|MOTIF|RNF|EID|RUM|MDT|ICS|PDO|CRI|RSN|RJT)[ :/])"
)
COLON = re.compile(
    r"(?<![\w/])(?P<word>DE|POUR|MOTIF|REF|ID|MANDAT|DATE|IBAN|BIC|RUM|ICS|LIB|HEURE"
    r"|NAAM|OMSCHRIJVING|KENMERK|MACHTIGING|INCASSANT|MEDEDELING|COMMUNICATION|CONCEPTO|ORDENANTE|CAUSALE|ORDINANTE"
    r"|VERWENDUNGSZWECK|AUFTRAGGEBER) ?:(?: |$)"
)
SENDER = re.compile(
    r"(?i)^(?:VIR(?:EMENT|T)?\.?(?: SEPA)?(?: INST(?:ANTAN[EÉ])?)?(?: RE[CÇ]U?)?(?: SEPA)?"
    r"(?: EN VOTRE FAVEUR)?) (?:DE|EMIS PAR|FROM) ?:? (?P<name>[^/]{2,70}?)"
    r"(?= (?:REF|REFERENCE|MOTIF|COMMUNICATION|POUR|ID|LIB)\b[ :.]"
    r"| (?:FACT(?:URES?|S)?|FAC|FA|FV|AVOIR|SOLDE|ACOMPTE|CDE|COMMANDE|REGLT?|REGLEMENT|PAIEMENT|VOTRE|NOTRE"
    r"|REMBOURSEMENT|REMBT)\b|  |\s*/|$)"
)
RETURN_CODE = re.compile(
    r"\b(?P<code>A[CGM]\d\d|BE0[15]|CNOR|DNOR|ED05|F[F]\d\d|FOCR|M[DS]\d\d|RC01|RR0[1-4]|SL01|TM01)\b"
)
RETURN_WORDS = re.compile(
    r"(?i)\b(?:REJET|IMPAY|UNPAID|RETURN|RETOUR|R[UÜ]CKL|RUECKL|REVERS|REFUS|REJECT|BOUNCED)|/RTRN/|RTRN\+"
)
KINDS = (
    ("charge", r"F |FRAIS|COM(?:MISSIONS?)?\b|COTISATION|FEES?\b|CHARGES?\b|ABONNEMENT"),
    ("interest", r"INT[EÉ]R[EÊ]TS?\b|AGIOS|INTEREST"),
    (
        "return",
        r"REJET|IMPAY[EÉ]|RETURNED|UNPAID|RETOUR (?:DE )?(?:PRLV|PR[EÉ]L|IMPAY|CH[EÈ]?Q|LCR|EFFET|VIR)"
        r"|(?:REM(?:ISE)? )?(?:CH(?:[EÈ]?QU?E?S?|Q|\.)|LCR|EFFETS?|TRAITES?|BOR|PRLV|PR[EÉ]L[EÈ]VEMENTS?|VIR)(?: SEPA)?"
        r"(?: N?°? ?\d+)? (?:IMPAY|REJET[EÉ]|RETOURN|SANS PROVISION)",
    ),
    (
        "transfer",
        r"VIR(?:EMENTS?|T)?\b|TRANSFER|[UÜ]BERWEISUNG|GUTSCHRIFT|TRANSFERENCIA"
        r"|(?:/TRTP/)?(?:SEPA )?OVERBOEKING|(?:EUROPESE )?OVERSCHRIJVING|/TRTP/IDEAL|/EREF/.*/(?:ORDP|BENM)/",
    ),
    (
        "direct_debit",
        r"PRLV|PR[EÉ]L[EÈ]VEMENTS?|LASTSCHRIFT|DIRECT DEBIT|(?:/TRTP/)?(?:SEPA )?INCASSO|DOMICILI[EËA]RING",
    ),
    ("cheque", r"CH(?:[EÈ]?QU?E?S?|Q)\b|REM(?:ISE)? (?:DE )?CH"),
    ("bill", r"LCR\b|EFFETS?\b|TRAITES?\b|BOR\b|REM(?:ISE)? (?:D')?(?:EFF|LCR)"),
    ("card", r"CARTE\b|CB\b|PAIEMENT (?:PAR )?CARTE|CARD\b|REM(?:ISE)? (?:DE )?(?:CARTE|CB)"),
    ("cash", r"RET(?:RAIT)? DAB|VERS(?:EMENT)? ESP|RETRAIT\b|ESP[EÈ]CES"),
)
KIND_WORDS = tuple((kind, re.compile(rf"(?i)\s*(?:{words})")) for kind, words in KINDS)
IBAN = re.compile(r"\b[A-Z]{2}\d{2}[0-9A-Z]{11,30}\b")
DIGIT = re.compile(r"\d")
SCOR = re.compile(r"\bRF\d{2}[ ]?[0-9A-Z]{1,21}(?: [0-9A-Z]{1,4}){0,5}\b")


@dataclass(frozen=True)
class Told:
    """What a label tells; None where it says nothing."""

    counterparty: str | None = None
    counterparty_iban: str | None = None
    end_to_end_id: str | None = None
    mandate: str | None = None
    creditor_reference: str | None = None
    return_reason: str | None = None


PLACES = {
    "EREF": "end_to_end_id", "EID": "end_to_end_id", "MARF": "mandate", "MREF": "mandate", "RUM": "mandate",
    "MDT": "mandate", "NAME": "counterparty", "DE": "counterparty", "POUR": "counterparty", "MANDAT": "mandate",
    "NAAM": "counterparty", "ORDENANTE": "counterparty", "ORDINANTE": "counterparty", "AUFTRAGGEBER": "counterparty",
    "KENMERK": "end_to_end_id", "MACHTIGING": "mandate",
    "FRM": "counterparty", "BO": "counterparty",
    "BEN": "counterparty", "BENEF": "counterparty", "IBAN": "counterparty_iban", "CDTRREF": "creditor_reference",
    "RTRN": "return_reason", "RSN": "return_reason", "RJT": "return_reason",
}  # fmt: skip


def told_by(label: str, own: str | None = None) -> Told:
    """What the marks and the check digits of a label tell; `own`: our account, which is never the other side."""
    label = label[:4000]
    found: dict[str, str] = {}
    for sign, pattern in (("/", SWIFT), ("+", GERMAN), ("/", FRENCH), (":", COLON)):
        if sign not in label:
            continue
        for word, value in _marked(pattern, label):
            place = PLACES.get(word)
            if place and place not in found and is_told(value):
                found[place] = value
            if word == "CNTP":
                _read_counterparty(value, found)
    if "counterparty" not in found and (sender := SENDER.match(label)):
        found["counterparty"] = sender["name"].strip()
    return _proved(found, label, own)


def kind_of(label: str) -> str | None:
    """What kind of movement the first words of a label announce; None when they are no such words."""
    return next((kind for kind, words in KIND_WORDS if words.match(label)), None)


def is_told(value: str | None) -> bool:
    """Is it a value, and not a word that stands for none?"""
    return value is not None and value.strip().upper() not in NOT_PROVIDED


def _marked(pattern: re.Pattern[str], label: str) -> list[tuple[str, str]]:
    """(mark, what follows it up to the next mark)."""
    marks = list(pattern.finditer(label))
    if not marks:
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(label)]
    return [
        (mark[mark.lastgroup or 0], " ".join(label[mark.end() : end].strip(" /:").split()))
        for mark, end in zip(marks, ends, strict=True)
    ]


def _read_counterparty(value: str, found: dict[str, str]) -> None:
    """`IBAN/BIC/NAME/…`, as ING writes the other side."""
    parts = [part.strip() for part in value.split("/")]
    if iban := iban_of(parts[0]):
        found.setdefault("counterparty_iban", iban)
    if len(parts) > 2 and parts[2]:
        found.setdefault("counterparty", parts[2])


def _proved(found: dict[str, str], label: str, own: str | None) -> Told:
    """Keeps an IBAN and a reason only if they are one; looks for a creditor reference in the whole text."""
    iban = iban_of(found.pop("counterparty_iban", "")) or _only_iban(label, own)
    reference = found.pop("creditor_reference", None) or creditor_reference_in(label)
    reason = found.pop("return_reason", None)
    if reason is None and RETURN_WORDS.search(label) and (code := RETURN_CODE.search(label)):
        reason = code["code"]
    reason = reason.split("/")[0].strip()[:70] if reason else None
    return Told(counterparty_iban=iban, creditor_reference=reference, return_reason=reason or None, **found)


def _only_iban(label: str, own: str | None) -> str | None:
    """The one IBAN that stands in a text beside our own, if its check digits are right."""
    found = {iban for word in IBAN.findall(label) if (iban := iban_of(word))} - {own}
    return found.pop() if len(found) == 1 else None


def creditor_reference_in(text: str) -> str | None:
    """The structured reference in a text, without blanks, of whichever country: its check digits prove it."""
    for _, reference in told_in(text) if DIGIT.search(text) else ():
        return reference
    for candidate in SCOR.findall(text) if "RF" in text else ():
        parts = candidate.split(" ")
        for size in range(len(parts), 0, -1):
            try:
                return str(iso11649.validate("".join(parts[:size])))
            except ValidationError:
                continue
    return None
