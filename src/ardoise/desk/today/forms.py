"""What a collector notes about a customer or one of their items: a dispute, a promise, a block."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ardoise.desk.frame.inputs import cents_typed
from ardoise.records.models import Customer, Entry

DISPUTE_REASONS = (
    ("price", _("Price")),
    ("quantity", _("Quantity")),
    ("goods", _("Goods damaged or wrong")),
    ("service", _("Service not as agreed")),
    ("delivery", _("Not delivered, or late")),
    ("double_invoice", _("Invoiced twice")),
    ("administrative", _("Order number or papers missing")),
    ("other", _("Something else")),
)


class Day(forms.DateInput):
    """The browser's own date picker, which reads and writes ISO."""

    input_type = "date"

    def __init__(self, **attributes: object) -> None:
        super().__init__(attrs=attributes, format="%Y-%m-%d")


class Restraint(forms.Form):
    """About all that a customer owes, or one item of it."""

    field_order = ("about", "reason", "until_on", "promised_on", "amount", "note")

    about = forms.ChoiceField(label=_("About"), required=False)
    note = forms.CharField(label=_("In a few words"), max_length=300, required=False)

    def __init__(self, *args: object, customer: Customer, entries: QuerySet[Entry], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.customer, self.entries = customer, {str(entry.pk): entry for entry in entries}
        whole = [("", _("All that they owe"))]
        self.fields["about"].choices = whole + [(k, e.document or e.label) for k, e in self.entries.items()]

    def subject(self) -> Customer | Entry:
        """What it is about, once the form is valid."""
        return self.entries.get(self.cleaned_data["about"], self.customer)


class DisputeForm(Restraint):
    """The customer contests."""

    reason = forms.ChoiceField(label=_("What is contested"), choices=DISPUTE_REASONS)


class PromiseForm(Restraint):
    """The customer says when, and how much."""

    promised_on = forms.DateField(label=_("Paid by"), widget=Day())
    amount = forms.CharField(label=_("Amount promised"), widget=forms.TextInput(attrs={"inputmode": "decimal"}))

    def clean_amount(self) -> int:
        """Cents of an amount typed the French or the English way."""
        try:
            return cents_typed(self.cleaned_data["amount"])
        except ValueError:
            raise forms.ValidationError(_("Write an amount such as 1234.50.")) from None


class BlockForm(Restraint):
    """We leave it in peace for a while."""

    until_on = forms.DateField(label=_("Until"), widget=Day(), required=False, help_text=_("Empty: without end."))
    note = forms.CharField(label=_("Why, in a few words"), max_length=300)


def a_week_from(today: date) -> date:
    """The day first offered for a promise or a block."""
    return today + timedelta(7)
