"""Where the mail leaves, and a test of it that sends nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ardoise.actions import companies
from ardoise.channels.email import Server, test_connection
from ardoise.desk.frame import clock
from ardoise.desk.frame.causes import cause
from ardoise.desk.frame.forms import refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.preferences.forms import MailForm
from ardoise.desk.preferences.sections import section_page
from ardoise.records.models import MailServer, Message


@needs("configure")
@require_http_methods(["GET", "POST"])
def mail_server(request: Request) -> HttpResponse:
    """Keep the server, or try it."""
    kept = MailServer.objects.filter(company=request.company).first()
    form = MailForm(request.POST or None, instance=MailServer.objects.filter(company=request.company).first())
    tried = None
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            tried = try_out(form, kept)
        elif keep(request, form):
            return redirect("settings_mail")
    return section_page(request, "mail", "settings_mail", form=form, kept=kept, tried=tried)


def try_out(form: MailForm, kept: MailServer | None) -> dict[str, str]:
    """Connect, sign in and hang up, with what is typed."""
    given = form.cleaned_data
    password = given["password"] or (kept.password if kept else "")
    if not given["host"]:
        return {"wrong": _("Name a server first.")}
    server = Server(given["host"], given["port"], given["security"], given["username"], password)
    return {"wrong": cause(test_connection(server))}


def warn_of_kept(request: Request) -> None:
    """What was approved before there was a server never left, though a ladder counts it as said."""
    if count := Message.objects.filter(company=request.company, state="kept", carrier=None).count():
        words = ngettext(
            "%(n)d earlier message was only kept here and never left: forget it in the outbox to propose it anew.",
            "%(n)d earlier messages were only kept here and never left: forget them in the outbox to propose anew.",
            count,
        )
        messages.warning(request, words % {"n": count})


def keep(request: Request, form: MailForm) -> bool:
    """Ask the action; its refusal becomes an error of the form."""
    with refusals_on(form):
        if companies.set_mail_server(request.company, request.user, clock.now(), **form.given()):
            messages.success(request, _("Kept. What is approved from now on leaves by this server."))
            warn_of_kept(request)
        else:
            messages.success(request, _("No server: messages are kept on this machine."))
        return True
    return False
