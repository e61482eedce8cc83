"""Customers and their contacts, from a file: upserted by customer code, with the image of before kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db.models import Field, Model
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ardoise.actions.imports import wishes
from ardoise.actions.imports.mappings import columns_of
from ardoise.actions.imports.refusals import Unusable, fit, refusal, told
from ardoise.domain.parties import kind_told_by
from ardoise.domain.terms import parse
from ardoise.law.refusals import RefusalError
from ardoise.records.models import Contact, Customer, Import, Membership

FIELDS = {
    "customer_name": "name",
    "customer_kind": "kind",
    "siren": "siren",
    "segment": "segment",
    "group": "group",
    "terms": "terms",
    "language": "language",
    "address": "address",
    "postcode": "postcode",
    "city": "city",
    "country": "country",
    "sector": "sector",
    "risk_class": "risk_class",
    "is_strategic": "is_strategic",
    "pays_by_debit": "pays_by_debit",
    "parent_receives": "parent_receives",
}
"""Column of CONTACTS → field of Customer; what the file leaves empty stays as it was."""

PEOPLE = {"collector": "collector_id", "salesperson": "salesperson_id"}
NOBODY = 0
CONTACT_FIELDS = {"contact_name": "name", "role": "role", "email": "email", "phone": "phone", "fax": "fax"}


@dataclass(frozen=True)
class Plan:
    """The rows of the file, and what was wrong with it. `report` is completed when they are stored."""

    contacts: pl.DataFrame
    report: dict[str, Any]
    problems: list[dict[str, Any]]


def prepare(running: Import, at: datetime, tell: Any) -> Plan:
    """Reads the file; Unusable when nothing of it can be."""
    from ardoise.formats import contacts, tables

    language = running.company.language
    table = tables.read(running.file_path, language)
    reading = contacts.read(table, columns_of(running) or contacts.guess(table.header), language)
    listed, too_long = fit(reading.contacts, {})
    problems = [*map(told, reading.problems), *too_long]
    if not reading.is_readable:
        raise Unusable(*map(told, sorted(reading.problems, key=lambda problem: not problem.is_fatal)))
    if listed.is_empty():
        raise Unusable(*problems) if problems else refusal(lambda: _("The file lists no customer."))
    tell("posting", 60)
    report = {"format": "contacts", "rows": reading.rows, "customers": listed["customer"].n_unique()}
    return Plan(listed, report, problems)


def store(running: Import, plan: Plan, at: datetime) -> dict[str, Any]:
    """Writes customers, contacts and refusals; gives the image of before for the undo."""
    rows = plan.contacts.drop_nulls("customer").to_dicts()
    customers = store_customers(running, rows, plan)
    contacts = store_contacts(running, rows, plan)
    refusals = wishes.store_refusals(running, rows, contacts_by_key(running), at)
    if any(row["opted_out"] is not None for row in rows):
        plan.report.update(new_refusals=len(refusals["new_opt_outs"]), ended_refusals=len(refusals["ended_opt_outs"]))
    return customers | contacts | refusals


def store_customers(running: Import, rows: list[dict[str, Any]], plan: Plan) -> dict[str, Any]:
    """Creates and changes the customers that the rows describe; gives their image of before."""
    wanted = wanted_customers(running, rows, plan.problems)
    known = {customer.code: customer for customer in Customer.objects.filter(company=running.company)}
    tell_kinds(wanted, known)
    plan.problems.extend(wishes.check_parents(wanted, known, rows))
    new = [
        Customer(company=running.company, code=code, **({"name": code} | fields))
        for code, fields in wanted.items()
        if code not in known
    ]
    Customer.objects.bulk_create(new, batch_size=500)
    before = {
        str(known[code].pk): image
        for code, fields in wanted.items()
        if code in known and (image := change(known[code], fields))
    }
    touched = [customer for customer in known.values() if str(customer.pk) in before]
    if touched:
        Customer.objects.bulk_update(touched, [*FIELDS.values(), *PEOPLE], batch_size=200)
    plan.report.update(new_customers=len(new), changed_customers=len(before))
    return {"new_customers": [customer.pk for customer in new], "customers": before}


def wanted_customers(
    running: Import, rows: list[dict[str, Any]], problems: list[dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Code → the fields the file gives; of several rows of one customer the first that says something."""
    people = usernames(running)
    wanted: dict[str, dict[str, Any]] = {}
    for row in rows:
        fields = wanted.setdefault(row["customer"][:100], {})
        for column, field in FIELDS.items():
            if (value := fitting(row, column, field, problems)) is not None:
                fields.setdefault(field, value)
        for column, field in PEOPLE.items():
            if row.get(column) and (person := person_of(row, column, people, problems)):
                fields.setdefault(field, person)
    return wanted


def tell_kinds(wanted: dict[str, dict[str, Any]], known: dict[str, Customer]) -> None:
    """The kind of whom nobody has told it, by SIREN or legal form; never instead of what somebody said."""
    for code, fields in wanted.items():
        customer = known.get(code)
        if "kind" in fields or (customer and customer.kind != "unknown"):
            continue
        siren = fields.get("siren") or (customer.siren if customer else "")
        name = fields.get("name") or (customer.name if customer else "")
        if kind := kind_told_by(name, siren):
            fields["kind"] = kind


def fitting(row: dict[str, Any], column: str, field: str, problems: list[dict[str, Any]]) -> Any:
    """The value, cut to its length; terms nobody understands are a problem and leave what was."""
    value = row.get(column)
    if value is None or value == "":
        return None
    if column == "terms":
        try:
            parse(value)
        except RefusalError as error:
            sentence = error.sentence(get_language() or "fr")
            problems.append({"line": row.get("line"), "column": column, "message": sentence})
            return None
    return value if isinstance(value, bool) else value[: length_max(Customer, field)]


def length_max(table: type[Model], name: str) -> int | None:
    """How many signs the column keeps; None where it says no figure."""
    field = table._meta.get_field(name)
    return field.max_length if isinstance(field, Field) else None


def usernames(running: Import) -> dict[str, int]:
    """Username and e-mail → person, among those who work for the company."""
    members = Membership.objects.filter(company=running.company).values_list("user__username", "user__email", "user_id")
    return {name.lower(): pk for username, email, pk in members for name in (username, email) if name}


def person_of(row: dict[str, Any], column: str, people: dict[str, int], problems: list[dict[str, Any]]) -> int | None:
    """The person on our side that the row names; nobody known is a problem, told once per name."""
    name = row[column].lower()
    if name in people:
        return people[name] or None
    people[name] = NOBODY
    sentence = _("“%(name)s” is nobody who works for this company: add the person under Settings, or correct it.")
    problems.append({"line": row.get("line"), "column": column, "message": sentence % {"name": row[column]}})
    return None


def change(row: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """Sets the fields that differ; gives what they were."""
    before = {field: getattr(row, field) for field, value in fields.items() if getattr(row, field) != value}
    for field in before:
        setattr(row, field, fields[field])
    return before


def store_contacts(running: Import, rows: list[dict[str, Any]], plan: Plan) -> dict[str, Any]:
    """Creates and changes the contacts: the same e-mail of a customer is the same contact, else the same name."""
    codes = dict(Customer.objects.filter(company=running.company).values_list("code", "pk"))
    known = contacts_by_key(running)
    new, before = [], dict[str, dict[str, Any]]()
    for row in rows:
        fields = {f: row[c][: length_max(Contact, f)] for c, f in CONTACT_FIELDS.items() if row.get(c)}
        if not (fields.get("name") or fields.get("email") or fields.get("phone") or fields.get("fax")):
            continue
        contact = Contact(company=running.company, customer_id=codes[row["customer"][:100]], **fields)
        same = next((known[key] for key in keys_of(contact) if key in known), None)
        if same is None:
            new.append(contact)
            known |= dict.fromkeys(keys_of(contact), contact)
        elif (image := change(same, fields)) and same.pk:
            before[str(same.pk)] = image | before.get(str(same.pk), {})
    Contact.objects.bulk_create(new, batch_size=500)
    touched = [contact for contact in set(known.values()) if contact.pk and str(contact.pk) in before]
    if touched:
        Contact.objects.bulk_update(touched, list(CONTACT_FIELDS.values()), batch_size=200)
    plan.report.update(new=len(new), changed=len(before))
    return {"new_contacts": [contact.pk for contact in new], "contacts": before}


def contacts_by_key(running: Import) -> dict[tuple[int, str, str], Contact]:
    """The contacts there are, by what each is known again by."""
    return {key: c for c in Contact.objects.filter(company=running.company) for key in keys_of(c)}


def keys_of(contact: Contact) -> list[tuple[int, str, str]]:
    """By what a contact is known again within its customer."""
    if contact.email:
        return [(contact.customer_id, "email", contact.email.lower())]
    return [(contact.customer_id, "name", contact.name.lower())]
