"""Letters that a person prints and posts: gathered in a batch behind its slip, said to be posted on a day.

Nothing has left before that: until then a batch may be undone, and a letter taken out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ardoise import channels
from ardoise.actions import events, rights
from ardoise.actions.days import business_date
from ardoise.actions.delivery.endings import finish, let_go
from ardoise.actions.delivery.settling import setting_of
from ardoise.actions.refusals import Unfit
from ardoise.domain.dunning import ALONE
from ardoise.domain.money import with_currency as money
from ardoise.domain.reasons import day_written
from ardoise.formats import batches
from ardoise.records import outbox
from ardoise.records.models import Attachment, Company, Message, PrintBatch, User

CHANNELS = ("letter", "registered_letter")
NAMED = 5  # letters a sentence names
TITLES = {
    "fr": {"letter": "Lettres", "registered_letter": "Lettres recommandées"},
    "en": {"letter": "Letters", "registered_letter": "Registered letters"},
}


def waiting(company: Company, channel: str) -> QuerySet[Message]:
    """The letters that wait to be printed here, first composed first."""
    to_print = Message.objects.filter(company=company, channel=channel, state="to_do", batch=None)
    return to_print.select_related("customer", "company", "approval__proposal__run").order_by("pk")


def make(company: Company, messages: Iterable[Message], by: User | None, at: datetime) -> PrintBatch | None:
    """A batch of these letters of one channel; those whose facts have changed are let go.

    What a stopped list holds stays behind. None if none is left.
    """
    rights.require(by, "send", company)
    chosen = sorted(messages, key=lambda message: message.pk)
    if len({message.channel for message in chosen}) > 1 or any(m.channel not in CHANNELS for m in chosen):
        raise Unfit(_("A batch holds letters of one channel: letters, or registered letters."))
    if len(chosen) > batches.LETTERS_MAX:
        raise Unfit(_("A batch holds at most %(n)d letters: choose fewer.") % {"n": batches.LETTERS_MAX})
    with events.act(company):
        free = [message for message in chosen if not outbox.is_held_back(message)]
        if chosen and not free:
            raise Unfit(stopped())
        good = [message for message in free if _is_still_to_print(message, at)]
        if not good:
            return None
        batch = PrintBatch.objects.create(company=company, channel=good[0].channel, by=by, at=at)
        keys = [message.pk for message in good]
        Message.objects.filter(pk__in=keys, state="to_do", batch=None).update(batch=batch)
        events.record(company, "printed_batch", by, at, batch, after={"messages": keys})
    return batch


def stopped() -> str:
    """Why nothing is printed or posted now."""
    return _("The list of these letters is stopped: a person must look at it first, on Today.")


def _is_still_to_print(message: Message, at: datetime) -> bool:
    """Does it still wait, and do the facts still ask for it? If they don't, it is let go."""
    from ardoise.actions.sending.rechecking import why_not

    fresh = waiting(message.company, message.channel).filter(pk=message.pk).first()
    if fresh is None:
        return False
    if reason := why_not(fresh, at):
        let_go(fresh, reason, None, at)
        return False
    return True


def bind(batch: PrintBatch) -> bytes:
    """The PDF of the batch: its slip, then each letter with its papers. Unfit if a paper can't be printed."""
    company, messages = batch.company, letters_of(batch)
    language = company.language if company.language in TITLES else "en"
    on = business_date(company, batch.at)
    is_registered = batch.channel == "registered_letter"
    slip = batches.Slip(company.name, batch.pk, on, TITLES[language][batch.channel], is_registered, language)
    together = enclosed_with_last(messages)
    enclosed = [_enclosed(message, language, message.pk in together) for message in messages]
    try:
        return batches.bind(slip, enclosed)
    except batches.Unbindable as refusal:
        name = messages[refusal.number - 1].customer.name if refusal.number else ""
        sentence = _("%(name)s: %(reason)s") if name else "%(reason)s"
        raise Unfit(sentence % {"name": name, "reason": refusal}) from refusal


def _enclosed(message: Message, language: str, is_with_last: bool) -> batches.Enclosed:
    papers = Attachment.objects.filter(message=message, customer_id=message.customer_id).order_by("pk")
    printed = tuple(bytes(paper.content) for paper in papers if paper.content_type == "application/pdf")
    amount = money(message.amount_cents, message.currency, language) if message.amount_cents else ""
    whose = (message.customer.code, message.customer.name)
    return batches.Enclosed(*whose, message.recipient, amount, printed, is_with_last)


def letters_of(batch: PrintBatch) -> Sequence[Message]:
    """The letters of a batch, in the order of its slip: the first composed first, behind it those that go into the same
    envelope."""
    found = list(Message.objects.filter(batch=batch).select_related("customer", "company").order_by("pk"))
    places: dict[object, int] = {}
    for message in found:
        places.setdefault(_envelope_of(message), message.pk)
    return sorted(found, key=lambda message: (places[_envelope_of(message)], message.pk))


def enclosed_with_last(letters: Sequence[Message]) -> set[int]:
    """The keys of those that go into the envelope of the one before."""
    return {one.pk for last, one in pairwise(letters) if _envelope_of(last) == _envelope_of(one)}


def _envelope_of(message: Message) -> object:
    """The same of letters to one address: what the head of a group is written about several accounts. A registered
    letter is proof of one thing, and a formal notice is served on one debtor."""
    is_alone = message.channel != "letter" or message.tone in ALONE
    return message.pk if is_alone else message.recipient


def changed(batch: PrintBatch, at: datetime) -> list[Message]:
    """The letters of the batch that nobody should post any more: paid, disputed, moved, answered since."""
    from ardoise.actions.sending.rechecking import why_not

    fresh = Message.objects.filter(batch=batch, state="to_do").order_by("pk")
    related = fresh.select_related("customer__company", "company", "approval__proposal__run")
    return [message for message in related if why_not(message, at)]


def dropped(batch: PrintBatch) -> list[Message]:
    """The letters of the batch whose list somebody left stopped for good after they were printed: by hand they are
    taken out, since nobody here knows what is in the post."""
    of_dropped = {"approval__proposal__run__brake__dropped_at__isnull": False}
    fresh = Message.objects.filter(batch=batch, state="to_do", **of_dropped).select_related("customer")
    return list(fresh.filter(approval__proposal__run__brake__released_at=None).order_by("pk"))


def post(batch: PrintBatch, on: date, by: User | None, at: datetime, is_all_the_same: bool = False) -> int:
    """Somebody posted it on that day: its letters have left. How many; 0 if that was said before.

    Unfit where the facts of a letter have changed since it was printed, unless it was posted all the same.
    """
    rights.require(by, "send", batch.company)
    made_on = business_date(batch.company, batch.at)
    today = business_date(batch.company, at)
    if not made_on <= on <= today:
        raise Unfit(_("The batch was printed on %(made)s: it was posted that day or later, not in the future.") % {
            "made": day_written(made_on, (get_language() or "fr")[:2])
        })  # fmt: skip
    with events.act(batch.company):
        is_waiting = PrintBatch.objects.filter(pk=batch.pk, posted_on=None).exists()
        if is_waiting and not is_all_the_same and (left := dropped(batch)):
            raise Unfit(
                _("Their list was left stopped for good: %(names)s. Take them out of the batch first.")
                % {"names": names_of(left)}
            )
        if is_waiting and not is_all_the_same and any(outbox.is_held_back(message) for message in letters_of(batch)):
            raise Unfit(stopped())
        if is_waiting and not is_all_the_same and (stale := changed(batch, at)):
            raise Unfit(
                _("Paid, disputed, changed or answered since the printing: %(names)s. Take it out of the batch first.")
                % {"names": names_of(stale)}
            )
        if not PrintBatch.objects.filter(pk=batch.pk, posted_on=None).update(posted_on=on, posted_by=by):
            return 0
        setting = setting_of(batch.company, batch.channel)
        folder = channels.folder(batch.channel)
        left = [message for message in letters_of(batch) if message.state == "to_do"]
        for message in left:
            cost = folder.cost_of(setting, message.body) if setting else 0
            finish(message, "posted", on, by, at, f"batch {batch.pk}", cost)
        events.record(batch.company, "posted_batch", by, at, batch, after={"on": on, "messages": len(left)})
    return len(left)


def names_of(letters: Sequence[Message]) -> str:
    """Whom these letters are for; of many the first few."""
    return ", ".join(message.customer.name for message in letters[:NAMED]) + (", …" if len(letters) > NAMED else "")


def unmake(batch: PrintBatch, by: User | None, at: datetime) -> bool:
    """The batch is undone: its letters wait to be printed again. False once it is posted, or gone."""
    rights.require(by, "send", batch.company)
    with events.act(batch.company):
        standing = PrintBatch.objects.filter(pk=batch.pk, posted_on=None).first()
        if standing is None:
            return False
        keys = [message.pk for message in letters_of(standing)]
        Message.objects.filter(batch=standing).update(batch=None)
        events.record(batch.company, "unmade_batch", by, at, None, before={"batch": batch.pk, "messages": keys})
        standing.delete()
    return True


def take_out(message: Message, by: User | None, at: datetime) -> bool:
    """The letter is not posted, whether printed or not: it will not leave. False once it has."""
    rights.require(by, "send", message.company)
    with events.act(message.company):
        fresh = Message.objects.filter(pk=message.pk, state="to_do", channel__in=CHANNELS).first()
        return fresh is not None and let_go(fresh, "dropped_by_hand", by, at)
