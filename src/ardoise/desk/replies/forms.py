"""The facts of a finding, to be corrected before they are accepted."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ardoise.actions.replies import takes_password_elsewhere
from ardoise.desk.frame.forms import Lines, Secret, ServerForm
from ardoise.desk.frame.inputs import cents_typed
from ardoise.desk.frame.tags import written
from ardoise.desk.today.forms import DISPUTE_REASONS, Day
from ardoise.records.models import Finding, Mailbox

NUMBER_MIN = 3  # signs of an invoice's number: a shorter one may be anything


class Documents(forms.MultipleChoiceField):
    """Numbers of invoices, ticked among those owed; a number typed that is not among them counts too."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        """Whatever was read in a mail: the action says which it does not know."""
        return len(value) <= 300

    def clean(self, value: Any) -> list[str]:
        """Each number once, as ledgers write them."""
        offered = {number for number, _words in self.choices}
        told = [[one] if one in offered else one.replace(",", " ").split() for one in super().clean(value)]
        return list(dict.fromkeys(number.upper() for some in told for number in some))


class FactsForm(Lines, forms.Form):
    """Only the facts that matter to its situation are asked."""

    on = forms.DateField(label=_("Day"), required=False, widget=Day())
    amount_cents = forms.CharField(
        label=_("Amount"), required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    reason = forms.ChoiceField(label=_("Reason"), required=False, choices=DISPUTE_REASONS)
    documents = Documents(label=_("Invoices"), required=False)
    contested_cents = forms.CharField(
        label=_("Amount contested, where it is a part"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)

    ASKED = {
        "promise": ("on", "amount_cents", "documents"),
        "paid": ("on", "amount_cents", "documents"),
        "advice": (),
        "dispute": ("reason", "documents", "contested_cents"),
        "wrong_contact": ("email", "phone"),
        "out_of_office": ("on",),
        "copy_wanted": (),
        "plan_wanted": (),
        "bounce": (),
    }

    def __init__(self, *args: Any, situation: str, owed: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].choices = owed  # type: ignore[attr-defined]
        for name in set(self.fields) - set(self.ASKED[situation]):
            del self.fields[name]

    def clean_amount_cents(self) -> int | None:
        """Cents of an amount typed the French or the English way; None when nothing was."""
        return self.cents_of("amount_cents")

    def clean_contested_cents(self) -> int | None:
        """The same of the part of an invoice that is contested."""
        return self.cents_of("contested_cents")

    def cents_of(self, name: str) -> int | None:
        """What was typed in a field as cents; None when nothing was."""
        typed = self.cleaned_data[name]
        try:
            return cents_typed(typed) if typed.strip() else None
        except ValueError:
            raise forms.ValidationError(_("Write an amount such as 1234.50.")) from None

    def edited(self, finding: Finding) -> dict[str, Any]:
        """The facts as the person left them, as they are stored."""
        given = dict(self.cleaned_data)
        if isinstance(given.get("on"), date):
            given["on"] = given["on"].isoformat()
        return {name: value for name, value in given.items() if value or finding.facts.get(name)}


def form_of(finding: Finding, posted: Any = None, owed: dict[str, int] | None = None) -> FactsForm:
    """The form of a finding, filled with what was read; `owed`: number → cents of what may be ticked."""
    facts, known = finding.facts, owed or {}
    told = dict(facts)
    read = [number for number in facts.get("documents", []) if number not in known]
    offered = [(number, number) for number in read]
    offered += [(number, f"{number} · {written(cents)}") for number, cents in known.items()]
    told["documents"] = [*facts.get("documents", []), *(n for n in known if stands_in(n, finding.excerpt))]
    if "amount_cents" in facts:
        told["amount_cents"] = written(facts["amount_cents"])
    form = FactsForm(posted, situation=finding.situation, owed=offered, initial=told, prefix=f"finding{finding.pk}")
    if facts.get("share"):
        form.fields["amount_cents"].widget.attrs["placeholder"] = facts[
            "share"
        ]  # of what is ticked, else of all overdue
    return form


def stands_in(number: str, words: str) -> bool:
    """Do the words name this very number of an invoice, whatever stands before it?"""
    is_telling = len(number) >= NUMBER_MIN and any(sign.isdigit() for sign in number)
    return is_telling and re.search(rf"(?<![\w/.-]){re.escape(number)}(?![\w/-])", words, re.IGNORECASE) is not None


class MailboxForm(ServerForm):
    """Where replies are read."""

    takes_password_elsewhere = staticmethod(takes_password_elsewhere)

    class Meta:
        model = Mailbox
        fields = ("host", "port", "security", "username", "password", "folder", "since_on", "address")
        labels = {
            "host": _("Server (IMAP)"),
            "port": _("Port"),
            "security": _("Security"),
            "username": _("User name"),
            "password": _("Password"),
            "folder": _("Folder"),
            "since_on": _("Read mails that arrived from"),
            "address": _("Reply address"),
        }
        help_texts = {
            "host": _("Leave it empty to read no mailbox."),
            "password": _("Kept as it is when left empty."),
            "since_on": _("What lies there from before is left alone. Empty: everything is read."),
            "address": _("Each customer gets one of their own, made of it: name+customer@domain."),
        }
        widgets = {
            "security": forms.Select(choices=[("tls", "TLS"), ("starttls", "STARTTLS"), ("none", _("None"))]),
            "password": Secret(),
            "since_on": Day(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("host", "password", "username", "address"):
            self.fields[name].required = False
