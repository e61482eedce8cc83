"""A draft of words that are typed and not merged: it lists nothing, claims nothing and is no rung."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ardoise.actions.correspondence.drafts import Context, Draft
from ardoise.actions.correspondence.papers import Paper, Planned
from ardoise.actions.correspondence.parties import blank_letter, blank_statement, sender_of
from ardoise.actions.templates.words import Chosen
from ardoise.domain.correspondence import letters
from ardoise.domain.correspondence.addressing import Addressee
from ardoise.domain.correspondence.enclosures import Enclosures
from ardoise.records.models import Customer, Proposal

NOTHING = Enclosures()


@dataclass(frozen=True)
class Typed:
    """What was typed, for whom, by which channel; `quoted` is the whole of it, what it answers included."""

    channel: str
    language: str
    to: Addressee
    subject: str
    text: str
    quoted: str = ""
    reply_to: str = ""
    enclosed: Enclosures = NOTHING  # what a letter says is printed behind it


def typed(
    customer: Customer, said: Typed, today: date, proposal: Proposal | None = None, papers: tuple[Paper, ...] = ()
) -> Draft:
    """Exactly what will leave about this customer, word for word."""
    company, language = customer.company, said.language
    context = Context(
        proposal_id=proposal.pk if proposal else 0,
        customer_id=customer.pk,
        sender=sender_of(company),
        addressee=said.to,
        entries=(),
        letter=replace(
            blank_letter(company, customer, language, today, company.currency),
            channel=said.channel,
            papers=said.enclosed,
        ),
        statement=blank_statement(company, customer, language, today, company.currency),
        chosen=Chosen(letters.Words(said.subject, said.text)),
        planned=Planned(()),
        reply_to=said.reply_to,
        place=company.city,
    )
    return Draft(context, letters.typed(said.subject, said.quoted or said.text, said.channel, language), papers)
