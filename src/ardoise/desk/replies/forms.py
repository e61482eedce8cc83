"""The facts of a finding, to be corrected before they are accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ardoise.actions.replies import suggested, takes_password_elsewhere
from ardoise.desk.frame.forms import Lines, Secret, ServerForm, offer
from ardoise.desk.frame.inputs import cents_typed
from ardoise.desk.frame.tags import written
from ardoise.desk.today.forms import DISPUTE_REASONS, Day
from ardoise.records.models import Customer, Finding, Mailbox

NUMBER_MIN = 3  # signs of an invoice's number: a shorter one may be anything
TAIL = re.compile(r"\D0*([1-9]\d{2,})$")
BEFORE_SHORT = r"\b(?:la|les|the|factures?|fact|fac|invoices?|inv|num[ée]ro|number|no|n[°o]|et|and)[\s.:°#]{1,3}"
"""What stands before the last figures of a number that is not said whole."""


@dataclass(frozen=True)
class Owing:
    """What a customer owes: number → cents of the items that may be ticked, and what is overdue of it in all."""

    customer: Customer
    items: dict[str, int]
    cents: int


class Documents(forms.MultipleChoiceField):
    """Numbers of invoices, ticked among those owed; a number typed that is not among them counts too."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        """Whatever was read in a mail: the action says which it does not know."""
        return len(value) <= 300

    def clean(self, value: Any) -> list[str]:
        """Each number once, as ledgers write them."""
        held: Iterable[tuple[Any, Any]] = self.choices  # type: ignore[assignment]  # its stubs tell what may be given
        of_groups = [some if isinstance(some, list) else [(number, some)] for number, some in held]
        offered = {number for some in of_groups for number, _words in some}
        told = [[one] if one in offered else one.replace(",", " ").split() for one in super().clean(value)]
        return list(dict.fromkeys(number.upper() for some in told for number in some))


class FactsForm(Lines, forms.Form):
    """Only the facts that matter to its situation are asked."""

    on = forms.DateField(label=_("Day"), required=False, widget=Day())
    amount_cents = forms.CharField(
        label=_("Amount"), required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    reason = forms.ChoiceField(label=_("Reason"), required=False, choices=DISPUTE_REASONS)
    customers = forms.MultipleChoiceField(
        label=_("Accounts"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one account.")},
    )
    documents = Documents(
        label=_("Invoices"), required=False, help_text=_("Without one ticked, all that was claimed is meant.")
    )
    contested_cents = forms.CharField(
        label=_("Amount contested, where it is a part"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)

    ASKED = {
        "promise": ("on", "amount_cents", "customers", "documents"),
        "paid": ("on", "amount_cents", "customers", "documents"),
        "advice": (),
        "dispute": ("reason", "customers", "documents", "contested_cents"),
        "wrong_contact": ("email", "phone"),
        "out_of_office": ("on",),
        "copy_wanted": (),
        "plan_wanted": (),
        "bounce": (),
        "acknowledgement": (),
    }

    def __init__(self, *args: Any, situation: str, owed: Sequence[Owing], read: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owed = owed if len(owed) > 1 else ()
        named = [(number, number) for number in read]
        items = [[(number, f"{number} · {written(cents)}") for number, cents in one.items.items()] for one in owed]
        if self.owed:
            groups = [(one.customer.code, some) for one, some in zip(owed, items, strict=True)]
            offer(self, "documents", [("", named), *groups])
            offer(self, "customers", [(one.customer.code, one.customer.name) for one in owed])
        else:
            offer(self, "documents", named + [choice for some in items for choice in some])
            del self.fields["customers"]
        for name in set(self.fields) - set(self.ASKED[situation]):
            del self.fields[name]

    @property
    def accounts(self) -> Iterator[dict[str, Any]]:
        """Where several may be meant: each with its box, and the boxes of its items."""
        if not self.owed or "customers" not in self.fields:
            return
        boxes = {str(box.data["value"]): box for box in self["documents"].subwidgets}
        for one, box in zip(self.owed, self["customers"].subwidgets, strict=True):
            items = [boxes[number] for number in one.items]
            ticked = any(item.data["selected"] for item in items)
            yield {"owing": one, "box": box, "items": items, "is_open": ticked}

    @property
    def strays(self) -> list[Any]:
        """Beside them the boxes of what was read and is an item of none."""
        known = {number for one in self.owed for number in one.items}
        return [box for box in self["documents"].subwidgets if box.data["value"] not in known]

    @property
    def others(self) -> list[forms.BoundField]:
        """What is asked beside the accounts and their items."""
        return [field for field in self if field.name not in ("customers", "documents")]

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


def form_of(finding: Finding, posted: Any = None, owed: Sequence[Owing] = ()) -> FactsForm:
    """The form of a finding, filled with what was read; `owed`: what may be ticked, of each account it may be about."""
    facts, told = finding.facts, dict(finding.facts)
    known = [number for one in owed for number in one.items]
    named = [number for number in known if stands_in(number, finding.excerpt)]
    said = [number for number in facts.get("documents", []) if not is_part(number, named, finding.excerpt)]
    read = [number for number in said if number not in known]
    told["documents"] = [*said, *named, *short_of(known, finding.excerpt)]
    if len(owed) > 1:
        told["customers"] = [customer.code for customer in suggested(finding)]
    if "amount_cents" in facts:
        told["amount_cents"] = written(facts["amount_cents"])
    form = FactsForm(
        posted, situation=finding.situation, owed=owed, read=read, initial=told, prefix=f"finding{finding.pk}"
    )
    if told_part := _("the rest") if facts.get("is_rest") else facts.get("share"):
        form.fields["amount_cents"].widget.attrs["placeholder"] = told_part  # of what is ticked, else of all overdue
    return form


def stands_in(number: str, words: str) -> bool:
    """Do the words name this very number of an invoice, whatever stands before it?"""
    is_telling = len(number) >= NUMBER_MIN and any(sign.isdigit() for sign in number)
    return is_telling and re.search(rf"(?<![\w/.-]){re.escape(number)}(?![\w/-])", words, re.IGNORECASE) is not None


def is_part(number: str, named: Sequence[str], words: str) -> bool:
    """Was only the end of an owed invoice's number read (*143* of *S-143*), which nothing else in the words says?"""
    longer = [one for one in named if number in one and number != one]
    rest = words
    for one in longer:
        rest = re.sub(re.escape(one), " ", rest, flags=re.IGNORECASE)
    return bool(longer) and number not in rest


def short_of(known: Sequence[str], words: str) -> list[str]:
    """Numbers of which the words say the last figures alone (*la 1015*), where no other owed ends alike."""
    ends = {number: found[1] for number in known if (found := TAIL.search(number))}
    once = [number for number, end in ends.items() if list(ends.values()).count(end) == 1]
    return [
        number
        for number in once
        if re.search(rf"{BEFORE_SHORT}0*{ends[number]}(?![\w/-]|[.,]\d|\s*(?:€|eur|k€|%))", words, re.IGNORECASE)
    ]


class MailboxForm(ServerForm):
    """Where replies are read."""

    @staticmethod
    def takes_password_elsewhere(kept: Any, named: dict[str, Any]) -> bool:
        """Another mailbox of the same server is elsewhere, too."""
        return takes_password_elsewhere(kept, named)

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
