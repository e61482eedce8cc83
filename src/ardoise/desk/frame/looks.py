"""How the words of the trade look on screen: what they are called, their tone, their drawing."""

from __future__ import annotations

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from ardoise.domain import dunning

Words = str | Lazy
Look = tuple[Words, str, str]  # words, tone, icon

LEVELS: dict[str, tuple[str, str]] = {
    dunning.BEFORE_DUE: ("calm", "calendar"),
    "friendly": ("info", "level1"),
    "instalments": ("good", "calendar"),
    "thanks": ("good", "check"),
    "question": ("info", "question"),
    "personal": ("info", "edit"),
    "resolver_asked": ("info", "scales"),
    "resolver_reminded": ("info", "scales"),
    "credit_asked": ("info", "scales"),
    "credit_reminded": ("info", "scales"),
    "firm": ("warn", "level2"),
    "formal_notice": ("grave", "level3"),
}

STATES: dict[str, Look] = {
    "in_doubt": (_("In doubt"), "grave", "question"),
    "queued": (_("Queued"), "calm", "clock"),
    "claimed": (_("About to leave"), "calm", "clock"),
    "to_do": (_("To do by hand"), "warn", "print"),
    "sending": (_("Leaving"), "info", "send"),
    "sent": (_("Sent"), "good", "check"),
    "kept": (_("Kept here"), "info", "tray"),
    "failed": (_("Failed"), "grave", "cross"),
    "suppressed": (_("Suppressed"), "calm", "stop"),
}

REASONS: dict[str, Look] = {
    "nothing_open": (_("nothing open"), "calm", "check"),
    "credits_cover": (_("covered by credits"), "info", "scales"),
    "not_due": (_("not due yet"), "calm", "calendar"),
    "in_grace": (_("days of grace"), "calm", "clock"),
    "too_small": (_("too small"), "calm", "dot"),
    "disputed": (_("disputed"), "warn", "scales"),
    "planned": (_("instalment plan"), "good", "calendar"),
    "promised": (_("promised"), "good", "handshake"),
    "payment_booked": (_("payment booked"), "good", "calendar"),
    "blocked": (_("left in peace"), "info", "pause"),
    "insolvent": (_("insolvent"), "grave", "building"),
    "contacted_recently": (_("written to recently"), "calm", "mail"),
    "waiting_next_level": (_("waiting for the next level"), "calm", "clock"),
    "ladder_exhausted": (_("every level has left"), "grave", "level3"),
    "no_address": (_("nobody to write to"), "grave", "alert"),
    "disputed_grace": (_("dispute just settled"), "calm", "scales"),
    "payment_notice": (_("payment announced or received"), "good", "clock"),
    "opted_out": (_("not by this channel"), "warn", "stop"),
    "waits_by_hand": (_("the level before is still to be done"), "warn", "clock"),
    "amount_above": (_("too large for the level"), "warn", "alert"),
    "contact_pressure": (_("contacted often enough"), "calm", "pause"),
    "one_message": (_("another policy first"), "calm", "mail"),
    "several_currencies": (_("several currencies"), "warn", "alert"),
}

INSTALMENTS: dict[str, Look] = {
    "waiting": (_("awaited"), "calm", "clock"),
    "kept": (_("paid"), "good", "check"),
    "kept_late": (_("paid late"), "info", "check"),
    "partly_kept": (_("paid in part"), "warn", "alert"),
    "broken": (_("not paid"), "grave", "cross"),
}
"""What became of an instalment."""

CAUSES: dict[str, Look] = {
    "first_reminder": (_("overdue, not chased yet"), "calm", "clock"),
    "other_ladder": (_("chased under other levels"), "warn", "mail"),
    "next_level": (_("still unpaid after a reminder"), "warn", "mail"),
    "before_due": (_("large amount falling due"), "calm", "calendar"),
    "thanks": (_("has paid it all"), "good", "check"),
}
"""Why a customer is chased, in short words; the sentence is domain's (domain/reasons.py)."""

ROLES: dict[str, Words] = {
    "administrator": _("Administrator"),
    "credit_manager": _("Credit manager"),
    "collector": _("Collector"),
    "salesperson": _("Salesperson"),
    "reader": _("Reader"),
}
