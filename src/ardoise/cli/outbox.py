"""`ardoise outbox`: what waits, what left, what a person has to decide."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ardoise.cli.answers import Language, print_json
from ardoise.domain.correspondence.reasons import in_words

LINES = 50


def run(
    company: Annotated[str | None, typer.Option(help="Company in the database; without it, every one.")] = None,
    in_doubt: Annotated[bool, typer.Option("--in-doubt", help="Only what may have left: a person decides.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")] = False,
    language: Language = "fr",
) -> None:
    """Tell the messages of the outbox by state, and the latest of them; nothing is sent or changed."""
    from ardoise.cli import books
    from ardoise.cli.sending import chosen

    books.check_language(language)
    told = [document_of(one, in_doubt, language) for one in chosen(company, language)]
    if as_json:
        print_json({"companies": told})
        return
    for document in told:
        show(document, language)


def document_of(company: Any, in_doubt: bool, language: str) -> dict[str, Any]:
    """The messages of one company: counted by state, and one by one the latest, or all that are in doubt."""
    from django.db.models import Count
    from django_scopes import scope

    from ardoise.actions.sending import silences
    from ardoise.records.models import Message

    with scope(company=company):
        held_up = [silence_of(one, language) for one in silences(company)]
        every = Message.objects.filter(company=company, carrier=None)
        counts = dict(every.order_by().values_list("state").annotate(Count("pk")).order_by("state"))
        listed = every.filter(state="in_doubt") if in_doubt else every
        rows = listed.select_related("customer").defer("body", "html").order_by("-pk")
        messages = [row_of(row, language) for row in (rows if in_doubt else rows[:LINES])]
    told = {"company": company.name, "states": counts, "in_doubt": counts.get("in_doubt", 0)}
    return told | {"held_up": held_up, "messages": messages}


def silence_of(one: Any, language: str) -> dict[str, Any]:
    """What waits for one way out, as it is told."""
    return {
        "channel": one.channel,
        "count": one.count,
        "since": one.since.isoformat(),
        "why": in_words(one.why, language),
        "answered_at": one.answered_at.isoformat() if one.answered_at else None,
    }


def row_of(message: Any, language: str) -> dict[str, Any]:
    """A message as it is told."""
    return {
        "id": message.pk,
        "state": message.state,
        "customer": message.customer.code,
        "level": message.level,
        "channel": message.channel,
        "as_of": message.as_of.isoformat(),
        "left_at": message.left_at.isoformat() if message.left_at else None,
        "recipient": message.recipient,
        "amount_cents": message.amount_cents,
        "currency": message.currency,
        "message_id": message.message_id,
        "reason": in_words(message.reason, language) if message.reason else None,
    }


def show(told: dict[str, Any], language: str) -> None:
    """The states in a line, then a table."""
    from ardoise.cli.tables import Column, draw
    from ardoise.domain.reasons import amount_written

    words = WORDS[language]
    for one in told["held_up"]:
        since, answered = (
            stamp[:16].replace("T", " ") if stamp else "–" for stamp in (one["since"], one["answered_at"])
        )
        typer.echo(words["held_up"].format_map({**one, "since": since, "answered": answered}))
    states = ", ".join(f"{count} {words.get(state, state)}" for state, count in told["states"].items())
    heads = [Column(words[key], key == "amount", key == "why") for key in ("state", "customer", "day", "amount", "why")]
    rows = [
        (
            words.get(row["state"], row["state"]),
            row["customer"],
            row["as_of"],
            amount_written(row["amount_cents"], row["currency"], language),
            row["reason"] or "",
        )
        for row in told["messages"]
    ]
    if not rows:
        typer.echo(f"{told['company']}{words['colon']}{states or words['empty']}")
        return
    draw(f"{told['company']}{words['colon']}{states}", heads, rows)


WORDS = {
    "fr": {
        "colon": "\u202f: ", "empty": "aucun courrier", "state": "État", "customer": "Client", "day": "Du",
        "amount": "Montant", "why": "Pourquoi", "queued": "en attente", "claimed": "sur le départ", "to_do": "à faire",
        "sending": "en train de partir", "sent": "parti(s)", "kept": "conservé(s) ici", "failed": "refusé(s)",
        "in_doubt": "en doute", "suppressed": "retenu(s)",
        "held_up": "{channel} : {count} en attente depuis {since} UTC. {why} Dernière réponse : {answered}.",
    },
    "en": {
        "colon": ": ", "empty": "no message", "state": "State", "customer": "Customer", "day": "Of",
        "amount": "Amount", "why": "Why", "queued": "waiting", "claimed": "about to leave", "to_do": "to do",
        "sending": "leaving", "sent": "sent", "kept": "kept here", "failed": "refused", "in_doubt": "in doubt",
        "suppressed": "held back",
        "held_up": "{channel}: {count} waiting since {since} UTC. {why} Last answer: {answered}.",
    },
}  # fmt: skip
