"""What a person types in the settings."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import iban
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.fr import siren

from ardoise.desk.frame.forms import Lines, RowForm, Secret, ServerForm
from ardoise.desk.frame.looks import ROLES
from ardoise.records.models import Company, MailServer


def checked_siren(text: str) -> None:
    """A SIREN whose check digit is right."""
    if not siren.is_valid(text):
        raise ValidationError(_("A SIREN has nine digits, the last of which checks the others: look again."))


def checked_iban(text: str) -> str:
    """An IBAN without its blanks; a wrong one would send payments elsewhere."""
    try:
        return iban.validate(text) if text.strip() else ""
    except WrongNumber as error:
        raise ValidationError(_("This IBAN is not right: its check digits do not fit. Look again.")) from error


class CompanyForm(RowForm):
    """Who the company is, and who signs its letters."""

    class Meta:
        model = Company
        fields = (
            "name", "siren", "address", "postcode", "city", "phone", "iban", "bic", "sender_name", "sender_email",
            "currency", "time_zone",
        )  # fmt: skip
        labels = {
            "name": _("Name"),
            "siren": "SIREN",
            "address": _("Address"),
            "postcode": _("Postcode"),
            "city": _("Town"),
            "phone": _("Telephone"),
            "iban": "IBAN",
            "bic": "BIC",
            "sender_name": _("Letters are signed by"),
            "sender_email": _("E-mail address of the sender, for answers too"),
            "currency": _("Currency"),
            "time_zone": _("Time zone"),
        }

    def clean_siren(self) -> str:
        """Empty, or right."""
        text = "".join(self.cleaned_data["siren"].split())
        if text:
            checked_siren(text)
        return text

    def clean_iban(self) -> str:
        """Empty, or right."""
        return checked_iban(self.cleaned_data["iban"])


class DunningForm(forms.Form):
    """The company's own terms, the buckets of the aged balance, the language of its letters."""

    terms = forms.CharField(label=_("Terms of payment"), max_length=60)
    buckets = forms.CharField(
        label=_("Buckets of the aged balance, in days"), max_length=60, help_text=_("Rising days, such as 30, 60, 90.")
    )
    language = forms.ChoiceField(label=_("Language of the letters"), choices=[("fr", "français"), ("en", "English")])

    def clean_buckets(self) -> str:
        """As they are kept: without blanks."""
        return ",".join(self.cleaned_data["buckets"].replace(";", ",").replace(",", " ").split())


class MailForm(ServerForm):
    """Where the mail leaves. The password is kept when the field stays empty."""

    host = forms.CharField(
        label=_("Server"), required=False, help_text=_("Empty: nothing leaves, messages are kept on this machine.")
    )
    security = forms.ChoiceField(
        label=_("Security"), choices=[("starttls", "STARTTLS"), ("tls", "TLS"), ("none", _("none (this machine only)"))]
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        widget=Secret(),
        help_text=_("Empty: the one before."),
    )

    class Meta:
        model = MailServer
        fields = ("host", "port", "security", "username", "password")
        labels = {"port": _("Port"), "username": _("User name")}


class PersonForm(Lines, forms.Form):
    """Somebody who will work here; somebody who already has a name in Ardoise joins with it."""

    username = forms.CharField(label=_("User name"), max_length=150)
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLES.items()), initial="collector")


class NewCompanyForm(Lines, forms.Form):
    """A company to open."""

    name = forms.CharField(label=_("Name"), max_length=200)
    siren = forms.CharField(label="SIREN", required=False, max_length=11)

    def clean_siren(self) -> str:
        """Empty, or right."""
        text = "".join(self.cleaned_data["siren"].split())
        if text:
            checked_siren(text)
        return text
