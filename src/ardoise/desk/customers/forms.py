"""What a person types in the customer file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ardoise.channels import telephones
from ardoise.desk.customers.words import KINDS
from ardoise.desk.frame.causes import cause
from ardoise.desk.frame.forms import RowForm, offer, offer_rows
from ardoise.desk.frame.tags import person
from ardoise.desk.today.forms import DISPUTE_REASONS, Amount, Day, Proof
from ardoise.records.models import Company, Contact, Customer, User


class Plain(forms.Form):
    """Required fields are told after the fact: the form stands beside others in one page."""

    use_required_attribute = False


class DisputeForm(Plain):
    """The customer contests."""

    reason = forms.ChoiceField(label=_("What is contested"), choices=DISPUTE_REASONS)
    amount = Amount(label=_("Amount contested"), help_text=_("Empty: all of it. A part: tick one invoice."))
    note = forms.CharField(label=_("In a few words"), max_length=300, required=False)


class PromiseForm(Plain):
    """The customer says when, and how much."""

    promised_on = forms.DateField(label=_("Paid by"), widget=Day())
    amount = Amount(label=_("Amount promised"), help_text=_("Empty: all that is open of the ticked items."))
    said_by = forms.CharField(label=_("Who said it"), max_length=120, required=False)
    note = forms.CharField(label=_("In a few words"), max_length=300, required=False)


PAID_ALREADY = _("Paid already: that day. If the money should be here by now, a task asks to look for it.")


class PaymentNoticeForm(Plain):
    """The customer says the money is on its way."""

    paid_on = forms.DateField(label=_("Day of the transfer"), widget=Day(), help_text=PAID_ALREADY)
    amount = Amount(label=_("Amount of the transfer"), help_text=_("Empty: not said."))
    said_by = forms.CharField(label=_("Who said it"), max_length=120, required=False)
    proof = Proof(label=_("Proof (10 MB at most)"))
    note = forms.CharField(label=_("In a few words"), max_length=300, required=False)


class BlockForm(Plain):
    """We leave it in peace for a while."""

    until_on = forms.DateField(label=_("Until"), widget=Day(), required=False, help_text=_("Empty: without end."))
    note = forms.CharField(
        label=_("Why, in a few words"), max_length=300, widget=forms.TextInput(attrs={"aria-required": "true"})
    )


class InsolvencyForm(Plain):
    """A court has opened collective proceedings."""

    judged_on = forms.DateField(label=_("Day of the judgment"), widget=Day())
    note = forms.CharField(label=_("In a few words"), max_length=300, required=False)


RESTRAINTS: dict[str, type[Plain]] = {
    "dispute": DisputeForm,
    "promise": PromiseForm,
    "payment_notice": PaymentNoticeForm,
    "block": BlockForm,
    "insolvency": InsolvencyForm,
}


class SettingsForm(forms.Form):
    """What is settled for one customer."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    terms = forms.CharField(label=_("Own terms of payment"), max_length=60, required=False)
    language = forms.ChoiceField(
        label=_("Language of the letters"),
        required=False,
        choices=[("", _("that of the company")), ("fr", "français"), ("en", "English")],
    )
    segment = forms.CharField(label=_("Segment"), max_length=60, required=False)
    group = forms.CharField(
        label=_("Group"), max_length=100, required=False, help_text=_("The customer code of its head.")
    )
    collector = forms.ModelChoiceField(User.objects.none(), label=_("Collector"), required=False, empty_label="–")
    salesperson = forms.ModelChoiceField(User.objects.none(), label=_("Salesperson"), required=False, empty_label="–")

    sector = forms.CharField(label=_("Sector"), max_length=60, required=False)
    risk_class = forms.CharField(label=_("Risk class"), max_length=10, required=False)
    is_strategic = forms.BooleanField(label=_("Strategic customer"), required=False)
    pays_by_debit = forms.BooleanField(label=_("Pays by direct debit"), required=False)
    parent_receives = forms.BooleanField(
        label=_("The head of the group receives in its place"),
        required=False,
        help_text=_("Reminders about this customer, with their papers, go to the group’s head."),
    )

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(memberships__company=company, is_active=True).order_by("last_name", "username")
        for name in ("collector", "salesperson"):
            offer_rows(self, name, people, person)
        self.fields["terms"].help_text = _("Empty: the company’s, %(terms)s.") % {"terms": company.terms}


def settings_of(customer: Customer) -> dict[str, Any]:
    """What the form starts from."""
    return {name: getattr(customer, name) for name in SettingsForm.base_fields}


class ContactForm(RowForm):
    """A person at the customer."""

    class Meta:
        model = Contact
        fields = ("name", "role", "email", "phone", "fax")
        labels = {"name": _("Name"), "role": _("Role"), "email": _("E-mail"), "phone": _("Telephone"), "fax": _("Fax")}

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from ardoise.actions.timeline.words import CONTACT_ROLES

        self.country = country
        offer(self, "role", CONTACT_ROLES.items())

    def clean_phone(self) -> str:
        """Empty, or one that can be dialled."""
        return self.dialled("phone")

    def clean_fax(self) -> str:
        """The same of a fax."""
        return self.dialled("fax")

    def dialled(self, name: str) -> str:
        """What was typed; a number nobody can dial is refused, but one that came by a file stays as it is."""
        typed: str = self.cleaned_data[name]
        if typed and name in self.changed_data and (wrong := telephones.read(typed, self.country).wrong):
            raise forms.ValidationError(cause(wrong))
        return typed
