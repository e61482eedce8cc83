"""The domain mail is sent from: what the domain name system says of it, and the word of a person who knows."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ardoise.actions import sending_domain as actions
from ardoise.actions.policies import limits_of
from ardoise.actions.refusals import Unfit
from ardoise.desk.frame import clock
from ardoise.desk.frame.forms import refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.looks import Look
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import language
from ardoise.desk.preferences.sections import section_page
from ardoise.domain import brake
from ardoise.domain.sending_domain import CHECKS, Check, Report, say
from ardoise.domain.sending_domain.words import NAMES
from ardoise.records.models import MailServer, SendingDomain

LOOKS: dict[str, Look] = {
    "good": (gettext_lazy("in order"), "good", "check"),
    "warn": (gettext_lazy("to look at"), "warn", "alert"),
    "bad": (gettext_lazy("wrong"), "grave", "cross"),
    "unknown": (gettext_lazy("not asked"), "calm", "question"),
}


class SignatureForm(forms.Form):
    """Who signs, as far as the domain name system can't tell."""

    selector = forms.CharField(
        label=gettext_lazy("DKIM selector"),
        max_length=63,
        required=False,
        help_text=gettext_lazy(
            "The word before “._domainkey” that your mail provider gives. Empty: usual ones are tried."
        ),
    )
    signing_domain = forms.CharField(
        label=gettext_lazy("Signing domain"),
        max_length=253,
        required=False,
        help_text=gettext_lazy("Empty: the sender’s own."),
    )


@needs("configure")
@require_http_methods(["GET", "POST"])
def sending_domain(request: Request) -> HttpResponse:
    """What was found last; asked anew on demand."""
    known = actions.kept(request.company)
    form = SignatureForm(
        request.POST or None, initial={"selector": known.selector, "signing_domain": known.signing_domain}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.check(request.company, request.user, clock.now(), **form.cleaned_data)
            return redirect("settings_domain")
    return page(request, known, form)


@needs("configure")
@require_POST
def accept(request: Request) -> HttpResponse:
    """A person lets mass runs leave all the same."""
    note = request.POST.get("note", "")
    try:
        actions.accept(request.company, note, request.user, clock.now())
    except Unfit as unfit:
        known = actions.kept(request.company)
        form = SignatureForm(initial={"selector": known.selector, "signing_domain": known.signing_domain})
        return page(request, known, form, error=str(unfit), note=note)
    messages.success(
        request, _("Accepted as it is: a large run no longer stops for this, until something else is wrong.")
    )
    return redirect("settings_domain")


def page(request: Request, known: SendingDomain, form: SignatureForm, **more: object) -> HttpResponse:
    """The section, with what is known of the domain of today."""
    found = actions.standing(request.company, clock.now())
    is_told = known.checked_at is not None and known.domain == found.domain
    context = {
        "form": form,
        "found": found,
        "known": known if is_told else None,
        "lines": [line_of(check) for check in Report.of(known.domain, known.checks).checks] if is_told else [],
        "bound": brake.read(limits_of(request.company).brake)[0].unchecked_mail_max,
        "has_server": MailServer.objects.filter(company=request.company).exists(),
        **more,
    }
    return section_page(request, "domain", "settings_domain", **context)


def line_of(check: Check) -> dict[str, object]:
    """A check as the page lists it."""
    words, tone, drawing = LOOKS[check.state]
    return {
        "name": NAMES[check.check][language()], "words": words, "tone": tone, "drawing": drawing,
        "sentence": say(check, language()),
    }  # fmt: skip


assert NAMES.keys() == set(CHECKS), "every check has its name"
