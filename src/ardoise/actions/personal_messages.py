"""A person writes to one customer in words of their own: an e-mail or a text message, by the same outbox, once.

It claims nothing and is no rung of any ladder; it counts among the contacts a debtor may be pressed with. What
answers a mail of theirs goes to whoever wrote it, in its thread, however often they were contacted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.utils import parseaddr
from typing import Any

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scope

from ardoise.actions import correspondence, events, rights, standing, thanking
from ardoise.actions.correspondence.papers import BYTES_MAX, PDF, STATEMENT, XLSX
from ardoise.actions.correspondence.parties import blank_statement, creditor_of, language_of
from ardoise.actions.days import business_date
from ardoise.actions.delivery import recipients
from ardoise.actions.ledger import items as open_items
from ardoise.actions.policies.limits import limits_of
from ardoise.actions.policies.placing import nets_credits
from ardoise.actions.replies.addresses import reply_address
from ardoise.actions.replies.deciding import settle
from ardoise.actions.restraints import Unfit
from ardoise.channels import email, sms
from ardoise.channels.sms.counting import PARTS_MAX
from ardoise.domain.correspondence import answers, letters
from ardoise.domain.correspondence.addressing import Addressee
from ardoise.engine.aging import age
from ardoise.formats import statements
from ardoise.formats.statements.workbook import render_xlsx
from ardoise.records.correspondence import INTERNAL, PERSONAL
from ardoise.records.models import Approval, Customer, Document, Message, PersonalMessage, Proposal, Reply, Run, User

RUNS = "personal-"
"""How the policies under which these messages stand begin: no run of dunning."""
CHANNELS = ("email", "sms")
TEXT_MAX = 20_000  # characters
OBSTACLES = {
    "no_sender": gettext_lazy("The company has no sender’s address: an administrator sets it."),
    "no_address": gettext_lazy("Choose to whom it goes."),
    "phone_missing": gettext_lazy("Choose to whom it goes."),
    "unsafe_header": gettext_lazy("The subject or an address holds a sign that no mail may carry."),
}
"""Why it cannot be written, in a sentence."""


@dataclass(frozen=True)
class Reached:
    """Somebody it may go to; `key` is how a form names them."""

    key: str
    address: str
    name: str = ""
    role: str = ""
    contact_id: int | None = None


@dataclass(frozen=True)
class Wish:
    """What a person typed and ticked."""

    channel: str
    to: str  # the key of a Reached
    subject: str
    text: str
    documents: tuple[int, ...] = ()
    has_statement: bool = False
    has_workbook: bool = False  # the same statement as a spreadsheet

    @property
    def has_papers(self) -> bool:
        """Does anything go with it?"""
        return self.channel == "email" and bool(self.documents or self.has_statement or self.has_workbook)


def reached(customer: Customer, channel: str, reply: Reply | None = None) -> list[Reached]:
    """Whom that channel reaches there, who handles payments first; before them whoever wrote the reply."""
    known = [
        Reached(str(one.contact_id), one.address, one.name, one.role, one.contact_id)
        for one in recipients.reachable(customer, channel)
    ]
    if reply is None or channel != "email":
        return known
    name, address = parseaddr(reply.sender)
    if "@" not in address or recipients.is_refused(customer, address):
        return known
    them = next((one for one in known if one.address.lower() == address.lower()), None)
    first = them or Reached("reply", address, name)
    return [first, *(one for one in known if one is not them)]


def first_words(customer: Customer, by: User, today: date, reply: Reply | None = None) -> tuple[str, str]:
    """The subject and the words a person goes on from; a copy that is wanted is spoken of where it is here."""
    language = language_of(customer, customer.company)
    creditor = creditor_of(customer.company)
    signature = [part for part in (by.get_full_name(), creditor.name, creditor.phone) if part]
    findings = reply.findings.exclude(decision="rejected").order_by("pk") if reply else []
    has_copy = bool(wanted(reply, copies(customer, today, reply)))
    said = [(f.situation, f.facts, bool(f.decision)) for f in findings if f.situation != "copy_wanted" or has_copy]
    contact = parseaddr(reply.sender)[0] if reply else ""
    text = answers.first_words(language, contact, signature, said, customer.company.currency)
    return answers.subject_of_answer(reply.subject) if reply else answers.subject(language, creditor.name), text


def last_sent_on(customer: Customer, today: date) -> date | None:
    """The day on which they last heard from us of what is open; None where they never did."""
    owed = set(open_items(customer.company, today, customer)["entry"].to_list())
    return max((on for entry, on in correspondence.left_on([customer.pk]).items() if entry in owed), default=None)


def drafted(
    customer: Customer,
    wish: Wish,
    at: datetime,
    reply: Reply | None = None,
    proposal: Proposal | None = None,
    papers: tuple[correspondence.Paper, ...] = (),
) -> correspondence.Draft:
    """Exactly what will leave; the same is shown before, its papers apart (`papers_of`)."""
    to = next((one for one in reached(customer, wish.channel, reply) if one.key == wish.to), None)
    language = language_of(customer, customer.company)
    said = correspondence.Typed(
        channel=wish.channel,
        language=language,
        to=Addressee(to.address, to.contact_id, to.role) if to else Addressee(),
        subject=wish.subject,
        text=wish.text,
        quoted=_whole(wish, reply, language),
        reply_to=reply_address(customer) if wish.channel == "email" else "",
    )
    return correspondence.typed(customer, said, business_date(customer.company, at), proposal, papers)


def send(
    customer: Customer, wish: Wish, nonce: str, by: User, at: datetime, reply: Reply | None = None
) -> PersonalMessage:
    """Frozen and queued; the same form twice is the same message.

    Unfit, with a sentence, where it cannot be written; and where nothing of theirs is answered and the debtor has
    been contacted as often as may be.
    """
    company = customer.company
    rights.require(by, "send", company)
    if reply is not None and reply.customer_id != customer.pk:
        raise rights.Missing(_("This reply is another customer's."))
    with scope(company=company):
        papers = papers_of(customer, wish, business_date(company, at))  # drawn before the transaction
    with events.act(company):
        if known := PersonalMessage.objects.filter(company=company, nonce=nonce).select_related("message").first():
            return known
        check(customer, wish, business_date(company, at), reply)
        proposal = _proposal(customer, wish, at)
        draft = drafted(customer, wish, at, reply, proposal, papers)
        if draft.obstacle:
            raise Unfit(str(OBSTACLES.get(draft.obstacle, OBSTACLES["no_address"])))
        approval = Approval.objects.create(company=company, proposal=proposal, by=by, at=at)
        message = correspondence.compose(approval, at, draft)
        written = PersonalMessage.objects.create(
            company=company, customer=customer, nonce=nonce, answers=reply, message=message, at=at
        )
        told = {"channel": wish.channel, "to": message.recipient, "name": message.subject, "message": message.sha256}
        told |= {"reply": reply.pk} if reply else {"stood": standing.of(customer, business_date(company, at))}
        events.record(company, "wrote", by, at, message, customer, after=told)
        if reply is not None:
            settle(reply, by, at)
    return written


def check(customer: Customer, wish: Wish, today: date, reply: Reply | None) -> None:
    """Refuse, with a sentence, what cannot leave."""
    if wish.channel not in CHANNELS:
        raise Unfit(_("Choose e-mail or text message."))
    if not wish.text.strip():
        raise Unfit(_("Write something first."))
    if len(wish.text) > TEXT_MAX:
        raise Unfit(_("This is too long: %(n)s characters at most.") % {"n": TEXT_MAX})
    if wish.channel == "email" and not wish.subject.strip():
        raise Unfit(_("Give a subject: mails without one are taken for spam."))
    if wish.channel == "sms" and sms.count(letters.typed("", wish.text, "sms", "").body).parts > PARTS_MAX:
        raise Unfit(_("This is too long for a text message: %(n)s parts at most.") % {"n": PARTS_MAX})
    if reply is None and thanking.is_pressed(customer, today):
        limits = limits_of(customer.company)
        raise Unfit(
            _("This debtor was contacted as often as may be (%(n)s times in %(days)s days): wait a few days.")
            % {"n": limits.contacts_max, "days": limits.contacts_days}
        )


def why_not(message: Message, today: date) -> str:
    """Why it may not leave any more: a reason's code, "" if it may. What answers nothing of theirs was written on the
    facts of that day: a payment, a dispute or a promise since stops it."""
    customer = Customer.objects.select_related("company").get(pk=message.customer_id)
    reply = answered_by(message)
    if message.recipient not in {one.address for one in reached(customer, message.channel, reply)}:
        return "contact_changed" if not recipients.is_refused(customer, message.recipient) else "opted_out"
    if reply is None and thanking.is_pressed(customer, today, [message.pk]):
        return "contact_pressure"
    before = standing.when_written(message) if reply is None else None
    return standing.what_came(before, customer, today) if before else ""


def answered_by(message: Message) -> Reply | None:
    """The mail of theirs that a message answers."""
    written = PersonalMessage.objects.filter(message=message.pk).select_related("answers").first()
    return written.answers if written else None


def thread_of(message: Message) -> tuple[str, ...]:
    """The name of the mail it answers, as their program knows it; () where no header of ours may hold it."""
    reply = answered_by(message) if message.level == PERSONAL else None
    if reply is None or reply.message_id.endswith(".invalid>") or not email.is_name(reply.message_id):
        return ()
    return (reply.message_id,)


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


def papers_of(customer: Customer, wish: Wish, today: date) -> tuple[correspondence.Paper, ...]:
    """The statement and the copies that were ticked, of this customer and of nobody else; a mail alone carries any."""
    papers: list[correspondence.Paper] = []
    if wish.channel != "email":
        return ()
    for n, shown in enumerate(statements_of(customer, today) if wish.has_statement or wish.has_workbook else []):
        name = f"{STATEMENT[shown.language]}-{shown.as_of:%Y%m%d}{f'-{shown.currency}' if n else ''}"
        if wish.has_statement:
            papers.append(correspondence.Paper(customer.pk, f"{name}.pdf", PDF, statements.render(shown)))
        if wish.has_workbook:
            papers.append(correspondence.Paper(customer.pk, f"{name}.xlsx", XLSX, render_xlsx(shown)))
    held = Document.objects.filter(pk__in=wish.documents, customer=customer).order_by("pk")
    papers += [correspondence.Paper(customer.pk, d.name, d.content_type, bytes(d.content)) for d in held]
    if sum(len(paper.content) for paper in papers) > BYTES_MAX:
        raise Unfit(_("These papers are too heavy for one mail: tick fewer."))
    return tuple(papers)


def _whole(wish: Wish, reply: Reply | None, language: str) -> str:
    """What was typed, and under it what it answers."""
    if reply is None or wish.channel != "email" or not reply.text.strip():
        return wish.text
    name, address = parseaddr(reply.sender)
    on = business_date(reply.company, reply.received_at)
    return f"{wish.text.rstrip()}\n\n{answers.quoted(language, name or address, on, reply.text)}"


def _proposal(customer: Customer, wish: Wish, at: datetime) -> Proposal:
    """What the message is approved from: a run of its own for the first of a day, the second, …; it lists nothing."""
    company, today = customer.company, business_date(customer.company, at)
    earlier = Proposal.objects.filter(customer=customer, run__as_of=today, run__policy__startswith=RUNS).count()
    run, _is_new = Run.objects.get_or_create(
        company=company, policy=f"{RUNS}{earlier + 1}", as_of=today, defaults={"at": at}
    )
    theirs = Message.objects.filter(customer=customer).exclude(level__in=INTERNAL).order_by("-pk")
    latest = theirs.values_list("cycle", flat=True).first()
    return Proposal.objects.create(
        company=company, run=run, customer=customer, level=PERSONAL, channel=wish.channel, cycle=latest or 1,
        amount_cents=0, currency=company.currency, oldest_due_on=today, days_overdue=0, reason=PERSONAL,
    )  # fmt: skip


def written_to(replies: Iterable[Reply]) -> dict[int, Sequence[PersonalMessage]]:
    """By reply, the messages that answered it, first to last."""
    found: dict[int, list[PersonalMessage]] = {}
    asked = PersonalMessage.objects.filter(answers__in=list(replies)).exclude(message=None)
    for one in asked.select_related("message__approval__by").order_by("pk"):
        found.setdefault(one.answers_id, []).append(one)  # type: ignore[arg-type]
    return found  # type: ignore[return-value]
