"""`ardoise plan`: whom to remind on a day, of what, and why; whom not, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ardoise.cli.answers import UNREADABLE, AsJson, Language, print_json, refuse

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from ardoise.cli.books import Holding
    from ardoise.domain.dunning import Policy
    from ardoise.engine.dunning import Plan


def run(
    as_of: Annotated[str, typer.Option("--as-of", help="The day of the plan, such as 2026-11-23.")],
    file: Annotated[Path | None, typer.Argument(help="Ledger file; without it, the company in the database.")] = None,
    policy: Annotated[Path | None, typer.Option(help="Policy in TOML or JSON; without it, the default one.")] = None,
    blocks: Annotated[Path | None, typer.Option(help="CSV or XLSX of customers or invoices left in peace.")] = None,
    disputes: Annotated[Path | None, typer.Option(help="CSV or XLSX of what is contested, whole or in part.")] = None,
    promises: Annotated[
        Path | None, typer.Option(help="CSV or XLSX of what was promised, and for when; by instalments too.")
    ] = None,
    terms: Annotated[str | None, typer.Option(help="Terms of payment where the file has no due date.")] = None,
    company: Annotated[str | None, typer.Option(help="Company in the database, when there are several.")] = None,
    as_json: AsJson = False,
    language: Language = "fr",
) -> None:
    """Plan the reminders of a day, each with its reason, and say of every other customer why there is none."""
    from ardoise.cli import books

    books.check_language(language)
    day = books.day_of(as_of, "--as-of", language)
    chosen = policy_of(policy, language)
    holding = books.hold(file, day, terms, company, language)
    files = {"blocks": blocks, "disputes": disputes, "promises": promises}
    planned, problems = plan_of(holding, chosen, day, files, language)
    if as_json:
        print_json(document_of(planned, day.isoformat(), language, problems))
    else:
        show(planned, language)


def plan_of(
    holding: Holding, policy: Policy | None, day: date, files: dict[str, Path | None], language: str
) -> tuple[Plan, list[dict[str, Any]]]:
    """The plan of a file and of what is given with it; of a company, what its own run would propose."""
    import polars as pl

    from ardoise.cli import restraints
    from ardoise.domain.dunning import DEFAULT_POLICY, HISTORY
    from ardoise.engine import dunning

    ladder = policy or DEFAULT_POLICY
    given = restraints.given(files, holding, day, ladder.promise_grace_days, language)
    if holding.company is not None:
        from ardoise.actions.dunning import proposed

        return proposed(holding.company, day, policy), []
    nothing_said = pl.DataFrame(schema=HISTORY)
    facts = (holding.items, holding.customers, ladder, day, given.blocks, nothing_said)
    return dunning.plan(*facts, promises=given.promises), given.problems


def policy_of(path: Path | None, language: str) -> Policy | None:
    """The policy of the file; None: the usual ones. A file that is no policy is refused with its sentences; what of one
    does not happen as it reads is told on standard error."""
    from ardoise.domain import policies
    from ardoise.formats.messages import unopened

    if path is None:
        return None
    try:
        policy = policies.read(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        refuse(unopened(str(path), error, language)[1], UNREADABLE)
    except policies.PolicyError as error:
        refuse("\n".join(f"{path}: {sentence}" for sentence in error.told(language)), UNREADABLE)
    for fault in policies.climbing.gaps(policy):
        typer.echo(f"{path}: {fault.told(language)}", err=True)
    return policy


def document_of(planned: Plan, as_of: str, language: str, problems: list[dict[str, Any]]) -> dict[str, Any]:
    """The plan in the words of docs/reference/commands.md."""
    items = items_by_customer(planned.items)
    return {
        "as_of": as_of,
        "proposals": [proposal_of(row, items[row["customer"]], language) for row in planned.proposals.to_dicts()],
        "skips": [skip_of(row, language) for row in planned.skips.to_dicts()],
        "problems": problems,
    }


def items_by_customer(items: pl.DataFrame) -> dict[str | None, list[dict[str, Any]]]:
    """The items of each proposal, in their order."""
    from ardoise.domain.money import decimal_text

    found: dict[str | None, list[dict[str, Any]]] = {}
    for row in items.to_dicts():
        told = {
            "line": row["line"],
            "document": row["document"],
            "due_on": row["due_on"] and row["due_on"].isoformat(),
            "amount": decimal_text(row["open_cents"]),
            "contested": decimal_text(row["contested_cents"]),
            "planned": decimal_text(row["planned_cents"]),
            "days_overdue": row["days_overdue"],
            "interest": None if row["interest_cents"] is None else decimal_text(row["interest_cents"]),
            "apart": row["is_apart"],
        }
        found.setdefault(row["customer"], []).append(told)
    return found


def proposal_of(row: dict[str, Any], items: list[dict[str, Any]], language: str) -> dict[str, Any]:
    from ardoise.domain.money import decimal_text
    from ardoise.domain.reasons import say

    return {
        "customer": row["customer"],
        "name": row["customer_name"],
        "level": row["level"],
        "channel": row["channel"],
        "amount": decimal_text(row["amount_cents"]),
        "currency": row["currency"],
        "days_overdue": row["days_overdue"],
        "items": items,
        "reason": say(language=language, **row),
        "reason_code": row["reason"],
        "priority": row["priority"],
        "policy": row["policy"],
        "automatic": row["is_automatic"],
        "promise_broken_on": row["promise_broken_on"] and row["promise_broken_on"].isoformat(),
    }


def skip_of(row: dict[str, Any], language: str) -> dict[str, Any]:
    from ardoise.domain.money import decimal_text
    from ardoise.domain.reasons import say

    return {
        "customer": row["customer"],
        "name": row["customer_name"],
        "reason": say(language=language, **row),
        "reason_code": row["reason"],
        "open": decimal_text(row["open_cents"]),
        "overdue": decimal_text(row["overdue_cents"]),
        "currency": row["currency"],
        "policy": row["policy"],
    }


HEADS = {
    "fr": ("Relances proposées", "Laissés en paix", "Client", "Niveau", "Montant", "Retard", "Ouvert", "Pourquoi"),
    "en": ("Proposed reminders", "Left in peace", "Customer", "Level", "Amount", "Late", "Open", "Why"),
}


def show(planned: Plan, language: str) -> None:
    """Two tables for a person: whom to remind, and why not the others."""
    from ardoise.cli.tables import Column, draw
    from ardoise.domain.reasons import amount_written, level_name, say

    proposed, left, customer, level, amount, late, opened, why = HEADS[language]
    draw(
        f"{proposed} ({planned.proposals.height})",
        [Column(customer), Column(level), Column(amount, True), Column(late, True), Column(why, is_wide=True)],
        [
            [
                name_of(row),
                level_name(row["level"], language),
                amount_written(row["amount_cents"], row["currency"], language),
                str(row["days_overdue"]),
                say(language=language, **row),
            ]
            for row in planned.proposals.to_dicts()
        ],
    )
    draw(
        f"{left} ({planned.skips.height})",
        [Column(customer), Column(opened, True), Column(why, is_wide=True)],
        [
            [
                name_of(row),
                amount_written(row["open_cents"], row["currency"], language),
                say(language=language, **row),
            ]
            for row in planned.skips.to_dicts()
        ],
    )


def name_of(row: dict[str, Any]) -> str:
    """The customer's name, with its code."""
    return f"{row['customer_name']} ({row['customer']})" if row["customer_name"] else str(row["customer"])
