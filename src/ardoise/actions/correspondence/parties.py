"""The two parties of a letter as it names them, and the blank letter and statement that name them."""

from __future__ import annotations

from datetime import date
from email.utils import quote

from ardoise.actions.delivery.recipients import country_name
from ardoise.domain.correspondence import letters
from ardoise.formats import statements
from ardoise.records.models import Company, Customer


def blank_letter(company: Company, customer: Customer, language: str, as_of: date, currency: str) -> letters.Context:
    """A letter to this customer that says nothing yet: whoever writes it fills in what it says, by `replace`."""
    return letters.Context(
        creditor=creditor_of(company),
        customer_code=customer.code,
        customer_name=customer.name,
        customer_kind=customer.kind,
        address=address_of(customer),
        language=language,
        tone="friendly",
        as_of=as_of,
        currency=currency,
        items=(),
    )


def blank_statement(
    company: Company, customer: Customer, language: str, as_of: date, currency: str
) -> statements.Statement:
    """A statement of this customer's account that lists nothing yet."""
    return statements.Statement(
        creditor=creditor_of(company),
        customer_code=customer.code,
        customer_name=customer.name,
        address=address_of(customer),
        language=language,
        as_of=as_of,
        currency=currency,
        lines=(),
    )


def sender_of(company: Company) -> str:
    """ "Name" <address>, the name always quoted; the bare name where the company has told no address."""
    name = company.sender_name or company.name
    return f'"{quote(name)}" <{company.sender_email}>' if company.sender_email else name


def creditor_of(company: Company) -> letters.Creditor:
    """Who writes, and where to pay."""
    return letters.Creditor(
        company.name,
        address_of(company),
        company.siren,
        company.phone,
        company.iban,
        company.bic,
        company.sender_email,
    )


def address_of(party: Company | Customer) -> tuple[str, ...]:
    """Its postal address, a line each, without its name; a foreign country on the last."""
    town = " ".join(part for part in (party.postcode, party.city) if part)
    lines = [*party.address.splitlines(), town, country_name(getattr(party, "country", ""))]
    return tuple(line.strip() for line in lines if line.strip())


def language_of(customer: Customer, company: Company) -> str:
    """The customer's, else the company's, else English."""
    asked = customer.language or company.language
    return asked if asked in letters.LANGUAGES else "en"
