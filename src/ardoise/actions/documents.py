"""Copies of invoices brought in, each tied to the one customer and entry whose number its name bears; never guessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import IO

from django.utils.translation import gettext as _
from django_scopes import scope

from ardoise.actions import events, rights
from ardoise.domain.correspondence.letters import LINE_BREAK
from ardoise.domain.documents import PAPER_BYTES_MAX, are_same, candidates, key_of
from ardoise.domain.unseen import without
from ardoise.formats.papers import Paper, papers
from ardoise.records.models import Company, Document, Entry, User

NAME_MAX = 120
TOGETHER = 10  # papers written in one transaction
KINDS = ("invoice", "credit_note")
Numbers = dict[str, list[Entry]]


@dataclass
class Brought:
    """What became of the files."""

    kept: list[Document] = field(default_factory=list)
    known: int = 0  # here already, the same to the byte
    problems: list[tuple[str, str]] = field(default_factory=list)  # a file's name, and what is wrong with it


def bring(company: Company, files: Iterable[tuple[str, IO[bytes]]], by: User | None, at: datetime) -> Brought:
    """Keep each PDF with the invoice whose number is its name; what fits none, or several customers, is a problem.

    A ZIP is opened. Bringing the same again changes nothing. A few at a time are written together: others who write
    need not wait until the last is read.
    """
    rights.require(by, "import", company)
    brought = Brought()
    with scope(company=company):
        numbers = _numbers(company)
    read = (paper for name, file in files for paper in papers(name, file))
    while some := list(islice(read, TOGETHER)):
        with events.act(company):
            for paper in some:
                _bring_one(company, paper, numbers, by, at, brought)
    return brought


def _numbers(company: Company) -> Numbers:
    """The entries of invoices and credit notes by their number, as it is compared: without its signs."""
    found: Numbers = defaultdict(list)
    told = Entry.objects.filter(company=company, kind__in=KINDS).exclude(document="").order_by("due_on", "pk")
    for entry in told.only("pk", "document", "customer_id"):
        found[key_of(entry.document)].append(entry)
    found.pop("", None)
    return found


def _bring_one(
    company: Company, paper: Paper, numbers: Numbers, by: User | None, at: datetime, brought: Brought
) -> None:
    name = LINE_BREAK.sub(" ", without(paper.name).replace("\\", "/").rpartition("/")[2])[-NAME_MAX:]
    entries = _entries_of(name, numbers) if not paper.wrong else []
    if wrong := SENTENCES[paper.wrong]() if paper.wrong else _why_nobodys(entries):
        brought.problems.append((name, wrong))
        return
    digest = sha256(paper.content).hexdigest()
    document, is_new = Document.objects.get_or_create(
        company=company,
        customer_id=entries[0].customer_id,
        sha256=digest,
        defaults={
            "entry": entries[0],
            "number": entries[0].document[:NAME_MAX],
            "name": name,
            "content_type": "application/pdf",
            "content": paper.content,
            "by": by,
            "at": at,
        },
    )
    if not is_new:
        brought.known += 1
        return
    brought.kept.append(document)
    after = {"name": name, "number": document.number, "sha256": digest}
    events.record(company, "brought_document", by, at, document, customer=document.customer, after=after)


def _entries_of(name: str, numbers: Numbers) -> list[Entry]:
    """Those whose number the name is, as it stands; else without the words before it."""
    for told in candidates(name):
        if entries := [entry for entry in numbers.get(key_of(told), ()) if are_same(told, entry.document)]:
            return entries
    return []


def _why_nobodys(entries: Sequence[Entry]) -> str:
    if not entries:
        return _("No invoice bears this number: name the file by it, such as FA-2026-017.pdf.")
    if len({entry.customer_id for entry in entries}) > 1:
        return _("Several customers have an invoice of this number: nobody can tell whose it is.")
    return ""


LARGEST = PAPER_BYTES_MAX // 1024**2
SENTENCES = {
    "too_large": lambda: (
        _("It is larger than %(n)d MB: save it again at a lower resolution, then bring it.") % {"n": LARGEST}
    ),
    "not_pdf": lambda: _("It is no PDF: save it as PDF, then bring it."),
    "empty": lambda: _("It is empty: export it again."),
    "damaged": lambda: _("It cannot be opened: it is damaged or has a password."),
    "too_many": lambda: _("The archive holds more than 2,000 files: bring it in several parts."),
    "too_much": lambda: _("The archive unpacks to more than 500 MB: bring it in several parts."),
}
"""What is wrong with a file, in the reader's language."""
