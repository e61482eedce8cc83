"""The words of tasks on screen: kinds, subjects, outcomes."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ardoise.actions.tasks import Said, subjects
from ardoise.desk.frame.tags import day_text, level_name
from ardoise.domain.worklist import duration_written
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
ASKED: dict[str, str | Lazy] = {"payment_notice": _("Paid or under way")}
"""What the result bar calls an outcome, where the customer may say it in other words."""
OF_A_VISIT: dict[str, str | Lazy] = {"no_answer": _("Nobody there"), "wrong_contact": _("Wrong address")}


def outcomes(task_kind: str) -> list[tuple[str, str | Lazy, str, str]]:
    """What a call or a visit can end in, in its own words."""
    own = ASKED | (OF_A_VISIT if task_kind == "visit" else {})
    return [(key, own.get(key, said), drawing, letter) for key, said, drawing, letter in OUTCOMES]


def kind(task: Task) -> str | Lazy:
    """What sort of thing it is."""
    return KINDS.get(task.kind, KINDS["other"])[0]


def subject(task: Task, today: date) -> str:
    """What it is about: the level a call says, what is missing, or a person's own words."""
    return level_name(task.subject) if task.message_id else subjects.said(task.subject, day_text, today)


def noted(said: Said) -> str:
    """That it is noted, with the call's length where it was measured."""
    if not said.seconds:
        return gettext("Noted.")
    return gettext("Noted; the call took %(duration)s.") % {"duration": duration_written(said.seconds)}
