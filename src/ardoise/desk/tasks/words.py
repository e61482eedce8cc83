"""The words of tasks on screen: kinds, subjects, outcomes."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from ardoise.desk.frame.tags import day_text, level_name
from ardoise.records.models import Task

KINDS: dict[str, tuple[str | Lazy, str]] = {
    "call": (_("Call"), "phone"),
    "visit": (_("Visit"), "building"),
    "repair": (_("Missing address"), "alert"),
    "due_today": (_("Due date"), "calendar"),
    "promise": (_("Promise"), "handshake"),
    "bounce": (_("Returned mail"), "mail"),
    "other": (_("To do"), "dot"),
}
SUBJECTS: dict[str, str | Lazy] = {
    "no_email": _("no e-mail address"),
    "no_phone": _("no telephone number"),
    "no_mobile": _("no mobile number, for a text message"),
    "no_fax": _("no fax number"),
    "no_postal_address": _("no whole postal address"),
    "plan_asked": _("they ask to pay in instalments"),
    "payment_returned": _("the bank took a payment back"),
    "copy_wanted": _("wants a copy"),
    "plan_wanted": _("wants to pay in parts"),
    "out_of_office": _("is away: write or call again"),
}
OUTCOMES: tuple[tuple[str, str | Lazy, str, str], ...] = (
    ("no_answer", _("No answer"), "clock", "n"),
    ("message_left", _("Message left"), "mail", "m"),
    ("reached", _("Reached"), "phone", "r"),
    ("promise", _("Promise"), "handshake", "p"),
    ("dispute", _("Dispute"), "scales", "d"),
    ("payment_notice", _("Transfer under way"), "calendar", "v"),
    ("plan_asked", _("Plan asked for"), "file", "i"),
    ("refused", _("Refuses to pay"), "stop", "f"),
    ("wrong_contact", _("Wrong number"), "cross", "w"),
)
"""What a call can end in: its key, its words, its drawing, and the letter that presses it."""


def kind(task: Task) -> str | Lazy:
    """What sort of thing it is."""
    return KINDS.get(task.kind, KINDS["other"])[0]


def subject(task: Task, today: date) -> str | Lazy:
    """What it is about: the level a call says, what is missing, or a person's own words."""
    if task.message_id:
        return level_name(task.subject)
    code, _colon, about = task.subject.partition(":")
    if code == "due_today" and about:
        day = date.fromisoformat(about)
        return _("falls due today") if day == today else _("fell due on %(day)s") % {"day": day_text(day)}
    if code not in SUBJECTS:
        return task.subject
    return f"{SUBJECTS[code]} · {about}" if about and SUBJECTS[code] else SUBJECTS[code]
