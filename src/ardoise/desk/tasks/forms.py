"""What a person types of a call: the outcome, its day and amount, a few words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from ardoise.actions.tasks import OUTCOMES, Said
from ardoise.desk.frame.inputs import cents_typed
from ardoise.desk.frame.tags import written
from ardoise.desk.tasks import words
from ardoise.desk.today.forms import DISPUTE_REASONS, Day, a_week_from
from ardoise.domain.worklist import call_seconds
from ardoise.records.models import Customer, Entry

OFFERED: dict[str, tuple[str, ...]] = {
    "promise": ("on", "amount", "about", "said_by", "note"),
    "dispute": ("reason", "about", "amount", "note"),
    "payment_notice": ("on", "amount", "said_by", "note"),
}
"""Outcome → what it asks for; the others are noted by one press, with a few words or none."""
LABELS: dict[tuple[str, str], str | Lazy] = {
    ("promise", "on"): _("Paid by"),
    ("promise", "amount"): _("Amount promised"),
    ("dispute", "amount"): _("Amount contested, where it is a part"),
    ("payment_notice", "on"): _("Day of the transfer"),
    ("payment_notice", "amount"): _("Amount of the transfer"),
}
WITH_DAY = ("promise", "payment_notice", "no_answer")


class OutcomeForm(forms.Form):
    """Which fields count depends on the outcome: the button that was pressed says it."""

    outcome = forms.ChoiceField(choices=[(key, key) for key in OUTCOMES], widget=forms.HiddenInput, required=True)
    note = forms.CharField(label=_("In a few words"), max_length=1000, required=False)
    on = forms.DateField(label=_("Day (promise, transfer, next call)"), widget=Day(), required=False)
    amount = forms.CharField(
        label=_("Amount (promise, transfer)"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    reason = forms.ChoiceField(label=_("What is contested"), choices=DISPUTE_REASONS, initial="other", required=False)
    about = forms.ChoiceField(label=_("About"), required=False)
    said_by = forms.CharField(label=_("Said by"), max_length=120, required=False)
    seconds = forms.CharField(required=False, widget=forms.HiddenInput)  # the timer's; a wrong one hinders nothing

    def __init__(self, *args: object, customer: Customer, entries: list[Entry], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.entries = {str(entry.pk): entry for entry in entries}
        whole = [("", _("All that they owe"))]
        self.fields["about"].choices = whole + [(k, e.document or e.label) for k, e in self.entries.items()]  # type: ignore[attr-defined]

    def clean_amount(self) -> int | None:
        """Cents of an amount typed the French or the English way."""
        typed = self.cleaned_data["amount"]
        try:
            return cents_typed(typed) if typed.strip() else None
        except ValueError:
            raise forms.ValidationError(_("Write an amount such as 1234.50.")) from None

    def said(self) -> Said:
        """For the action."""
        given = self.cleaned_data
        on = given["on"] if given["outcome"] in WITH_DAY else None
        entry = self.entries.get(given["about"])
        seconds = call_seconds(given["seconds"])
        return Said(given["note"], on, given["amount"], given["reason"] or "other", entry, given["said_by"], seconds)


def results(
    customer: Customer,
    entries: list[Entry],
    today: date,
    cents: int | None,
    refused: OutcomeForm | None = None,
    kind: str = "call",
) -> dict[str, Any]:
    """The result bar: outcomes noted by one press, and those that ask for something, each with its fields.

    `cents`: the amount first offered; `refused`: a form to be looked at again, shown where it was typed.
    """
    asked = refused.data.get("outcome", "") if refused else ""
    first = {"promise": a_week_from(today), "payment_notice": today}
    offered = []
    for key, said, drawing, letter in words.outcomes(kind):
        if key in OFFERED:
            initial = {"on": first.get(key), "amount": written(cents) if cents and key == "promise" else ""}
            form = (
                refused
                if refused and key == asked
                else OutcomeForm(customer=customer, entries=entries, initial=initial, auto_id=f"{key}-%s")
            )
            for name in OFFERED[key]:
                form.fields[name].label = LABELS.get((key, name), form.fields[name].label)
            fields = [form[name] for name in OFFERED[key]]
            offered.append(
                {"key": key, "words": said, "drawing": drawing, "letter": letter, "form": form, "fields": fields}
            )
    return {
        "caller": customer.pk if kind == "call" else "",
        "plan": f"{reverse('agree_plan', args=[customer.pk])}?call=1",
        "at_once": [outcome for outcome in words.outcomes(kind) if outcome[0] not in OFFERED],
        "offered": offered,
        "opened": asked,
        "refused": refused if asked not in OFFERED else None,
    }
