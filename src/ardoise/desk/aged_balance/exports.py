"""The aged balance as a file for a spreadsheet; a name that looks like a formula stays a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from ardoise.desk.aged_balance.question import GROUPINGS, Question
from ardoise.desk.aged_balance.rows import columns, held_words, label_of
from ardoise.desk.frame.tags import language
from ardoise.engine.aging import HELD
from ardoise.formats.spreadsheets import Cell, Cents, write_csv, write_xlsx

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def balance_answer(
    kind: str, question: Question, found: pl.DataFrame, held: Mapping[str, Sequence[int]]
) -> HttpResponse:
    """The rows, a column per bucket; where it is asked, one each for what of it is `held` back."""
    names = [*columns(question), "total"]
    head = [_("Code"), str(GROUPINGS[question.by]), _("Currency")]
    head += [*(label_of(name) for name in columns(question)), _("Total")]
    nothing = (0,) * len(HELD) if question.held else ()
    if question.held:
        head += [f"{_('of which')} {words.lower()}" for words, _cents in held_words(nothing)]
    lines = [
        [
            row["key"],
            row["name"],
            row["currency"],
            *(Cents(row[name]) for name in names),
            *map(Cents, held.get(row["key"] or "", nothing)),
        ]
        for row in found.to_dicts()
    ]
    return answer(kind, _("Aged balance"), question, head, lines)


def items_answer(kind: str, question: Question, found: pl.DataFrame) -> HttpResponse:
    """The entries behind a cell."""
    head = [_("Code"), _("Customer"), _("Document"), _("Date"), _("Due"), _("Days late"), _("Label"), _("Open")]
    lines = [
        [
            item["customer"],
            item["customer_name"],
            item["document"],
            item["document_on"],
            item["due_on"],
            item["days_overdue"],
            item["label"],
            Cents(item["open_cents"]),
        ]
        for item in found.to_dicts()
    ]
    return answer(kind, _("Open items"), question, head, lines)


def answer(kind: str, title: str, question: Question, head: list[str], lines: list[list[Cell]]) -> HttpResponse:
    """The file, named after what it is and its day."""
    content = write_csv(head, lines, language()) if kind == "csv" else write_xlsx(title, head, lines)
    name = f"{title} {question.as_of.isoformat()} {question.currency}.{kind}"
    return HttpResponse(
        content,
        content_type=KINDS[kind],
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )
