"""What a person types of a plan: the items and how much of each, the rhythm, then each instalment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ardoise.desk.frame.inputs import cents_typed
from ardoise.desk.frame.tags import day_text, written
from ardoise.desk.today.forms import Day, a_week_from
from ardoise.domain.calendar import collection_day
from ardoise.domain.instalments import COUNT_MAX, RHYTHMS, spread
from ardoise.records.models import Entry

FIRST_COUNT = 3
LAST_YEAR = 2200
NOTE_MAX = 300
RHYTHM_WORDS = {
    "weekly": _("every week"),
    "fortnightly": _("every two weeks"),
    "monthly": _("every month"),
    "quarterly": _("every three months"),
}


class RhythmForm(forms.Form):
    """How many, from when, how often, where the odd cents go; who agreed, and why."""

    use_required_attribute = False

    count = forms.IntegerField(label=_("Instalments"), min_value=1, max_value=COUNT_MAX, initial=FIRST_COUNT)
    first_on = forms.DateField(label=_("First one on"), widget=Day())
    rhythm = forms.ChoiceField(label=_("Rhythm"), choices=[(key, RHYTHM_WORDS[key]) for key in RHYTHMS])
    remainder = forms.ChoiceField(
        label=_("The odd cents"), choices=[("last", _("on the last one")), ("first", _("on the first one"))]
    )


class AgreementForm(forms.Form):
    """By whom, and in which words."""

    use_required_attribute = False

    said_by = forms.CharField(label=_("Agreed with"), max_length=120, required=False)
    note = forms.CharField(label=_("In a few words"), max_length=NOTE_MAX, required=False)


@dataclass(frozen=True)
class Item:
    """An item that may be planned, and what was typed of it."""

    entry: Entry
    open_cents: int
    due_on: date | None
    days_overdue: int | None
    is_ticked: bool = False
    part: str = ""  # as typed: how much of it
    error: str = ""

    @property
    def is_late(self) -> bool:
        """Should it have been paid?"""
        return (self.days_overdue or 0) > 0

    @property
    def cents(self) -> int:
        """What of it is planned; all of it where nothing else can be read."""
        try:
            return cents_typed(self.part) if self.part.strip() else self.open_cents
        except ValueError:
            return self.open_cents


@dataclass(frozen=True)
class Line:
    """An instalment as it was typed."""

    on: str = ""
    amount: str = ""
    error: str = ""

    @property
    def is_empty(self) -> bool:
        """Was nothing typed?"""
        return not self.on.strip() and not self.amount.strip()

    @property
    def day(self) -> date | None:
        """Its day, where it is one of a century or two."""
        try:
            day = date.fromisoformat(self.on.strip())
        except ValueError:
            return None
        return day if day.year < LAST_YEAR else None

    @property
    def cents(self) -> int | None:
        """Its cents, where they are some."""
        try:
            return cents_typed(self.amount)
        except ValueError:
            return None

    @property
    def remark(self) -> str:
        """Said of a day on which no bank moves euros."""
        day = self.day
        if day is None or (here_on := collection_day(day)) == day:
            return ""
        return gettext("No bank day: it comes on %(day)s.") % {"day": day_text(here_on)}


@dataclass(frozen=True)
class Draft:
    """A plan as it stands on the page."""

    items: Sequence[Item]
    lines: Sequence[Line]
    rhythm: RhythmForm
    agreement: AgreementForm
    errors: Sequence[str] = field(default_factory=tuple)

    @property
    def ticked(self) -> list[Item]:
        """The items it is about."""
        return [item for item in self.items if item.is_ticked]

    @property
    def total_cents(self) -> int:
        """What is to be planned."""
        return sum(item.cents for item in self.ticked)

    @property
    def has_early(self) -> bool:
        """Is some of it not due yet, and some overdue?"""
        return len({item.is_late for item in self.ticked}) > 1

    @property
    def sum_cents(self) -> int:
        """What the instalments amount to, as far as they can be read."""
        return sum(line.cents or 0 for line in self.lines)

    @property
    def difference_cents(self) -> int:
        """How much more the instalments are than what is planned."""
        return self.sum_cents - self.total_cents

    @property
    def missing_cents(self) -> int:
        """How much the instalments lack."""
        return -self.difference_cents

    def refused(self, sentence: str) -> Draft:
        """The same, with what is wrong with it."""
        return replace(self, errors=[*self.errors, sentence])


def first_draft(items: Sequence[Item], today: date, said_by: str = "", note: str = "") -> Draft:
    """Three monthly instalments from next week on, of what is ticked; with the few words typed before it was opened."""
    draft = Draft(
        items, (), RhythmForm(initial={"first_on": a_week_from(today), "rhythm": "monthly"}),
        AgreementForm(initial={"said_by": said_by, "note": note[:NOTE_MAX]}),
    )  # fmt: skip
    return replace(draft, lines=spread_lines(draft.total_cents, FIRST_COUNT, a_week_from(today), "monthly", "last"))


def late_only(items: Sequence[Item]) -> list[Item]:
    """The same; what is not due yet is not ticked."""
    return [replace(item, is_ticked=item.is_ticked and item.is_late) for item in items]


def typed(items: Sequence[Item], given: QueryDict) -> Draft:
    """The plan as it was posted; each thing that cannot be read bears its sentence."""
    items = [replace(item, error=wrong_part(item)) if item.is_ticked else item for item in items]
    return Draft(items, lines_of(given), RhythmForm(given), AgreementForm(given))


def wrong_part(item: Item) -> str:
    """What is wrong with the part of an item, in a sentence; "" if nothing is."""
    if not item.part.strip():
        return ""
    try:
        cents = cents_typed(item.part)
    except ValueError:
        return gettext("Write an amount such as 1234.50.")
    return "" if 0 < cents <= item.open_cents else gettext("Above zero, and at most what is open of it.")


def lines_of(given: Mapping[str, str]) -> list[Line]:
    """The instalments that were posted, those left empty aside."""
    found = (Line(given.get(f"on-{n}", "")[:10], given.get(f"cents-{n}", "")[:30]) for n in range(COUNT_MAX + 1))
    return [replace(line, error=wrong_line(line)) for line in found if not line.is_empty]


def wrong_line(line: Line) -> str:
    """What is wrong with an instalment, in a sentence; "" if nothing is."""
    if line.day is None:
        return gettext("Choose a day.")
    return "" if line.cents is not None else gettext("Write an amount such as 1234.50.")


def spread_anew(draft: Draft) -> Draft:
    """The instalments by the rhythm that was typed, whatever stood there; its errors stand in their fields."""
    if not draft.rhythm.is_valid():
        return draft
    given = draft.rhythm.cleaned_data
    try:
        lines = spread_lines(draft.total_cents, given["count"], given["first_on"], given["rhythm"], given["remainder"])
    except (OverflowError, ValueError):  # a day that no calendar has
        draft.rhythm.add_error("first_on", gettext("Choose a day."))
        return draft
    return replace(draft, lines=lines)


def spread_lines(total_cents: int, count: int, first_on: date, rhythm: str, remainder: str) -> list[Line]:
    """Equal instalments as lines of the page; of nothing, none."""
    if total_cents < count:
        return []
    told = spread(total_cents, count, first_on, rhythm, remainder)
    return [Line(on.isoformat(), written(cents)) for on, cents in told]
