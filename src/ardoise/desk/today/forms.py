"""What a collector notes about a customer or one of their items: a dispute, a promise, a block."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ardoise.actions.disputes.discussion import FILE_MAX, check_file, file_name
from ardoise.actions.refusals import Unfit
from ardoise.desk.frame.inputs import cents_typed
from ardoise.desk.frame.tags import language
from ardoise.domain import disputes


def reason_in_words(key: str) -> str:
    """The reason of a dispute in the reader's language."""
    return disputes.REASONS[key][language()]


reason_words = lazy(reason_in_words, str)
DISPUTE_REASONS = tuple((key, reason_words(key)) for key in disputes.REASONS)
"""As the board and the history call them, in the reader's language."""


class Day(forms.DateInput):
    """The browser's own date picker, which reads and writes ISO; forms.js tells the day in the page's words."""

    input_type = "date"

    def __init__(self, **attributes: object) -> None:
        super().__init__(attrs=attributes, format="%Y-%m-%d")


class Amount(forms.CharField):
    """An amount typed the French or the English way, as cents; None where nothing was."""

    def __init__(self, **told: Any) -> None:
        super().__init__(required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **told)

    def clean(self, typed: str | None) -> int | None:
        """Its cents; an error beside the field where it is no amount."""
        try:
            return cents_typed(typed) if typed and typed.strip() else None
        except ValueError:
            raise forms.ValidationError(_("Write an amount such as 1234.50.")) from None


class Proof(forms.FileField):
    """A file of ten megabytes at most, of a kind that may be opened, as its name and bytes; ("", b"") where none."""

    def __init__(self, **told: Any) -> None:
        super().__init__(required=False, **told)

    def clean(self, sent: Any, initial: Any = None) -> tuple[str, bytes]:
        """Its name and content; what it may not be is said beside the field."""
        found = super().clean(sent, initial)
        if not found:
            return "", b""
        content = found.read(FILE_MAX + 1)
        try:
            kind = check_file(content)
        except Unfit as unfit:
            raise forms.ValidationError(str(unfit)) from unfit
        return file_name(found.name, kind), content


class Exclusion(forms.Form):
    """Why it does not leave today."""

    note = forms.CharField(label=_("Why, in a few words"), max_length=300)

    def until_on(self, today: date) -> date:
        """The last day of peace."""
        return today


class Postponement(Exclusion):
    """From which day a reminder may leave again, and why not before."""

    field_order = ("from_on", "note")

    from_on = forms.DateField(label=_("No reminder before"), widget=Day())

    def until_on(self, today: date) -> date:
        """The eve of the day that is named; Unfit: that day is no day to come."""
        named: date = self.cleaned_data["from_on"]
        if named <= today:
            raise Unfit(gettext("Choose a day to come: what is put off may leave from that day on."))
        return named - timedelta(1)


PUTTING_OFF: dict[str, type[Exclusion | Postponement]] = {"exclude": Exclusion, "postpone": Postponement}


def putting_off(today: date, refused: forms.Form | None = None) -> dict[str, forms.Form]:
    """The fields of both, beside the ticks; a refused form stands in its place."""
    first = {"from_on": a_week_from(today)}
    found: dict[str, forms.Form] = {
        key: kind(initial=first, prefix=key, use_required_attribute=False) for key, kind in PUTTING_OFF.items()
    }
    return found | ({refused.prefix: refused} if refused and refused.prefix else {})


def a_week_from(today: date) -> date:
    """The day first offered for a promise or a block."""
    return today + timedelta(7)
