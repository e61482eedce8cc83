"""Writing to one customer: beside a list or on a page of its own."""

from __future__ import annotations

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ardoise.actions import delivery, rights
from ardoise.actions import personal_messages as actions
from ardoise.actions.correspondence.consumers import typed_wrongly
from ardoise.actions.delivery.batches import CHANNELS as PRINTED
from ardoise.actions.thanking import is_pressed
from ardoise.channels import sms
from ardoise.desk.customers import facts
from ardoise.desk.frame import clock, rows
from ardoise.desk.frame.forms import refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.papers import paper_answer
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import language
from ardoise.desk.personal_messages.beginning import Writing, carried_on, form_of, opened, starts, typed
from ardoise.desk.personal_messages.forms import MessageForm
from ardoise.desk.personal_messages.ways import channels_of, nobody
from ardoise.desk.templates.words import name_of
from ardoise.domain.correspondence import answers
from ardoise.formats.typesetting.signs import loses_signs
from ardoise.records.models import Reply


@needs("send")
@require_http_methods(["GET", "POST"])
def write(request: Request, customer_id: int) -> HttpResponse:
    """The form; posted, the message is queued once."""
    writing = opened(request, customer_id)
    if request.method == "GET":
        return page(writing, form_of(writing))
    if "channel" in request.GET:  # what was written goes on by another one
        return page(writing, carried_on(writing))
    form = form_of(writing, request.POST)
    if form.is_valid():
        with refusals_on(form):
            nonce = form.cleaned_data["nonce"]
            actions.send(writing.customer, form.wish(), nonce, request.user, clock.now(), writing.reply)
            return over(writing)
    return page(writing, form)


@needs("send")
@require_POST
@csp_update({"object-src": "'self'"})  # type: ignore[arg-type]  # its types know no view that takes more than a request
def paper(request: Request, customer_id: int) -> HttpResponse:
    """The letter as it stands and all that is printed behind it, in one PDF."""
    writing = opened(request, customer_id)
    form, wish = typed(writing)
    if wish.is_printed and "to" not in form.errors:
        with refusals_on(form):
            content = actions.printed(writing.customer, wish, clock.now(), writing.reply)
            return paper_answer(f"{_('letter')}-{writing.customer.code}.pdf", "application/pdf", content)
    return page(writing, form)


@needs("send")
@require_POST
def preview(request: Request, customer_id: int) -> HttpResponse:
    """What would leave, as it stands."""
    writing = opened(request, customer_id)
    _form, wish = typed(writing)
    draft = actions.drafted(writing.customer, wish, clock.now(), writing.reply)
    context = {
        "draft": draft,
        "is_printed": wish.is_printed,
        "lacks_paper": answers.speaks_of_papers(wish.text) and not wish.has_papers,
        "unlawful": [one.told(language()) for one in typed_wrongly(writing.customer, f"{wish.subject}\n{wish.text}")],
        "lacks_signs": wish.is_printed and loses_signs(draft.subject + draft.body),
    }
    if writing.channel == "sms":
        context["length"] = sms.count(draft.body)
    return render(request, "personal_messages/preview.html", context)


def page(writing: Writing, form: MessageForm) -> HttpResponse:
    """The form, begun or to be looked at again."""
    request, customer, channel, reply = writing
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
        "is_pressed": reply is None and is_pressed(customer, writing.today),
        "restraints": facts.standing(customer, writing.today),
        "lacks_copy": actions.asks_copy(reply) and not form.initial.get("documents") and not form.is_bound,
    }
    name = "personal_messages/panel.html" if request.htmx else "personal_messages/page.html"
    return render(request, name, context)


def over(writing: Writing) -> HttpResponse:
    """Back to where it was opened; a reply that asks nothing more leaves its list."""
    request, customer, channel, reply = writing
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
