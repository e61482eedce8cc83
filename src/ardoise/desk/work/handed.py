"""Lines of the day that a colleague has in the collector's place: what is told of them, and the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ardoise.actions import handovers
from ardoise.actions.handovers import WORDS_MAX
from ardoise.desk.frame import clock
from ardoise.desk.frame.forms import offer_rows
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import person
from ardoise.desk.work.job import Job
from ardoise.records.models import Handover, User

PREFIX = "handing"


def with_handovers(request: Request, jobs: Sequence[Job]) -> list[Job]:
    """The same lines; of what somebody was given, from whom and why: first of its reasons to them, last to others."""
    held = handovers.held(request.company, [job.matter for job in jobs if job.matter])
    return [told(request, job, held[job.matter]) if job.matter in held else job for job in jobs]


def told(request: Request, job: Job, one: Handover) -> Job:
    """The line with who gave it to whom; as it is where the house itself gave it to whoever wrote."""
    if not one.words:
        return job
    chip = (sentence(one, request.user), "info", "people")
    return replace(job, chips=(chip, *job.chips) if one.to == request.user else (*job.chips, chip))


def sentence(one: Handover, reader: object) -> str:
    """Who gave it to whom, and why."""
    told = {"who": person(one.by), "to": person(one.to), "why": one.words}
    if one.by == one.to:
        return _("%(who)s has taken it: %(why)s") % told
    if one.to == reader:
        return _("%(who)s hands it to you: %(why)s") % told
    return _("%(who)s hands it to %(to)s: %(why)s") % told


class Handing(forms.Form):
    """To whom, and why."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("To"), queryset=User.objects.none(), empty_label=gettext_lazy("Choose…")
    )
    words = forms.CharField(label=gettext_lazy("Why, in a few words"), max_length=WORDS_MAX)

    def __init__(
        self, posted: Any = None, *, request: Request, but: int | None = None, is_alone: bool = False, **told: Any
    ) -> None:
        ids = "beside_%s" if is_alone else "id_%s"  # the same fields stand under the list, too
        super().__init__(posted, prefix=PREFIX, use_required_attribute=False, auto_id=ids, **told)
        people = handovers.able(request.company).order_by("first_name", "username")
        people = people.exclude(pk=but) if but else people
        offer_rows(self, "to", people, person)
        self.fields["to"].widget.attrs |= {"autofocus": True} if is_alone else {}


def seen_at() -> str:
    """The moment at which a list or a form is shown: what a colleague hands over later is not overwritten."""
    return clock.now().isoformat()
