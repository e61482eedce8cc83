"""What a person types of a policy: its restraint, and each level."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ardoise.desk.frame.forms import Lines, offer
from ardoise.desk.frame.inputs import cents_typed
from ardoise.desk.frame.tags import language, policy_name
from ardoise.desk.policies.words import CHANNELS, PAPERS, ROLES, TONES
from ardoise.domain.dunning import Level, Policy
from ardoise.domain.reasons import LEVEL_NAMES, level_name
from ardoise.records.models import Policy as PolicyRow

BEFORE, AFTER, CONTACT = "before", "after", "contact"
LEVELS_MAX = 20


class Cents(forms.CharField):
    """An amount typed the French or the English way; whole cents, or None."""

    is_money = True  # in the company's currency, which its label names

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = super().to_python(value) or ""
        if not text.strip():
            return None
        try:
            return cents_typed(text)
        except ValueError:
            raise ValidationError(_("This is no amount: write it as 1234,50.")) from None

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        whole, cents = divmod(value, 100)
        return f"{whole}{',' if language() == 'fr' else '.'}{cents:02d}" if cents else str(whole)


class PolicyForm(Lines, forms.Form):
    """The restraint with which a ladder is climbed."""

    days_between_min = forms.IntegerField(label=_("Days between two messages, at least"), min_value=1, max_value=3650)
    amount_min = Cents(label=_("Nobody is written to for less than"), required=False)
    promise_grace_days = forms.IntegerField(label=_("Grace of a promise, in days"), min_value=0, max_value=3650)
    net_credits = forms.BooleanField(
        label=_("Credits and unapplied payments lower the claim; unticked, they are shown apart"), required=False
    )
    notifies_on_due = forms.BooleanField(label=_("On the due date, a task for the collector"), required=False)
    thanks = forms.BooleanField(label=_("A word of thanks once it is paid"), required=False)
    note = forms.CharField(label=_("What changes, in a few words"), max_length=300, required=False)

    def content(self) -> dict[str, Any]:
        """As the policy says it."""
        given = self.cleaned_data
        kept = ("days_between_min", "promise_grace_days", "net_credits", "notifies_on_due", "thanks")
        return {name: given[name] for name in kept} | {"amount_min_cents": given["amount_min"] or 0}


class LevelForm(Lines, forms.Form):
    """One rung."""

    was = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    key = forms.CharField(label=_("Name"), max_length=40)
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=3650)
    counted = forms.ChoiceField(
        label=_("Counted"),
        choices=[
            (BEFORE, _("before the due date")),
            (AFTER, _("after the due date")),
            (CONTACT, _("after the last contact")),
        ],
    )
    channel = forms.ChoiceField(label=_("Channel"))
    tone = forms.ChoiceField(label=_("Tone"), choices=list(TONES.items()))
    template = forms.ChoiceField(label=_("Template"), required=False)
    is_automatic = forms.ChoiceField(
        label=_("Leaves"), choices=[("", _("once a person confirms")), ("1", _("automatically"))], required=False
    )
    amount_min = Cents(label=_("From this amount"), required=False)
    amount_max = Cents(label=_("Up to this amount"), required=False)
    days_between_min = forms.IntegerField(
        label=_("Days after the message before"), min_value=1, max_value=3650, required=False
    )
    hour_from = forms.IntegerField(label=_("Not before (hour)"), min_value=0, max_value=23, required=False)
    hour_until = forms.IntegerField(label=_("Not after (hour)"), min_value=1, max_value=24, required=False)
    contact_role = forms.ChoiceField(label=_("Written to"), choices=list(ROLES.items()), required=False)
    copies_salesperson = forms.BooleanField(label=_("Salesperson in copy"), required=False)
    papers = forms.MultipleChoiceField(
        label=_("Attached"), choices=list(PAPERS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )

    MAIN = ("key", "days", "counted", "channel", "tone", "template", "is_automatic")
    MORE = ("amount_min", "amount_max", "days_between_min", "hour_from", "hour_until", "contact_role")

    def __init__(self, posted: Any, *, number: int, channels: Iterable[str], templates: Iterable[str], **more: Any):
        super().__init__(posted, prefix=f"level-{number}", **more)
        self.number = number
        offer(self, "channel", [(key, CHANNELS.get(key, key)) for key in channels])
        offer(self, "template", [("", _("the letter of the tone")), *((t, t) for t in templates)])
        self.faults: list[str] = []

    def main_fields(self) -> list[forms.BoundField]:
        """Those that every level says."""
        return [self[name] for name in self.MAIN]

    def more_fields(self) -> list[forms.BoundField]:
        """Those that few levels say."""
        return [self[name] for name in self.MORE]

    def is_open(self) -> bool:
        """Is anything said, or wrong, among the fields that few levels say?"""
        asked = (*self.MORE, "papers", "copies_salesperson")
        return any(self[name].value() or (self.is_bound and self.errors.get(name)) for name in asked)

    def content(self) -> dict[str, Any]:
        """As the policy says it."""
        given = self.cleaned_data
        days = -given["days"] if given["counted"] == BEFORE else given["days"]
        told = {
            "key": key_of(given["key"]),
            "days_overdue_min": days,
            "counted_from": "last_contact" if given["counted"] == CONTACT else "due",
            "is_automatic": bool(given["is_automatic"]),
            "amount_min_cents": given["amount_min"] or 0,
            "papers": given["papers"],
            "formerly": [given["was"]] if given["was"] and given["was"] != key_of(given["key"]) else [],
        }
        kept = ("channel", "tone", "template", "contact_role", "copies_salesperson")
        told |= {name: given[name] for name in kept}
        optional = {"amount_max_cents": given["amount_max"]}
        optional |= {name: given[name] for name in ("days_between_min", "hour_from", "hour_until")}
        return told | {name: value for name, value in optional.items() if value is not None}


def key_of(name: str) -> str:
    """The key of a level called so: a name of ours is its key, in either language; any other is a key itself."""
    known = {words: key for key, told in LEVEL_NAMES.items() for words in told.values()}
    return known.get(name.strip(), name.strip())


def shown(level: Level) -> dict[str, Any]:
    """A level as its form shows it."""
    counted = BEFORE if level.is_before_due else CONTACT if level.counted_from == "last_contact" else AFTER
    return {
        "was": level.key,
        "key": level_name(level.key, language()) if level.key in LEVEL_NAMES else level.key,
        "days": abs(level.days_overdue_min),
        "counted": counted,
        "channel": level.channel,
        "tone": level.tone,
        "template": level.template,
        "is_automatic": "1" if level.is_automatic else "",
        "amount_min": level.amount_min_cents or None,
        "amount_max": level.amount_max_cents,
        "days_between_min": level.days_between_min,
        "hour_from": level.hour_from,
        "hour_until": level.hour_until,
        "contact_role": level.contact_role,
        "copies_salesperson": level.copies_salesperson,
        "papers": list(level.papers),
    }


def shown_policy(policy: Policy) -> dict[str, Any]:
    """A policy's restraint as its form shows it."""
    return {
        "days_between_min": policy.days_between_min,
        "amount_min": policy.amount_min_cents,
        "promise_grace_days": policy.promise_grace_days,
        "net_credits": policy.net_credits,
        "notifies_on_due": policy.notifies_on_due,
        "thanks": policy.thanks,
    }


class NewPolicyForm(Lines, forms.Form):
    """A policy begins as a copy of another."""

    name = forms.CharField(label=_("Name"), max_length=60)
    like = forms.ChoiceField(label=_("Begin with the ladder of"))

    def __init__(self, *args: Any, policies: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "like", [(name, policy_name(name)) for name in policies])


class OverrideForm(Lines, forms.Form):
    """Under which policy a customer, or one item, is put by hand, and why."""

    policy: forms.ModelChoiceField[PolicyRow] = forms.ModelChoiceField(
        label=_("Policy"), queryset=PolicyRow.objects.none(), to_field_name="name", empty_label=_("Choose…")
    )
    about = forms.ChoiceField(label=_("About"), required=False)
    note = forms.CharField(label=_("Why"), max_length=300)
