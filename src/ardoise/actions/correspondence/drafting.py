"""A draft: what a proposal would say, to whom, with which paper. Built from one immutable context per customer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr, quote

from django.db.models import Max
from django_scopes import scope

from ardoise.actions.correspondence import addressing, paper_letters
from ardoise.actions.delivery import recipients
from ardoise.domain.correspondence import letters
from ardoise.domain.dunning import DEFAULT_POLICY, Policy
from ardoise.formats import statements
from ardoise.formats.letters import render_many
from ardoise.records.models import Company, Customer, MessageItem, Proposal, ProposalItem

LEFT = ("sending", "sent", "in_doubt")  # it left, or may have
CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")
STATEMENT = {"fr": "releve", "en": "statement"}
LETTER = {"fr": "lettre", "en": "letter"}
UNREACHED = {
    "letter": "no_postal_address",
    "registered_letter": "no_postal_address",
    "visit": "no_postal_address",
    "sms": "phone_missing",
    "call": "phone_missing",
    "fax": "phone_missing",
}
"""Channel → the reason for which nobody is reached by it."""


@dataclass(frozen=True)
class Paper:
    """A file that leaves with a message, and whose it is."""

    customer_id: int
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Context:
    """All that one customer's message is made of; compared again before it is frozen."""

    proposal_id: int
    customer_id: int
    sender: str
    recipient: str
    entries: tuple[int, ...]  # in the order of the letter's items
    letter: letters.Context
    statement: statements.Statement


@dataclass(frozen=True)
class Draft:
    """Exactly what will leave."""

    context: Context
    letter: letters.Letter
    papers: tuple[Paper, ...]

    @property
    def sender(self) -> str:
        return self.context.sender

    @property
    def recipient(self) -> str:
        return self.context.recipient

    @property
    def language(self) -> str:
        return self.context.letter.language

    @property
    def subject(self) -> str:
        return self.letter.subject

    @property
    def body(self) -> str:
        return self.letter.body

    @property
    def html(self) -> str:
        return self.letter.html

    @property
    def amount_cents(self) -> int:
        return self.context.letter.total_cents

    @property
    def pdf(self) -> bytes:
        """The statement of account that goes with it."""
        return self.papers[-1].content

    @property
    def obstacle(self) -> str:
        """Why nobody can be written to as things stand: a reason's code, "" if nothing stands in the way."""
        if any(CONTROL.search(header) for header in (self.sender, self.recipient, self.subject)):
            return "unsafe_header"
        channel = self.context.letter.channel
        is_mailed = channel in ("email", "fax")
        if is_mailed and "@" not in parseaddr(self.sender)[1]:
            return "no_sender"
        if channel == "email" and "@" not in parseaddr(self.recipient)[1]:
            return "no_address"
        return "" if self.recipient else UNREACHED.get(channel, "no_address")


def preview(proposal: Proposal) -> Draft:
    """What would leave if this proposal were approved now."""
    return preview_many([proposal])[0]


def preview_many(proposals: Sequence[Proposal]) -> list[Draft]:
    """A draft per proposal of one company, their statements drawn by one child process."""
    return list(preview_each(proposals))


def preview_each(proposals: Sequence[Proposal]) -> Iterator[Draft]:
    """The same, each as soon as it is drawn, while the child process goes on with the next."""
    if not proposals:
        return
    written = [(context, letters.write(context.letter)) for context in contexts_of(proposals)]
    on_paper = [(c, letter) for c, letter in written if c.letter.channel in paper_letters.CHANNELS]
    printed = render_many([paper_letters.page_of(c.letter, letter, c.recipient) for c, letter in on_paper])
    pages = {context.proposal_id: pdf for (context, _), pdf in zip(on_paper, printed, strict=True)}
    drawn = statements.render_each([context.statement for context, _ in written])
    for (context, letter), pdf in zip(written, drawn, strict=True):
        yield _draft(context, letter, pdf, pages.get(context.proposal_id))


def _draft(context: Context, letter: letters.Letter, pdf: bytes, page: bytes | None) -> Draft:
    """The letter itself comes first where it is printed, then the statement."""
    code = re.sub(r"[^A-Za-z0-9._-]+", "-", context.statement.customer_code).strip("-.") or "client"
    ending = f"-{code[:60]}-{context.statement.as_of:%Y%m%d}.pdf"
    language = context.letter.language
    papers = [Paper(context.customer_id, STATEMENT[language] + ending, "application/pdf", pdf)]
    if page is not None:
        papers.insert(0, Paper(context.customer_id, LETTER[language] + ending, "application/pdf", page))
    return Draft(context, letter, tuple(papers))


def context_of(proposal: Proposal, policy: Policy = DEFAULT_POLICY) -> Context:
    """Everything the message says, read once, of this proposal's customer only."""
    return contexts_of([proposal], policy)[0]


def contexts_of(proposals: Sequence[Proposal], policy: Policy = DEFAULT_POLICY) -> list[Context]:
    """The same for proposals of one company, in their order; no more questions asked than of one."""
    with scope(company=proposals[0].company):
        items: dict[int, list[ProposalItem]] = {proposal.pk: [] for proposal in proposals}
        listed = ProposalItem.objects.filter(proposal__in=list(items)).select_related("entry")
        for item in listed.order_by("due_on", "entry_id"):
            items[item.proposal_id].append(item)
        reached = addressing.of_proposals(proposals[0].company, proposals)
        left = left_on({proposal.customer_id for proposal in proposals})
        return [_context(p, items[p.pk], reached[p.pk], left, policy) for p in proposals]


def _context(
    proposal: Proposal, items: Sequence[ProposalItem], recipient: str, left: Mapping[int, date], policy: Policy
) -> Context:
    company, customer = proposal.company, proposal.customer
    if any(item.entry.customer_id != customer.pk for item in items):
        raise ValueError(f"Proposal {proposal.pk} lists an item of another customer: it must not be written.")
    language = language_of(customer, company)
    last = max((left[item.entry_id] for item in items if item.entry_id in left), default=None)
    return Context(
        proposal_id=proposal.pk,
        customer_id=customer.pk,
        sender=sender_of(company),
        recipient=recipient,
        entries=tuple(item.entry_id for item in items),
        letter=_letter_context(proposal, items, language, policy, last),
        statement=_statement(proposal, items, language),
    )


def sender_of(company: Company) -> str:
    """ "Name" <address>, the name always quoted; the bare name where the company has told no address."""
    name = company.sender_name or company.name
    return f'"{quote(name)}" <{company.sender_email}>' if company.sender_email else name


def recipient_of(customer: Customer) -> str:
    """The e-mail address of the contact who handles payments, else of the next one; "" where nobody has one."""
    return recipients.recipient_of(customer, "email")


def language_of(customer: Customer, company: Company) -> str:
    """The customer's, else the company's, else English."""
    asked = customer.language or company.language
    return asked if asked in letters.LANGUAGES else "en"


def _letter_context(
    proposal: Proposal, items: Sequence[ProposalItem], language: str, policy: Policy, last: date | None
) -> letters.Context:
    company, customer = proposal.company, proposal.customer
    tones = {level.key: level.tone for level in policy.levels}
    return letters.Context(
        creditor=letters.Creditor(
            company.name, _address(company), company.siren, company.phone, company.iban, company.bic
        ),
        customer_code=customer.code,
        customer_name=customer.name,
        customer_kind=customer.kind,
        address=_address(customer),
        language=language,
        tone=tones.get(proposal.level, "friendly"),
        as_of=proposal.run.as_of,
        currency=proposal.currency,
        items=tuple(
            letters.LetterItem(
                item.entry.document or item.entry.label,
                item.entry.document_on or item.entry.booked_on,
                item.due_on,
                item.open_cents,
                item.days_overdue,
                item.interest_cents,
            )
            for item in items
        ),
        last_sent_on=last,
        channel=proposal.channel,
    )


def left_on(customers: Collection[int]) -> dict[int, date]:
    """By entry, the day a message about it last left; one that was only kept here, nobody has read."""
    left = MessageItem.objects.filter(message__customer__in=list(customers), message__state__in=LEFT)
    rows = left.values_list("entry_id").annotate(last=Max("message__left_on"))
    return {entry: last for entry, last in rows if last}


def _statement(proposal: Proposal, items: Sequence[ProposalItem], language: str) -> statements.Statement:
    company, customer = proposal.company, proposal.customer
    return statements.Statement(
        creditor=statements.Creditor(
            company.name,
            _address(company),
            company.siren,
            company.phone,
            company.sender_email,
            company.iban,
            company.bic,
        ),
        customer_code=customer.code,
        customer_name=customer.name,
        address=_address(customer),
        language=language,
        as_of=proposal.run.as_of,
        currency=proposal.currency,
        lines=tuple(
            statements.Line(
                item.entry.document,
                item.entry.document_on or item.entry.booked_on,
                item.due_on,
                item.open_cents,
                item.days_overdue,
                item.entry.label if item.entry.label != item.entry.document else "",
            )
            for item in items
        ),
    )


def _address(party: Company | Customer) -> tuple[str, ...]:
    town = " ".join(part for part in (party.postcode, party.city) if part)
    country = getattr(party, "country", "FR")
    lines = [*party.address.splitlines(), town, country if country not in ("FR", "") else ""]
    return tuple(line.strip() for line in lines if line.strip())
