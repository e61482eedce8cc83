"""The domain a company writes from: checked on demand and each night, and accepted as it is by a person who knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from ardoise.actions import events, lines, rights
from ardoise.actions.refusals import Unfit
from ardoise.domain.sending_domain import Report, Sender, examine
from ardoise.records.models import Company, MailServer, SendingDomain, User

FRESH = timedelta(hours=20)  # a check younger than that is not repeated by the night
VALID = timedelta(days=30)  # an older one says nothing any more
HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")
SELECTOR = re.compile(r"[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?")


@dataclass(frozen=True)
class Standing:
    """How the domain stands on a day: state good | bad | unknown | unchecked | accepted, and which checks are wrong."""

    domain: str
    state: str
    wrong: tuple[str, ...] = ()


def domain_of(company: Company) -> str:
    """The domain of the sender's address, as the domain name system writes it; "" while there is none."""
    name = company.sender_email.rpartition("@")[2].strip().lower()
    try:
        return name.encode("idna").decode() if name else ""
    except UnicodeError:
        return name


def kept(company: Company) -> SendingDomain:
    """What is known of it; unsaved where nothing is."""
    return SendingDomain.objects.filter(company=company).first() or SendingDomain(company=company)


def check(
    company: Company, by: User | None, at: datetime, selector: str | None = None, signing_domain: str | None = None
) -> SendingDomain:
    """Asks the domain name system, outside any transaction, and keeps what it said. None: as it was settled."""
    rights.require(by, "configure", company)
    known = kept(company)
    selector = known.selector if selector is None else selector.strip().lower()
    signing = known.signing_domain if signing_domain is None else signing_domain.strip().lower().rstrip(".")
    domain = domain_of(company)
    if not domain:
        raise Unfit(_("Give the sender’s e-mail address first, under Company: its domain is what is checked."))
    if selector and not SELECTOR.fullmatch(selector):
        raise Unfit(_("A selector is the word before “._domainkey”, such as “selector1”."))
    if signing and not HOST.fullmatch(signing):
        raise Unfit(_("Write the signing domain as “example.com”."))
    sender = sender_of(company, domain, selector, signing)
    return keep(company, sender, asked(sender), by, at)


def sender_of(company: Company, domain: str, selector: str, signing_domain: str) -> Sender:
    """What is asked about: the domain, and the server by which mail leaves."""
    server = MailServer.objects.filter(company=company).first()
    return Sender(domain, server.host if server else "", selector, signing_domain)


def keep(company: Company, sender: Sender, report: Report, by: User | None, at: datetime) -> SendingDomain:
    """Keeps what was found; an event where it is news."""
    told = {"selector": sender.selector, "signing_domain": sender.signing_domain, "domain": sender.domain}
    with events.act(company):
        before = told_of(kept(company))
        defaults = {**told, "checks": report.told(), "checked_at": at}
        found, _is_new = SendingDomain.objects.update_or_create(company=company, defaults=defaults)
        if before != (after := told_of(found)):
            events.record(company, "checked_domain", by, at, found, before=before, after=after)
    return found


def asked(sender: Sender) -> Report:
    """The report, from the resolver of this machine or the one of the settings."""
    from ardoise.channels.email.names import lookup_by  # a tenth of a second to import

    return examine(sender, lookup_by(settings.ARDOISE_RESOLVER))


def told_of(known: SendingDomain) -> dict[str, Any] | None:
    """The last check as an event tells it."""
    if known.checked_at is None:
        return None
    report = Report.of(known.domain, known.checks)
    return {"domain": known.domain, "state": report.state, "wrong": list(report.wrong)}


def accept(company: Company, note: str, by: User | None, at: datetime) -> SendingDomain:
    """A person knows what is wrong and lets mass runs leave all the same, until something else is wrong."""
    rights.require(by, "configure", company)
    if wrong := lines.complaint(_("Why it may leave"), note):
        raise Unfit(wrong)
    if not note.strip():
        raise Unfit(_("Say in a few words why it may leave as it is: it stays with the check."))
    with events.act(company):
        known = kept(company)
        if known.checked_at is None or known.domain != domain_of(company):
            raise Unfit(_("Check the domain first: only what is known can be accepted."))
        report = Report.of(known.domain, known.checks)
        known.accepted, known.accepted_at, known.accepted_by = list(report.wrong), at, by
        known.note = note.strip()[:300]
        known.save()
        events.record(company, "accepted_domain", by, at, known, after=told_of(known), words=known.note)
    return known


def standing(company: Company, at: datetime) -> Standing:
    """How it stands; a check of another domain, or an old one, says nothing."""
    known, domain = kept(company), domain_of(company)
    if known.checked_at is None or known.domain != domain or known.checked_at < at - VALID:
        return Standing(domain, "unchecked")
    report = Report.of(domain, known.checks)
    if report.state == "good":
        return Standing(domain, "good")
    is_accepted = known.accepted_at is not None and set(report.wrong) <= set(known.accepted)
    return Standing(domain, "accepted" if is_accepted else report.state, report.wrong)


def refresh(company: Company, at: datetime) -> None:
    """The night looks again where somebody once looked; a silent resolver leaves what was known."""
    known = kept(company)
    if known.checked_at is None or known.checked_at > at - FRESH or not domain_of(company):
        return
    sender = sender_of(company, domain_of(company), known.selector, known.signing_domain)
    if sender.host and (report := asked(sender)).state != "unknown":
        keep(company, sender, report, None, at)
