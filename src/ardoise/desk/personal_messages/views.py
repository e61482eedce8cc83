"""Writing to one customer: beside a list or on a page of its own."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ardoise.actions import delivery, templates
from ardoise.actions import personal_messages as actions
from ardoise.actions.restraints import Unfit
from ardoise.actions.templates import Unsound
from ardoise.actions.templates.reading import Place
from ardoise.actions.thanking import is_pressed
from ardoise.channels import sms
from ardoise.desk.customers import facts
from ardoise.desk.customers.views import find
from ardoise.desk.frame import clock, rows
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.personal_messages.forms import MessageForm
from ardoise.desk.templates.words import name_of
from ardoise.domain.correspondence import answers, packs
from ardoise.records.models import Customer, Reply

UNOFFERED = ("formal", "due_today", "instalments", "thanks", "question")
"""Letters of the pack that are a level's own: a formal notice leaves by its ladder alone."""


@needs("send")
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The form; posted, the message is queued once."""
    customer = find(request, customer_id)
    reply, channel = answered(request, customer), channel_of(request, customer)
    if request.method == "GET":
        return page(request, customer, channel, reply)
    form = form_of(request, customer, channel, reply, request.POST)
    if not form.is_valid():
        return page(request, customer, channel, reply, form)
    try:
        given = form.cleaned_data
        actions.send(customer, form.wish(), given["nonce"], request.user, clock.now(), reply)
    except Unfit as unfit:
        form.add_error(None, str(unfit))
        return page(request, customer, channel, reply, form)
    return over(request, customer, reply)


@needs("send")
@require_POST
def preview(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What would leave, as it stands."""
    customer = find(request, customer_id)
    reply, channel = answered(request, customer), channel_of(request, customer)
    form = form_of(request, customer, channel, reply, request.POST, is_full=False)
    form.is_valid()
    draft = actions.drafted(customer, form.wish(), clock.now(), reply)
    wish = form.wish()
    context = {"draft": draft, "lacks_paper": answers.speaks_of_papers(wish.text) and not wish.has_papers}
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
        "channels": channels_of(request, customer),
        "form": form,
        "starts": [(key, name_of(key)) for key in starts(request)],
        "start": request.GET.get("start", ""),
        "row": rows.row_of(request),
        "is_pressed": reply is None and is_pressed(customer, today),
        "restraints": standing,
        "lacks_copy": actions.asks_copy(reply) and not form.initial.get("documents") and not form.is_bound,
        "is_nobody": not form.fields["to"].choices,  # type: ignore[attr-defined]
    }
    name = "personal_messages/panel.html" if request.htmx else "personal_messages/page.html"
    return render(request, name, context)


def form_of(
    request: HttpRequest, customer: Customer, channel: str, reply: Reply | None, posted: object = None,
    is_full: bool = True,
) -> MessageForm:  # fmt: skip
    """The form for that channel; a fresh one holds the first words."""
    copies = actions.copies(customer, clock.today(request.company), reply)
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


def begun(request: HttpRequest, customer: Customer, channel: str, reply: Reply | None) -> tuple[str, str]:
    """The first words: of the letter that was chosen, merged for this customer; else a greeting and a close."""
    subject, text = actions.first_words(customer, request.user, clock.today(request.company), reply)
    start = request.GET.get("start", "")
    if start not in starts(request):
        return (subject, text) if channel == "email" else ("", "")
    language = actions.language_of(customer, request.company)
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
        return (subject, text) if channel == "email" else ("", "")
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


def channels_of(request: HttpRequest, customer: Customer) -> list[str]:
    """E-mail, and text messages where a provider is set."""
    has_sms = delivery.setting_of(request.company, "sms") is not None
    return ["email", "sms"] if has_sms else ["email"]


def channel_of(request: HttpRequest, customer: Customer) -> str:
    asked = request.POST.get("channel") or request.GET.get("channel", "")
    return asked if asked in channels_of(request, customer) else "email"


def over(request: HttpRequest, customer: Customer, reply: Reply | None) -> HttpResponse:
    """Back to where it was opened; a reply that asks nothing more leaves its list."""
    words = _("Written: it waits in the outbox.")
    if request.htmx:
        is_done = reply is not None and Reply.objects.filter(pk=reply.pk, state="done").exists()
        if reply is not None and is_done and rows.row_of(request) in ("", f"reply-{reply.pk}"):
            return rows.done(f"reply-{reply.pk}", words)
        return rows.again(words)
    messages.success(request, words)
    return redirect("reply", reply.pk) if reply else redirect("customer", customer.pk)
