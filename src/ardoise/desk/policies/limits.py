"""How hard we press: contacts per debtor, quiet hours, how fresh the books must be, what makes a run stop."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ardoise.actions import policies as actions
from ardoise.actions import rights
from ardoise.desk.frame import clock
from ardoise.desk.frame.forms import refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.domain import brake


class LimitsForm(forms.Form):
    """The restraint a company puts on itself."""

    contacts_max = forms.IntegerField(label=gettext_lazy("Contacts, at most"), min_value=1, max_value=365)
    contacts_days = forms.IntegerField(
        label=gettext_lazy("Within so many days"),
        min_value=1,
        max_value=365,
        help_text=gettext_lazy("Over all channels, and over all companies that face the same debtor."),
    )
    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet hours: from"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("Quiet hours: until"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    ledger_days_max = forms.IntegerField(
        label=gettext_lazy("Ledger: days old at most"),
        min_value=1,
        max_value=365,
        help_text=gettext_lazy("Computed from older books, a run waits for a person."),
    )
    bank_days_max = forms.IntegerField(
        label=gettext_lazy("Last payment booked: days old at most"),
        min_value=1,
        max_value=365,
        required=False,
        help_text=gettext_lazy(
            "The last day of the bank statements counts; without any, that of the last payment booked. "
            "Empty: it is not looked at."
        ),
    )
    payment_notice_days = forms.IntegerField(
        label=gettext_lazy("Working days a transfer may take"), min_value=0, max_value=60
    )
    dispute_grace_days = forms.IntegerField(
        label=gettext_lazy("Days of peace after a dispute is settled"), min_value=0, max_value=365
    )

    credit_notes_to = forms.EmailField(
        label=gettext_lazy("Whoever issues credit notes: e-mail address"),
        max_length=254,
        required=False,
        help_text=gettext_lazy(
            "Written to once a dispute waits for a credit note, and again past its deadline. Empty: nobody is."
        ),
    )


class BrakeForm(forms.Form):
    """The corridor out of which a run stops."""

    volume_max = forms.IntegerField(
        label=gettext_lazy("Reminders in one run, at most"),
        min_value=0,
        max_value=10**9,
        required=False,
        help_text=gettext_lazy("Empty: no bound."),
    )
    volume_pct_max = forms.IntegerField(
        label=gettext_lazy("% of the usual number, at most"), min_value=0, max_value=10**6
    )
    mean_pct_max = forms.IntegerField(
        label=gettext_lazy("% of the usual mean amount, at most"), min_value=0, max_value=10**6
    )
    mean_pct_min = forms.IntegerField(
        label=gettext_lazy("% of the usual mean amount, at least"), min_value=0, max_value=10**6
    )
    debit_pct_max = forms.IntegerField(
        label=gettext_lazy("% of customers paying by direct debit, at most"), min_value=0, max_value=100
    )
    bounce_pct_max = forms.IntegerField(
        label=gettext_lazy("% of the last messages that came back, at most"), min_value=0, max_value=100
    )
    unchecked_mail_max = forms.IntegerField(
        label=gettext_lazy("E-mails in one run from a domain not found in order, at most"),
        min_value=0,
        max_value=10**9,
        required=False,
        help_text=gettext_lazy("See Settings, Sending domain. Empty: no bound."),
    )
    first_points_max = forms.IntegerField(
        label=gettext_lazy("Share of first reminders above the usual, in points"), min_value=0, max_value=100
    )


@needs("see_all")
@require_http_methods(["GET", "POST"])
def limits(request: Request) -> HttpResponse:
    """Read by whoever sees all; changed by whoever settles."""
    may = rights.role_may(request.role, "settle")
    kept = actions.limits_of(request.company)
    corridor = brake.told(brake.read(kept.brake)[0])
    posted = request.POST if request.method == "POST" else None
    kept.bank_days_max = actions.bank_days_of(kept)
    form = LimitsForm(posted, initial={name: getattr(kept, name) for name in LimitsForm.base_fields})
    corridor_form = BrakeForm(posted, initial=corridor)
    if posted is not None and form.is_valid() and corridor_form.is_valid():
        told = {
            k: v for k, v in (corridor | corridor_form.cleaned_data).items() if v != brake.told(brake.Corridor())[k]
        }
        if changed(request, form, form.cleaned_data | {"brake": told}):
            return redirect("dunning_limits")
    for field in (*form.fields.values(), *corridor_form.fields.values()):
        field.disabled = not may
    context = {"form": form, "corridor": corridor_form, "may": may, "tab": "limits"}
    return render(request, "policies/limits.html", context)


def changed(request: Request, form: LimitsForm, fields: dict[str, Any]) -> bool:
    """Ask the action; its refusal becomes an error of the form."""
    with refusals_on(form):
        before = actions.change_limits(request.company, request.user, clock.now(), **fields)
        messages.success(request, _("Saved.") if before else _("Nothing to change."))
        return True
    return False
