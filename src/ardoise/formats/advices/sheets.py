"""A remittance advice as CSV or XLSX: one row per document, its columns guessed or told."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ardoise.formats import headings, tables, totals
from ardoise.formats.advices import notes
from ardoise.formats.advices.reading import AdviceReading, gathered
from ardoise.formats.cells import amounts, days, is_nothing, order_of, references
from ardoise.formats.faults import Faults

SPELLINGS: dict[str, tuple[str, ...]] = {
    "document": (
        "votrereference", "nfacture", "numerofacture", "numerodefacture", "numfacture", "ndefacture", "facture",
        "votrefacture", "votredocument", "votrepiece", "votreref", "votrenumero", "yourreference", "yourinvoice",
        "yourdocument", "yourref", "referencefacture", "reffacture", "nofacture", "npiece", "piece", "numerodepiece",
        "document", "invoicenumber", "invoiceno", "invoice", "documentnumber", "documentno", "docno", "docnumber",
        "billnumber", "reference", "ref",
    ),
    "amount": (
        "montantregle", "montantpaye", "montantverse", "montantvire", "montantnet", "netpaye", "netapayer", "regle",
        "paye", "verse", "vire", "montantreglement", "montantdureglement", "paidamount", "amountpaid", "netamount",
        "netpaid", "paymentamount", "paid", "net", "montant", "amount", "montantttc",
    ),
    "gross": (
        "montantfacture", "montantbrut", "brut", "montantdelafacture", "montantoriginal", "grossamount", "gross",
        "invoiceamount", "documentamount", "originalamount",
    ),
    "deducted": (
        "escompte", "deduction", "deductions", "retenue", "retenues", "montantdeduit", "deduit", "remise", "discount",
        "deducted", "withheld", "withholding", "adjustment", "discounttaken",
    ),
    "reason": ("motif", "commentaire", "observation", "observations", "raison", "reason", "comment", "remark",
               "remarks", "notes", "libelle", "description"),
    "payer": ("payeur", "client", "societe", "emetteur", "donneurdordre", "raisonsociale", "payer", "payername",
              "company", "customer", "remitter"),
    "payment": (
        "npaiement", "numeropaiement", "numerodepaiement", "nreglement", "numeroreglement", "numerodereglement",
        "referencepaiement", "referencereglement", "referencevirement", "refpaiement", "refreglement", "refvirement",
        "nvirement", "numerovirement", "numerodevirement", "paymentnumber", "paymentno",
        "paymentreference", "paymentref", "paymentid", "remittancenumber", "chequenumber", "checknumber", "checkno",
        "ncheque",
    ),
    "paid_on": ("datepaiement", "datedepaiement", "datereglement", "datedereglement", "datevirement", "paymentdate",
                "paidon", "chequedate", "checkdate", "valuedate", "datedevaleur"),
    "total": ("totalpaiement", "montantpaiement", "montanttotal", "totalreglement", "montantvirement", "paymenttotal",
              "totalpaid", "totalamount"),
    "currency": ("devise", "currency", "ccy", "monnaie"),
}  # fmt: skip
"""Our word → the headings that mean it, best first, without case, accents or blanks."""

COMMA = re.compile(r"\d,\d{2}\D*$")
AMOUNTS = ("amount", "gross", "deducted", "total")


def guess(header: Sequence[str]) -> dict[str, str]:
    """Our word → the heading that most probably means it; a gross amount of which nothing is deducted is paid."""
    found = headings.guess(header, SPELLINGS)
    if "amount" not in found and "gross" in found and "deducted" not in found:
        found["amount"] = found.pop("gross")
    return found


def is_told(columns: Collection[str]) -> bool:
    """Is there a document, and what is paid of it, or what of it is and what isn't?"""
    return "document" in columns and ("amount" in columns or {"gross", "deducted"} <= set(columns))


def missing(columns: Collection[str]) -> tuple[str, ...]:
    """What an advice can't do without and has no column for: `document`, `amount`."""
    return () if is_told(columns) else ("document",) if "document" not in columns else ("amount",)


def read(path: Path, mapping: Mapping[str, str] | None = None, language: str = "fr") -> AdviceReading | None:
    """The advice of a table; None when it has no header that names a document and an amount."""
    told = {ours: theirs for theirs, ours in mapping.items()} if mapping else None
    table = tables.read(path, language, header_of if told is None else tables.finder(told.values()))
    columns = told or guess(table.header)
    places = headings.places(table.header, columns)
    if not is_told(places):
        return None
    faults = Faults(language, list(table.problems))
    return gathered(table.format, Lines(table, places, columns.get("date_order"), faults).rows(), faults, columns)


def header_of(cells: Sequence[Sequence[str]]) -> int | None:
    """The first row whose headings name a document and an amount."""
    for place, row in enumerate(cells[: tables.HEADER_WITHIN]):
        filled = [cell for cell in row if cell.strip()]
        is_narrow = len(row) <= tables.COLUMNS_MAX
        if len(filled) >= 2 and is_narrow and is_told(guess(tables.named(row))):
            return place
    return None


class Lines:
    """The rows of a table as lines of an advice."""

    def __init__(self, table: tables.Table, places: Mapping[str, int], order: str | None, faults: Faults) -> None:
        self.table, self.places, self.faults = table, places, faults
        self.texts = {word: [row[place] for row in table.rows] for word, place in places.items()}
        self.documents = references(self.texts["document"])
        self.left_out: set[int] = set()
        self.cents = {word: self._amounts(word) for word in AMOUNTS if word in places}
        self.paid_on = self._days(order)
        self.above = notes.read("\n".join(" ".join(filter(None, map(str.strip, row))) for row in table.above))

    def rows(self) -> list[dict[str, Any]]:
        """ADVICES, one per row that names a document."""
        total = self.above.total
        found = []
        for index in range(len(self.table.rows)):
            if index in self.left_out:
                continue
            if not self.documents[index] or totals.WORD.fullmatch(self.documents[index]):
                total = self._paid(index) if self._is_total(index) else total
                continue
            found.append(self._row(index))
        for row in found:
            row["payment_cents"] = row["payment_cents"] if row["payment_cents"] is not None else total
        return found

    def _row(self, index: int) -> dict[str, Any]:
        paid, gross, deducted = self._paid(index), self._cents("gross", index), self._cents("deducted", index)
        if deducted is None and gross is not None and paid is not None and gross != paid:
            deducted = gross - paid
        return {
            "line": self.table.lines[index],
            "payer": self._text("payer", index) or self.above.payer,
            "paid_on": self.paid_on[index] or self.above.paid_on,
            "payment": self._text("payment", index) or self.above.payment,
            "payment_cents": self._cents("total", index),
            "document": self.documents[index],
            "amount_cents": paid,
            "deducted_cents": abs(deducted) if deducted else None,
            "reason": self._text("reason", index),
            "currency": (self._text("currency", index) or self.above.currency or "").upper() or None,
        }

    def _paid(self, index: int) -> int | None:
        """What is paid of a document: as told, else what the deduction leaves of it."""
        gross = self._cents("gross", index)
        if "amount" in self.cents or gross is None:
            return self._cents("amount", index)
        return gross - abs(self._cents("deducted", index) or 0)

    def _is_total(self, index: int) -> bool:
        first = next(filter(None, self.table.rows[index]), "")
        return bool(totals.WORD.fullmatch(first))

    def _amounts(self, word: str) -> list[int | None]:
        found, doubts = amounts(self.texts[word])
        code = {"ambiguous": "ambiguous_amount", "nothing": "bad_cell_amount", "rounded": "rounded_amount"}
        for doubt in doubts:
            line, heading = self.table.lines[doubt.index], self.table.header[self.places[word]]
            self.faults.add(code[doubt.kind], line, heading, value=doubt.value)
            is_paid = word == "amount" or (word == "gross" and "amount" not in self.texts)
            self.left_out |= {doubt.index} if is_paid and doubt.kind != "rounded" else set()
        return found

    def _days(self, order: str | None) -> list[date | None]:
        if "paid_on" not in self.texts:
            return [None] * len(self.table.rows)
        order = order or order_of([self.texts["paid_on"]])
        if order is None and any(COMMA.search(text) for word in AMOUNTS for text in self.texts.get(word, ())):
            order = "dmy"  # who writes a decimal comma writes the day first
        found, doubts = days(self.texts["paid_on"], order)
        heading = self.table.header[self.places["paid_on"]]
        if ambiguous := [doubt for doubt in doubts if doubt.kind == "ambiguous"]:
            first = ambiguous[0]
            line = self.table.lines[first.index]
            self.faults.add("ambiguous_dates", line, heading, value=first.value, count=len(ambiguous))
        for doubt in doubts:
            if doubt.kind == "nothing":
                self.faults.add("ignored_day", self.table.lines[doubt.index], heading, value=doubt.value)
        return found

    def _cents(self, word: str, index: int) -> int | None:
        return self.cents[word][index] if word in self.cents else None

    def _text(self, word: str, index: int) -> str | None:
        text = self.texts[word][index] if word in self.texts else ""
        return None if is_nothing(text) else " ".join(text.split())
