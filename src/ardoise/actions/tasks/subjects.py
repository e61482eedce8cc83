"""What a task is about, in words: a code of ours, with what it names behind a colon, or a person's own words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

SUBJECTS: dict[str, str | Lazy] = {
    "no_email": _("no e-mail address that takes a message"),
    "no_phone": _("no telephone number to call"),
    "no_mobile": _("no mobile number that takes a text message"),
    "no_fax": _("no number that takes a fax"),
    "no_postal_address": _("no whole postal address"),
    "plan_asked": _("they ask to pay in instalments"),
    "payment_returned": _("the bank took a payment back"),
    "paid_not_here": _("says it is paid, and nothing came: look for it"),
    "copy_wanted": _("wants a copy"),
    "plan_wanted": _("wants to pay in parts"),
    "out_of_office": _("is away: write or call again"),
}
DUE_TODAY = "due_today"


def said(subject: str, day_written: Callable[[date], str], today: date | None = None) -> str:
    """The subject in the reader's language; what is no code of ours stands as it is."""
    code, _colon, about = subject.partition(":")
    if code == DUE_TODAY and about:
        day = date.fromisoformat(about)
        return str(_("falls due today") if day == today else _("fell due on %(day)s") % {"day": day_written(day)})
    if code not in SUBJECTS:
        return subject
    return f"{SUBJECTS[code]} · {about}" if about else str(SUBJECTS[code])
