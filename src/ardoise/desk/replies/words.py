"""The situations of a reply, in words and pictures."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from ardoise.actions.replies import ANSWER
from ardoise.actions.replies.advices import WRONG
from ardoise.desk.frame.tags import chip, percent
from ardoise.domain.replies import ACKNOWLEDGEMENT
from ardoise.records.models import Finding

register = template.Library()

SITUATIONS: dict[str, tuple[str | Lazy, str, str]] = {
    "promise": (_("Promise"), "good", "handshake"),
    "paid": (_("Says it is paid"), "good", "check"),
    "advice": (_("Remittance advice"), "good", "file"),
    "dispute": (_("Dispute"), "warn", "scales"),
    "copy_wanted": (_("Wants a copy"), "info", "file"),
    "plan_wanted": (_("Wants to pay in parts"), "info", "calendar"),
    "wrong_contact": (_("Wrong contact"), "warn", "people"),
    "out_of_office": (_("Away"), "calm", "clock"),
    ANSWER: (_("Answer to a dispute"), "info", "scales"),
    "bounce": (_("Not delivered"), "grave", "alert"),
    ACKNOWLEDGEMENT: (_("Automatic acknowledgement"), "calm", "check"),
}
ACTS: dict[str, str | Lazy] = {
    "promise": _("Note the promise"),
    "paid": _("Wait for the payment"),
    "advice": _("Keep the advice"),
    "dispute": _("Open the dispute"),
    "copy_wanted": _("Make it a task"),
    "plan_wanted": _("Make it a task"),
    "wrong_contact": _("Keep the other contact"),
    "out_of_office": _("Remind me when they are back"),
    "bounce": _("Have the address repaired"),
    ACKNOWLEDGEMENT: _("Set it aside"),
    ANSWER: _("Put it into the discussion"),
}
DECISIONS: dict[str, str | Lazy] = {
    "accepted": _("Accepted"),
    "edited": _("Accepted, corrected"),
    "rejected": _("Rejected"),
}
STATES: dict[str, str | Lazy] = {"new": _("To read"), "to_attach": _("From whom?"), "done": _("Dealt with")}


@register.simple_tag
def situation(finding: Finding) -> str:
    """The situation as a chip with its certainty."""
    words, look, drawing = SITUATIONS[finding.situation]
    if finding.confidence == WRONG:  # a file that nobody could open
        return chip(str(_("File not read")), "warn", "alert")
    return chip(str(words) if finding.confidence == 1 else f"{words} {percent(finding.confidence)}", look, drawing)


@register.filter
def act_name(finding: Finding) -> str:
    """What accepting it does."""
    if finding.reply.customer_id is None and finding.situation == "out_of_office":  # a colleague is
        return str(ACTS[ANSWER])
    return str(_("Make it a task") if "wrong" in finding.facts else ACTS[finding.situation])


@register.filter
def decision_name(decision: str) -> str:
    return str(DECISIONS.get(decision, decision))


@register.filter
def reply_state(state: str) -> str:
    return str(STATES.get(state, state))
