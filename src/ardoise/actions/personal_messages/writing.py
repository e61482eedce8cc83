"""Writing: what will leave as it stands, frozen and queued once by a press of *Send*."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parseaddr
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django_scopes import scope

from ardoise.actions import correspondence, events, own_runs, rights, standing, thanking
from ardoise.actions.correspondence.consumers import typed_wrongly
from ardoise.actions.correspondence.papers import LETTER, PDF, named
from ardoise.actions.correspondence.parties import language_of
from ardoise.actions.days import business_date
from ardoise.actions.delivery.settling import configured
from ardoise.actions.personal_messages.enclosing import enclosed, papers_of, statements_of
from ardoise.actions.personal_messages.wishes import CHANNELS, TEXT_MAX, Wish, reached
from ardoise.actions.policies.limits import limits_of
from ardoise.actions.refusals import Unfit
from ardoise.actions.replies.addresses import reply_address
from ardoise.actions.replies.deciding import settle
from ardoise.channels import sms
from ardoise.channels.sms.counting import PARTS_MAX
from ardoise.domain.correspondence import answers, letters
from ardoise.domain.correspondence.addressing import Addressee
from ardoise.domain.correspondence.reasons import in_words
from ardoise.formats import batches, typesetting
from ardoise.formats import letters as letter_pages
from ardoise.records.correspondence import PERSONAL
from ardoise.records.models import Approval, Customer, PersonalMessage, Proposal, Reply, Run, User

RUNS = "personal-"
"""How the policies under which these messages stand begin: no run of dunning."""
OBSTACLES = {
    "no_sender": gettext_lazy("The company has no sender’s address: an administrator sets it."),
    "no_address": gettext_lazy("Choose to whom it goes."),
    "phone_missing": gettext_lazy("Choose to whom it goes."),
    "no_postal_address": gettext_lazy("The address has changed, or is not whole: look at it again."),
    "unsafe_header": gettext_lazy("The subject or an address holds a sign that no mail may carry."),
}
"""Why it cannot be written, in a sentence of its own."""


def drafted(
    customer: Customer,
    wish: Wish,
    at: datetime,
    reply: Reply | None = None,
    proposal: Proposal | None = None,
    papers: tuple[correspondence.Paper, ...] = (),
) -> correspondence.Draft:
    """Exactly what will leave; the same is shown before, its papers apart (`printed`)."""
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
        enclosed=enclosed(customer, wish),
    )
    return correspondence.typed(customer, said, business_date(customer.company, at), proposal, papers)


@dataclass(frozen=True)
class Drawn:
    """The papers of a wish, the letter itself first where it is printed, and the facts they were drawn from."""

    papers: tuple[correspondence.Paper, ...]
    facts: tuple[object, ...]


def printed(customer: Customer, wish: Wish, at: datetime, reply: Reply | None = None) -> bytes:
    """The letter and all that is printed behind it in one PDF, as it would leave; Unfit where it cannot be drawn."""
    papers = [paper.content for paper in _drawn(customer, wish, at, reply).papers]
    try:
        return batches.enclose(papers)
    except batches.Unbindable as refusal:
        raise Unfit(_("What is ticked cannot be printed: %(why)s") % {"why": refusal}) from refusal


def _drawn(customer: Customer, wish: Wish, at: datetime, reply: Reply | None) -> Drawn:
    """Drawn outside any transaction: it takes a while."""
    with scope(company=customer.company):
        draft = drafted(customer, wish, at, reply)
        sheet, *stated = facts = _facts(customer, wish, draft)
        name = f"{named(LETTER, draft.context.statement)}.pdf"
        try:
            own = [correspondence.Paper(customer.pk, name, PDF, letter_pages.render(sheet))] if sheet else []
            return Drawn((*own, *papers_of(customer, wish, stated)), facts)
        except typesetting.Unrenderable as refusal:
            raise Unfit(_("This cannot be drawn: %(why)s") % {"why": refusal}) from refusal


def _facts(customer: Customer, wish: Wish, draft: correspondence.Draft) -> tuple[Any, ...]:
    """All that is drawn: the letter as it is printed, None where it is not, and the statements that go with it."""
    sheet = correspondence.sheet_of(draft.context, draft.letter) if wish.is_printed else None
    return (sheet, *(statements_of(customer, draft.context.letter.as_of) if wish.has_statements else ()))


def send(
    customer: Customer, wish: Wish, nonce: str, by: User, at: datetime, reply: Reply | None = None
) -> PersonalMessage:
    """Frozen and queued; the same form twice is the same message.

    Unfit, with a sentence, where it cannot be written; and where nothing of theirs is answered and the debtor has
    been contacted as often as may be. So it is where what its papers say has changed while they were drawn.
    """
    company = customer.company
    rights.require(by, "send", company)
    if reply is not None and reply.customer_id != customer.pk:
        raise rights.Missing(_("This reply is another customer's."))
    if known := _known(customer, nonce):
        return known
    drawn = _drawn(customer, wish, at, reply)
    with events.act(company):
        if known := _known(customer, nonce):
            return known
        fresh = Customer.objects.select_related("company").get(pk=customer.pk)
        check(fresh, wish, business_date(company, at), reply)
        proposal = _proposal(fresh, wish, at)
        draft = drafted(fresh, wish, at, reply, proposal, drawn.papers)
        if draft.obstacle:
            raise Unfit(str(OBSTACLES.get(draft.obstacle) or in_words(draft.obstacle, get_language() or "en")))
        if drawn.facts != _facts(fresh, wish, draft):
            raise Unfit(_("What its papers say of the customer or of us has just changed: look at it again."))
        approval = Approval.objects.create(company=company, proposal=proposal, by=by, at=at)
        return _freeze(draft, wish, nonce, approval, reply)


def _known(customer: Customer, nonce: str) -> PersonalMessage | None:
    """What a press of this form wrote before."""
    with scope(company=customer.company):
        written = PersonalMessage.objects.filter(company=customer.company, nonce=nonce)
        return written.select_related("message").first()


def _freeze(
    draft: correspondence.Draft, wish: Wish, nonce: str, approval: Approval, reply: Reply | None
) -> PersonalMessage:
    """The message, that it was written, and what it answers; inside the transaction of the act."""
    company, customer, by, at = approval.company, approval.proposal.customer, approval.by, approval.at
    message = correspondence.compose(approval, at, draft)
    written = PersonalMessage.objects.create(
        company=company, customer=customer, nonce=nonce, answers=reply, message=message, at=at
    )
    told = {"channel": wish.channel, "to": message.recipient, "name": message.subject, "message": message.sha256}
    why = {"reply": reply.pk} if reply else {"stood": standing.of(customer, business_date(company, at))}
    events.record(company, "wrote", by, at, message, customer, after={**told, **why})
    if reply is not None:
        settle(reply, by, at)
    return written


def check(customer: Customer, wish: Wish, today: date, reply: Reply | None) -> None:
    """Refuse, with a sentence, what cannot leave."""
    if wish.channel not in CHANNELS:
        raise Unfit(_("Choose e-mail, text message or letter."))
    if wish.channel not in configured(customer.company):
        raise Unfit(in_words("channel_off", get_language() or "en"))
    if not wish.text.strip():
        raise Unfit(_("Write something first."))
    if unlawful := typed_wrongly(customer, f"{wish.subject}\n{wish.text}"):
        raise Unfit(unlawful[0].told(get_language() or "en"))
    if len(wish.text) > TEXT_MAX:
        raise Unfit(_("This is too long: %(n)s characters at most.") % {"n": TEXT_MAX})
    if wish.channel == "email" and not wish.subject.strip():
        raise Unfit(_("Give a subject: mails without one are taken for spam."))
    if wish.is_printed and not wish.subject.strip():
        raise Unfit(_("Give a subject: it stands above the letter."))
    if wish.channel == "sms" and sms.count(letters.typed("", wish.text, "sms", "").body).parts > PARTS_MAX:
        raise Unfit(_("This is too long for a text message: %(n)s parts at most.") % {"n": PARTS_MAX})
    if reply is None and thanking.is_pressed(customer, today):
        limits = limits_of(customer.company)
        raise Unfit(
            _("This debtor was contacted as often as may be (%(n)s times in %(days)s days): wait a few days.")
            % {"n": limits.contacts_max, "days": limits.contacts_days}
        )


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
    return Proposal.objects.create(
        company=company, run=run, customer=customer, level=PERSONAL, channel=wish.channel,
        cycle=own_runs.cycle_of(customer), amount_cents=0, currency=company.currency, oldest_due_on=today,
        days_overdue=0, reason=PERSONAL,
    )  # fmt: skip
