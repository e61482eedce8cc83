"""`ardoise send`: what was approved leaves, or is kept where no mail server is configured."""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer

from ardoise.cli.answers import Language, print_json, refuse
from ardoise.domain.correspondence.reasons import in_words

SECONDS_BETWEEN_ROUNDS = 5
REASONS_TOLD = 5


def run(
    company: Annotated[str | None, typer.Option(help="Company in the database; without it, every one.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Don't wait for messages put off until later.")] = False,
    limit: Annotated[int | None, typer.Option(help="At most that many messages a round and company.", min=1)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One round, told as one JSON document.")] = False,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="This restored or copied database sends from here on; send nothing now.")
    ] = False,
    language: Language = "fr",
) -> None:
    """Send what was approved and waits; its facts are looked at again first. Ends when nothing waits any more."""
    from ardoise.cli import books

    books.check_language(language)
    companies = chosen(company, language)
    if adopt:
        typer.echo(WORDS[language]["adopted"].format(n=adopted()))
        return
    if as_json:
        print_json({"companies": [document_of(one, limit) for one in companies]})
        return
    try:
        go_on(companies, once, limit, language)
    except KeyboardInterrupt:
        typer.echo("")


def go_on(companies: list[Any], once: bool, limit: int | None, language: str) -> None:
    """Round after round; an obstacle is a sentence and a status."""
    while True:
        told = [document_of(one, limit) for one in companies]
        for document in told:
            show(document, language)
        if obstacles := [document["obstacle"] for document in told if document["obstacle"]]:
            refuse("\n".join(in_words(obstacle, language) for obstacle in obstacles))
        if once or not any(document["waiting"] for document in told):
            return
        time.sleep(SECONDS_BETWEEN_ROUNDS)


def adopted() -> int:
    """The database sends from here on; how many messages became a doubt by it."""
    from django.utils.timezone import now

    from ardoise.actions import installation

    return installation.identify(now())


def chosen(name: str | None, language: str) -> list[Any]:
    """The company of that name, or all of them."""
    import os

    from ardoise.cli import books

    if name is not None:
        return [books.company_of(name, language)]
    os.environ["DJANGO_SETTINGS_MODULE"] = "ardoise.settings"
    import django

    django.setup()
    from django.db import DatabaseError

    from ardoise.cli.database import require_current
    from ardoise.records.models import Company

    require_current()
    try:
        found = list(Company.objects.order_by("name"))
    except DatabaseError:
        found = []
    return found or [books.company_of(None, language)]  # which says that there is none


def document_of(company: Any, limit: int | None) -> dict[str, Any]:
    """One round for one company: messages by the state they ended in, what waits and why, what a person decides."""
    from django.utils.timezone import now
    from django_scopes import scope

    from ardoise.actions import sending
    from ardoise.records.models import Message

    done = sending.dispatch(company, now, limit)
    with scope(company=company):
        queued = Message.objects.filter(state="queued", carrier=None)
        reasons = queued.exclude(reason="").order_by("reason").values_list("reason", flat=True).distinct()
        doubts = Message.objects.filter(state="in_doubt", carrier=None).count()
    return {
        "company": company.name,
        "messages": dict(sorted(done.counts.items())),
        "waiting": queued.count(),
        "why": list(reasons[:REASONS_TOLD]),
        "in_doubt": doubts,
        "obstacle": done.obstacle or None,
    }


def show(told: dict[str, Any], language: str) -> None:
    """The round in a line; silence where nothing happened and nothing waits for a person."""
    words = WORDS[language]
    parts = [f"{count} {words.get(state, state)}" for state, count in told["messages"].items()]
    if told["in_doubt"]:
        parts.append(words["doubts"].format(n=told["in_doubt"]))
    if parts:
        typer.echo(f"{told['company']}{words['colon']}{', '.join(parts)}")
    for reason in told["why"]:
        typer.echo(f"  {words['waits']}{words['colon']}{in_words(reason, language)}")


WORDS = {
    "fr": {
        "colon": "\u202f: ",
        "waits": "en attente",
        "adopted": "Cette base envoie désormais d’ici. Courriers peut-être déjà partis, à décider : {n}.",
        "sent": "parti(s)",
        "kept": "conservé(s) sur cette machine, aucun serveur n’étant configuré",
        "queued": "remis à plus tard",
        "failed": "refusé(s)",
        "suppressed": "retenu(s), les faits ayant changé",
        "in_doubt": "en doute",
        "lost": "repris par un autre",
        "doubts": "{n} en doute attend(ent) votre décision dans la boîte d’envoi",
    },
    "en": {
        "colon": ": ",
        "waits": "waiting",
        "adopted": "This database sends from here on. Messages that may have left already, to be decided: {n}.",
        "sent": "sent",
        "kept": "kept on this machine, no mail server being configured",
        "queued": "put off",
        "failed": "refused",
        "suppressed": "held back, the facts having changed",
        "in_doubt": "in doubt",
        "lost": "taken over by another",
        "doubts": "{n} in doubt, waiting for your decision in the outbox",
    },
}
