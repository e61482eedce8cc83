"""What leaves customers or items in peace, from a table: blocks, disputes or promises, one per row.

A value nobody understands is told with its line and errs on the side of silence: a day that is none holds without
end, one that may be two holds to the later one, a contested amount that is none contests the whole item.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from ardoise.domain.correspondence.wording import long_day
from ardoise.domain.ledger import Problem
from ardoise.formats import headings
from ardoise.formats.cells import Doubt, amounts, day_readings, days, is_nothing, order_of, references
from ardoise.formats.fec.columns import bare
from ardoise.formats.open_items import SPELLINGS as OF_ITEMS
from ardoise.formats.tables import Table

SPELLINGS: dict[str, tuple[str, ...]] = {
    "customer": OF_ITEMS["customer"],
    "document": OF_ITEMS["document"],
    "until_on": (
        "jusquau", "dateh", "datefin", "findesuspension", "finle", "fin", "promisle", "promispourle", "datepromise",
        "datedelapromesse", "datepaiement", "until", "untilon", "promisedon", "promiseddate", "end", "enddate",
    ),
    "opened_on": ("ouvertle", "dateouverture", "faitele", "faitle", "depuis", "openedon", "madeon", "since", "date"),
    "reminded_on": (
        "relancele", "reclamele", "relanceedepuis", "daterelance", "datederelance", "remindedon", "claimedon",
    ),
    "amount": (
        "montantconteste", "montantpromis", "conteste", "promis", "contestedamount", "promisedamount", "montant",
        "amount",
    ),
    "plan": (
        "echeancier", "plan", "plandapurement", "planapurement", "plandepaiement", "instalmentplan", "installmentplan",
        "paymentplan", "schedule",
    ),
    "reason": ("motif", "raison", "reason"),
    "note": ("note", "commentaire", "remarque", "comment", "libelle"),
}  # fmt: skip
"""Our word → the headings that mean it, best first, without case, accents or blanks."""

DAYS = ("until_on", "opened_on", "reminded_on")
NAMED, CUT = 6, 40  # headings that a sentence names, signs of each
KINDS = {"blocks": "blocked", "disputes": "disputed", "promises": "promised"}
"""What a file is said to hold → the reason of its rows."""

OTHER_REASONS = {
    "insolvent": r"(?i)insolv|proc[ée]dure collective|redressement|liquidation|sauvegarde",
    "payment_notice": r"(?i)virement en cours|payment.?(notice|on its way)|avis de virement",
}
"""A block whose reason says one of these is that; any other holds like a block."""

RESTRAINTS: dict[str, type] = {
    "line": int,
    "customer": str,  # None: told by its document
    "document": str,  # None: the whole customer
    "reason": str,
    "note": str,
    "until_on": date,
    "opened_on": date,
    "amount_cents": int,
    "plan": str,  # of a promise: the agreement of which it is an instalment
    "reminded_on": date,  # of an instalment: a day on which a reminder claimed what its agreement spreads
}


@dataclass(frozen=True)
class RestraintsReading:
    """A file of restraints, read to its end."""

    restraints: pl.DataFrame  # RESTRAINTS
    problems: tuple[Problem, ...]

    @property
    def is_readable(self) -> bool:
        return not any(problem.is_fatal for problem in self.problems)


def read(table: Table, kind: str, language: str = "fr") -> RestraintsReading:
    """The rows of a table of `kind`, one of KINDS; its columns are guessed from their headings."""
    places = headings.places(table.header, headings.guess(table.header, SPELLINGS))
    if not table.is_readable or not {"customer", "document"} & places.keys():
        missing = (
            []
            if not table.is_readable
            else [_problem("no_column", None, language, columns=headings_told(table.header))]
        )
        return RestraintsReading(pl.DataFrame(schema=RESTRAINTS), (*table.problems, *missing))
    texts = {word: [row[place].strip() for row in table.rows] for word, place in places.items()}
    dated = [texts[word] for word in DAYS if word in texts]
    order = order_of(dated) or ("dmy" if is_french(table.header) else None)
    columns: dict[str, Sequence[object]] = {"line": table.lines}
    problems = list(table.problems)
    for word, found in texts.items():
        told, doubts = _values(word, found, order)
        columns[word] = told
        problems += [_doubtful(word, doubt, table.lines, language) for doubt in doubts]
    rows = pl.DataFrame({_column(word): values for word, values in columns.items()}, strict=False)
    return _kept(rows, kind, problems, language)


FRENCH = re.compile(
    r"jusquau|^fin|datefin|dateh$|promisle|promispour|promesse|suspension|paiement|ouvertle|ouverture|fait?e?le|depuis"
    r"|relanc|reclam|facture|motif|raison|commentaire|remarque|libelle|montant|conteste$|echeancier|apurement"
)
"""What French headings say, and no English one."""


def is_french(header: Sequence[str]) -> bool:
    """Is there a French heading? Under it a day comes before the month, where no day of the table tells."""
    return any(FRENCH.search(bare(name)) for name in header)


def _values(word: str, texts: list[str], order: str | None) -> tuple[Sequence[object], list[Doubt]]:
    """The values of a column, and those that are none."""
    if word in DAYS:
        found, doubts = days(texts, order)
        for doubt in doubts if word == "until_on" else ():
            found[doubt.index] = max(day_readings(doubt.value.strip(), order), default=None)
        return found, doubts
    if word == "amount":
        return amounts(texts)
    named = references(texts) if word in ("customer", "document", "plan") else texts
    return [None if is_nothing(text) else text for text in named], []


def _column(word: str) -> str:
    return "amount_cents" if word == "amount" else word


def _kept(rows: pl.DataFrame, kind: str, problems: list[Problem], language: str) -> RestraintsReading:
    """The rows that name somebody or something, each with its reason."""
    typed = pl.DataFrame(schema=RESTRAINTS).schema
    full = rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in typed.items()
    )
    is_named = pl.col("customer").is_not_null() | pl.col("document").is_not_null()
    problems += [_problem("nobody", line, language) for line in full.filter(~is_named)["line"]]
    said = pl.lit(KINDS[kind])
    if kind == "blocks":
        for reason, pattern in OTHER_REASONS.items():
            said = pl.when(pl.col("reason").str.contains(pattern)).then(pl.lit(reason)).otherwise(said)
    note = pl.coalesce("note", "reason")
    negative = full.filter(pl.col("amount_cents") < 0)["line"]
    problems += [_problem("negative", line, language) for line in negative]
    amount = pl.when(pl.col("amount_cents") >= 0).then("amount_cents")
    kept = full.filter(is_named).with_columns(reason=said, note=note, amount_cents=amount)
    if kind == "promises":
        told = {problem.line for problem in problems}  # a day that is none, among them
        dayless = kept.filter(pl.col("until_on").is_null() & pl.col("plan").is_null())["line"]
        problems += [_problem("no_day", line, language) for line in dayless if line not in told]
        is_lacking = pl.col("plan").is_not_null() & (pl.col("until_on").is_null() | pl.col("amount_cents").is_null())
        problems += [_problem("instalment", line, language) for line in kept.filter(is_lacking)["line"]]
    return RestraintsReading(kept, tuple(sorted(problems, key=lambda problem: problem.line or 0)))


def _doubtful(word: str, doubt: Doubt, lines: Sequence[int], language: str) -> Problem:
    code = {"amount": "amount", "opened_on": "opening", "reminded_on": "reminding"}.get(word, "day")
    facts: dict[str, object] = {"value": doubt.value}
    readings = sorted(day_readings(doubt.value.strip(), None))
    if code == "day" and len(readings) > 1:  # one alone is a day that the order of the others forbids
        code = "two_days"
        facts |= {name: long_day(on, language) for name, on in zip(("one", "other"), readings, strict=True)}
        facts["iso"] = readings[-1].isoformat()
    return _problem(code, lines[doubt.index], language, **facts)


def headings_told(header: Sequence[str]) -> str:
    """The headings as a sentence bears them: a few, each cut, of a file that may be no table at all."""
    shown = [(text[: CUT - 1] + "…" if len(text) > CUT else text) for text in map(printable, header[:NAMED])]
    return ", ".join(shown) + (", …" if len(header) > NAMED else "")


def printable(text: str) -> str:
    """Without what would move a terminal’s hand."""
    return "".join(sign if sign.isprintable() else "·" for sign in text)


def _problem(code: str, line: int | None, language: str, **facts: object) -> Problem:
    """A sentence that says what, and what to do."""
    return Problem(line, None, SENTENCES[code]["fr" if language == "fr" else "en"].format(**facts), code == "no_column")


SENTENCES: Mapping[str, Mapping[str, str]] = {
    "no_column": {
        "fr": "Aucune colonne ne dit le client ni la facture ({columns}) : nommez-les « client » et « facture ».",
        "en": "No column tells the customer or the invoice ({columns}): name them “customer” and “invoice”.",
    },
    "nobody": {
        "fr": "La ligne ne nomme ni client ni facture : elle ne suspend rien, complétez-la.",
        "en": "The line names no customer and no invoice: it holds nothing, complete it.",
    },
    "day": {
        "fr": "« {value} » n’est pas un jour : la suspension est prise sans fin, écrivez par exemple 2026-11-23.",
        "en": "“{value}” is not a day: the restraint is taken without end, write for example 2026-11-23.",
    },
    "no_day": {
        "fr": "La ligne ne dit pas pour quel jour c’est promis : la suspension est prise sans fin, écrivez-le.",
        "en": "The line does not say for which day it is promised: the restraint is taken without end, write it.",
    },
    "two_days": {
        "fr": "« {value} » peut être le {one} ou le {other} : la suspension tient jusqu’au plus tardif des deux, "
        "écrivez {iso} si c’est bien lui.",
        "en": "“{value}” may be {one} or {other}: the restraint holds to the later of the two, write {iso} if that is "
        "the day.",
    },
    "opening": {
        "fr": "« {value} » n’est pas un jour sûr : le jour où cela a été dit reste inconnu, écrivez par exemple "
        "2026-11-23.",
        "en": "“{value}” is not certainly a day: when this was said stays unknown, write for example 2026-11-23.",
    },
    "reminding": {
        "fr": "« {value} » n’est pas un jour sûr : il est fait comme si rien n’avait été réclamé, écrivez par exemple "
        "2026-11-23.",
        "en": "“{value}” is not certainly a day: it is taken as if nothing had been claimed, write for example "
        "2026-11-23.",
    },
    "amount": {
        "fr": "« {value} » n’est pas un montant sûr : tout le poste est pris, écrivez par exemple 1234,50.",
        "en": "“{value}” is no certain amount: the whole item is taken, write for example 1234.50.",
    },
    "instalment": {
        "fr": "Une échéance d’un échéancier a son jour et son montant : la ligne est prise comme une simple promesse, "
        "complétez-la.",
        "en": "An instalment of a plan has its day and its amount: the line is taken as a mere promise, complete it.",
    },
    "negative": {
        "fr": "Le montant est négatif : tout le poste est pris, donnez un montant positif.",
        "en": "The amount is negative: the whole item is taken, give a positive one.",
    },
    "unknown_customer": {
        "fr": "Le client « {customer} » n’est pas dans le grand livre : la ligne ne suspend rien, vérifiez le code.",
        "en": "The customer “{customer}” is not in the ledger: the line holds nothing, check the code.",
    },
    "unknown_document": {
        "fr": "La pièce « {document} » n’est pas ouverte : la ligne ne suspend rien, vérifiez le numéro.",
        "en": "The document “{document}” is not open: the line holds nothing, check its number.",
    },
}


def place(
    restraints: pl.DataFrame, items: pl.DataFrame, customers: pl.DataFrame, language: str = "fr"
) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """The RESTRAINTS with `entry`, one row per open item meant (null: the whole customer), and lines that mean none."""
    none = pl.lit(None, dtype=pl.Int64)
    told = restraints.filter(pl.col("document").is_null()).with_columns(entry=none)
    whole = named(told, "customer", customers.select(of="customer").unique().with_columns(name="of"))
    strangers = told.join(whole, on="line", how="anti")
    whole = whole.with_columns(customer="of").select(told.columns)
    open_now = items.select("entry", of="customer", name="document")
    single = restraints.filter(pl.col("document").is_not_null())
    is_its = pl.col("customer").is_null() | (folded("customer") == folded("of"))
    found = named(single, "document", open_now).filter(is_its).with_columns(customer="of").select(told.columns)
    lost = single.join(found.select("line"), on="line", how="anti").unique("line", maintain_order=True)
    clients, documents = strangers.select("line", "customer").rows(), lost.select("line", "document").rows()
    problems = [_problem("unknown_customer", line, language, customer=code) for line, code in clients]
    problems += [_problem("unknown_document", line, language, document=name) for line, name in documents]
    placed = pl.concat([whole, found])
    return placed.sort("line", "entry"), tuple(sorted(problems, key=lambda problem: problem.line or 0))


def named(lines: pl.DataFrame, column: str, known: pl.DataFrame) -> pl.DataFrame:
    """The lines with each row of `known` whose `name` their column holds as it is written; else in whatever case."""
    folds = known.drop_nulls("name").with_columns(fold=folded("name"))
    found = lines.with_columns(fold=folded(column)).join(folds, on="fold").drop("fold")
    is_exact = pl.col(column) == pl.col("name")
    return found.filter(is_exact | ~is_exact.any().over("line"))


def folded(column: str) -> pl.Expr:
    """A name in one case."""
    return pl.col(column).str.to_uppercase()
