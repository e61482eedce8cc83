"""What a person says of a file before it is imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ardoise.desk.frame.forms import Lines, offer
from ardoise.desk.frame.tags import language
from ardoise.desk.imports.drafts import COLUMNS_OF, Look
from ardoise.desk.imports.words import COLUMNS
from ardoise.desk.today.forms import Day
from ardoise.domain.terms import parse
from ardoise.formats import contacts, open_items
from ardoise.law.refusals import RefusalError
from ardoise.records.models import Company

SAMPLE_LENGTH = 28


DROPPED: dict[str, tuple[str, ...]] = {
    "fec": ("as_of",),
    "open_items": (),
    "advices": ("source", "as_of", "terms", "replace", "other_ledger"),
}
"""What is not asked of a ledger, and nothing of an advice; of any other file nothing but its source is."""
OF_A_LATER_LEDGER = ("replace", "other_ledger")
"""What is asked only where the company holds a ledger already."""


class OptionsForm(forms.Form):
    """Where the file comes from, and what it doesn't say by itself."""

    source = forms.CharField(
        label=_("Source"),
        max_length=60,
        help_text=_("The software it comes from: the next file of the same source is compared with this one."),
    )
    as_of = forms.DateField(
        label=_("Open as of"), widget=Day(), help_text=_("What the list no longer names was settled by that day.")
    )
    terms = forms.CharField(
        label=_("Terms for this file"),
        max_length=60,
        required=False,
        help_text=_("Only where neither the file nor the customer has a due date or terms; empty: the company’s."),
    )
    replace = forms.BooleanField(
        label=_("It replaces the earlier export of its period"),
        required=False,
        help_text=_("The same ledger told anew, under other names or another source: what it no longer lists goes."),
    )
    other_ledger = forms.BooleanField(
        label=_("It is another ledger than what this company already holds"),
        required=False,
        help_text=_("One ledger told twice, as a FEC and as a list or from two sources, would claim everything twice."),
    )

    def __init__(self, *args: Any, kind: str, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dropped = DROPPED.get(kind, ("as_of", "terms", *OF_A_LATER_LEDGER))
        for name in (*dropped, *(OF_A_LATER_LEDGER if is_first else ())):
            self.fields.pop(name, None)

    def clean_terms(self) -> str:
        """Terms that are understood."""
        terms: str = self.cleaned_data["terms"].strip()
        try:
            if terms:
                parse(terms)
        except RefusalError as refusal:
            raise forms.ValidationError(refusal.sentence(language())) from refusal
        return terms

    def chosen(self) -> dict[str, Any]:
        """The options of the import: only what was said."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "source" and value}
        if "as_of" in given:
            given["as_of"] = given["as_of"].isoformat()
        return given


class ColumnsForm(forms.Form):
    """Which heading is which of our columns."""

    def __init__(self, *args: Any, look: Look, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.look = look.kind, look
        headings = [("", "–"), *((name, described(name, place, look)) for place, name in enumerate(look.header))]
        for word in COLUMNS_OF[look.kind].SPELLINGS:
            self.fields[word] = forms.ChoiceField(
                label=COLUMNS.get(word, word), required=False, choices=headings, initial=look.columns.get(word, "")
            )
        if look.kind == "open_items":
            if not look.columns.get("customer_name"):
                self.fields["customer_name"].help_text = _("None yet: a new customer would be called by his code.")
            orders = [("", _("as the dates tell")), ("dmy", _("day, month, year")), ("mdy", _("month, day, year"))]
            self.fields["date_order"] = forms.ChoiceField(
                label=_("Order of dates"), required=False, choices=orders, initial=look.columns.get("date_order", "")
            )
            self.fields["date_order"].help_text = doubt_of(look, look.columns)

    def clean(self) -> dict[str, Any]:
        """Nothing can be read without a customer, nor a list of items without an amount."""
        given = self.chosen()
        needed = {
            "customer": _("Say which column holds the customer."),
            "amount": _("Say which column holds the amount."),
            "booked_on": _("Say which column holds the day."),
            "document": _("Say which column holds the number of the invoice."),
        }
        if self.kind != "contacts":
            lacking = COLUMNS_OF[self.kind].missing(given)
            lacking = tuple({"date": "booked_on"}.get(word, word) for word in lacking)
        else:
            lacking = () if "customer" in given or "customer_name" in given else ("customer",)
        for word in lacking:
            self.add_error(word, needed[word])
        if self.kind == "open_items" and (doubt := doubt_of(self.look, given)):
            self.add_error("date_order", doubt)
        for word, first in doubled(given) if self.kind != "contacts" else ():
            told = {"column": given[word], "field": self.fields[first].label}
            self.add_error(word, _("“%(column)s” is already %(field)s: choose another column, or none.") % told)
        return self.cleaned_data

    def chosen(self) -> dict[str, str]:
        """Our word → their heading."""
        return {word: heading for word, heading in self.cleaned_data.items() if heading}


def doubt_of(look: Look, columns: Mapping[str, str]) -> str:
    """That the days of these columns could be read both ways, and which to choose; "" where the file tells."""
    first, count = open_items.doubtful_days(look.table, columns) if look.table else ("", 0)
    words = ngettext(
        "“%(first)s” may be read day/month or month/day, and nothing in the file tells: choose which.",
        "“%(first)s” and %(others)d more may be read day/month or month/day, and nothing in the file tells: "
        "choose which.",
        count,
    )
    return words % {"first": first, "others": count - 1} if count else ""


def doubled(given: dict[str, str]) -> list[tuple[str, str]]:
    """(our word, the word that has its heading already) of each heading that is chosen twice."""
    firsts: dict[str, str] = {}
    return [(word, first) for word, heading in given.items() if (first := firsts.setdefault(heading, word)) != word]


def described(name: str, place: int, look: Look) -> str:
    """A heading with the first value beneath it, since headings often say little."""
    value = next((row[place] for row in look.sample if place < len(row) and row[place]), "")
    return f"{name}  ({value[:SAMPLE_LENGTH]})" if value else name


class TargetForm(Lines, forms.Form):
    """Into which company the file goes."""

    into = forms.ChoiceField(label=_("Import into"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name of the new company"), max_length=200, required=False)
    siren = forms.RegexField(
        r"^\d{9}$", label="SIREN", required=False, error_messages={"invalid": _("A SIREN has nine digits.")}
    )

    def __init__(self, *args: Any, company: Company, may_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_open = may_open
        opened = [("new", _("a new company, opened for this file"))] if may_open else []
        offer(self, "into", [*opened, ("here", company.name)])

    def clean(self) -> dict[str, Any]:
        """A new company has a name."""
        super().clean()
        if self.cleaned_data.get("into") == "new" and not self.cleaned_data.get("name", "").strip():
            self.add_error("name", _("Give the new company a name."))
        return self.cleaned_data


assert contacts.SPELLINGS.keys() | open_items.SPELLINGS.keys() <= COLUMNS.keys(), "every column has its words"
