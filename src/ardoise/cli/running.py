"""`ardoise run`: a day's run of the companies in the database, as the night does it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ardoise.cli.answers import WRONG_USAGE, Language, print_json, refuse


def run(
    as_of: Annotated[str, typer.Option(help="Business date of the run, YYYY-MM-DD; no day to come.")],
    company: Annotated[str | None, typer.Option(help="Company in the database; without it, every one.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")] = False,
    language: Language = "fr",
) -> None:
    """Propose the day's reminders, brake what is unusual, approve the automatic levels; nothing is done twice."""
    from ardoise.cli import books
    from ardoise.cli.days import day_of
    from ardoise.cli.sending import chosen
    from ardoise.law.refusals import RefusalError

    books.check_language(language)
    try:
        day = day_of(as_of, "--as-of")
        told = [document_of(one, day, language) for one in chosen(company, language)]
    except RefusalError as error:
        refuse(error.sentence(language), WRONG_USAGE)
    if as_json:
        print_json({"as_of": day.isoformat(), "companies": told})
        return
    for document in told:
        show(document, language)


def document_of(company: Any, as_of: Any, language: str) -> dict[str, Any]:
    """What the run of one company made: proposals, what was approved by itself, why it stopped if it did."""
    from django.utils.timezone import now
    from django_scopes import scope

    from ardoise.actions import dunning
    from ardoise.domain import brake as words
    from ardoise.records.models import Approval, Brake

    made = dunning.run(company, as_of, None, now())
    with scope(company=company):
        stopped = Brake.objects.filter(run=made, released_at=None).first()
        approved = Approval.objects.filter(proposal__run=made, by=None).count()
    reasons = stopped.reasons if stopped else []
    return {
        "company": company.name,
        "proposals": made.figures["proposals"],
        "amount_cents": made.figures["amount_cents"],
        "skips": made.figures["skips"],
        "approved": approved,
        "braked": [words.say(reason, language, company.currency) for reason in reasons],
        "dropped": bool(stopped and stopped.dropped_at),
    }


def show(told: dict[str, Any], language: str) -> None:
    """The run in a line, and why it stopped."""
    words = WORDS[language]
    typer.echo(words["line"].format(**told))
    for reason in told["braked"]:
        typer.echo(f"  {words['dropped' if told['dropped'] else 'braked']}{reason}")


WORDS = {
    "fr": {
        "line": "{company}\u202f: {proposals} relance(s) proposée(s), {approved} validée(s) par leur scénario.",
        "braked": "Arrêtée, une personne doit regarder\u202f: ",
        "dropped": "Abandonnée par une personne\u202f: ",
    },
    "en": {
        "line": "{company}: {proposals} reminder(s) proposed, {approved} approved by their policy.",
        "braked": "Stopped, a person must look: ",
        "dropped": "Dropped by a person: ",
    },
}
