"""Writing to one customer: beside a list or on a page of its own."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ardoise.actions import delivery, rights, templates
from ardoise.actions import personal_messages as actions
from ardoise.actions.correspondence.parties import language_of
from ardoise.actions.templates import Unsound
from ardoise.actions.templates.reading import Place
from ardoise.actions.thanking import is_pressed
from ardoise.channels import sms
from ardoise.desk.customers import facts
from ardoise.desk.customers.views import find
from ardoise.desk.frame import clock, rows
from ardoise.desk.frame.forms import refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.papers import SHOWN, paper_answer
from ardoise.desk.personal_messages.forms import MessageForm
from ardoise.desk.personal_messages.ways import PRINTED, channel_of, channels_of, nobody
from ardoise.desk.templates.words import name_of
from ardoise.domain.correspondence import answers, packs
from ardoise.formats.typesetting.signs import loses_signs
from ardoise.records.models import Customer, Document, Reply

UNOFFERED = ("formal", "due_today", "instalments", "thanks", "question")
"""Letters of the pack that are a level's own: a formal notice leaves by its ladder alone."""


@needs("send")
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The form; posted, the message is queued once."""
    customer = find(request, customer_id)
    reply, channel = answered(request, customer), channel_of(request)
    if request.method == "GET":
        return page(request, customer, channel, reply)
    if "channel" in request.GET:  # what was written goes on by another one
        return page(request, customer, channel, reply, carried_on(request, customer, channel, reply))
    form = form_of(request, customer, channel, reply, request.POST)
    if form.is_valid():
        with refusals_on(form):
            actions.send(customer, form.wish(), form.cleaned_data["nonce"], request.user, clock.now(), reply)
            return over(request, customer, channel, reply)
    return page(request, customer, channel, reply, form)


@needs("send")
@require_POST
@csp_update({"object-src": "'self'"})
def paper(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The letter as it stands and all that is printed behind it, in one PDF."""
    customer = find(request, customer_id)
    reply, channel = answered(request, customer), channel_of(request)
    form = form_of(request, customer, channel, reply, request.POST, is_full=False)
    form.is_valid()
    wish = form.wish()
    if wish.is_printed and "to" not in form.errors:
        with refusals_on(form):
            content = actions.printed(customer, wish, clock.now(), reply)
            return paper_answer(f"{_('letter')}-{customer.code}.pdf", "application/pdf", content)
    return page(request, customer, channel, reply, form)


@needs("send")
@require_POST
def preview(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What would leave, as it stands."""
    customer = find(request, customer_id)
    reply, channel = answered(request, customer), channel_of(request)
    form = form_of(request, customer, channel, reply, request.POST, is_full=False)
    form.is_valid()
    wish = form.wish()
    draft = actions.drafted(customer, wish, clock.now(), reply)
    context = {
        "draft": draft,
        "is_printed": wish.is_printed,
        "lacks_paper": answers.speaks_of_papers(wish.text) and not wish.has_papers,
        "lacks_signs": wish.is_printed and loses_signs(draft.subject + draft.body),
    }
    if channel == "sms":
        context["length"] = sms.count(draft.body)
    return render(request, "personal_messages/preview.html", context)


def page(
    request: HttpRequest, customer: Customer, channel: str, reply: Reply | None, form: MessageForm | None = None
) -> HttpResponse:
    """The form, empty or to be looked at again."""
    today = clock.today(request.company)
    form = form or form_of(request, customer, channel, reply)
    standing = facts.standing(customer, today)
    context = {
        "customer": customer,
        "reply": reply,
        "channel": channel,
        "channels": channels_of(request),
        "form": form,
        "nobody": None if form.reached else nobody(request, customer, channel),
        "at_place": next((one for one in form.reached if one.key.startswith("post-")), None),
        "starts": [(key, name_of(key)) for key in starts(request)],
        "start": request.GET.get("start", ""),
        "row": rows.row_of(request),
        "is_printed": channel in PRINTED,
        "may_correspond": rights.role_may(request.role, "correspond"),
        "is_pressed": reply is None and is_pressed(customer, today),
        "restraints": standing,
        "lacks_copy": actions.asks_copy(reply) and not form.initial.get("documents") and not form.is_bound,
    }
    name = "personal_messages/panel.html" if request.htmx else "personal_messages/page.html"
    return render(request, name, context)


def form_of(
    request: HttpRequest, customer: Customer, channel: str, reply: Reply | None, posted: object = None,
    is_full: bool = True,
) -> MessageForm:  # fmt: skip
    """The form for that channel; a fresh one holds the first words."""
    copies = copies_for(customer, channel, clock.today(request.company), reply)
    offered = {
        "channel": channel, "reached": actions.reached(customer, channel, reply), "copies": copies, "is_full": is_full
    }  # fmt: skip
    if posted is not None:
        return MessageForm(posted, **offered)
    subject, text = begun(request, customer, channel, reply)
    initial = {
        "channel": channel, "nonce": uuid4().hex, "subject": subject, "text": text,
        "documents": [str(one.pk) for one in actions.wanted(reply, copies)],
        "has_statement": "start" in request.GET and answers.speaks_of_papers(text),
    }  # fmt: skip
    return MessageForm(initial=initial, **offered)


def copies_for(customer: Customer, channel: str, today: date, reply: Reply | None) -> list[Document]:
    """The copies that channel can carry: paper what can be printed."""
    found = actions.copies(customer, today, reply)
    return [one for one in found if channel == "email" or one.content_type in SHOWN]


def carried_on(request: HttpRequest, customer: Customer, channel: str, reply: Reply | None) -> MessageForm:
    """The form for that channel, with what was written and ticked for another; first words nobody touched become its
    own."""
    given = {name: request.POST.get(name, "") for name in ("subject", "text")}
    _subject, first = begun(request, customer, request.POST.get("channel", ""), reply)
    fresh = form_of(request, customer, channel, reply)
    if " ".join(given["text"].split()) in ("", " ".join(first.split())):
        return fresh
    told = {name: value for name, value in given.items() if value.strip()}
    ticked = {"has_statement": "has_statement" in request.POST, "documents": request.POST.getlist("documents")}
    copies = copies_for(customer, channel, clock.today(request.company), reply)
    return MessageForm(
        initial=fresh.initial | told | ticked, is_carried=True, channel=channel, copies=copies,
        reached=actions.reached(customer, channel, reply),
    )  # fmt: skip


def begun(request: HttpRequest, customer: Customer, channel: str, reply: Reply | None) -> tuple[str, str]:
    """The first words: of the letter that was chosen, merged for this customer; else a greeting and a close."""
    subject, text = actions.first_words(customer, request.user, clock.today(request.company), reply, channel)
    start = request.GET.get("start", "")
    if start not in starts(request):
        return ("", "") if channel == "sms" else (subject, text)
    language = language_of(customer, request.company)
    chosen = templates.choose(templates.own_words(request.company), (start,), language, customer.kind, channel)
    place = Place(start, language, customer.kind, channel)
    today = clock.today(request.company)
    heard_on = actions.last_sent_on(customer, today)
    try:
        letter = templates.begun(request.company, place, chosen.words, customer, today, heard_on)
    except Unsound:
        messages.warning(request, _("This letter asks for what does not exist: correct it under Letters."))
        return subject, text
    if letter is None:
        messages.warning(request, _("Nothing is open: this letter has nothing to speak of."))
        return ("", "") if channel == "sms" else (subject, text)
    return subject if reply else letter.subject, letter.body.strip()


def starts(request: HttpRequest) -> list[str]:
    """The letters a person may start from: the company's own, and the pack's that are no level's own."""
    names = templates.names(request.company)
    return [key for key in packs.KEYS if key not in UNOFFERED] + sorted(names - set(packs.KEYS))


def answered(request: HttpRequest, customer: Customer) -> Reply | None:
    """The reply that is being answered, of this customer; None where none is."""
    asked = request.GET.get("reply", "")
    if not asked:
        return None
    theirs = Reply.objects.filter(customer=customer).defer("raw").select_related("company")
    return get_object_or_404(theirs, pk=key_of(asked) or 0)


def over(request: HttpRequest, customer: Customer, channel: str, reply: Reply | None) -> HttpResponse:
    """Back to where it was opened; a reply that asks nothing more leaves its list."""
    setting = delivery.setting_of(request.company, channel) if channel != "email" else None
    is_printed_here = setting is not None and setting.way == "print"
    words = (
        _("Written: it comes to the letters to print.") if is_printed_here else _("Written: it waits in the outbox.")
    )
    if request.htmx:
        is_done = reply is not None and Reply.objects.filter(pk=reply.pk, state="done").exists()
        if reply is not None and is_done and rows.row_of(request) in ("", f"reply-{reply.pk}"):
            return rows.done(f"reply-{reply.pk}", words)
        return rows.again(words)
    messages.success(request, words)
    return redirect("reply", reply.pk) if reply else redirect("customer", customer.pk)
