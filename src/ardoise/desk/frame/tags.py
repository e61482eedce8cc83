"""The components of the desk that are smaller than a template: amounts, dates, chips, icons."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.header import decode_header, make_header
from email.utils import parseaddr
from functools import cache

from django import template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.functional import Promise as Lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ardoise.actions import rights
from ardoise.actions.handovers import OPEN
from ardoise.actions.timeline.words import CONTACT_ROLES, said
from ardoise.desk.frame import clock
from ardoise.desk.frame.causes import cause
from ardoise.desk.frame.looks import CAUSES, INSTALMENTS, LEVELS, REASONS, ROLES, STATES
from ardoise.domain import money, reasons
from ardoise.domain.correspondence import addressing, wording
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.records.models import Customer, Proposal, Skip, User

register = template.Library()

PERCENT = {"fr": money.NO_BREAK_SPACE + "%", "en": "%"}
BEFORE_SIGN = re.compile(r" (?=[:;!?»])|(?<=«) ")
LOCALES = {"fr": "fr_FR", "en": "en_GB"}
UNKNOWN = "–"
NOTHING = format_html('<span class="nothing">{}</span>', UNKNOWN)


def language() -> str:
    """The language of this page: fr or en."""
    return (get_language() or "fr")[:2]


@register.filter
def may(role: str | None, verb: str) -> bool:
    """May whoever has that role do it? A page offers no way to what is refused."""
    return rights.role_may(role, verb)


@register.simple_tag
def unknown() -> SafeString:
    """What a column has nothing to say of: a dash, which the narrow form of a list leaves out with its label."""
    return NOTHING


@register.simple_tag
def amount(cents: int | None, currency: str = "") -> str:
    """An amount the reader's way, to be right-aligned in a column whose head names the currency."""
    if cents is None:
        return NOTHING
    words = reasons.amount_written(cents, currency, language()) if currency else money.written(cents, language())
    return format_html('<span class="amount{}">{}</span>', " is-credit" if cents < 0 else "", words)


@register.simple_tag
def figure(cents: int | None, currency: str, is_whole: bool = False) -> str:
    """An amount large enough for a headline, its currency small beside it, where the reader's language puts it."""
    words = UNKNOWN if cents is None else number(whole(cents)) if is_whole else amount(cents)
    form = "<small>{1}</small>{0}" if language() == "en" and len(symbol(currency)) == 1 else "{0} <small>{1}</small>"
    return format_html(form, words, symbol(currency))


@register.filter
def written(cents: int | None, currency: str = "") -> str:
    """The same amount as bare text, for a title or a sentence."""
    if cents is None:
        return UNKNOWN
    return reasons.amount_written(cents, currency, language()) if currency else money.written(cents, language())


@register.filter
def symbol(currency: str) -> str:
    """The sign of a currency where it has one everybody knows: EUR → €."""
    return money.SYMBOLS.get(currency, currency)


@register.filter
def iban(account: str) -> str:
    """An IBAN by fours, as on a bank's papers; any other number of an account as it is."""
    return wording.grouped_iban(account) if account[:2].isalpha() and account[2:4].isdigit() else account


@register.simple_tag
def number(count: int | str | None) -> str:
    """A whole number, grouped; what a report does not tell (a template's missing value is "") is unknown."""
    return UNKNOWN if not isinstance(count, int) else money.written(count * 100, language())[:-3]


@register.simple_tag
def day(on: date | None) -> str:
    """A date nobody can misread: 23 nov. 2026, 23 Nov 2026."""
    if on is None:
        return NOTHING
    return format_html('<time class="day" datetime="{}">{}</time>', on.isoformat(), day_text(on))


@register.filter(name="day")
def day_text(on: date | None) -> str:
    """The same date as bare text, with spaces that do not break."""
    return UNKNOWN if on is None else reasons.day_written(on, language())


@register.simple_tag(takes_context=True)
def moment(context: template.Context, at: datetime | None) -> str:
    """An instant in the time zone of the company."""
    if at is None:
        return NOTHING
    here = at.astimezone(clock.zone(context["request"].company))
    words = f"{day_text(here.date())}, {here:%H:%M}"
    return format_html('<time class="day" datetime="{}">{}</time>', at.isoformat(), words)


@register.simple_tag
def days(late: int | None) -> str:
    """Lateness in words: 12 days late, due today, due in 5 days."""
    if late is None:
        return UNKNOWN
    if late == 0:
        return _("due today")
    if late > 0:
        return ngettext("%(n)d day late", "%(n)d days late", late) % {"n": late}
    return ngettext("due in %(n)d day", "due in %(n)d days", -late) % {"n": -late}


@register.simple_tag
def lateness(late: int) -> str:
    """The same in a column: 12 d, today, in 5 d."""
    if late == 0:
        return _("today")
    return _("%(n)s d") % {"n": number(late)} if late > 0 else _("in %(n)s d") % {"n": number(-late)}


@cache
def drawings() -> str:
    """Where the drawings lie; a page shows some hundred of them."""
    return static("desk/icons.svg")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing of static/desk/icons.svg; said aloud only when it stands without words."""
    address = drawings()
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, address, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', address, name)


@register.simple_tag
def chip(words: str | Lazy, tone: str = "calm", drawing: str = "") -> SafeString:
    """A short fact: words and a drawing, the colour only repeats them. Tones: calm info good warn grave."""
    return format_html('<span class="chip chip-{}">{}<span>{}</span></span>', tone, icon(drawing or "dot"), words)


@register.simple_tag(name="work_chip")
def any_chip(words: str, tone: str, drawing: str) -> SafeString:
    """A chip of any words."""
    return chip(str(words), tone, drawing)


@register.simple_tag
def level(key: str) -> SafeString:
    """The chip of a level of the policy; a word of the policy's author stays as it is."""
    return chip(level_name(key), *LEVELS.get(key, ("info", "level2")))


@register.filter
def level_name(key: str) -> str:
    """The name of a level as bare text."""
    return reasons.level_name(key, language())


@register.filter
def policy_name(name: str) -> str:
    """A policy as it is called on screen; the built-in one by its name in the reader's language."""
    return _("Standard policy") if name == DEFAULT_POLICY.name else name


@register.simple_tag
def state(key: str) -> SafeString:
    """The chip of a message's state."""
    return chip(*STATES.get(key, (key, "calm", "dot")))


@register.filter
def state_name(key: str) -> str:
    """The name of a message's state as bare text."""
    return str(STATES.get(key, (key, "", ""))[0])


@register.filter
def percent(ratio: float | None) -> str:
    """A ratio as a whole percentage."""
    return NOTHING if ratio is None else number_format(round(ratio * 100), 0) + PERCENT[language()]


@register.filter
def spaced(words: str) -> str:
    """A sentence whose French colons and quotes stay on the line of the word they belong to."""
    return BEFORE_SIGN.sub(money.NO_BREAK_SPACE, str(words)) if language() == "fr" else words


@register.filter
def why(row: Proposal | Skip) -> str:
    """The reason of a proposal or of a skip, in a sentence."""
    facts = {f.name: getattr(row, f.name) for f in row._meta.concrete_fields if not f.is_relation}
    reason = facts.pop("reason")
    return spaced(reasons.say(getattr(row, "said_as", reason), language(), **facts))


@register.simple_tag
def role(key: str | None) -> str:
    """The name of a role."""
    return str(ROLES.get(key or "", ""))


@register.filter
def yesno_is(value: str, wanted: str) -> str:
    """ "true" or "false", for an ARIA attribute."""
    return "true" if value == wanted else "false"


@register.filter(name="cause")
def cause_text(code: str) -> str:
    """Why something did not leave, in a sentence."""
    return cause(code)


@register.simple_tag
def reason(key: str, row: Skip | None = None) -> SafeString:
    """The chip of a reason for which nobody was chased; of a row, a payment announced until a day is told from one that
    the bank shows already."""
    if row is not None and key == "payment_notice":
        return (
            chip(_("payment on its way"), "good", "clock")
            if row.on
            else chip(_("payment received, to apply"), "good", "check")
        )
    return chip(*REASONS.get(key, (key, "calm", "dot")))


@register.simple_tag
def instalment_state(outcome: str) -> SafeString:
    """The chip of what became of an instalment."""
    return chip(*INSTALMENTS[outcome])


@register.simple_tag
def short_why(row: Proposal) -> SafeString:
    """The chip of the reason for which a customer is chased; one without short words says its whole sentence."""
    return chip(*CAUSES.get(row.reason, (why(row), "calm", "dot")))


@register.simple_tag
def contact_role(key: str) -> str:
    """What a contact does at the customer."""
    return said(CONTACT_ROLES, key)


@register.simple_tag
def customer_link(customer: Customer) -> SafeString:
    """The name of a customer, leading to the customer file."""
    try:
        address = reverse("customer", args=[customer.pk])
    except NoReverseMatch:
        return format_html("{}", customer.name)
    return format_html('<a href="{}" data-open>{}</a>', address, customer.name)


@register.filter
def whole(cents: int) -> int:
    """Cents rounded to whole units, for a figure too large for cents."""
    return (cents + 50) // 100


@register.filter
def mailbox(header: str) -> str:
    """A sender as a person reads it: the name decoded, then the address."""
    name, address = parseaddr(header)
    decoded = str(make_header(decode_header(name)))
    return f"{decoded} <{address}>" if decoded and address else decoded or header


@register.filter
def stands_in(addressee: addressing.Addressee) -> str:
    """Why a message goes to somebody else than was meant first; "" where it goes there."""
    return addressing.in_words(addressee, language())


@register.filter
def letter(body: str) -> SafeString:
    """The text of a message word for word: what is laid out in columns keeps them, the rest is read as prose."""
    blocks = [block for block in body.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return format_html_join("\n", "<{0}{2}>{1}</{0}>", [shape(block) for block in blocks])


def shape(block: str) -> tuple[str, str, SafeString]:
    """A paragraph, or columns that a keyboard can scroll."""
    if "   " in block.strip() or "---" in block:
        return "pre", block, mark_safe(' tabindex="0"')
    return "p", block, mark_safe("")


@register.filter
def initials(name: str) -> str:
    """Two letters at most that stand for somebody, or for a mailbox."""
    parts = [part for part in name.partition("@")[0].replace(".", " ").replace("-", " ").split() if part[:1].isalnum()]
    return "".join(part[0] for part in parts[:2]).upper()


@register.filter
def is_of_somebody(row: str) -> bool:
    """Is the row of a list, as `rows.row_of` tells it, one that may be handed to a colleague?"""
    return str(row).partition("-")[0] in OPEN


@register.filter
def person(user: User | None) -> str:
    """What somebody of ours is called; nobody is the installation itself."""
    return (user.get_full_name() or user.username) if user else UNKNOWN
