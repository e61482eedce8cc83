"""What a colleague did about a customer since somebody opened them: told before anything is noted a second time.

A form carries, as `seen`, the last event of its customer when it was shown. What the acts themselves do only once
(a proposal, a finding, a task) needs no more than their answer; this is for what may be done again on purpose.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from ardoise.actions.timeline.words import VERBS
from ardoise.desk.frame import clock
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import person
from ardoise.records.models import Customer, Event

TOLD = frozenset(verb for verb, (_words, kind) in VERBS.items() if kind in ("calls", "promises", "disputes", "peace"))


def seen(customer: Customer) -> int:
    """The last event of this customer, to be carried by a form; 0 where nothing has happened yet."""
    return Event.objects.filter(customer=customer).order_by("-seq").values_list("seq", flat=True).first() or 0


def meanwhile(request: Request, customer: Customer) -> str:
    """What somebody else noted about the customer since the form was shown, as a sentence; "" where nobody did."""
    last = key_of(request.POST.get("seen", ""))
    if last is None:
        return ""
    since = Event.objects.filter(customer=customer, seq__gt=last, verb__in=TOLD, by__isnull=False)
    event = since.exclude(by=request.user).select_related("by").order_by("-seq").first()
    if event is None:
        return ""
    when = f"{event.at.astimezone(clock.zone(request.company)):%H:%M}"
    told = {"who": person(event.by), "what": VERBS[event.verb][0], "when": when}
    return _("%(who)s was faster: “%(what)s”, %(when)s. Nothing of yours was noted: note it again if it holds.") % told
