"""Which columns of a bank's table are ours, by the headings that banks write in seven languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ardoise.formats import headings, tables
from ardoise.formats.fec.columns import bare

SPELLINGS: dict[str, tuple[str, ...]] = {
    "booked_on": (
        "dateoperation", "datedoperation", "datedeloperation", "dateop", "dateope", "datecomptable",
        "datecomptabilisation", "datedecomptabilisation",
        "bookingdate", "bookedon", "buchungstag", "buchungsdatum", "transactiondate", "postingdate", "fecha",
        "fechaoperacion", "completeddate", "datum", "date", "datedeloperationlocale", "datedeloperationutc",
        "operationdatelocal", "operationdateutc", "datecompletedutc", "datedefin", "dataoperacji",
        "dataksiegowania", "datacontabile", "dataoperazione", "boekdatum", "boekingsdatum", "transactiedatum",
        "data"),
    "value_on": ("datevaleur", "datedevaleur", "dateval", "valuedate", "valueon", "valuta", "valutadatum",
                 "wertstellung",
                 "fechavalor", "datedelavaleurlocale", "datedelavaleurutc", "settlementdatelocal",
                 "settlementdateutc", "datawaluty", "datavaluta", "rentedatum"),
    "debit": ("debit", "montantdebit", "debiteuros", "debiteur", "soll", "debe", "withdrawal", "withdrawals",
              "paidout", "moneyout", "depenses", "debet", "lastschrift", "belastung", "addebiti", "uscite", "dare"),
    "credit": ("credit", "montantcredit", "crediteuros", "haben", "haber", "deposit", "deposits", "paidin", "moneyin",
               "recettes", "gutschrift", "accrediti", "entrate", "avere"),
    "amount": ("montant", "amounteur", "montanteur", "montanteuros", "montanteneuros", "montantoperation", "amount",
               "betrag", "importe", "umsatz",
               "transactionamount", "netamount", "montanttotalttc", "totalamountinclvat", "kwota", "kwotaoperacji",
               "importo", "bedrag"),
    "side": ("dc", "sens", "creditdebit", "debitcredit", "sollhaben", "crdr", "type", "afbij"),
    "label": ("libelle", "libelleoperation", "libellecomplet", "libelledeloperation", "label", "description",
              "details",
              "verwendungszweck", "concepto", "narrative", "motif", "objet", "communication", "memo",
              "avisierungstext", "buchungsdetails", "opisoperacji", "descrizione", "causale", "omschrijving",
              "omschrijving1", "mededelingen", "notifications"),
    "more": ("libellecomplementaire", "informationscomplementaires", "detail", "details", "informations",
             "commentaire",
             "notes", "observations", "complement", "payee", "paymentreference", "descrizioneestesa",
             "vrijemededeling", "mededeling", "omschrijving2"),
    "reference": ("reference", "ref", "numerooperation", "operationnumber", "referencia", "referenz",
                  "numerodoperation", "transactionid", "npiece", "numeropiece", "identifiant"),
    "counterparty": ("namedescription", "partnername", "creditorname", "debtorname", "counterparty",
                     "contrepartie", "nomcontrepartie",
                     "tiers", "beneficiaire",
                     "emetteur", "auftraggeber", "begunstigter", "name", "nom", "payername", "nomdutiers",
                     "beguenstigterzahlungspflichtiger", "nomdelacontrepartie", "counterpartyname", "payeur", "payer",
                     "donneurdordre", "nomdubeneficiaire", "nombeneficiaire", "empfanger", "empfaenger",
                     "zahlungsempfanger", "zahlungsempfaenger", "naamtegenpartij", "tegenpartij",
                     "naamomschrijving", "nadawcaodbiorca", "kontrahent", "ordenante", "controparte"),
    "counterparty_iban": ("bankaccount", "partneriban", "ibancontrepartie", "counterpartyiban", "comptecontrepartie",
                          "ibantiers", "ibandelacontrepartie", "ibandutiers", "ibandubeneficiaire",
                          "comptetiers", "kontonummeriban", "tegenrekeningibanbban", "tegenrekening",
                          "rekeningnummertegenpartij", "beneficiaryiban"),
    "account": ("compte", "numerodecompte", "numerocompte", "iban", "account", "accountnumber", "accountid", "konto",
                "cuenta", "auftragskonto", "ibanbban", "rekeningnummer", "rekening", "rachunek"),
    "currency": ("devise", "currency", "ccy", "wahrung", "waehrung", "moneda", "codedevise", "munt", "muntsoort",
                 "waluta"),
    "balance": ("solde", "soldeapresoperation", "balance", "runningbalance", "saldo", "soldecomptable",
                "saldonatrn", "saldopooperacji"),
    "code": ("codeoperation", "code", "typeoperation", "transactiontype", "buchungstext", "methodedepaiement",
             "modedepaiement", "paymentmethod", "transaktionstyp", "mutatiesoort"),
    "state": ("statut", "state", "status", "etat", "estado", "info"),
    "fee": ("fee", "fees", "frais", "fraisbancaires", "gebuhr", "gebuehr"),
}  # fmt: skip
"""Our word → the headings that mean it, best first, without case, accents or blanks."""

NO_CREDIT = re.compile(r"credit(?:or|eur(?!o)|card)")
NEEDS = {"date": ("booked_on", "value_on"), "amount": ("amount", "debit", "credit")}
LEDGER_WORDS = frozenset({"customer", "due_on", "letter", "gl_account", "journal"})
"""What a bank knows nothing of: a table with one of these is a ledger."""

OTHER_PARTY = re.compile(r"(?i)b[eé]n[eé]ficia|payee|counterpart|contrepartie|tegenp")
"""In a heading: its number is not that of a customer of ours."""

SHARED = ("account", "counterparty", "code", "debit", "credit")
"""Columns of a bank whose headings a ledger would read as its own."""


def guess(header: Sequence[str]) -> dict[str, str]:
    """Our word → the heading that most probably means it; a creditor or a credit card is no credit."""
    found = headings.guess(header, SPELLINGS)
    return {word: name for word, name in found.items() if word != "credit" or not NO_CREDIT.match(bare(name))}


def missing(columns: Mapping[str, object]) -> tuple[str, ...]:
    """What a statement can't do without and has no column for: `date`, `amount`."""
    return tuple(need for need, words in NEEDS.items() if not any(word in columns for word in words))


def is_told(header: Sequence[str]) -> bool:
    """Do the headings alone say that this is a bank's list of movements?"""
    from ardoise.formats import open_items

    columns = guess(header)
    if missing(columns) or not {"label", "more", "counterparty", "reference"} & columns.keys():
        return False
    return not LEDGER_WORDS & open_items.guess(header).keys() - _shared(columns, header)


def _shared(columns: Mapping[str, str], header: Sequence[str]) -> set[str]:
    """Words a ledger would read into a heading that is the bank's own: `compte` is our account, `tiers` the payer."""
    from ardoise.formats import open_items

    ours = {columns[word] for word in SHARED if word in columns} | {name for name in header if OTHER_PARTY.search(name)}
    return {word for word, heading in open_items.guess(header).items() if heading in ours}


def is_of_bank(cells: Sequence[Sequence[str]]) -> bool:
    """Do the first rows of a table hold the headings of a bank's list of movements?"""
    top = header_of(cells)
    return top is not None and is_told(tables.named(cells[top]))


def header_of(cells: Sequence[Sequence[str]]) -> int | None:
    """The first row whose headings say date and amount."""
    for place, row in enumerate(cells[: tables.HEADER_WITHIN]):
        filled = [cell for cell in row if cell.strip()]
        if len(filled) >= 3 and len(row) <= tables.COLUMNS_MAX and not missing(guess(tables.named(row))):
            return place
    return None
