"""Companies, the people who work for them, and what is settled for a company or one of its customers."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, Model
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ardoise.actions import events, lines, rights
from ardoise.actions.refusals import Unfit
from ardoise.domain.terms import parse
from ardoise.law.refusals import RefusalError
from ardoise.records.models import Company, Customer, Mailbox, MailServer, Membership, User

SETTLED = ("terms", "buckets", "language")  # verb settle
CONFIGURED = (  # verb configure
    "name", "siren", "currency", "time_zone", "address", "postcode", "city", "phone", "iban", "bic", "sender_name",
    "sender_email",
)  # fmt: skip
OF_CUSTOMER = (
    "kind", "terms", "language", "segment", "group", "collector", "salesperson", "note", "sector", "risk_class",
    "is_strategic", "pays_by_debit", "parent_receives",
)  # fmt: skip
OF_SERVER = ("host", "port", "security", "username", "password")
LABELS = {  # of the short texts, as their forms call them
    "name": gettext_lazy("Name"), "sender_name": gettext_lazy("Letters are signed by"),
    "address": gettext_lazy("Address"), "postcode": gettext_lazy("Postcode"), "city": gettext_lazy("Town"),
    "phone": gettext_lazy("Telephone"), "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"), "username": gettext_lazy("User name"),
}  # fmt: skip
SAFETY = {"none": 0, "starttls": 1, "tls": 2}  # of a connection


def create(name: str, by: User | None, at: datetime, **fields: Any) -> Company:
    """A new company, of which `by` becomes an administrator."""
    company = Company(name=name, **fields)
    check(company)
    with transaction.atomic():
        company.save()
        events.record(company, "created_company", by, at, company, after={"name": name})
        if by:
            join(company, by, "administrator", None, at)
    return company


def create_user(
    username: str,
    email: str,
    password: str | None,
    by: User | None = None,
    company: Company | None = None,
    **fields: Any,
) -> User:
    """A person, who may do nothing until they join a company; without a password only a signed link lets them in.

    `company`: the one they are about to join, in which `by` must manage users; only the installation needs none.
    """
    if by is not None and company is None:
        raise rights.Refused(_("Only an administrator of a company may add a person to it."))
    if company is not None:
        rights.require(by, "manage_users", company)
    if User.objects.filter(username=username).exists():
        raise taken(username)
    person = User(username=username, email=email, **fields)
    try:
        if password is not None:
            validate_password(password, person)
        person.set_password(password)
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        raise Unfit(" ".join(error.messages)) from error
    check_lines(person)
    person.save()
    return person


def taken(username: str) -> Unfit:
    """The one refusal of a name: whoever asks does not learn whether somebody elsewhere bears it."""
    return Unfit(_("The user name “%(name)s” cannot be used here: choose another one.") % {"name": username})


def engage(
    company: Company, username: str, email: str, password: str, role: str, by: User | None, at: datetime, **fields: Any
) -> User:
    """A new person, who works for the company at once; both or nothing."""
    with transaction.atomic():
        person = create_user(username, email, password, by, company, **fields)
        enrol(company, person, role, by, at)
    return person


def join(company: Company, person: User, role: str, by: User | None, at: datetime) -> Membership:
    """The person works for the company in that role, instead of the one before if any.

    Somebody who does not work for the company yet is pulled into it by no stranger: `by` is an administrator
    of a company of theirs already, or it is Unfit.
    """
    rights.require(by, "manage_users", company)
    if by is not None and not rights.administers(by, person):
        raise taken(person.username)
    return enrol(company, person, role, by, at)


def enrol(company: Company, person: User, role: str, by: User | None, at: datetime) -> Membership:
    """The membership and its event, once it is known that `by` may."""
    if role not in rights.EVERYBODY:
        raise Unfit(_("“%(role)s” is no role: choose one of %(roles)s.") % {
            "role": role, "roles": ", ".join(sorted(rights.EVERYBODY))
        })  # fmt: skip
    with events.act(company):
        membership, is_new = Membership.objects.get_or_create(user=person, company=company, defaults={"role": role})
        before = None if is_new else membership.role
        if before != role:
            if before == "administrator":
                keep_one_administrator(company, person)
            membership.role = role
            membership.save()
            told = {"user": person.username, "role": role}
            events.record(company, "joined", by, at, membership, before={"role": before}, after=told)
    return membership


def leave(company: Company, person: User, by: User | None, at: datetime) -> bool:
    """The person no longer works for the company; False if they didn't."""
    rights.require(by, "manage_users", company)
    with events.act(company):
        membership = Membership.objects.filter(user=person, company=company).first()
        if membership is None:
            return False
        if membership.role == "administrator":
            keep_one_administrator(company, person)
        events.record(company, "left", by, at, membership, before={"user": person.username, "role": membership.role})
        membership.delete()
    return True


def keep_one_administrator(company: Company, person: User) -> None:
    """Refused when nobody else could manage the company."""
    others = Membership.objects.filter(company=company, role="administrator", user__is_active=True).exclude(user=person)
    if not others.exists():
        raise rights.Refused(_("A company keeps at least one administrator: name another one first."))


def change(company: Company, by: User | None, at: datetime, **fields: Any) -> dict[str, Any]:
    """Sets fields of the company (SETTLED or CONFIGURED); gives what changed, as it was."""
    for field in fields:
        if field not in SETTLED + CONFIGURED:
            raise Unfit(_("A company has no setting “%(field)s”.") % {"field": field})
        rights.require(by, "settle" if field in SETTLED else "configure", company)
    with transaction.atomic():
        fresh = events.hold(company)
        before = set_fields(fresh, fields)
        check(fresh)
        if before:
            fresh.save(update_fields=list(before))
            after = {field: fields[field] for field in before}
            events.record(company, "changed_settings", by, at, company, before=before, after=after)
    company.refresh_from_db()
    return before


def change_customer(customer: Customer, by: User | None, at: datetime, **fields: Any) -> dict[str, Any]:
    """Sets what is settled for one customer (OF_CUSTOMER); gives what changed, as it was."""
    rights.require(by, "correspond" if set(fields) == {"note"} else "settle", customer.company)
    for field in fields:
        if field not in OF_CUSTOMER:
            raise Unfit(_("A customer has no setting “%(field)s”.") % {"field": field})
    check_customer(customer, fields)
    with events.act(customer.company):
        fresh = Customer.objects.get(pk=customer.pk)
        before = set_fields(fresh, fields)
        if before:
            fresh.save(update_fields=list(before))
            after = {field: plain(fields[field]) for field in before}
            told = {field: plain(value) for field, value in before.items()}
            events.record(customer.company, "changed_customer", by, at, fresh, fresh, before=told, after=after)
    customer.refresh_from_db()
    return before


def set_mail_server(company: Company, by: User | None, at: datetime, **fields: Any) -> MailServer | None:
    """Where the company's mail leaves; an empty host: nowhere, messages are kept. The password stays out of events."""
    rights.require(by, "configure", company)
    with events.act(company):
        server = MailServer.objects.filter(company=company).first()
        before = told_of(server)
        if not fields.get("host", server.host if server else ""):
            if server:
                server.delete()
                events.record(company, "removed_mail_server", by, at, before=before)
            return None
        if server and "password" not in fields and takes_password_elsewhere(server, fields):
            raise Unfit(
                _("Type the password again: the one kept was given to another server, or to a safer connection.")
            )
        server = server or MailServer(company=company)
        changed = set_fields(server, {field: value for field, value in fields.items() if field in OF_SERVER})
        check(server)
        if changed or server.pk is None:
            server.save()
            events.record(company, "changed_mail_server", by, at, server, before=before, after=told_of(server))
    return server


def takes_password_elsewhere(server: MailServer | Mailbox, fields: dict[str, Any]) -> bool:
    """Would the password that is kept go to another host or port, or over a connection less safe?"""
    asked = {field: fields.get(field, getattr(server, field)) for field in ("host", "port", "security")}
    is_same_place = (asked["host"].lower(), asked["port"]) == (server.host.lower(), server.port)
    is_less_safe = SAFETY.get(asked["security"], 0) < SAFETY.get(server.security, 0)
    return bool(server.password) and (is_less_safe or not is_same_place)


def told_of(server: MailServer | None) -> dict[str, Any] | None:
    """A mail server in an event: without its password."""
    return {field: getattr(server, field) for field in OF_SERVER if field != "password"} if server else None


def set_fields(row: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """Sets the fields that differ; gives what they were."""
    before = {field: getattr(row, field) for field, value in fields.items() if getattr(row, field) != value}
    for field in before:
        setattr(row, field, fields[field])
    return before


def plain(value: Any) -> Any:
    """A person by name, the rest as it is."""
    return value.username if isinstance(value, User) else value


def check(row: Company | MailServer) -> None:
    """Unfit unless every field of the row can be kept as it is."""
    try:
        row.full_clean(exclude=["company"] if isinstance(row, MailServer) else None)
    except ValidationError as error:
        field, said = next(iter(error.message_dict.items()))
        raise Unfit(f"{field}: {' '.join(said)}") from error
    check_lines(row)
    if isinstance(row, Company):
        check_terms(row.terms)
        check_buckets(row.buckets)
        check_time_zone(row.time_zone)


def check_lines(row: Model) -> None:
    """Unfit unless every short text of the row stands on one line; a password is nobody's line."""
    for field in row._meta.concrete_fields:
        is_line = isinstance(field, CharField) and field.name != "password"
        label = LABELS.get(field.name, field.verbose_name)
        if is_line and (wrong := lines.complaint(label, getattr(row, field.name))):
            raise Unfit(wrong)


def check_terms(text: str) -> None:
    """Unfit unless the terms are understood."""
    try:
        parse(text)
    except RefusalError as error:
        raise Unfit(error.sentence(get_language() or "fr")) from error


def check_buckets(text: str) -> None:
    """Unfit unless the bounds are days above zero, rising."""
    try:
        bounds = [int(part) for part in text.split(",")]
    except ValueError:
        bounds = []
    if not bounds or bounds[0] < 1 or bounds != sorted(set(bounds)) or len(bounds) > 8:
        raise Unfit(_("Buckets are rising numbers of days, at most eight, such as 30,60,90; not “%(text)s”.") % {
            "text": text
        })  # fmt: skip


def check_time_zone(name: str) -> None:
    """Unfit unless there is such a time zone."""
    from zoneinfo import available_timezones

    if name not in available_timezones():
        raise Unfit(_("There is no time zone “%(name)s”: write one such as Europe/Paris.") % {"name": name})


def check_customer(customer: Customer, fields: dict[str, Any]) -> None:
    """Unfit unless the terms are understood, and the people work for the company."""
    if fields.get("terms"):
        check_terms(fields["terms"])
    if "kind" in fields and fields["kind"] not in dict(Customer.KINDS):
        raise Unfit(_("“%(kind)s” is no kind of customer.") % {"kind": fields["kind"]})
    for field in ("collector", "salesperson"):
        person = fields.get(field)
        if person and not Membership.objects.filter(company=customer.company, user=person).exists():
            raise Unfit(_("%(name)s does not work for this company.") % {"name": person.username})
    for field in ("segment", "group", "sector", "risk_class"):
        if wrong := lines.complaint(LABELS.get(field, field), fields.get(field) or ""):
            raise Unfit(wrong)
    if fields.get("parent_receives", customer.parent_receives):
        check_parent(customer, fields.get("group", customer.group))


def check_parent(customer: Customer, group: str) -> None:
    """Unfit unless the head of the group is another customer, who is written to himself: papers go one way only."""
    head = Customer.objects.filter(company=customer.company, code=group).exclude(pk=customer.pk).first()
    if head is None:
        raise Unfit(_("Name the head of the group first, by its customer code: it receives in this customer’s place."))
    if head.parent_receives:
        raise Unfit(_("The head of the group is itself written to through another: choose the head of them all."))


def set_up_demo(at: datetime, as_of: date, folder: Path | None = None) -> Company:
    """The demo firm, through the same imports and actions as any other (`actions/demonstration.py`), whole or not at
    all."""
    from ardoise.actions import demonstration

    with transaction.atomic():
        return demonstration.set_up(at, as_of, folder)
