"""A letter tried out before anybody gets it: shown on a real customer, or sent to oneself and to nobody else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from email.utils import parseaddr
from uuid import uuid4

import polars as pl
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ardoise.actions import events, ledger, rights
from ardoise.actions.companies import Unfit
from ardoise.actions.correspondence.paper_letters import page_of
from ardoise.actions.correspondence.parties import address_of, creditor_of, sender_of
from ardoise.actions.policies.placing import nets_credits
from ardoise.actions.templates.keeping import Unsound
from ardoise.actions.templates.reading import Place
from ardoise.channels import email
from ardoise.channels.outcomes import InDoubt, NotSent, Parcel
from ardoise.domain.correspondence import letters, packs
from ardoise.domain.correspondence.packs import Words
from ardoise.domain.correspondence.proofreading import proofread
from ardoise.domain.correspondence.reasons import in_words
from ardoise.engine.aging import age
from ardoise.engine.charges import accrue, after_credits
from ardoise.formats import payment_codes
from ardoise.formats.letters import LetterPage
from ardoise.records import book
from ardoise.records.models import Company, Contact, Customer, MailServer, SendingStop, User

ITEMS_MAX = 200  # shown of one customer
PAID_CENTS = 123_456  # of an example
BODY = re.compile(r"<body[^>]*>")
MARK = {"fr": "ESSAI", "en": "TEST"}
BANNER = {
    "fr": "Essai : ce courrier n’a été envoyé qu’à vous. Ne le transférez pas au client.",
    "en": "Test: this letter was sent to you alone. Do not forward it to the customer.",
}


def preview(company: Company, place: Place, words: Words, customer: Customer | None, as_of: date) -> letters.Letter:
    """The letter as this customer would read it today; without one, as an invented customer would.

    Raises Unsound with what is wrong in the words.
    """
    if not (proofs := proofread(words, place.channel)).is_sound:
        raise Unsound(proofs)
    return letters.write(_context(company, place, customer, as_of), words)


def on_paper(company: Company, place: Place, words: Words, customer: Customer | None, as_of: date) -> LetterPage:
    """The same as it would be printed, its items in a table and with a code to pay by; raises Unsound."""
    context = _context(company, place, customer, as_of)
    letter = preview(company, place, words, customer, as_of)
    owed_cents = sum(item.open_cents for item in context.items)
    code = payment_codes.payload(context.creditor, owed_cents, context.currency, context.customer_code)
    return page_of(context, letter, "\n".join((context.customer_name, *context.address)), company.city, code)


def begun(
    company: Company, place: Place, words: Words, customer: Customer, as_of: date, last_sent_on: date | None
) -> letters.Letter | None:
    """The letter of this customer's own facts, for a person to go on from: nothing in it is invented.

    None where nothing is open and the letter is one of the pack's, which all speak of what is owed. Raises Unsound.
    """
    if not (proofs := proofread(words, place.channel)).is_sound:
        raise Unsound(proofs)
    context = replace(_context(company, place, customer, as_of), last_sent_on=last_sent_on, paid_cents=0, paid_on=None)
    if ledger.items(company, as_of, customer).is_empty():
        return None if place.key in packs.KEYS else letters.write(replace(context, items=(), credits=()), words)
    return letters.write(context, words)


def send_test(
    company: Company, place: Place, words: Words, customer: Customer | None, by: User, as_of: date, at: datetime
) -> str:
    """The letter to the person's own address, marked as a test; the address it went to.

    It is no message: it counts as said to nobody. Raises Unfit where it could not leave, with the reason.
    """
    rights.require(by, "settle", company)
    letter = preview(company, place, words, customer, as_of)
    session = _session(company, by)
    parcel = _parcel(company, place, letter, by)
    try:
        with session:
            session.address(parcel, at)
            session.hand_over(parcel, lambda: False)
    except NotSent as refusal:
        why = in_words(str(refusal), get_language() or "en")
        raise Unfit(_("The mail server did not take the test: %(why)s") % {"why": why}) from refusal
    except InDoubt as doubt:
        raise Unfit(_("The line broke: the test may have left. Look into your mailbox.")) from doubt
    with events.act(company):
        events.record(company, "sent_test", by, at, by, customer=customer, after={"to": by.email}, words=place.name)
    return by.email


def _session(company: Company, by: User) -> email.Session:
    if "@" not in by.email:
        raise Unfit(_("You have no e-mail address: ask an administrator to give you one, then try again."))
    if SendingStop.objects.filter(company=company, ended_at=None).exists():
        raise Unfit(_("The emergency stop stands: nothing leaves, not even a test."))
    server = MailServer.objects.filter(company=company).first()
    if server is None:
        raise Unfit(_("No mail server is set: read the letter in the preview, or set a server in Settings."))
    security = server.security
    return email.Session(email.Server(server.host, server.port, security, server.username, server.password))  # type: ignore[arg-type]


def _parcel(company: Company, place: Place, letter: letters.Letter, by: User) -> Parcel:
    sender = sender_of(company)
    address = parseaddr(sender)[1]
    if "@" not in address:
        raise Unfit(_("The company has no sender’s address: give one in Settings."))
    banner = BANNER[place.language]
    page = BODY.sub(lambda found: f"{found[0]}\n<p><strong>{banner}</strong></p>", letter.html, count=1)
    return Parcel(
        message_id=f"<{uuid4().hex}@{address.rpartition('@')[2]}>",
        sender=sender,
        recipient=by.email,
        language=place.language,
        subject=f"[{MARK[place.language]}] {letter.subject}",
        body=f"{banner}\n\n{letter.body}",
        html=page,
        papers=(),
    )


def _context(company: Company, place: Place, customer: Customer | None, as_of: date) -> letters.Context:
    listed, currency = _items(company, customer, as_of, place.key)
    is_netted = customer is None or nets_credits(customer, as_of)
    contact = Contact.objects.filter(customer=customer).order_by("pk").first() if customer else None
    return letters.Context(
        creditor=creditor_of(company),
        customer_code=customer.code if customer else "C0042",
        customer_name=customer.name if customer else _("Example & Sons"),
        customer_kind=place.kind or (customer.kind if customer else "professional"),
        address=address_of(customer) if customer else ("12 rue du Moulin", "69002 Lyon"),
        language=place.language,
        tone=place.key if place.key in packs.TONES else "firm",
        as_of=as_of,
        currency=currency,
        items=tuple(item for item in listed if is_netted or item.open_cents > 0),
        credits=tuple(item for item in listed if not is_netted and item.open_cents < 0),
        last_sent_on=date.fromordinal(as_of.toordinal() - 14),
        channel=place.channel,
        key=place.key,
        contact_name=contact.name if contact else "",
        paid_cents=PAID_CENTS,
        paid_on=as_of,
    )


def _items(
    company: Company, customer: Customer | None, as_of: date, key: str
) -> tuple[tuple[letters.LetterItem, ...], str]:
    """What the customer has open and due, else all that is open, else two invented invoices."""
    found = ledger.items(company, as_of, customer) if customer else None
    if found is None or found.is_empty():
        return _invented(as_of, key), company.currency
    rows = found.filter(currency=found["currency"].mode().sort()[0]).sort("due_on", "entry", nulls_last=True)
    cents = pl.col("open_cents")
    rest = rows.with_columns(open_cents=after_credits(cents.clip(0).cum_sum(), cents.clip(None, 0).sum()))
    earned = accrue(rest, as_of, book.customers(company.pk, customer.pk if customer else None))
    open_rows = age(earned.with_columns(open_cents=rows["open_cents"]), as_of).to_dicts()
    late = [row for row in open_rows if (row["days_overdue"] or 0) > 0 or row["open_cents"] < 0]
    shown = late if sum(row["open_cents"] for row in late) > 0 else open_rows
    listed = tuple(
        letters.LetterItem(
            row["document"] or "",
            row["document_on"],
            row["due_on"] or as_of,
            row["open_cents"],
            row["days_overdue"] or 0,
            row["interest_cents"] or 0,
        )
        for row in shown[:ITEMS_MAX]
    )
    return listed, open_rows[0]["currency"]


def _invented(as_of: date, key: str) -> tuple[letters.LetterItem, ...]:
    """Two invoices as the occasion has them: to fall due, due today, or overdue."""
    late = {"courteous": (-7, -7), "due_today": (0, 0)}.get(key, (30, 15))
    ago = lambda days: date.fromordinal(as_of.toordinal() - days)  # noqa: E731
    told = (("FA-1042", 120_000, 1_223), ("FA-1057", 48_000, 245))
    return tuple(
        letters.LetterItem(document, ago(days + 30), ago(days), cents, days, interest if days > 0 else 0)
        for (document, cents, interest), days in zip(told, late, strict=True)
    )
