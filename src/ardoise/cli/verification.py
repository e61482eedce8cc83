"""`ardoise verify`: every invariant, looked for in the database."""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer

from ardoise.cli.answers import AsJson, Language

FOUND = 1  # status when something is wrong
SOUND = {
    "fr": "{company} : tout est en ordre ({checks} contrôles).",
    "en": "{company}: all is well ({checks} checks).",
}


def run(
    company: Annotated[str | None, typer.Option(help="Name of the company; all of them if absent.")] = None,
    as_json: AsJson = False,
    language: Language = "fr",
) -> None:
    """Check every invariant on the database and say what was found; status 1 when anything was."""
    from ardoise.cli import answers
    from ardoise.cli.books import check_language

    check_language(language)
    companies = chosen(company, language)
    from django.utils.translation import override

    with override(language):
        document = document_of(companies)
    if as_json:
        answers.print_json(document)
    else:
        typer.echo(report_of(document, language))
    if document["findings"]:
        raise typer.Exit(FOUND)


def chosen(name: str | None, language: str) -> list[Any]:
    """The company of that name, or all there are."""
    from ardoise.cli.books import company_of

    if name is not None:
        return [company_of(name, language)]
    os.environ["DJANGO_SETTINGS_MODULE"] = "ardoise.settings"
    import django

    django.setup()
    from django.db import DatabaseError

    from ardoise.cli.database import require_current
    from ardoise.records.models import Company

    require_current()
    try:
        return list(Company.objects.order_by("name")) or [company_of(None, language)]
    except DatabaseError:
        return [company_of(None, language)]


def document_of(companies: list[Any]) -> dict[str, Any]:
    """What was checked and what was found."""
    from ardoise.actions import verification

    found = [("", finding) for finding in verification.verify_database()]
    for company in companies:
        found += [(company.name, finding) for finding in verification.verify(company)]
    return {
        "companies": [company.name for company in companies],
        "checks": ["file", "orphans", *verification.CHECKS],
        "findings": [{"company": name, "check": f.check, "sentence": f.sentence} for name, f in found],
    }


def report_of(document: dict[str, Any], language: str) -> str:
    """For a person: a line per finding, or that all is well."""
    found = [" – ".join(filter(None, [f["company"], f["sentence"]])) for f in document["findings"]]
    if found:
        return "\n".join(found)
    checks = len(document["checks"])
    return "\n".join(SOUND[language].format(company=name, checks=checks) for name in document["companies"])
