"""What a person types of a call: the outcome, its day and amount, a few words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from ardoise.actions.tasks import Said
from ardoise.desk.customers import facts
from ardoise.desk.customers.forms import PAID_ALREADY
from ardoise.desk.customers.ticks import Ticks, at_first, posted
from ardoise.desk.frame import clock
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import written
from ardoise.desk.tasks import words
from ardoise.desk.today.forms import DISPUTE_REASONS, Amount, Day, a_week_from
from ardoise.domain.worklist import call_seconds
from ardoise.records.models import Customer

OFFERED: dict[str, tuple[str, ...]] = {
    "promise": ("on", "amount", "said_by", "note"),
    "dispute": ("reason", "amount", "note"),
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
    """What an outcome asks for; `ticks`: the items it may be about, `offered`: the amount it offered of all of them."""

    note = forms.CharField(label=_("In a few words"), max_length=1000, required=False)
    on = forms.DateField(label=_("Day (promise, transfer, next call)"), widget=Day(), required=False)
    amount = Amount(label=_("Amount (promise, transfer)"))
    reason = forms.ChoiceField(label=_("What is contested"), choices=DISPUTE_REASONS, initial="other", required=False)
    said_by = forms.CharField(label=_("Said by"), max_length=120, required=False)

    def __init__(
        self, posted: Any = None, *, outcome: str, ticks: Ticks, offered: int | None = None, **told: Any
    ) -> None:
        super().__init__(posted, prefix=outcome if outcome in OFFERED else None, auto_id="%s", **told)
        self.outcome, self.ticks, self.offered = outcome, ticks, offered if outcome == "promise" else None
        for name in OFFERED.get(outcome, ()):
            if (outcome, name) in LABELS:
                self.fields[name].label = str(LABELS[outcome, name])
        if outcome == "payment_notice":
            self.fields["on"].help_text = PAID_ALREADY
        self.fields["amount"].widget.attrs |= ticks.follows(outcome, self.offered)

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields of its outcome."""
        return [self[name] for name in OFFERED[self.outcome]]

    def said(self) -> Said:
        """For the action, with the few words wherever they were typed; Unfit where an item that was ticked is open no
        more."""
        given, ticks = self.cleaned_data, self.ticks
        note = given["note"] or self.data.get("note", "")
        on = given["on"] if self.outcome in WITH_DAY else None
        entries = tuple(ticks.entries(self.outcome)) if self.outcome in OFFERED else ()
        amount = ticks.amount(self.outcome, given["amount"], self.offered)
        seconds = call_seconds(self.data.get("seconds", ""))
        return Said(note, on, amount, given["reason"] or "other", entries, given["said_by"], seconds)


def answered(request: Request, customer: Customer, cents: int | None = None) -> OutcomeForm:
    """What was posted of a call about this customer; `cents`: the amount that was offered, where a message says it."""
    today, outcome = clock.today(customer.company), request.POST.get("outcome", "")
    ticks = posted(facts.open_items(customer, today), request.POST)
    offered = at_first(ticks.items).overdue_cents if cents is None else cents
    return OutcomeForm(request.POST, outcome=outcome, ticks=ticks, offered=offered)


def results(
    customer: Customer,
    ticks: Ticks,
    today: date,
    cents: int | None,
    refused: OutcomeForm | None = None,
    kind: str = "call",
) -> dict[str, Any]:
    """The result bar: outcomes noted by one press, and those that ask for something, each with its fields.

    `cents`: the amount first offered; `refused`: a form to be looked at again, shown where it was typed.
    """
    asked = refused.outcome if refused else ""
    first = {"promise": {"on": a_week_from(today), "amount": written(cents) if cents else ""}}
    first["payment_notice"] = {"on": today}
    offered = []
    for key, said, drawing, letter in words.outcomes(kind):
        if key in OFFERED:
            form = refused if refused and key == asked else None
            form = form or OutcomeForm(outcome=key, ticks=ticks, offered=cents, initial=first.get(key))
            offered.append({"key": key, "words": said, "drawing": drawing, "letter": letter, "form": form})
    return {
        "ticks": refused.ticks if refused else ticks,
        "caller": customer.pk if kind == "call" else "",
        "plan": reverse("agree_plan", args=[customer.pk]),
        "asks": ("call", 1),
        "at_once": [outcome for outcome in words.outcomes(kind) if outcome[0] not in OFFERED],
        "offered": offered,
        "opened": asked,
        "note": refused.data.get("note", "") if refused else "",
        "refused": refused if asked not in OFFERED else None,
    }
