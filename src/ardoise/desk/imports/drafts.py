"""A file that was dropped and not yet imported: where it lies, and what it seems to be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import Http404
from django.utils.translation import gettext as _

from ardoise.actions.imports.mappings import headings, recognised, remembered
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import day_text, written
from ardoise.desk.imports.words import COLUMNS
from ardoise.formats import advices, contacts, detection, files, open_items, recognition, tables
from ardoise.formats.advices import mailed, sheets
from ardoise.formats.bank import beginnings
from ardoise.formats.bank.sheets import columns as bank_columns
from ardoise.formats.encodings import Decoder

VALID_FOR = timedelta(days=1)
SIGNER = TimestampSigner(salt="ardoise.desk.import-draft")
SAMPLE = 5
SAID = 2  # problems of a file that is refused: that it tells nothing, and what the bank says instead
LEDGERS = ("fec", "fec-xml")
TABLES = {"table": "csv", "xlsx": "xlsx"}
FEC_NAME = re.compile(r"(?i)(\d{9})FEC(\d{8})?")
READERS: dict[str, Any] = {"open_items": open_items, "contacts": contacts, "bank": bank_columns}
COLUMNS_OF: dict[str, Any] = READERS | {"advices": sheets}


@dataclass(frozen=True)
class Look:
    """What a file seems to be, from its first bytes or, for a table, from its rows."""

    format: str  # fec | fec-xml | csv | xlsx; "" when it is nothing we read
    kind: str  # fec | open_items | contacts | bank | advices; "" when somebody has to say
    header: tuple[str, ...] = ()
    sample: Sequence[tuple[str, ...]] = field(default_factory=list)
    rows: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)  # our word → their heading, guessed or remembered
    source: str = ""  # where such a table came from before
    siren: str = ""
    closed_on: date | None = None
    accounts: tuple[str, ...] = ()  # of a bank's statements, as it writes them
    refusal: str = ""
    table: tables.Table | None = field(default=None, repr=False)  # all of its rows, where columns are chosen
    asks_columns: bool = False  # of an advice whose headings tell nothing
    money: int = -1  # which column of the sample holds amounts that we wrote
    like: str = ""  # what no import takes: promises | disputes …, or a paper: invoice | bank | claim | order | contract


def token_of(request: Request, place: Path, name: str) -> str:
    """An address for the file that nobody else can make, in this company, for this person."""
    kept = str(place.relative_to(Path(settings.RECEIVED_FILES)))
    return SIGNER.sign_object([kept, name, request.company.pk, request.user.pk], compress=True)


class Gone(Exception):  # noqa: N818 - it reads as what happened
    """The file waits here no more; its text says why and what to do."""


def place_of(request: Request, token: str) -> tuple[Path, str]:
    """The file of a token and its name; somebody else's token leads nowhere, Gone says what became of one's own."""
    try:
        kept, name, company_id, user_id = SIGNER.unsign_object(token)
    except BadSignature:
        raise Http404 from None
    if user_id != request.user.pk:
        raise Http404
    place = Path(settings.RECEIVED_FILES) / kept
    if company_id != request.company.pk:
        sentence = _("%(name)s was dropped in another company of yours: go there, or drop it here again.")
        raise Gone(sentence % {"name": name})
    if not place.is_file() or is_old(token):
        sentence = _(
            "%(name)s waits here no more: it was imported already (look below), or dropped more than a day ago. "
            "If it is not below, drop it again."
        )
        raise Gone(sentence % {"name": name})
    return place, name


def is_old(token: str) -> bool:
    """Was it dropped longer ago than it is kept for?"""
    try:
        SIGNER.unsign_object(token, max_age=VALID_FOR)
    except SignatureExpired:
        return True
    return False


def look(request: Request, place: Path, name: str, kind: str = "", source: str = "") -> Look:
    """What the file seems to be; `kind` and `source` as the person says, when they have said."""
    with place.open("rb") as stream:
        start = stream.read(detection.START_BYTES)
    found = detection.kind_of(place, start)[0] if start else "empty"
    if found in LEDGERS:
        return ledger_look(found, start, name)
    if found in TABLES:
        return table_or_advice(request, place, name, kind, source)
    if found in ("bank", "zip"):
        return bank_look(request, place, name)
    if found == "pdf":
        return paper_look(request, place, name, kind)
    return Look("", "", refusal=sentence(place, name, request.LANGUAGE_CODE))


def bank_look(request: Request, place: Path, name: str) -> Look:
    """A bank's statements: which accounts, how many movements, or why they can't be read; of a long one its first."""
    reading, is_all = beginnings.read(place, request.LANGUAGE_CODE)
    if not reading.is_readable and is_all:
        told = sorted(reading.problems, key=lambda problem: not problem.is_fatal)[:SAID]
        return Look("", "", refusal=" ".join(problem.message for problem in told).replace(place.name, name))
    head = reading.movements.head(SAMPLE).select("booked_on", "amount_cents", "currency", "counterparty", "label")
    sample = [
        (day_text(on) if on else "", "" if cents is None else written(cents), currency or "", who or "", label or "")
        for on, cents, currency, who, label in head.iter_rows()
    ]
    header = tuple(str(COLUMNS[word]) for word in ("booked_on", "amount", "currency", "counterparty", "label"))
    accounts = tuple(reading.statements["account"].drop_nulls().unique(maintain_order=True))
    return Look(
        reading.format,
        "bank",
        header if sample else (),
        sample,
        reading.movements.height if is_all else None,
        accounts=accounts,
        money=1,
    )


def table_or_advice(request: Request, place: Path, name: str, kind: str, source: str) -> Look:
    """A table or a mail, as somebody says what it is, as one like it was said to be, else as it is recognised; where
    that is unsure, its first rows to ask with."""
    with place.open("rb") as stream:
        if mailed.is_mail(stream.read(detection.START_BYTES)):
            return advice_look(request, place, name)
    table = tables.read(place, request.LANGUAGE_CODE)
    if kind == "advices":
        return told_to_be_an_advice(request, place, name, table)
    if kind in READERS:
        return table_look(request, of_kind(request, place, table, kind), kind, source)
    if known := recognised(request.company, table.header) if table.header else None:
        return (
            advice_columns(table, remembered(request.company, *known))
            if known[0] == "advices"
            else table_look(request, table, *known)
        )
    found = recognition.of_file(place)
    if found.kind == "advices" and (told := advice_look(request, place, name)).kind:
        return told
    if found.is_sure and found.kind in READERS:
        return table_look(request, of_kind(request, place, table, found.kind), found.kind, source)
    if not table.is_readable or not table.header:
        return refused_table(request, place, name, table)
    return replace(rows_of(request, place), like=found.like)


def of_kind(request: Request, place: Path, table: tables.Table, kind: str) -> tables.Table:
    """The table with the headings of its kind: a bank writes the account and its balance above them."""
    return tables.read(place, request.LANGUAGE_CODE, bank_columns.header_of) if kind == "bank" else table


def told_to_be_an_advice(request: Request, place: Path, name: str, table: tables.Table) -> Look:
    """What somebody says is an advice: as it reads, else its columns, for a person to say which is which."""
    if (known := recognised(request.company, table.header) if table.header else None) and known[0] == "advices":
        return advice_columns(table, remembered(request.company, *known))
    found = advice_look(request, place, name)
    is_table = table.is_readable and table.is_even and table.rows
    return found if found.kind or not is_table else advice_columns(table, sheets.guess(table.header))


def advice_columns(table: tables.Table, columns: Mapping[str, str]) -> Look:
    """An advice of which a person says which column is which."""
    return Look(table.format, "advices", table.header, table.rows[:SAMPLE], len(table.rows), columns, asks_columns=True)


def rows_of(request: Request, place: Path) -> Look:
    """The first rows of what nobody knows yet."""
    table = tables.read(place, request.LANGUAGE_CODE)
    return Look(table.format, "", table.header, table.rows[:SAMPLE], len(table.rows))


def refused_table(request: Request, place: Path, name: str, table: tables.Table) -> Look:
    """Why neither rows nor what somebody pays can be read in it."""
    told = [problem.message for problem in table.problems if problem.is_fatal]
    return Look("", "", refusal=told[0] if told else sentence(place, name, request.LANGUAGE_CODE))


def advice_look(request: Request, place: Path, name: str) -> Look:
    """A customer's remittance advice: a PDF, a table, or the text of a mail."""
    reading = advices.read(place, None, request.LANGUAGE_CODE)
    if reading.advices.is_empty():
        refusal = reading.problems[0].message if reading.problems else sentence(place, name, request.LANGUAGE_CODE)
        return Look("", "", refusal=refusal.replace(place.name, name))
    head = reading.advices.head(SAMPLE).select("document", "amount_cents")
    sample = [(document or "", "" if cents is None else written(cents)) for document, cents in head.iter_rows()]
    header = (str(COLUMNS["document"]), str(COLUMNS["amount"]))
    return Look(reading.format, "advices", header, sample, reading.advices.height, money=1)


def paper_look(request: Request, place: Path, name: str, kind: str) -> Look:
    """A PDF: an advice where its words or somebody says so; else its first lines, to ask with."""
    told = advice_look(request, place, name)
    if not told.kind or kind == "advices":
        return told
    found = recognition.of_paper(place)
    return told if found.is_sure else replace(told, kind="", like=found.like)


def sentence(place: Path, name: str, language: str) -> str:
    """Why a file can't be read, as its reader says it."""
    problems = files.read(place, language=language).problems
    return problems[0].message.replace(place.name, name) if problems else name


def ledger_look(format: str, start: bytes, name: str) -> Look:
    """A FEC: its first lines, and what its name tells (SirenFECAAAAMMJJ)."""
    found = FEC_NAME.search(name)
    siren, closed_on = (found[1], day_of(found[2] or "")) if found else ("", None)
    if format == "fec-xml":
        return Look(format, "fec", siren=siren, closed_on=closed_on)
    lines = [line for line in tables.text_of(start, Decoder()).split("\n") if line.strip()][: SAMPLE + 1]
    mark = max("\t|;", key=lines[0].count)
    header, *sample = [tuple(cell.strip() for cell in line.split(mark)) for line in lines]
    return Look(format, "fec", header, sample, siren=siren, closed_on=closed_on)


def day_of(text: str) -> date | None:
    """The day that eight digits are."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def table_look(request: Request, table: tables.Table, kind: str, source: str) -> Look:
    """A table: its header, first rows, and which column is which, as said for the source's last file or guessed."""
    mapping = remembered(request.company, kind, source)
    said = {word: heading for word, heading in mapping.items() if heading in table.header or word == "date_order"}
    columns = said if headings(said) else READERS[kind].guess(table.header)
    return Look(
        table.format, kind, table.header, table.rows[:SAMPLE], len(table.rows), columns, source=source, table=table
    )
