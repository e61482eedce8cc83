"""Where replies are read, a test of it, and a look right now."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ardoise.actions import errands as work
from ardoise.actions import replies as actions
from ardoise.desk.frame import clock
from ardoise.desk.frame.forms import refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.preferences.sections import section_page
from ardoise.desk.replies.forms import MailboxForm
from ardoise.desk.today import errands
from ardoise.records.models import Mailbox
from ardoise.sources.mailbox import test_connection

DAYS_READ_BACK = 30  # offered for a mailbox that is new to us: what is older was answered long ago


@needs("configure")
@require_http_methods(["GET", "POST"])
def mailbox(request: Request) -> HttpResponse:
    """Keep the mailbox, or try it."""
    kept = Mailbox.objects.filter(company=request.company).first()
    form = MailboxForm(
        request.POST or None,
        instance=Mailbox.objects.filter(company=request.company).first(),
        initial={} if kept else {"since_on": clock.today(request.company) - timedelta(DAYS_READ_BACK)},
    )
    tried = None
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            tried = try_out(form, kept)
        elif keep(request, form):
            return redirect("settings_replies")
    return section_page(request, "replies", "settings_replies", form=form, kept=kept, tried=tried)


def try_out(form: MailboxForm, kept: Mailbox | None) -> dict[str, str]:
    """Connect, sign in, open the folder and leave, with what is typed."""
    given = form.cleaned_data
    if not given["host"]:
        return {"wrong": _("Name a server first.")}
    password = given["password"] or (kept.password if kept else "")
    box = Mailbox(**{**given, "password": password})
    return {"wrong": test_connection(actions.account_of(box))}


def keep(request: Request, form: MailboxForm) -> bool:
    """Ask the action; its refusal becomes an error of the form."""
    with refusals_on(form):
        box = actions.set_mailbox(request.company, request.user, clock.now(), **form.given())
        messages.success(request, _("Saved: replies are read from it.") if box else _("No mailbox is read."))
        return True
    return False


@needs("correspond")
@require_POST
def fetch(request: Request) -> HttpResponse:
    """The worker reads the mailbox now: a server that hangs keeps nobody before a page that loads."""
    errands.start(work.ask_fetching(request.company, request.user, clock.now()))
    return redirect("replies")
