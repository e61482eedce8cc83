"""What a proposal would say, to whom, with which papers: read once for many, written, drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django_scopes import scope

from ardoise.actions import confirming, links, questioning, thanking
from ardoise.actions.correspondence import addressing, paper_letters
from ardoise.actions.correspondence.drafts import UNWRITTEN, Context, Draft, Head
from ardoise.actions.correspondence.gathering import Sheaf, gather
from ardoise.actions.correspondence.history import first_notices, left_on
from ardoise.actions.correspondence.papers import (
    Planned,
    Row,
    gathered,
    known_copies,
    planned,
    statement_of,
)
from ardoise.actions.correspondence.parties import address_of, blank_letter, language_of, sender_of
from ardoise.actions.correspondence.parts import Parts, contested_parts, part_told
from ardoise.actions.delivery import recipients
from ardoise.actions.policies.assignment import policies_of
from ardoise.actions.replies.addresses import reply_addresses
from ardoise.actions.templates.words import Address, Chosen, choose, own_words
from ardoise.domain.correspondence import letters
from ardoise.domain.correspondence.addressing import Addressee
from ardoise.domain.correspondence.mistakes import Unmergeable
from ardoise.domain.dunning import DEFAULT_POLICY, Level, Policy
from ardoise.formats import letters as letter_pages
from ardoise.formats import statements
from ardoise.records.models import Company, Contact, Customer, Proposal, ProposalItem, User


def preview(proposal: Proposal) -> Draft:
    """What would leave if this proposal were approved now."""
    return preview_many([proposal])[0]


def preview_many(proposals: Sequence[Proposal]) -> list[Draft]:
    """A draft per proposal of one company, as if all were approved together; their papers drawn by one child process
    for each kind."""
    drafts = {draft.context.proposal_id: draft for draft in preview_each(proposals)}
    return [drafts[proposal.pk] for proposal in proposals]


def preview_each(proposals: Sequence[Proposal]) -> Iterator[Draft]:
    """The same, each as soon as it is drawn, while the child process goes on with the next; what leaves together
    follows one another."""
    if not proposals:
        return
    by_key = {proposal.pk: proposal for proposal in proposals}
    written = [(sheaf, _write(sheaf)) for sheaf in gather(contexts_of(proposals))]
    pages = letter_pages.render_each(
        [sheet_of(s.contexts[0], letter) for s, letter in written if _is_printed(s, letter)]
    )
    drawn = statements.render_each([s.statement for s, _ in written if s.has_statement])
    for sheaf, letter in written:
        page = next(pages) if _is_printed(sheaf, letter) else None
        statement = next(drawn) if sheaf.has_statement else None
        together = sheaf.contexts if len(sheaf.contexts) > 1 else ()
        for context, plan in zip(sheaf.contexts, sheaf.planned, strict=True):
            papers = gathered(by_key[context.proposal_id], plan, sheaf.statement, page, statement)
            yield Draft(context, letter, papers, together)
            page = statement = None  # of several members, the first one's message bears them


def together(proposals: Sequence[Proposal], one: Proposal) -> tuple[Context, ...]:
    """Of these, what would leave in the same message as this one, were all approved together; itself included."""
    sheaves = gather(contexts_of(proposals))
    return next(s.contexts for s in sheaves if any(context.proposal_id == one.pk for context in s.contexts))


def count_leaving(proposals: Sequence[Proposal]) -> int:
    """How many messages would leave, were these approved together."""
    return sum(1 for _ in gather(contexts_of(proposals))) if proposals else 0


def _write(sheaf: Sheaf) -> letters.Letter:
    """The letter in its words; words that ask for what doesn't exist, or a consumer for what nobody may ask of them,
    are no letter, and stop nobody else's."""
    if any(context.asks_consumer for context in sheaf.contexts):
        return UNWRITTEN
    try:
        return letters.write(sheaf.letter, sheaf.contexts[0].chosen.words)
    except Unmergeable:
        return UNWRITTEN


def _is_printed(sheaf: Sheaf, letter: letters.Letter) -> bool:
    return sheaf.letter.channel in paper_letters.CHANNELS and letter is not UNWRITTEN


def sheet_of(context: Context, letter: letters.Letter) -> letter_pages.LetterPage:
    """The letter as it is printed."""
    code = statements.payment_code(context.statement)
    return paper_letters.page_of(context.letter, letter, context.recipient, context.place, code)


def context_of(proposal: Proposal, policy: Policy | None = None) -> Context:
    """Everything the message says, read once, of this proposal's customer only."""
    return contexts_of([proposal], policy)[0]


@dataclass(frozen=True)
class Known:
    """What is read once for many proposals of one company."""

    items: Mapping[int, Sequence[ProposalItem]]  # by proposal
    levels: Mapping[tuple[str, str], Level]  # by policy and level
    addressees: Mapping[int, Addressee]  # by proposal
    heads: Mapping[int, Customer]  # by customer, the head of its group where that receives
    left: Mapping[int, date]  # by entry, the day it was last written about
    noticed: Mapping[tuple[str, int], date]  # by policy and entry, the day of its first formal notice
    parts: Parts  # by entry, what of it was contested
    own: Mapping[Address, Chosen]
    copies: Mapping[int, Sequence[Row]]  # by customer
    replies: Mapping[int, str]  # by customer
    people: Mapping[int, User]
    copied: Mapping[int, str]  # by customer, its salesperson's address
    contacts: Mapping[int, str]  # names


def contexts_of(proposals: Sequence[Proposal], policy: Policy | None = None) -> list[Context]:
    """The same for proposals of one company, in their order; no more questions asked than of one."""
    company = proposals[0].company
    with scope(company=company):
        known = _known(company, proposals, policy, _items_of(proposals))
        return [_context(proposal, known) for proposal in proposals]


def words_of(
    proposals: Sequence[Proposal], items: Mapping[int, Sequence[ProposalItem]], policy: Policy | None
) -> list[letters.Letter]:
    """How proposals of one company that are stored nowhere would be worded; their items by the key each was given."""
    if not proposals:
        return []
    company = proposals[0].company
    with scope(company=company):
        known = _known(company, proposals, policy, items)
        return [_write(Sheaf.of(_context(proposal, known))) for proposal in proposals]


def _items_of(proposals: Sequence[Proposal]) -> dict[int, list[ProposalItem]]:
    """What each lists, by its key, in the order of the letter."""
    items: dict[int, list[ProposalItem]] = {proposal.pk: [] for proposal in proposals}
    listed = ProposalItem.objects.filter(proposal__in=list(items)).select_related("entry")
    for item in listed.order_by("is_apart", "due_on", "entry_id"):
        items[item.proposal_id].append(item)
    return items


def _known(
    company: Company,
    proposals: Sequence[Proposal],
    policy: Policy | None,
    items: Mapping[int, Sequence[ProposalItem]],
) -> Known:
    customers = {proposal.customer_id for proposal in proposals}
    policies = policies_of(company) if policy is None else {}
    levels = _levels(policies, proposals, policy)
    addressees = addressing.of_proposals(company, proposals)
    heads = addressing.parents_of(company, customers)
    met = {addressee.contact_id for addressee in addressees.values() if addressee.contact_id}
    people = {p.customer.collector_id for p in proposals}
    return Known(
        items=items,
        levels=levels,
        addressees=addressees,
        heads=heads,
        left=left_on(customers),
        noticed=first_notices(customers, {name: policy or DEFAULT_POLICY for name, _ in levels} | policies),
        parts=contested_parts(customers),
        own=own_words(company),
        copies=known_copies(customers) if any("invoices" in level.papers for level in levels.values()) else {},
        replies=reply_addresses(company, [*(p.customer for p in proposals), *heads.values()]),
        people=User.objects.in_bulk(list(people - {None})),
        copied=addressing.copied(company, [p.customer for p in proposals]),
        contacts=dict(Contact.objects.filter(pk__in=met).values_list("pk", "name")),
    )


def _levels(
    held: Mapping[str, Policy], proposals: Sequence[Proposal], policy: Policy | None
) -> dict[tuple[str, str], Level]:
    """The level of each proposal, by the name of its policy and its own; what no policy knows any more is friendly."""
    built_in = policy or DEFAULT_POLICY
    levels = {(name, key): level for name, one in held.items() for key, level in one.known_as().items()}
    fallback = {level.key: level for level in built_in.levels}
    fallback |= {level.key: level for level in (confirming.LEVEL, questioning.LEVEL, thanking.LEVEL)}
    return {
        (p.policy, p.level): levels.get((p.policy, p.level)) or fallback.get(p.level) or Level(p.level, 1)
        for p in proposals
    }


def _context(proposal: Proposal, known: Known) -> Context:
    company, customer = proposal.company, proposal.customer
    items, level = known.items[proposal.pk], known.levels[proposal.policy, proposal.level]
    if any(item.entry.customer_id != customer.pk for item in items):
        raise ValueError(f"Proposal {proposal.pk} lists an item of another customer: it must not be written.")
    language = known.addressees[proposal.pk].language or language_of(customer, company)
    papers = planned(level.papers, proposal.channel, items, known.copies.get(customer.pk, ()))
    keys = (level.template, level.tone)
    return Context(
        proposal_id=proposal.pk,
        customer_id=customer.pk,
        sender=sender_of(company),
        addressee=known.addressees[proposal.pk],
        entries=tuple(item.entry_id for item in items),
        letter=_letter_context(proposal, items, level, language, papers, known),
        statement=statement_of(company, proposal, items, language, known.parts),
        chosen=choose(known.own, keys, language, customer.kind, proposal.channel),
        planned=papers,
        cc=_copied(proposal, level, known),
        reply_to=known.replies.get(customer.pk, "") if proposal.channel == "email" else "",
        place=company.city,
        rung=(proposal.policy, proposal.level),
        head=_head(proposal, known),
    )


def _head(proposal: Proposal, known: Known) -> Head | None:
    """The head of the customer's group, where the message goes to it."""
    if not known.addressees[proposal.pk].is_parent:
        return None
    head = known.heads[proposal.customer_id]
    return Head(head.pk, head.code, head.name, address_of(head), known.replies.get(head.pk, ""))


def _copied(proposal: Proposal, level: Level, known: Known) -> str:
    """The salesperson's address where the level copies them in; an e-mail alone can."""
    if proposal.channel != "email" or not level.copies_salesperson:
        return ""
    return known.copied.get(proposal.customer_id, "")


def recipient_of(customer: Customer) -> str:
    """The e-mail address of the contact who handles payments, else of the next one; "" where nobody has one."""
    return recipients.recipient_of(customer, "email")


def _letter_context(
    proposal: Proposal,
    items: Sequence[ProposalItem],
    level: Level,
    language: str,
    papers: Planned,
    known: Known,
) -> letters.Context:
    collector = known.people.get(proposal.customer.collector_id or 0)
    contact = known.addressees[proposal.pk].contact_id
    paid = money_in(proposal, [item.entry_id for item in items])
    return replace(
        blank_letter(proposal.company, proposal.customer, language, proposal.run.as_of, proposal.currency),
        tone=level.template if level.template in letters.TONES else level.tone,
        items=tuple(_told(proposal, item, known, language) for item in items if not item.is_apart),
        credits=tuple(_told(proposal, item, known, language) for item in items if item.is_apart),
        last_sent_on=max((known.left[i.entry_id] for i in items if i.entry_id in known.left), default=None),
        channel=proposal.channel,
        key=level.template,
        contact_name=known.contacts.get(contact or 0, ""),
        collector_name=collector.get_full_name() if collector else "",
        papers=papers.told,
        paid_cents=paid.cents if paid else 0,
        paid_on=paid.on if paid else None,
        online=links.address_of(proposal),
        is_to_parent=known.addressees[proposal.pk].is_parent,
        schedule=confirming.schedule_of(proposal, language),
    )


def _told(proposal: Proposal, item: ProposalItem, known: Known, language: str) -> letters.LetterItem:
    """The item as a letter lists it."""
    return letters.LetterItem(
        item.entry.document or item.entry.label,
        item.entry.document_on or item.entry.booked_on,
        item.due_on,
        item.open_cents,
        item.days_overdue,
        item.interest_cents,
        known.noticed.get((proposal.policy, item.entry_id)),
        part_told(item, proposal, known.parts, language),
        item.planned_cents,
    )


def money_in(proposal: Proposal, entries: Collection[int]) -> thanking.Paid | None:
    """What came in of which the message speaks: what it thanks for, or asks about."""
    if proposal.level == questioning.QUESTION:
        return questioning.asked_about(proposal)
    return thanking.paid_for(proposal.customer, entries, proposal.run.as_of) if is_thanks(proposal) else None


def is_thanks(proposal: Proposal) -> bool:
    """Does it thank, and claim nothing?"""
    return proposal.level == thanking.THANKS
