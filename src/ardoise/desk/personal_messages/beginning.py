"""What is being written to a customer, and the words that its form begins with."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import NamedTuple
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from ardoise.actions import personal_messages as actions
from ardoise.actions import templates
from ardoise.actions.correspondence.parties import language_of
from ardoise.actions.templates import Unsound
from ardoise.actions.templates.reading import Place
from ardoise.desk.customers.views import find
from ardoise.desk.frame import clock
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.papers import SHOWN
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import language as spoken
from ardoise.desk.personal_messages.forms import MessageForm
from ardoise.desk.personal_messages.ways import channel_of
from ardoise.domain.correspondence import answers, packs
from ardoise.records.models import Customer, Document, Reply

UNOFFERED = ("formal", "due_today", "instalments", "thanks", "question")
"""Letters of the pack that are a level's own: a formal notice leaves by its ladder alone."""


class Writing(NamedTuple):
    """What a person writes: asked by which request, to whom, by which channel, in answer to what (None: to nothing)."""

    request: Request
    customer: Customer
    channel: str
    reply: Reply | None

    @property
    def today(self) -> date:
        """The company's day."""
        return clock.today(self.request.company)

    @property
    def copies(self) -> list[Document]:
        """The copies that the channel can carry: paper what can be printed."""
        found = actions.copies(self.customer, self.today, self.reply)
        return [one for one in found if self.channel == "email" or one.content_type in SHOWN]


def opened(request: Request, customer_id: int) -> Writing:
    """What the address says is written; another company's customer, or another customer's reply, does not exist."""
    customer = find(request, customer_id)
    return Writing(request, customer, channel_of(request), answered(request, customer))


def typed(writing: Writing) -> tuple[MessageForm, actions.Wish]:
    """What there is so far, to be looked at: nothing has to be whole."""
    form = form_of(writing, writing.request.POST, is_full=False)
    form.is_valid()
    return form, form.wish()


def form_of(writing: Writing, posted: object = None, is_full: bool = True) -> MessageForm:
    """The form for its channel; a fresh one holds the first words."""
    channel, reply, copies = writing.channel, writing.reply, writing.copies
    reached = actions.reached(writing.customer, channel, reply)
    new = partial(MessageForm, channel=channel, reached=reached, copies=copies, is_full=is_full)
    if posted is not None:
        return new(posted)
    subject, text = begun(writing)
    initial = {
        "channel": channel, "nonce": uuid4().hex, "subject": subject, "text": text,
        "documents": [str(one.pk) for one in actions.wanted(reply, copies)],
        "has_statement": "start" in writing.request.GET and answers.speaks_of_papers(text),
    }  # fmt: skip
    return new(initial=initial)


def carried_on(writing: Writing) -> MessageForm:
    """The form for its channel, with what was written and ticked for another; first words nobody touched become its
    own."""
    posted = writing.request.POST
    given = {name: posted.get(name, "") for name in ("subject", "text")}
    _subject, first = begun(writing._replace(channel=posted.get("channel", "")))
    fresh = form_of(writing)
    if " ".join(given["text"].split()) in ("", " ".join(first.split())):
        return fresh
    told = {name: value for name, value in given.items() if value.strip()}
    ticked = {"has_statement": "has_statement" in posted, "documents": posted.getlist("documents")}
    return MessageForm(
        initial={**fresh.initial, **told, **ticked}, is_carried=True, channel=writing.channel, copies=writing.copies,
        reached=fresh.reached,
    )  # fmt: skip


def begun(writing: Writing) -> tuple[str, str]:
    """The first words: of the letter that was chosen, merged for this customer; else a greeting and a close."""
    request, customer, channel, reply = writing
    subject, text = actions.first_words(customer, request.user, writing.today, reply, channel)
    start = request.GET.get("start", "")
    if start not in starts(request):
        return ("", "") if channel == "sms" else (subject, text)
    language = language_of(customer, request.company)
    chosen = templates.choose(templates.own_words(request.company), (start,), language, customer.kind, channel)
    place = Place(start, language, customer.kind, channel)
    heard_on = actions.last_sent_on(customer, writing.today)
    try:
        letter = templates.begun(request.company, place, chosen.words, customer, writing.today, heard_on)
    except Unsound as unsound:
        wrong = next(iter((*unsound.proofs.subject, *unsound.proofs.body)))
        sentence = _("This letter cannot be begun with; correct it under Templates. %(why)s")
        messages.warning(request, sentence % {"why": wrong.told(spoken())})
        return subject, text
    if letter is None:
        messages.warning(request, _("Nothing is open: this letter has nothing to speak of."))
        return ("", "") if channel == "sms" else (subject, text)
    return subject if reply else letter.subject, letter.body.strip()


def starts(request: Request) -> list[str]:
    """The letters a person may start from: the company's own, and the pack's that are no level's own."""
    names = templates.names(request.company)
    return [key for key in packs.KEYS if key not in UNOFFERED] + sorted(names - set(packs.KEYS))


def answered(request: Request, customer: Customer) -> Reply | None:
    """The reply that is being answered, of this customer; None where none is."""
    asked = request.GET.get("reply", "")
    if not asked:
        return None
    theirs = Reply.objects.filter(customer=customer).defer("raw").select_related("company")
    return get_object_or_404(theirs, pk=key_of(asked) or 0)
