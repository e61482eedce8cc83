"""The words of policies on screen."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ardoise.actions import policies as actions
from ardoise.desk.frame.tags import language, level_name
from ardoise.domain.dunning import Level, Policy
from ardoise.domain.policies import Fault
from ardoise.domain.reasons import amount_written
from ardoise.records.models import Company

CHANNELS: dict[str, str | Lazy] = {
    "email": gettext_lazy("e-mail"),
    "letter": gettext_lazy("letter"),
    "registered_letter": gettext_lazy("registered letter"),
    "sms": gettext_lazy("text message"),
    "call": gettext_lazy("telephone call"),
    "fax": gettext_lazy("fax"),
    "visit": gettext_lazy("visit"),
}
TONES: dict[str, str | Lazy] = {
    "courteous": gettext_lazy("courteous"),
    "friendly": gettext_lazy("friendly"),
    "firm": gettext_lazy("firm"),
    "formal": gettext_lazy("formal notice"),
}
PAPERS: dict[str, str | Lazy] = {
    "statement": gettext_lazy("statement of account (PDF)"),
    "statement_xlsx": gettext_lazy("statement of account (XLSX)"),
    "invoices": gettext_lazy("the invoices (PDF)"),
}
ROLES: dict[str, str | Lazy] = {
    "": gettext_lazy("the usual contact"),
    "reminders": gettext_lazy("reminders"),
    "accounting": gettext_lazy("accounting"),
    "management": gettext_lazy("management"),
    "billing": gettext_lazy("billing"),
    "legal": gettext_lazy("legal"),
}
FIELDS: dict[str, str | Lazy] = {
    "days_overdue_min": gettext_lazy("day"),
    "counted_from": gettext_lazy("counted from"),
    "channel": gettext_lazy("channel"),
    "tone": gettext_lazy("tone"),
    "template": gettext_lazy("template"),
    "amount_min_cents": gettext_lazy("from this amount"),
    "amount_max_cents": gettext_lazy("up to this amount"),
    "days_between_min": gettext_lazy("days between two messages"),
    "is_automatic": gettext_lazy("leaves automatically"),
    "hour_from": gettext_lazy("not before (hour)"),
    "hour_until": gettext_lazy("not after (hour)"),
    "contact_role": gettext_lazy("written to"),
    "copies_salesperson": gettext_lazy("salesperson in copy"),
    "papers": gettext_lazy("attached"),
    "net_credits": gettext_lazy("credits lower the claim"),
    "promise_grace_days": gettext_lazy("grace of a promise, in days"),
    "notifies_on_due": gettext_lazy("task on the due date"),
    "thanks": gettext_lazy("thanks after payment"),
    "name": gettext_lazy("name"),
    "key": gettext_lazy("name"),
}
"""What a version says, word by word."""


def when(level: Level) -> str:
    """From which day."""
    days = abs(level.days_overdue_min)
    if level.counted_from == "last_contact":
        return ngettext("%(n)d day after the last contact", "%(n)d days after the last contact", days) % {"n": days}
    if level.is_before_due:
        return ngettext("%(n)d day before the due date", "%(n)d days before the due date", days) % {"n": days}
    return ngettext("from %(n)d day late", "from %(n)d days late", days) % {"n": days}


def mark(level: Level) -> str:
    """The day on the timeline: D−7, D+21, +10 after the last contact."""
    days = abs(level.days_overdue_min)
    if level.counted_from == "last_contact":
        return f"+{days}"
    letter = "J" if language() == "fr" else "D"
    return f"{letter}{'−' if level.is_before_due else '+'}{days}"


def ladder(policy: Policy, currency: str) -> list[dict[str, object]]:
    """Each level in words, for a timeline."""
    return [
        {
            "key": level.key,
            "mark": mark(level),
            "when": when(level),
            "channel": CHANNELS.get(level.channel, level.channel),
            "tone": TONES.get(level.tone, level.tone),
            "template": level.template,
            "is_automatic": level.is_automatic,
            "details": details(level, currency),
        }
        for level in policy.levels
    ]


def details(level: Level, currency: str) -> list[str]:
    """What else a level says."""
    told = []
    if level.amount_min_cents:
        told.append(_("from %(amount)s") % {"amount": amount_written(level.amount_min_cents, currency, language())})
    if level.amount_max_cents is not None:
        told.append(
            _("up to %(amount)s, above it a person decides")
            % {"amount": amount_written(level.amount_max_cents, currency, language())}
        )
    if level.days_between_min is not None:
        words = ngettext(
            "%(n)d day after the message before", "%(n)d days after the message before", level.days_between_min
        )
        told.append(words % {"n": level.days_between_min})
    if level.hour_from is not None or level.hour_until is not None:
        hours = {"first": level.hour_from or 0, "last": 24 if level.hour_until is None else level.hour_until}
        told.append(_("between %(first)d:00 and %(last)d:00") % hours)
    if level.contact_role:
        told.append(_("to: %(role)s") % {"role": ROLES.get(level.contact_role, level.contact_role)})
    if level.copies_salesperson:
        told.append(_("salesperson in copy"))
    return told + [str(PAPERS.get(paper, paper)) for paper in level.papers]


def restraint(policy: Policy, currency: str) -> list[str]:
    """With what restraint the ladder is climbed."""
    credits = (
        _("Unapplied payments and credit notes lower what is claimed, and are listed.")
        if policy.net_credits
        else _(
            "Unapplied payments and credit notes are shown apart and lower no claim; whom they cover is not written to."
        )
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
    least = amount_written(policy.amount_min_cents, currency, language())
    said = [
        _("One message per customer gathers all that is due; a disputed, promised or suspended item is in none."),
        spacing % {"n": policy.days_between_min},
        _("Nobody is written to for less than %(amount)s.") % {"amount": least},
        credits,
        promise % {"n": policy.promise_grace_days},
    ]
    if policy.notifies_on_due:
        said.append(_("On the due date itself the collector gets a task; the customer hears nothing."))
    if policy.thanks:
        said.append(
            _("Once a claim that was reminded is paid, a word of thanks leaves; automatically where the reminder did.")
        )
    return said


def on_page(fault: Fault, names: Mapping[str, str], currency: str) -> str:
    """What is wrong with a policy as a page says it: levels by their names there, amounts in the company's currency, no
    word of a policy's file."""

    def amount(found: re.Match[str]) -> str:
        return amount_written(int(found[1] + found[2]), currency, language())

    sentence = fault.told(language())
    for key, name in names.items():
        sentence = sentence.replace(f"« {key} »", f"« {name} »").replace(f"“{key}”", f"“{name}”")
    sentence = re.sub(r"\b(\d+)[.,](\d\d)\b", amount, sentence)
    return re.sub(r" \((key|[a-z]+_[a-z_]+)(, [a-z_]+)*\)", "", sentence)


def shortcomings(company: Company, policy: Policy) -> list[str]:
    """What a policy seems to say and doesn't do, a sentence each."""
    names = {level.key: level_name(level.key) for level in policy.levels}
    return [on_page(fault, names, company.currency) for fault in actions.shortcomings(company, policy)]


def said(word: str, value: object, currency: str) -> str:
    """A value of a version, in words."""
    if value is None:
        return "–"
    if word == "key":
        return level_name(str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if word.endswith("_cents"):
        return amount_written(int(str(value)), currency, language())
    if word == "counted_from":
        return _("the last contact") if value == "last_contact" else _("the due date")
    known = {"channel": CHANNELS, "tone": TONES, "contact_role": ROLES}.get(word, {})
    if isinstance(value, list | tuple):
        return ", ".join(str(PAPERS.get(one, one)) for one in value) or "–"
    return str(known.get(str(value), value)) or "–"


def changes(told: list[tuple[str, str, object, object]], currency: str) -> list[dict[str, str]]:
    """The differences of two versions, a line each: where, what, before, after."""
    lines = []
    for key, word, before, after in told:
        where = level_name(key) if key else _("the policy")
        if not word:
            what = _("level added") if before is None else _("level removed")
            lines.append({"where": where, "what": what, "before": "", "after": ""})
        else:
            lines.append(
                {
                    "where": where,
                    "what": str(FIELDS.get(word, word)),
                    "before": said(word, before, currency),
                    "after": said(word, after, currency),
                }
            )
    return lines
