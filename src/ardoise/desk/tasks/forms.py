"""What a person types of a call: the outcome, its day and amount, a few words."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ardoise.actions.tasks import OUTCOMES, Said
from ardoise.desk.frame.inputs import cents_typed
from ardoise.desk.today.forms import DISPUTE_REASONS, Day
from ardoise.records.models import Customer, Entry

WITH_DAY = ("promise", "payment_notice", "no_answer")


class OutcomeForm(forms.Form):
    """Which fields count depends on the outcome: the button that was pressed says it."""

    outcome = forms.ChoiceField(choices=[(key, key) for key in OUTCOMES], widget=forms.HiddenInput, required=True)
    note = forms.CharField(label=_("In a few words"), max_length=1000, required=False)
    on = forms.DateField(label=_("Day (promise, transfer, next call)"), widget=Day(), required=False)
    amount = forms.CharField(
        label=_("Amount (promise, transfer)"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    reason = forms.ChoiceField(
        label=_("What is contested (dispute)"), choices=DISPUTE_REASONS, initial="other", required=False
    )
    about = forms.ChoiceField(label=_("About (promise, dispute)"), required=False)
    said_by = forms.CharField(label=_("Said by"), max_length=120, required=False)

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
        return Said(given["note"], on, given["amount"], given["reason"] or "other", entry, given["said_by"])
