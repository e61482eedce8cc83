"""What a person types, ticks and chooses of a message."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ardoise.actions.personal_messages import TEXT_MAX, Reached, Wish
from ardoise.desk.frame.forms import offer
from ardoise.desk.frame.tags import contact_role
from ardoise.records.models import Document

ON_PAPER = ("has_workbook",)
LACKING = {
    "sms": ("subject", "has_statement", "has_workbook", "documents"),
    "letter": ON_PAPER,
    "registered_letter": ON_PAPER,
}
"""Channel → what it cannot carry."""


class MessageForm(forms.Form):
    """An e-mail, a text message or a letter."""

    channel = forms.CharField(widget=forms.HiddenInput)
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=40)
    to = forms.ChoiceField(label=_("To"))
    subject = forms.CharField(label=_("Subject"), max_length=250, required=False)
    text = forms.CharField(
        label=_("Message"),
        max_length=TEXT_MAX,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "data-write-here": "", "aria-describedby": "writing-keys"}),
    )
    has_statement = forms.BooleanField(label=_("Statement of what is open (PDF)"), required=False)
    has_workbook = forms.BooleanField(label=_("The same as a spreadsheet (XLSX)"), required=False)
    documents = forms.MultipleChoiceField(label=_("Attached"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        *args: Any,
        channel: str,
        reached: list[Reached],
        copies: list[Document],
        is_full: bool = True,
        is_carried: bool = False,
        **told: Any,
    ) -> None:
        super().__init__(*args, **told)
        self.way, self.reached = channel, reached
        offer(self, "to", [(one.key, shown(one)) for one in reached])
        if self.is_bound or is_carried:  # refused, or begun by another channel: its words are still to be sent
            self.fields["text"].widget.attrs["data-refused"] = ""
        if not is_full:  # a preview shows what there is so far
            self.fields["text"].required = False
        for name in LACKING.get(channel, ()):
            del self.fields[name]
        if "documents" not in self.fields:
            return
        if copies:
            offer(self, "documents", [(str(one.pk), one.name) for one in copies])
        else:
            del self.fields["documents"]

    def clean_subject(self) -> str:
        """On one line, whatever was pasted."""
        return " ".join(self.cleaned_data["subject"].split())

    def wish(self) -> Wish:
        """For the action."""
        given = self.cleaned_data
        return Wish(
            self.way,
            given.get("to", ""),
            given.get("subject", ""),
            given.get("text", ""),
            tuple(int(key) for key in given.get("documents", [])),
            given.get("has_statement", False),
            given.get("has_workbook", False),
        )


def shown(one: Reached) -> str:
    """Name, role and address."""
    named = " · ".join(filter(None, (one.name, contact_role(one.role) if one.role else "")))
    return f"{named} <{one.address}>" if named else one.address
