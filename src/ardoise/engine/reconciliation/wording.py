"""What the words of a receipt say of what it pays: documents announced, a range, a year, a part, money given back."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from ardoise.domain.creditor_references import without_references
from ardoise.domain.documents import running_of
from ardoise.domain.names import set_of
from ardoise.engine.lettering.candidates import is_near
from ardoise.engine.reconciliation.purposes import plain

ANNOUNCES = set_of("""
    FACTURE FACTURES FACT FACTS FAC FACS FCT FTR FRA FRAS FA FV F INVOICE INVOICES INV INVS BILL RECHNUNG RECHNUNGEN
    RECHN RECH RECHNUNGSNR RECHNUNGSNUMMER RE RG RENR RGNR RNR BELEG FACTURA FACTURAS FATTURA FATTURE FATT FATTN FT
    FACTUUR FACTUREN FACTUURNR FACTUURNUMMER FAKTUUR FAKTUREN FAKT FAKTURA FATURA FATURAS AVOIR AVOIRS GUTSCHRIFT
""")
"""Words after which a document's number is written."""

ATTACHED = re.compile(r"(?:FACTURE|FACT|FAC|FA|FV|F|INV|RE|RG|FRA|FATT|FT)\d+")
LETTERED = re.compile(r"\b([A-Z]{1,4})[-./](?=\d)")
"""The letters of a number before its digits: RE-2026-114."""
CREDIT_TOLD = re.compile(
    r"\b(?:AVOIRS?|CREDIT ?NOTES?|CREDIT ?NOTA|CREDITFACTUUR|NOTAS? (?:D[EI] )?CR[EÉ]DITO|GUTSCHRIFT|AV|NC|CN|GS)\b"
    r"[ .:-]*(?:(?:N|NO|NR|NUM)\b[ .:°-]*)?[A-Z]{0,4}(?:[ -]?\d+[/-])*[ -]?(\d+)"
)
BANKS_RE = re.compile(r"\bVIR(?:EMENT)?(?: SEPA| INST| RECU)* RE +\d+")
"""A French bank's own reference, which no German RE announces."""
BETWEEN = set_of("""
    ET AND UND U Y E EN A AU AL ALLA DALLA DAL DELLA LA TO THRU THROUGH TOT TM T M MET BIS N NO NOS NUM NR NRS NUMMER
    NUMERO VON VAN DE DU
""")
DAYS = re.compile(r"\b(?:\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d|20\d\d-\d\d-\d\d|(?:0?[1-9]|1[0-2])[/-](?:20)?2\d)\b")
TOKENS = re.compile(r"[0-9A-Z]+")
RUNS = re.compile(r"\d+")
OF_ANOTHER = re.compile(
    r"\b(?:CK|CHECK|CHQ|CHEQUE|CDE|CMDE?|COMMANDE|BC|BDC|PO|ORDER|CONTRAT|CTR|CLIENT|CPTE|COMPTE|DEVIS|TEL|SIRET|SIREN"
    r"|BRUT|NET|COM|TVA|MANDAT|BORD|BORDEREAU|SINISTRE|IJSS|BL|BON DE LIVRAISON|AFFAIRE|CHANTIER|POLICE|TICKET"
    r"|BESTELL(?:UNG|NUMMER)?|AUFTRAG|LIEFERSCHEIN|LS|VERTRAG|ANGEBOT|PROJEKT|KD|KDNR|KUNDE|KUNDEN(?:NR|NUMMER)?"
    r"|PEDIDO|ALBAR[AÁ]N|CONTRATO|PRESUPUESTO|EXPEDIENTE|CLIENTE|P[OÓ]LIZA|OBRA|ORDINE|DDT|CONTRATTO|PREVENTIVO"
    r"|PRATICA|POLIZZA|COMMESSA|BESTELLING|BESTELBON|PAKBON|CONTRACT|OFFERTE|KLANT(?:NR|NUMMER)?|POLIS|QUOTE|POLICY"
    r"|DELIVERY NOTE|PROJECT|CUSTOMER)S?\W*(?:NO?|NR|NUM)?\W*\d++(?:,\d\d)?(?![0-9A-Z/-])"
    r"|\b\d+,? ?(?:BIS |TER )?(?:RUE|AVENUE|AVE|BD|BLD|BOULEVARD|CHEMIN|ALLEE|PLACE|ROUTE|RTE|IMPASSE|QUAI)\b"
    r"(?:[A-Z' -]{1,40}(?<!\d)\d{5}(?!\d))?"
)
"""Numbers of other things: a cheque's, an order's, a contract's, a telephone's, a house's and its town's."""
IBAN = re.compile(r"\b[A-Z]{2}\d\d(?: ?[0-9A-Z]{4}){3,7}(?: ?[0-9A-Z]{1,3})?\b")
DAY = re.compile(
    r"(?<![0-9A-Z/.-])(?:(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\1(?:20)?[23]\d|20\d\d-[01]\d-[0-3]\d)"
    r"(?![0-9A-Z/-]|\.\d)"
)  # 12/10/2026, 12.10.26, 2026-10-12
SUMS = re.compile(r"\b\d{4,},\d\d(?!\d)")  # 1240,00
YEAR_ALONE = re.compile(r"(?<![0-9A-Z/.,-])20\d\d(?![0-9A-Z/.,-])")
INVOICE_OF = re.compile(
    r"\b(?:FACT(?:URES?|S)?|FAC|INVOICES?|RECHNUNG|FACTUUR)(?: D[EU']?| DU MOIS(?: DE)?| MOIS(?: DE)?| OF| VOM)? ?"
    r"((?:JAN|F[EÉ]V|FEB|MAR|AVR|APR|MAI|MAY|JUIN|JUN|JUIL|JUL|AO[UÛ]|AUG|SEP|O[CK]T|NOV|D[EÉ][CZ])[A-ZÉÛ]*)\b"
)
MONTHS = {"JAN": 1, "FEV": 2, "FÉV": 2, "FEB": 2, "MAR": 3, "AVR": 4, "APR": 4, "MAI": 5, "MAY": 5, "AOU": 8, "AOÛ": 8,
          "AUG": 8, "SEP": 9, "OCT": 10, "OKT": 10, "NOV": 11, "DEC": 12, "DÉC": 12, "DEZ": 12}  # fmt: skip
"""The first letters of months; those of June and July are alike in French."""
RANGE = re.compile(
    r"(?P<first>\d[0-9A-Z/.-]*|[A-Z]{1,4}[-/]?\d[0-9A-Z/.-]*)"
    r" (?:A|À|AU|TO|THRU|THROUGH|JUSQU.?A|JUSQU.?AU|BIS|TOT|T/M|TOT EN MET|A LA|AL|ALLA) "
    r"(?:N[O°R]?[.]? ?)?(?P<last>(?=[A-Z/.-]*\d)[0-9A-Z][0-9A-Z/.-]*)"
)
DASHED = re.compile(
    r"(?<![0-9A-Z/.-])(?:([0-9A-Z/.-]*\d[0-9/.]*) - ([0-9A-Z/.-]*\d)|([A-Z]{0,4}\d[0-9/.]*)-([A-Z]{0,4}\d[0-9/.]*))"
    r"(?![0-9-])"
)
YEAR = re.compile(r"(?<!\d)(?<!\d[/.-])(?:(20\d\d)[ ./_-]*|(?<=[A-Z])(\d\d)[ ./_-]+)0*([1-9]\d+)(?!\d)")
YEAR_AFTER = re.compile(r"(?<![0-9/.-])(?:[A-Z]{1,4}[-./]?)?0*([1-9]\d+)(?: ?[/-] ?| +)(20\d\d)(?![0-9]|[/.-]\d)")
SPEAKS: Mapping[str, re.Pattern[str]] = {
    "undoes": re.compile(
        r"\b(?:REMBOURSE(?:MENTS?|E?S?|R|Z)|REMBTS?|REMB|RBTS?|RBST|TROP[ -]?(?:PERCU|VERSE)|REFUND(?:ED)?"
        r"|(?:RUE?CK)?ERSTATTUNG|RUE?CK(?:ZAHLUNG|UE?BERWEISUNG|BUCHUNG|GABE|LASTSCHRIFT)|UE?BERZAHLUNG|IRRLAE?UFER"
        r"|DOPPELZAHLUNG|DOPPELT|TERUG(?:BETALING|STORTING|GAVE)|RESTITUTIE|ANNULERING|DUBBEL(?:E BETALING)?"
        r"|REEMBOLSO|DEVOLUCION|REINTEGRO|RETROCESION|ANULA(?:CION|DO|DA)|DUPLICADO|RETOUR(?:EN?)?|RIMBORS[OI]|RIACCREDITO"
        r"|RESTITUZIONE|RISTORNO|ANNULLAMENTO|STORN[OI]|CHARGEBACK|REVERSAL|REPAYMENT|REIMBURSEMENT|RETURNED"
        r"|OVERPAYMENT|CANCELLATION|CANCELLED|RESTITUTION|AVOIR SUR (?:ACHATS?|VOS)"
        r"|RECALL|REJETS?|REJETEE?S?|ANNULATIONS?|ANNULEE?S?|DOUBLONS?|VIREMENT ERRONE"
        r"|ERREUR (?:DE |D.)?(?:VIR(?:EMENT)?|PAIEMENT|REGLEMENT|COMPTE)"
        r"|(?:DOUBLE|2E(?:ME)?|DEUXIEME|DUPLICATE) (?:PAIEMENT|PMT|REGLEMENT|RGLT|VIREMENT|VIR|PAYMENT)"
        r"|PAYEE? (?:2|DEUX) FOIS)\b"
        r"|\bC(?:OMP|P)TE A C(?:OMP|P)TE\b|\bVIR(?:EMENT)? INTERNE\b|\bNIVELLEMENT\b|\bCENTRALISATION\b"
    ),
    "gives_back": re.compile(
        r"\b(?:RISTOURNE|SINISTRE|INDEMNI(?:TES?|SATION)"
        r"|CAUTION|DEPOT DE GARANTIE|APPORTS?|PRETS?|EMPRUNTS?|SUBVENTIONS?|SALAIRES?|NOTES? DE FRAIS"
        r"|DIVIDENDES?|LOAN|DARLEHEN|KAUTION|IJSS|FINANCEMENT)\b"
    ),
    "deducts": re.compile(
        r"\b(?:ESCOMPTES?|ESC|SKONTO|DISAGIO|DISCOUNT|DESCUENTO|SCONTO|KORTING|AGIOS?|DEDUI\w*|DEDUCTIONS?|ABZUG"
        r"|ABZGL|ABZUE?GLICH|MOINS|MINUS|LESS|COMPENS\w*|PENALITES?|AVOIRS?|LITIGE|NET|DTO|MENOS?)\b"
    ),
    "is_a_part": re.compile(
        r"\b(?:ACOMPTES?\d*|ACPTE?S?|ACC|ARRHES|AVANCE|MENSUALITES?|PARTIEL(?:LE)?|A[ -]VALOIR|SUR C(?:OMP|P)TE|DEPOSIT"
        r"|INSTALL?MENT|ON ACCOUNT|PART(?:IAL)? PAYMENT|ANZAHLUNG|TEIL(?:ZAHLUNG|BETRAG)|ABSCHLAG|RATE|PLAZO|ANTICIPO"
        r"|PAGO PARCIAL|A CUENTA|RATA|ACCONTO|TERMIJN|DEELBETALING|AANBETALING|VOORSCHOT|SCHIJF|AFLOSSING)\b"
        r"|\d ?%|(?<![\d/])[1-9]/(?:[2-9]|1[0-2])(?![\d/])"
        r"|\b(?:ECH|ECHEANCE|VERSEMENT|PAIEMENT|PMT|PART)\W{0,3}\d{1,2}\W{0,3}(?:/|SUR|SR|OF)\W{0,3}\d"
    ),
}
"""Doubt → words, without accents, by which a receipt raises it: what undoes or moves money, money for else, a part."""


LATENESS = re.compile(
    r"\b(?:IND(?:EMNITES?|EMN)?\.? (?:FORFAIT\w*|RECOUV\w*|(?:DE )?RETARD|40)|40 ?(?:EUR|EUROS?|E)\b|INTERETS?"
    r"|PENALITES? (?:DE )?RETARD|VERZUGS\w+|MAHN(?:KOSTEN|GEBUE?HR\w*)|INTEREST|LATE (?:FEES?|PAYMENT)|NALATIGHEID\w*"
    r"|WETTELIJKE RENTE|INCASSOKOSTEN|INTERESES|DEMORA|MORA|INTERESSI)\b"
)
"""Words for what is owed beside an invoice that is paid late."""


def speaks_of_lateness(texts: Iterable[str]) -> bool:
    """It says that interest or a recovery charge is paid, too."""
    return any(LATENESS.search(plain(text)) for text in texts)


def without_other_numbers(text: str) -> str:
    """A text in capitals without the numbers that are no document's: a cheque's, an order's, days, sums, and the groups
    of digits of a structured reference.
    """
    own = IBAN.sub(without_iban, without_references(text))
    return SUMS.sub(" ", OF_ANOTHER.sub(" ", DAY.sub(" | ", own)))


def without_iban(found: re.Match[str]) -> str:
    """Nothing where the check digits say that it is an account's number."""
    signs = found.group().replace(" ", "")
    return " " if int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1 else found.group()


@lru_cache(maxsize=65_536)
def doubts_raised(texts: tuple[str, ...]) -> tuple[str, ...]:
    """What the words themselves speak against."""
    told = [plain(text) for text in texts]
    return tuple(doubt for doubt, words in SPEAKS.items() if any(words.search(text) for text in told))


def announced(texts: Iterable[str]) -> frozenset[str]:
    """The runs of digits of the documents that a word announces: `FACT 2026-114 ET 115` tells 2026, 114 and 115."""
    found: set[str] = set()
    for text in texts:
        is_told = False
        for word in TOKENS.findall(LETTERED.sub(r"\1", BANKS_RE.sub(" | ", DAYS.sub(" | ", text.upper())))):
            is_told = word in ANNOUNCES or bool(ATTACHED.fullmatch(word)) or (
                is_told and (word in BETWEEN or any(sign.isdigit() for sign in word))
            )  # fmt: skip
            found |= {run.lstrip("0") for run in RUNS.findall(word)} if is_told else set()
    return frozenset(found - {""})


def credits_told(texts: Iterable[str]) -> frozenset[str]:
    """The last digits of the credit notes that they tell by a number: `AVOIR AV-90001` tells 90001."""
    return frozenset(run.lstrip("0") for text in texts for run in CREDIT_TOLD.findall(DAYS.sub(" | ", text.upper())))


SHAPED = re.compile(r"(?<![0-9A-Z/.-])[A-Z]{0,4}\d+(?:[-/.]\d+)+(?![0-9A-Z]|[-/.]\d)")


def shape_of(document: str) -> str:
    """How a number of several parts is made: its letters, signs and year kept, its other digits told by a mark; ""
    where it has one part, or no year."""
    parts = RUNS.findall(document)
    years = [part for part in parts if YEAR_ALONE.fullmatch(part)]
    if len(parts) < 2 or not years:
        return ""
    return RUNS.sub(lambda run: run.group() if YEAR_ALONE.fullmatch(run.group()) else "#", document.upper())


def shapes_in(texts: Iterable[str]) -> frozenset[str]:
    """The shapes of the numbers written in them, days and months left out."""
    told = (DAYS.sub(" | ", text.upper()) for text in texts)
    return frozenset(shape_of(word) for text in told for word in SHAPED.findall(text)) - {""}


def is_called(document: str, runs: frozenset[str]) -> bool:
    """Do these runs of digits tell this document, by its last digits at least, or but for a typing error?"""
    own = RUNS.findall(document)
    if not own:
        return False
    running, whole = running_of(document), "".join(own)
    last = running.lstrip("0")
    if len(own) > 1:  # its year tells no document, though its number should end so
        runs = runs - {run.lstrip("0") for run in own if run != running} | runs & {last}
    return any(
        run == last or run == whole.lstrip("0") or (len(run) > 1 and last.endswith(run)) or is_near(run, running)
        or is_near(run, whole)
        for run in runs
    )  # fmt: skip


def is_a_day(document: str) -> bool:
    """Its number may be a day or a month as well: 10/2026."""
    return bool(DAYS.fullmatch(document))


def years_written(texts: Iterable[str]) -> Mapping[str, frozenset[int]]:
    """Number without zeros → the years (of a century) written just before it: `FA2025-0114` says 25 of 114."""
    found: dict[str, set[int]] = defaultdict(set)
    for text in texts:
        for long, short, number in YEAR.findall(text.upper()):
            found[number].add(int(long or short) % 100)
    return {number: frozenset(years) for number, years in found.items()}


def years_after(texts: Iterable[str]) -> Mapping[str, frozenset[int]]:
    """The same for years written just after it: `114/2025`."""
    found: dict[str, set[int]] = defaultdict(set)
    for text in texts:
        for number, year in YEAR_AFTER.findall(DAYS.sub(" | ", text.upper())):
            found[number].add(int(year) % 100)
    return {number: frozenset(years) for number, years in found.items()}


def is_of_another_year(document: str, on_year: int, years: Mapping[str, frozenset[int]]) -> bool:
    """The number is written with a year that is neither the document's own nor that of its day."""
    runs, running = RUNS.findall(document), running_of(document)
    told = years.get(running.lstrip("0")) if runs else None
    if not told:
        return False
    runs.remove(running)
    own = {int(run) % 100 for run in runs if len(run) in (2, 4)} or {on_year % 100}
    return told.isdisjoint(own)


def times_told(texts: Iterable[str]) -> tuple[frozenset[int], frozenset[int]]:
    """The years that stand alone in them, and the months whose invoice they speak of."""
    told = [DAYS.sub(" | ", text.upper()) for text in texts]
    years = {int(year) for text in told for year in YEAR_ALONE.findall(text)}
    months = {MONTHS[name[:3]] for text in told for name in INVOICE_OF.findall(text) if name[:3] in MONTHS}
    return frozenset(years), frozenset(months)


def is_of_another_time(years: frozenset[int], months: frozenset[int], days: Iterable[date]) -> bool:
    """A year or a month is told in which none of these days is."""
    known = list(days)
    is_other_year = bool(years) and years.isdisjoint(day.year for day in known)
    return is_other_year or (bool(months) and months.isdisjoint(day.month for day in known))


def ranges(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """First and last running number of each range: `FA1 à FA5`, `FACT 114 AU 118`; the last may be cut short."""
    for text in texts:
        for found in RANGE.finditer(DAYS.sub(" | ", text.upper())):
            first, last = (running_of(found[word]) for word in ("first", "last"))
            if first and last:
                yield from completed(first, last)


def dashes(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """The same for two numbers with a dash between them, which may be two documents as well: `INV 114-118`."""
    for text in texts:
        for ends in DASHED.findall(DAYS.sub(" | ", text.upper())):
            first, last = (running_of(end) for end in ends if end)
            yield from completed(first, last) if len(first) > 2 else ()


def completed(first: str, last: str) -> Sequence[tuple[int, int]]:
    """The numbers of a range whose end may only say its last digits: 2114 A 18 ends with 2118."""
    end = last if len(last) >= len(first) else first[: len(first) - len(last)] + last
    return [(int(first), int(end))] if int(first) < int(end) else []


AMOUNT = re.compile(r"\d[\d.,' ]*\d")


def amounts_in(label: str) -> set[int]:
    """The amounts with two decimals that a label tells, in cents."""
    found = (re.sub(r"\D", "", text) for text in AMOUNT.findall(label) if re.search(r"[.,]\d\d$", text))
    return {int(digits) for digits in found if digits}
