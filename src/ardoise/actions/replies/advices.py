"""What a customer lists as paid, in the files that come with a mail or in its words: read, and proposed.

A person accepts it: then it is kept until the receipt is here, and what it names is left in peace meanwhile.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import override

from ardoise.actions import ledger, restraints
from ardoise.actions.days import business_date
from ardoise.actions.lines import on_one_line
from ardoise.actions.reconciliation import advised, advising
from ardoise.actions.restraints import Noted
from ardoise.domain.bank import ADVICES
from ardoise.domain.replies import Finding
from ardoise.formats import advices, mails, printed, recognition
from ardoise.formats.mails.attachments import BYTES_MAX, COUNT_MAX
from ardoise.records.models import Company, Customer, Entry, Reply

LINES_MAX = 5_000
UNPACKED_MAX = 60 * 1024 * 1024  # of a workbook that nobody has looked at
SECONDS_MAX = 40  # of one mail: the worker has others to read
SURE, UNSURE, WRONG = 0.95, 0.6, 0.5
SAID_MAX = 5  # remarks of a reading that are kept
PAYING = re.compile(r"(?i)avis|r[èe]gl|pai?e?ment|pay|vir[ée]|virement|versement|remit|transfer|factur|invoice")
"""In a name, a subject or a text: what makes a file that cannot be opened worth a word."""
STORED = [name for name in ADVICES if name != "paper"]


def proposed(company: Company, mail: mails.Mail, raw: bytes, found: list[Finding]) -> list[Finding]:
    """An advice per file that reads like one, or may; one of the words where nothing else says that they pay."""
    with override(company.language):
        told = list(of_files(company, mail, raw))
        is_said = any(finding.situation == "paid" for finding in found)
        return told + ([] if is_said else list(of_words(company, mail)))


def of_files(company: Company, mail: mails.Mail, raw: bytes) -> Iterator[Finding]:
    """What the files hold, within the time a mail may take."""
    until = monotonic() + SECONDS_MAX
    with TemporaryDirectory() as folder:
        for place, file in enumerate(mails.attached(raw)):
            speaks = PAYING.search(f"{file.name}\n{mail.subject}\n{mail.text}") is not None
            if wrong := "too_long" if monotonic() > until else file.wrong:
                found = unread(file.name, told_of(wrong)) if speaks else None
            else:
                path = Path(folder) / f"{place}{file.suffix}"
                path.write_bytes(file.content)
                found = of_file(company, path, file.name, speaks)
            if found:
                yield found


def of_file(company: Company, path: Path, name: str, speaks: bool) -> Finding | None:
    """The advice it is or may be; why it cannot be opened, where the mail `speaks` of paying; None for any other."""
    if path.suffix in (".xlsx", ".zip") and is_bloated(path):
        return unread(name, told_of("too_big")) if speaks else None
    kind = recognition.of_file(path)
    if not kind.may_be_advice:
        return None
    reading = advices.read(path, None, company.language)
    if not reading.advices.is_empty():
        return finding(name, reading, SURE if kind.is_sure else UNSURE)
    sentence = next(problem.message for problem in reading.problems if problem.is_fatal)
    is_telling = kind.is_sure or (speaks and not reading.is_opened)
    return unread(name, sentence.replace(path.name, name)) if is_telling else None


def of_words(company: Company, mail: mails.Mail) -> Iterator[Finding]:
    """The advice that the mail itself is: a payer's software often writes nothing else."""
    if not printed.kind_of(f"{mail.subject}\n{mail.text}")[0]:
        return
    reading = advices.read(mail.text, language=company.language)
    if reading.advices["amount_cents"].is_not_null().any():
        yield finding("", reading, SURE)


def finding(name: str, reading: advices.AdviceReading, confidence: float) -> Finding:
    """What a person is asked to accept."""
    lines, _broken = on_one_line(reading.advices.select(STORED))
    if lines.height > LINES_MAX:
        return unread(name, told_of("too_many_lines"))
    facts: dict[str, Any] = {
        "name": name,
        "lines": lines.with_columns(pl.col("paid_on").cast(pl.String)).to_dict(as_series=False),
        "said": [problem.message for problem in reading.problems[:SAID_MAX]],
    }
    return Finding("advice", name, 0, confidence, facts)


def unread(name: str, sentence: str) -> Finding:
    """A file that may be one and cannot be read."""
    return Finding("advice", name, 0, WRONG, {"name": name, "wrong": sentence})


def told_of(wrong: str) -> str:
    """Why a file is not opened, and what to do."""
    limits = {"limit": BYTES_MAX // 1024**2, "count": COUNT_MAX, "lines": LINES_MAX}
    return {
        "too_big": _("Larger than what is opened of a mail (%(limit)s MiB): import it on the Import page."),
        "too_many": _("More than %(count)s files came with this mail: import the others on the Import page."),
        "too_long": _("Reading the files of this mail took too long: import this one on the Import page."),
        "too_many_lines": _("It lists more than %(lines)s documents: import it on the Import page."),
    }[wrong] % limits


def is_bloated(path: Path) -> bool:
    """Would it unpack to more than a mail brings?"""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(part.file_size for part in archive.infolist()) > UNPACKED_MAX
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError):
        return False


def lines_of(facts: dict[str, Any]) -> pl.DataFrame:
    """The ADVICES of a finding, as they were read."""
    read = pl.DataFrame(facts["lines"], schema={name: pl.Int64 if name in FIGURES else pl.String for name in STORED})
    return read.with_columns(pl.col("paid_on").str.to_date(), pl.lit(None, pl.Int64).alias("paper"))


FIGURES = {name for name, kind in ADVICES.items() if kind is int and name != "paper"}
"""What else there is, is text."""


def remarks(reply: Reply, lines: pl.DataFrame, as_of: date) -> list[str]:
    """What of it will pay nothing, or twice: a sentence each."""
    return [one["message"] for one in advised.remarks(reply.company, lines, reply.customer, as_of)]


def keep(reply: Reply, customer: Customer, facts: Any, noted: Noted) -> object:
    """Keeps the lines; what they name and is open is under way since that day, or promised for one to come."""
    lines = lines_of(facts)
    advising.store(reply.company, lines, noted.by, noted.at, customer)
    paid_on = lines["paid_on"].drop_nulls().min() or business_date(reply.company, reply.received_at)
    owed = open_of(customer, lines, noted.on)
    for whose, entries in by_customer(owed).items():
        if paid_on > noted.on:  # type: ignore[operator]
            cents = sum(owed[entry] for entry in entries)
            restraints.promise(whose, cents, paid_on, noted, entries)  # type: ignore[arg-type]
            continue
        restraints.announce_payments(whose, entries, paid_on, noted)  # type: ignore[arg-type]
    return lines


def open_of(customer: Customer, lines: pl.DataFrame, today: date) -> dict[Entry, int]:
    """What is paid of each item of theirs that the lines name and that is open: never more than that."""
    named = lines.filter(pl.col("document").is_not_null()).select("document", "amount_cents").rows()
    known = advised.named(customer.company, {document for document, _cents in named}, customer)
    theirs = {
        one.entry: cents
        for document, cents in named
        for one in known[document]
        if advised.is_of(one.customer, "", customer)
    }
    entries = {entry.pk: entry for entry in Entry.objects.filter(pk__in=theirs).select_related("customer", "company")}
    codes = sorted({entry.customer_id for entry in entries.values()})
    if not codes:
        return {}
    items = ledger.items(customer.company, today, codes).filter(pl.col("open_cents") > 0)
    left = dict(items.select("entry", "open_cents").iter_rows())
    return {entries[pk]: min(theirs[pk] or left[pk], left[pk]) for pk in theirs if (theirs[pk] or 1) > 0 and pk in left}


def by_customer(entries: dict[Entry, int]) -> dict[Customer, list[Entry]]:
    """The items of each customer: one payer may pay for several of his group."""
    found: dict[Customer, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.customer, []).append(entry)
    return found
