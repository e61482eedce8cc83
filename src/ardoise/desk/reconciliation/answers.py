"""What customers were asked about a receipt, and what they answered: back where the receipt is applied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from ardoise.actions import ledger
from ardoise.formats import advices
from ardoise.records.models import Movement, Question, Reply

SIGNS = re.compile(r"[^0-9A-Z]+")
TEXT_MAX = 600  # signs of an answer shown beside the receipt


@dataclass(frozen=True)
class Answer:
    """One mail of theirs, and which of the customer's open items it names, each with what it says is paid of it."""

    reply: Reply
    text: str
    named: list[
        tuple[int, str, int | None]
    ]  # entry, document, cents: None where it says no amount, or more than is open


@dataclass(frozen=True)
class Asked:
    """A question with what came back, the latest first."""

    question: Question
    answers: list[Answer]


def asked(movement: Movement, as_of: date) -> list[Asked]:
    """All that was asked about a receipt, the latest first."""
    questions = Question.objects.filter(movement=movement).select_related("customer", "message", "by", "company")
    return [Asked(one, answers(one, as_of)) for one in questions.order_by("-pk")]


def answers(question: Question, as_of: date) -> list[Answer]:
    """What answers the mail that asked, and what this customer wrote since in no other thread."""
    found = list(replies_to([question]).defer("raw").order_by("-received_at", "-pk"))
    if not found:
        return []
    items = ledger.items(question.company, as_of, question.customer).select("entry", "document", "open_cents")
    owed = [item for item in items.iter_rows() if item[1]]
    return [Answer(one, shortened(one.text), named_in(one.text, owed)) for one in found]


def named_in(text: str, owed: Sequence[tuple[int, str, int]]) -> list[tuple[int, str, int | None]]:
    """The items that a mail names, and what it says it pays of each."""
    told = advices.read(text).advices.select("document", "amount_cents").drop_nulls()
    said = {SIGNS.sub("", document.upper()): cents for document, cents in told.iter_rows()}
    paid = [(entry, document, said.get(SIGNS.sub("", document.upper())), cents) for entry, document, cents in owed]
    return [
        (entry, document, part if part is not None and 0 < part / cents <= 1 else None)
        for entry, document, part, cents in paid
        if names(text, document)
    ]


def replies_to(questions: Sequence[Question]) -> QuerySet[Reply]:
    """The mails that answer one of these. Within the company's scope."""
    told = Q()
    for one in questions:
        alone = Q(answers=None, customer=one.customer_id, received_at__gte=one.at)
        told |= alone & Q(received_at__lte=one.closed_at) if one.closed_at else alone
        told |= Q(answers=one.message_id) if one.message_id else Q()
    return Reply.objects.filter(told) if questions else Reply.objects.none()


def names(text: str, document: str) -> bool:
    """Does the text hold the document's number, whatever stands between its parts?"""
    wanted = SIGNS.sub(" ", document.upper()).strip()
    said = f" {SIGNS.sub(' ', text.upper())} "
    return len(wanted) > 2 and (f" {wanted} " in said or f" {wanted.replace(' ', '')} " in said)


def shortened(text: str) -> str:
    """As much of it as stands beside a receipt."""
    return text if len(text) <= TEXT_MAX else text[:TEXT_MAX].rsplit(" ", 1)[0] + " …"
