"""A list of open items from a table: one row per item, its amount what is left open."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from ardoise.domain.ledger import ENTRIES, RECEIVABLE_ACCOUNTS
from ardoise.formats import headings, remainders, totals
from ardoise.formats.cells import Doubt, amounts, days, is_nothing, order_of, references
from ardoise.formats.faults import Faults
from ardoise.formats.fec.columns import bare
from ardoise.formats.parts import Parts
from ardoise.formats.reading import LedgerReading
from ardoise.formats.tables import Table

ACCOUNT_NUMBERS = ("ncompte", "numerocompte", "numcompte", "nocompte")
"""Headings of a general account where the customer has a column of its own, of the customer's account elsewhere."""

SPELLINGS: dict[str, tuple[str, ...]] = {
    "customer": (
        "codeclient", "numeroclient", "noclient", "nclient", "numclient", "compauxnum", "comptetiers", "codetiers",
        "compteauxiliaire", "ncompteauxiliaire", "reftiers",
        "comptclient", "compteclient", "customernumber", "customerid", "customercode", "customerno",
        "custnumber", "accountnumber", "tiers", "compte", "client", "customer", "debtor", "debiteur", "refclient",
    ),
    "customer_name": (
        "nomclient", "nomduclient", "raisonsociale", "intituleclient", "libelleclient", "compauxlib", "namecustomer",
        "customername", "nomtiers", "intitule", "nom", "name", "societe", "company", "client", "customer",
    ),
    "document": (
        "nfacture", "numerofacture", "numfacture", "nofacture", "numerodefacture", "ndefacture", "facture", "pieceref",
        "npiece", "numeropiece", "numpiece", "piece", "invoicenumber", "invoiceno", "invoiceid", "invoice", "docid",
        "documentnumber", "document", "reference",
    ),
    "document_on": (
        "datefacture", "datedefacture", "datepiece", "datedepiece", "piecedate", "dateemission", "datedocument",
        "invoicedate", "documentcreatedate", "issuedon", "documentdate", "baselinecreatedate", "emission", "emise",
        "emis", "date",
    ),
    "booked_on": (
        "dateecriture", "ecrituredate", "datecomptable", "datecomptabilisation", "postingdate", "bookedon",
        "dateoperation",
    ),
    "due_on": (
        "echeance", "dateecheance", "datedecheance", "dateech", "datelimite", "datelimitedepaiement", "dueon",
        "duedate", "dueindate", "maturity", "exigible", "dateexigibilite", "apayeravant",
    ),
    "open_amount": (
        "resteapayer", "restedu", "resteregler", "restearegler", "solde", "soldedu", "montantdu", "montantouvert",
        "montantrestant", "soldeouvert", "openamount", "amountdue", "balance", "outstanding", "remaining", "impaye",
        "reste", "restant", "soldeecheance",
        "resteaencaisser", "resteaencaisserttc", "montantdusigne", "openbalance",
    ),
    "amount": (
        "montantttc", "totalttc", "montanttotal", "ttc", "montant", "invoiceamount", "convertedusd",
        "totalopenamount", "totalamount", "amount", "total", "montantfacture",
    ),
    "paid": (
        "montantregle", "dejaregle", "regle", "montantpaye", "dejapaye", "paye", "montantencaisse", "encaisse",
        "amountpaid", "invoiceamountpaid", "totalpaid", "paid", "statut", "etat", "status",
    ),
    "debit": ("debit", "montantdebit"),
    "credit": ("credit", "montantcredit"),
    "currency": ("devise", "codedevise", "currency", "invoicecurrency", "currencycode", "monnaie"),
    "kind": ("type", "typepiece", "typedepiece", "typedocument", "nature", "documenttype", "kind"),
    "label": ("libelle", "libelleecriture", "ecriturelib", "designation", "objet", "description", "label"),
    "letter": ("lettrage", "lettre", "ecriturelet", "codelettrage", "letter"),
    "gl_account": (
        "comptegeneral", "ncomptegeneral", "numerocomptegeneral", "comptenum", "comptecollectif", "glaccount",
        *ACCOUNT_NUMBERS,
    ),
    "journal": ("journal", "codejournal", "journalcode"),
}  # fmt: skip
"""Our word → the headings that mean it, best first, without case, accents or blanks."""

ALONE = {
    "customer": ("auxiliaire", "partenaire", "partner", "contact", "contactname", "code"),
    "document": ("numero", "number", "num", "n", "no", "ref"),
    "due_on": ("ech",),
}
"""Headings that mean it where they are the whole of the heading and nothing better is there."""

DATES = ("document_on", "booked_on", "due_on")
AMOUNTS = ("open_amount", "amount", "debit", "credit")
NAMED = {"customer": ("customer", "customer_name"), "amount": ("open_amount", "amount", "debit", "credit")}
KIND_WORDS = (
    ("credit_note", r"(?i)avoir|credit.?note|credit.?memo|^(av|cn|ac|gutschrift)\b"),
    ("returned_payment", r"(?i)impay|rejet|returned|bounced"),
    ("payment", r"(?i)r[eè]gl|paie?ment|virement|ch[eè]que|acompte|encaiss|versement|payment|receipt|^(rg|rgt|reg)\b"),
    ("opening", r"(?i)nouveau|opening"),
    ("invoice", r"(?i)factur|invoice|^(fa|fac|fc|inv|fv|ve)\b|d[ée]bit"),
)
CREDIT_KINDS = ("credit_note", "payment")


def guess(header: Sequence[str]) -> dict[str, str]:
    """Our word → the heading that most probably means it."""
    found = headings.guess(header, SPELLINGS)
    if "customer" not in found and bare(found.get("gl_account", "")) in ACCOUNT_NUMBERS:
        found["customer"] = found.pop("gl_account")  # the only account there is
    for word, names in ALONE.items():
        free = (name for name in header if bare(name) in names and name not in found.values())
        if word not in found and (alone := next(free, None)):
            found[word] = alone
    if "customer" not in found and "customer_name" in found:
        found["customer"] = found.pop("customer_name")
    return found


def missing(columns: Mapping[str, str]) -> tuple[str, ...]:
    """What a list of open items can't do without and has no column for: `customer`, `amount`."""
    return tuple(need for need, words in NAMED.items() if not any(word in columns for word in words))


def is_told(columns: Mapping[str, str]) -> bool:
    """Do the headings alone say that this is a list of items, and not any table with names and amounts?"""
    lacking = missing(columns)
    return len(lacking) < 2 and bool({"document", "due_on", "letter", "open_amount"} & columns.keys())


def doubtful_days(table: Table, columns: Mapping[str, str]) -> tuple[str, int]:
    """The first day of these columns that could be two, and how many could, where nothing tells which; else "", 0."""
    places = headings.places(table.header, columns)
    told = [[row[places[word]] for row in table.rows] for word in DATES if word in places]
    order = columns.get("date_order") or order_of(told)
    doubts = [doubt for texts in told for doubt in days(texts, order)[1] if doubt.kind == "ambiguous"]
    return (doubts[0].value, len(doubts)) if doubts else ("", 0)


def read(table: Table, columns: Mapping[str, str], language: str = "fr") -> LedgerReading:
    """The items of a table; `columns` gives our word → its heading, and may fix `date_order` to `dmy` or `mdy`."""
    faults = Faults(language, list(table.problems))
    places = headings.places(table.header, columns)
    for need in missing(places) if table.is_readable else ():  # type: ignore[arg-type]
        faults.add(f"no_{need}_column", None, None, is_fatal=True, columns=", ".join(table.header) or "–")
    rows = [] if faults.has_fatal else Items(table, places, columns.get("date_order"), faults).rows()
    if not rows and not faults.has_fatal:
        faults.add("no_items", None, None, is_fatal=True, rows=len(table.rows))
    entries = pl.DataFrame(rows, schema=ENTRIES, orient="row")
    amount = pl.col("amount_cents")
    debit, credit = entries.select(debit=amount.filter(amount > 0).sum(), credit=-amount.filter(amount < 0).sum()).row(
        0
    )
    first, last = entries.select(first=pl.col("booked_on").min(), last=pl.col("booked_on").max()).row(0)
    return LedgerReading(
        table.format, table.encoding, len(table.rows), Parts.of(entries), faults.problems(), debit, credit, first, last
    )


class Items:
    """A table's rows as items: each column is decided as a whole, then each row is kept or told."""

    def __init__(self, table: Table, places: Mapping[str, int], order: str | None, faults: Faults) -> None:
        self.table, self.places, self.faults = table, places, faults
        self.left_out = self._other_accounts()
        self.texts = {word: [row[place] for row in table.rows] for word, place in places.items()}
        self.order = order or order_of(self.texts[word] for word in DATES if word in places)
        self.names = {word: references(self.texts[word]) for word in ("customer", "document") if word in places}
        self.kinds = [kind_of(text) for text in self.texts.get("kind", [""] * len(table.rows))]
        read = {word: amounts(self.texts[word]) for word in AMOUNTS if word in places}
        self.cents = {word: found for word, (found, _) in read.items()}
        self._turn_credits()
        self._leave_running_balance()
        self.paid = self._paid()
        self.is_unsigned = self._is_unsigned()
        self.left_out |= self._totals()
        self.dates = {word: self._days(word) for word in DATES if word in places}
        for word, (_, doubts) in read.items():
            self._tell(word, doubts)

    def rows(self) -> list[dict[str, object]]:
        """ENTRIES, one per row kept."""
        found = (self._row(index) for index in range(len(self.table.rows)) if index not in self.left_out)
        return [row for row in found if row is not None]

    def _row(self, index: int) -> dict[str, object] | None:
        line, cents = self.table.lines[index], self._cents(index)
        code = self._name("customer", index) or self._text("customer_name", index)
        if code is None or cents is None:
            need = "customer" if code is None else "amount"
            self.faults.add(f"no_{need}", line, self._heading(need))
            return None
        if cents == 0 and ("open_amount" in self.cents or self.paid):
            return None  # nothing is open on it
        kind = self.kinds[index] or ("invoice" if cents > 0 else "credit_note" if cents < 0 else "other")
        document_on = self._date("document_on", index)
        return dict.fromkeys(ENTRIES) | {
            "line": line, "customer": code, "customer_name": self._text("customer_name", index),
            "document": self._name("document", index), "document_on": document_on,
            "booked_on": self._date("booked_on", index) or document_on, "due_on": self._date("due_on", index),
            "label": self._text("label", index), "letter": self._text("letter", index),
            "journal": self._text("journal", index), "gl_account": self._text("gl_account", index),
            "amount_cents": cents, "currency": self._currency(index), "kind": kind, "is_opening": kind == "opening",
        }  # fmt: skip

    def _cents(self, index: int) -> int | None:
        """What is open on the row, signed; None when no cell says."""
        if "open_amount" in self.cents:
            cents = self.cents["open_amount"][index]
        elif "debit" in self.cents or "credit" in self.cents:
            return self._sided(index)
        else:
            cents = self.cents["amount"][index]
            paid = self.paid[index] if self.paid else 0
            cents = None if cents is None or paid is None else cents - paid
        is_reversed = self.is_unsigned and self.kinds[index] in CREDIT_KINDS
        return -cents if cents is not None and is_reversed else cents

    def _sided(self, index: int) -> int | None:
        sides = [self.cents[word][index] if word in self.cents else None for word in ("debit", "credit")]
        return None if sides == [None, None] else (sides[0] or 0) - (sides[1] or 0)

    def _turn_credits(self) -> None:
        """Credits in a column of their own are credits, though each is written negative: `-10,00`, `10,00 C`."""
        told = [cents for cents in self.cents.get("credit", ()) if cents]
        if told and max(told) < 0:
            self.cents["credit"] = [cents and -cents for cents in self.cents["credit"]]
            self.faults.add("negative_credits", None, self._heading("credit"))

    def _leave_running_balance(self) -> None:
        """A balance that only adds up the amounts beside it is what nobody owes on one row."""
        if "open_amount" not in self.cents or not {"debit", "credit", "amount"} & self.cents.keys():
            return
        rows = range(len(self.table.rows))
        is_sided = bool({"debit", "credit"} & self.cents.keys())
        moves = [self._sided(index) for index in rows] if is_sided else self.cents["amount"]
        if remainders.is_running(self.cents["open_amount"], moves):
            self.faults.add("running_balance", None, self._heading("open_amount"))
            del self.cents["open_amount"]

    def _paid(self) -> list[int | None]:
        """What was paid of each row, where a column tells and no other what is open; empty otherwise."""
        if "paid" not in self.texts or self.cents.keys() != {"amount"}:
            return []
        return remainders.paid(self.texts["paid"], self.cents["amount"], self._heading("paid") or "")

    def _is_unsigned(self) -> bool:
        """Are credit notes and payments written without a sign? Only when the type says so on every one of them."""
        if {"debit", "credit"} & self.cents.keys() and "open_amount" not in self.cents:
            return False
        column = self.cents["open_amount" if "open_amount" in self.cents else "amount"]
        credits = [cents for cents, kind in zip(column, self.kinds, strict=True) if cents and kind in CREDIT_KINDS]
        is_unsigned = bool(credits) and all(cents > 0 for cents in credits)
        if is_unsigned:
            self.faults.add("unsigned_credits", None, self._heading("kind"), count=len(credits))
        return is_unsigned

    def _totals(self) -> set[int]:
        """The rows that only add up others."""
        found = totals.found(self._told(index) for index in range(len(self.table.rows)))
        for index in sorted(found):
            self.faults.add("total_row", self.table.lines[index], None)
        return found

    def _told(self, index: int) -> totals.Row:
        """A row as the search for totals needs it."""
        first = next(filter(None, self.table.rows[index]), "")
        names = (self._name("customer", index), self._text("customer_name", index))
        return totals.Row(
            first,
            tuple(name for name in names if name and name != first),
            self._name("document", index) is not None,
            any(self._text(word, index) for word in DATES),
            None if index in self.left_out else self._cents(index),
        )

    def _other_accounts(self) -> set[int]:
        """In a ledger exported as a table, the rows on accounts that are not customers'."""
        accounts = [row[self.places["gl_account"]] for row in self.table.rows] if "gl_account" in self.places else []
        if not any(account.startswith(RECEIVABLE_ACCOUNTS) for account in accounts):
            return set()
        return {index for index, account in enumerate(accounts) if not account.startswith(RECEIVABLE_ACCOUNTS)}

    def _days(self, word: str) -> list[date | None]:
        found, doubts = days(self.texts[word], self.order)
        doubts = [doubt for doubt in doubts if doubt.index not in self.left_out]
        ambiguous = [doubt for doubt in doubts if doubt.kind == "ambiguous"]
        if ambiguous:
            first = ambiguous[0]
            line = self.table.lines[first.index]
            self.faults.add("ambiguous_dates", line, self._heading(word), value=first.value, count=len(ambiguous))
        for doubt in doubts:
            if doubt.kind == "nothing":
                self.faults.add("ignored_day", self.table.lines[doubt.index], self._heading(word), value=doubt.value)
        return found

    def _tell(self, word: str, doubts: list[Doubt]) -> None:
        for doubt in doubts:
            if doubt.index not in self.left_out:
                self._doubt(doubt, word)

    def _doubt(self, doubt: Doubt, word: str) -> None:
        code = {"ambiguous": "ambiguous_amount", "nothing": "bad_cell_amount", "rounded": "rounded_amount"}[doubt.kind]
        self.faults.add(code, self.table.lines[doubt.index], self._heading(word), value=doubt.value)
        if doubt.kind != "rounded":
            self.left_out.add(doubt.index)

    def _heading(self, word: str) -> str | None:
        if word == "open_amount" in self.places:
            return self.table.header[self.places[word]]
        words = NAMED.get(word, (word,))
        return next((self.table.header[self.places[w]] for w in (word, *words) if w in self.places), None)

    def _text(self, word: str, index: int) -> str | None:
        text = self.texts[word][index] if word in self.texts else ""
        return None if is_nothing(text) else text

    def _name(self, word: str, index: int) -> str | None:
        return (self.names[word][index] if word in self.names else "") or None

    def _date(self, word: str, index: int) -> date | None:
        return self.dates[word][index] if word in self.dates else None

    def _currency(self, index: int) -> str | None:
        text = (self._text("currency", index) or "").upper()
        return {"€": "EUR", "$": "USD", "£": "GBP", "EURO": "EUR", "EUROS": "EUR"}.get(text, text or None)


def kind_of(text: str) -> str | None:
    """What a type column's word stands for; None when it says nothing we know."""
    return next((kind for kind, pattern in KIND_WORDS if text and re.search(pattern, text.strip())), None)
