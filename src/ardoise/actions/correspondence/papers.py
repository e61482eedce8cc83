"""The papers of a message: its statement, as PDF and as a workbook, and the copies of the invoices it lists."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models.functions import Length
from django_scopes import scope

from ardoise.actions import links
from ardoise.actions.correspondence.parties import blank_statement
from ardoise.actions.correspondence.parts import Parts, part_told
from ardoise.domain.correspondence.enclosures import Enclosures
from ardoise.domain.documents import PAPER_BYTES_MAX, are_same, key_of
from ardoise.formats import statements
from ardoise.formats.statements.workbook import render_xlsx
from ardoise.records.models import Company, Document, Proposal, ProposalItem

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
USUAL = ("statement",)  # where a level names no papers
BYTES_MAX = PAPER_BYTES_MAX  # of all the papers of one message
OWN_BYTES = 512 * 1024  # of these, for the letter and its statement
COPIES_BYTES_MAX = BYTES_MAX - OWN_BYTES
WITHOUT = ("sms",)  # channels that carry words alone
STATEMENT = {"fr": "releve", "en": "statement"}
LETTER = {"fr": "lettre", "en": "letter"}


@dataclass(frozen=True)
class Paper:
    """A file that leaves with a message, and whose it is."""

    customer_id: int
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Copy:
    """A copy of an invoice that will go with the message, by its fingerprint."""

    document_id: int
    sha256: str
    name: str
    size: int = 0  # bytes


@dataclass(frozen=True)
class Planned:
    """Which papers go with a message, before any is drawn or read."""

    kinds: tuple[str, ...]  # statement | statement_xlsx
    copies: tuple[Copy, ...] = ()
    left_out: int = 0

    @property
    def told(self) -> Enclosures:
        """The same as the letter says it."""
        kinds = self.kinds
        return Enclosures("statement" in kinds, "statement_xlsx" in kinds, len(self.copies), self.left_out)


Row = tuple[int, int | None, str, str, str, int]  # pk, entry, number, name, sha256, bytes
Known = dict[int, list[Row]]


def known_copies(customers: Collection[int]) -> Known:
    """The copies of each customer, without their bytes; within the company's scope."""
    rows = Document.objects.filter(customer__in=list(customers)).annotate(size=Length("content")).order_by("pk")
    found: Known = {}
    for customer, *row in rows.values_list("customer_id", "pk", "entry_id", "number", "name", "sha256", "size"):
        found.setdefault(customer, []).append(tuple(row))  # type: ignore[arg-type]
    return found


def planned(asked: Sequence[str], channel: str, items: Sequence[ProposalItem], copies: Sequence[Row]) -> Planned:
    """Which papers the level asks for that the channel can carry and that this customer's items have.

    Copies follow the order of the items; those that would not fit beside the others stay behind, and are counted.
    Where nothing is listed there is nothing to state.
    """
    if channel in WITHOUT or not items:
        return Planned(())
    asked = tuple(asked) or USUAL
    kinds = tuple(k for k in ("statement", "statement_xlsx") if k in asked and (k == "statement" or channel == "email"))
    wanted = _copies_of(items, copies) if "invoices" in asked else []
    taken: list[Row] = []
    room = COPIES_BYTES_MAX
    for row in wanted:
        if row[5] <= room:
            taken.append(row)
            room -= row[5]
    return Planned(kinds, tuple(Copy(row[0], row[4], row[3], row[5]) for row in taken), len(wanted) - len(taken))


def _copies_of(items: Sequence[ProposalItem], copies: Sequence[Row]) -> list[Row]:
    """Of the items listed, and of no other: by their entry, else by their very number; each once."""
    found: dict[int, Row] = {}
    for item in items:
        number = item.entry.document
        for row in copies:
            if row[1] == item.entry_id or (key_of(number) and are_same(number, row[2])):
                found.setdefault(row[0], row)
    return list(found.values())


def gathered(
    proposal: Proposal, plan: Planned, statement: statements.Statement, page: bytes | None, drawn: bytes | None
) -> tuple[Paper, ...]:
    """The papers in their order: the printed letter, the statement, its workbook, the copies."""
    owner, papers = proposal.customer_id, []
    if page is not None:
        papers.append(Paper(owner, f"{named(LETTER, statement)}.pdf", PDF, page))
    if drawn is not None:
        papers.append(Paper(owner, f"{named(STATEMENT, statement)}.pdf", PDF, drawn))
    if "statement_xlsx" in plan.kinds:
        papers.append(Paper(owner, f"{named(STATEMENT, statement)}.xlsx", XLSX, render_xlsx(statement)))
    return (*papers, *_read(proposal, plan.copies))


def named(kind: Mapping[str, str], whose: statements.Statement) -> str:
    """What a paper of that kind is called, but for its ending: whose it is, and of which day."""
    code = re.sub(r"[^A-Za-z0-9._-]+", "-", whose.customer_code).strip("-.") or "client"
    return f"{kind[whose.language]}-{code[:60]}-{whose.as_of:%Y%m%d}"


def _read(proposal: Proposal, copies: Sequence[Copy]) -> list[Paper]:
    """The copies' bytes, of this customer only; one that is not as it was planned is refused."""
    if not copies:
        return []
    with scope(company=proposal.company):
        keys = [copy.document_id for copy in copies]
        held: Mapping[int, Document] = {
            document.pk: document for document in Document.objects.filter(pk__in=keys, customer=proposal.customer_id)
        }
    if any(copy.document_id not in held or held[copy.document_id].sha256 != copy.sha256 for copy in copies):
        raise ValueError(f"A paper of proposal {proposal.pk} is gone, or another customer's: it must not be written.")
    documents = [held[copy.document_id] for copy in copies]
    return [Paper(proposal.customer_id, d.name, d.content_type, bytes(d.content)) for d in documents]


def statement_of(
    company: Company, proposal: Proposal, items: Sequence[ProposalItem], language: str, parts: Parts
) -> statements.Statement:
    """The statement of what the proposal lists, in the customer's language, and where its message is read."""
    return replace(
        blank_statement(company, proposal.customer, language, proposal.run.as_of, proposal.currency),
        online=links.address_of(proposal),
        lines=tuple(_line(item, part_told(item, proposal, parts, language)) for item in items if not item.is_apart),
        credits=tuple(_line(item, part_told(item, proposal, parts, language)) for item in items if item.is_apart),
    )


def _line(item: ProposalItem, part: str = "") -> statements.Line:
    return statements.Line(
        item.entry.document,
        item.entry.document_on or item.entry.booked_on,
        item.due_on,
        item.open_cents,
        item.days_overdue,
        item.entry.label if item.entry.label != item.entry.document else "",
        part,
    )
