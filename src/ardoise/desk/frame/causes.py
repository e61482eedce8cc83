"""Why something did not leave or was not approved: the codes of the actions, said to a person."""

from __future__ import annotations

from django.utils.functional import Promise as Lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ardoise.domain.correspondence.reasons import in_words

CAUSES: dict[str, str | Lazy] = {
    "old_run": _("A later day has been computed since: approve on its list."),
    "not_today": _("This list is for a day to come: it can be approved on that day."),
    "replaced": _("The list was computed again meanwhile: look at the new one."),
    "already_said": _("This was already said to this customer for these items."),
    "unsafe_header": _("The address or the subject holds forbidden characters: correct the customer file."),
    "not_whole": _("The frozen message was altered: it will not leave."),
    "contact_changed": _("The address of the customer has changed since: approve again."),
    "too_many_attempts": _("The mail server could not be reached after many attempts."),
    "lease_expired": _("The worker stopped in the middle of sending."),
    "copied": _("It waited in a database that was copied: it may have left from the other one."),
    "level_changed": _("Another level is due now: compute today's proposals again."),
    "amount_changed": _("What is owed has changed: compute today's proposals again."),
    "nothing_open": _("Nothing is open any more."),
    "credits_cover": _("Credits or payments now cover what was overdue."),
    "not_due": _("Nothing is due any more."),
    "in_grace": _("It is too early for this reminder."),
    "too_small": _("What is left is too small to be chased."),
    "disputed": _("The customer disputes it."),
    "planned": _("It is paid by instalments: their plan runs."),
    "promised": _("The customer has promised to pay."),
    "payment_booked": _("A payment to come is already booked against what is overdue."),
    "blocked": _("Reminders to this customer are suspended."),
    "insolvent": _("The customer is in insolvency proceedings."),
    "contacted_recently": _("The customer was written to a few days ago."),
    "waiting_next_level": _("It is too early for the next level."),
    "ladder_exhausted": _("The last level has already left: a person decides what follows."),
    "no_address": _("Nobody to write to: add an e-mail address to the customer file."),
    "several_currencies": _("What is overdue is in several currencies: write by hand."),
}


def cause(code: str) -> str:
    """The sentence of a code, the desk's own or that of the domain; anything else is already a sentence."""
    return str(CAUSES[code]) if code in CAUSES else in_words(code, get_language() or "en")
