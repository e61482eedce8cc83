"""The policy in words, a rung a line."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ardoise.desk.frame.tags import written
from ardoise.domain.dunning import Level, Policy


def ladder(policy: Policy) -> list[dict[str, str]]:
    """Each level: its key, when it leaves, by which channel."""
    return [{"key": level.key, "when": when(level), "how": channel(level.channel)} for level in policy.levels]


def when(level: Level) -> str:
    """From which lateness, and from which amount."""
    days = abs(level.days_overdue_min)
    if level.is_before_due:
        words = ngettext("%(n)d day before the due date", "%(n)d days before the due date", days) % {"n": days}
    else:
        words = ngettext("from %(n)d day late", "from %(n)d days late", days) % {"n": days}
    if not level.amount_min_cents:
        return words
    return _("%(when)s, for items of %(amount)s or more") % {"when": words, "amount": written(level.amount_min_cents)}


def channel(key: str) -> str:
    """How it leaves."""
    return {
        "email": _("by e-mail"),
        "letter": _("by letter"),
        "registered_letter": _("by registered letter"),
        "sms": _("by text message"),
        "call": _("by telephone"),
    }.get(key, key)


def restraint(policy: Policy) -> list[str]:
    """With what restraint the ladder is climbed."""
    credits = (
        _("Unapplied payments and credit notes lower what is claimed, and are listed.")
        if policy.net_credits
        else _("Unapplied payments and credit notes are left aside.")
    )
    spacing = ngettext(
        "At least %(n)d day between two messages to a customer.",
        "At least %(n)d days between two messages to a customer.",
        policy.days_between_min,
    )
    promise = ngettext(
        "A promise is broken %(n)d day after its date.",
        "A promise is broken %(n)d days after its date.",
        policy.promise_grace_days,
    )
    return [
        _("One message per customer gathers all that is due; a disputed, promised or suspended item is in none."),
        spacing % {"n": policy.days_between_min},
        _("Nobody is written to for less than %(amount)s.") % {"amount": written(policy.amount_min_cents)},
        credits,
        promise % {"n": policy.promise_grace_days},
    ]
