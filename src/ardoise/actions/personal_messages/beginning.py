"""The first words, from which a person goes on."""

from __future__ import annotations

from datetime import date
from email.utils import parseaddr

from ardoise.actions.correspondence.paper_letters import CHANNELS as PRINTED
from ardoise.actions.correspondence.parties import creditor_of, language_of
from ardoise.actions.days import business_date
from ardoise.actions.personal_messages.enclosing import copies, wanted
from ardoise.domain.correspondence import answers
from ardoise.records.models import Customer, Reply, User


def first_words(
    customer: Customer, by: User, today: date, reply: Reply | None = None, channel: str = "email"
) -> tuple[str, str]:
    """The subject and the words a person goes on from; a copy that is wanted is spoken of where it is here."""
    language = language_of(customer, customer.company)
    creditor = creditor_of(customer.company)
    signature = [part for part in (by.get_full_name(), creditor.name, creditor.phone) if part]
    findings = reply.findings.exclude(decision="rejected").order_by("pk") if reply else []
    has_copy = bool(wanted(reply, copies(customer, today, reply)))
    said = [(f.situation, f.facts, bool(f.decision)) for f in findings if f.situation != "copy_wanted" or has_copy]
    spoken = answers.sentences(language, said, customer.company.currency)
    subject = answers.subject(language, creditor.name)
    if channel in PRINTED:
        on = business_date(reply.company, reply.received_at) if reply else None
        text = answers.first_words_on_paper(language, spoken, signature)
        return answers.subject_of_letter(language, on) if on else subject, text
    contact = parseaddr(reply.sender)[0] if reply else ""
    text = answers.first_words(language, contact, spoken, signature)
    return answers.subject_of_answer(reply.subject) if reply else subject, text
