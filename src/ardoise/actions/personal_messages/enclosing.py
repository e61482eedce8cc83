"""The papers that go with it: the statement of what is open and copies, of this customer and of nobody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from ardoise.actions import correspondence
from ardoise.actions.correspondence.papers import BYTES_MAX, PDF, STATEMENT, XLSX
from ardoise.actions.correspondence.parties import blank_statement, language_of
from ardoise.actions.ledger import items as open_items
from ardoise.actions.personal_messages.wishes import CARRYING, Wish
from ardoise.actions.policies.placing import nets_credits
from ardoise.actions.refusals import Unfit
from ardoise.domain.correspondence.enclosures import Enclosures
from ardoise.engine.aging import age
from ardoise.formats import statements
from ardoise.formats.statements.workbook import render_xlsx
from ardoise.records.models import Customer, Document, Reply


def papers_of(
    customer: Customer, wish: Wish, stated: Sequence[statements.Statement]
) -> tuple[correspondence.Paper, ...]:
    """These statements and the copies that were ticked; on paper only what can be printed goes along."""
    papers: list[correspondence.Paper] = []
    if wish.channel not in CARRYING:
        return ()
    for n, shown in enumerate(stated):
        name = f"{STATEMENT[shown.language]}-{shown.as_of:%Y%m%d}{f'-{shown.currency}' if n else ''}"
        if wish.has_statement:
            papers.append(correspondence.Paper(customer.pk, f"{name}.pdf", PDF, statements.render(shown)))
        if wish.has_workbook and not wish.is_printed:
            papers.append(correspondence.Paper(customer.pk, f"{name}.xlsx", XLSX, render_xlsx(shown)))
    held = _ticked(customer, wish)
    papers += [correspondence.Paper(customer.pk, d.name, d.content_type, bytes(d.content)) for d in held]
    if sum(len(paper.content) for paper in papers) > BYTES_MAX:
        raise Unfit(_("These papers are too heavy for one message: tick fewer."))
    return tuple(papers)


def enclosed(customer: Customer, wish: Wish) -> Enclosures:
    """What a letter says is printed behind it; a mail shows it by itself."""
    if not wish.is_printed:
        return Enclosures()
    return Enclosures(wish.has_statement, invoices=len(_ticked(customer, wish)))


def _ticked(customer: Customer, wish: Wish) -> list[Document]:
    """The copies that were ticked and are this customer's."""
    held = Document.objects.filter(pk__in=wish.documents, customer=customer).order_by("pk")
    return [one for one in held if one.content_type == PDF or not wish.is_printed]


def copies(customer: Customer, today: date, reply: Reply | None = None) -> list[Document]:
    """The copies of what is open, and of what the reply names: what may go with a message."""
    named = {str(n).upper() for f in (reply.findings.all() if reply else []) for n in f.facts.get("documents", [])}
    numbers = {n.upper() for n in open_items(customer.company, today, customer)["document"].to_list() if n} | named
    kept = Document.objects.filter(customer=customer).defer("content").order_by("-pk")
    return [one for one in kept if one.number.upper() in numbers][:40]


def asks_copy(reply: Reply | None) -> bool:
    """Does it ask for a copy of something?"""
    asked = reply.findings.filter(situation="copy_wanted").exclude(decision="rejected") if reply else None
    return asked is not None and asked.exists()


def wanted(reply: Reply | None, here: Sequence[Document]) -> list[Document]:
    """Of the copies that are here, those that the reply asks for by their number."""
    if reply is None or not asks_copy(reply):
        return []
    named = {str(n).upper() for f in reply.findings.all() for n in f.facts.get("documents", [])}
    return [one for one in here if one.number.upper() in named]


def statements_of(customer: Customer, today: date) -> list[statements.Statement]:
    """All that is open, as of that day: a statement for each currency, the company's first.

    Credits stand apart where the customer's policy does not deduct them, as in its reminders.
    """
    ours, open_now = customer.company.currency, open_items(customer.company, today, customer)
    currencies = sorted(set(open_now["currency"].to_list()) or {ours}, key=lambda one: (one != ours, one))
    return [_statement(customer, today, one, open_now.filter(open_now["currency"] == one)) for one in currencies]


def _statement(customer: Customer, today: date, currency: str, items: pl.DataFrame) -> statements.Statement:
    rows = age(items, today).sort("due_on", "entry").to_dicts()
    is_apart = not nets_credits(customer, today) and any(row["open_cents"] > 0 for row in rows)
    lines = [(_line(row), is_apart and row["open_cents"] < 0) for row in rows]
    return replace(
        blank_statement(customer.company, customer, language_of(customer, customer.company), today, currency),
        lines=tuple(line for line, is_credit in lines if not is_credit),
        credits=tuple(line for line, is_credit in lines if is_credit),
    )


def _line(row: Mapping[str, Any]) -> statements.Line:
    return statements.Line(
        row["document"] or row["label"] or "",
        row["document_on"] or row["booked_on"],
        row["due_on"] or row["booked_on"],
        row["open_cents"],
        row["days_overdue"] or 0,
    )
