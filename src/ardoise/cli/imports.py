"""`ardoise import`: a file comes into the company's book, in the foreground."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from ardoise.cli.answers import AsJson, Language

SHOWN_PROBLEMS = 20


def run(
    file: Annotated[
        Path, typer.Argument(help="FEC, bank statement, or CSV/XLSX of open items or of contacts.", show_default=False)
    ],
    company: Annotated[str | None, typer.Option(help="Name of the company; the only one if absent.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="fec, open_items, contacts, bank or advices; told by its content if absent.")
    ] = None,
    source: Annotated[str, typer.Option(help="The software or ledger it comes from; the kind if absent.")] = "",
    terms: Annotated[str | None, typer.Option(help="Terms of payment of this file, where a customer has none.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day a list of open items speaks of.")
    ] = None,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="It replaces the earlier export of its period."),
    ] = False,
    other_ledger: Annotated[
        bool, typer.Option("--other-ledger", help="It is another ledger than the FEC or list the company holds.")
    ] = False,
    absent_settled: Annotated[
        bool, typer.Option("--absent-settled", help="The customers it leaves out owe nothing any more.")
    ] = False,
    account: Annotated[
        str, typer.Option(help="Which of our bank accounts a statement is of, where it doesn’t say.")
    ] = "",
    new_account: Annotated[
        bool, typer.Option("--new-account", help="The bank accounts a statement names are ours.")
    ] = False,
    as_json: AsJson = False,
    language: Language = "fr",
) -> None:
    """Import a file into a company's book: all of it or nothing, and nothing twice."""
    from ardoise.cli import answers
    from ardoise.cli.books import check_language, company_of

    check_language(language)
    into = company_of(company, language)
    from django.utils.translation import override

    options: dict[str, Any] = {"terms": terms, "as_of": as_of and as_of.date().isoformat(), "replace": replace}
    options |= {"other_ledger": other_ledger, "account": account, "new_account": new_account}
    options |= {"absent_settled": absent_settled}
    with override(language):
        done = bring(into, file, kind, source, {name: value for name, value in options.items() if value})
    if done.state != "done":
        answers.refuse("\n".join(told(done.problems, language)))
    answers.print_json(document_of(done)) if as_json else typer.echo(report_of(done, language))


def bring(into: Any, file: Path, kind: str | None, source: str, options: dict[str, Any]) -> Any:
    """Receives the file and carries it out; a sentence and a status when it can't be taken."""
    from django.db import DatabaseError
    from django.utils import timezone
    from django.utils.translation import get_language

    from ardoise.actions import imports
    from ardoise.actions.imports.carrying import stopped_by
    from ardoise.cli import answers
    from ardoise.domain.terms import parse
    from ardoise.law.refusals import RefusalError

    imports.recover(timezone.now())
    try:
        parse(options.get("terms") or "30 days")
        kind = kind or (imports.guess_kind(file) if file.is_file() else "fec")
        received = imports.receive(into, file, kind, source, options, None, timezone.now())
    except ValueError as refusal:
        wrong_usage = kind is not None and kind not in imports.KINDS
        wrong_usage |= isinstance(refusal, RefusalError)
        said = refusal.sentence(get_language() or "fr") if isinstance(refusal, RefusalError) else str(refusal)
        answers.refuse(said, answers.WRONG_USAGE if wrong_usage else answers.UNREADABLE)
    try:
        with progress() as tell:
            return imports.carry_out(received.pk, timezone.now(), tell)
    except DatabaseError as error:  # there was no room even to note that it failed
        answers.refuse(stopped_by(error))


@contextmanager
def progress() -> Iterator[Callable[[str, int], None]]:
    """A bar on standard error, where that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=100)
        yield lambda stage, percent: bar.update(task, completed=percent, description=stage)


def document_of(done: Any) -> dict[str, Any]:
    """The import in the words of docs/how-to/import.md."""
    return {"import": done.pk, "state": done.state, "report": done.report, "problems": done.problems}


LABELS = {
    "fr": {
        "rows": "Lignes lues",
        "items": "Lignes clients",
        "customers": "Clients",
        "lettered_groups": "Lettrages",
        "debit": "Débit",
        "credit": "Crédit",
        "new": "Nouvelles",
        "unchanged": "Inchangées",
        "changed": "Modifiées",
        "gone": "Disparues",
        "adjusted": "Ajustées",
        "differences": "À-nouveaux en écart",
        "new_customers": "Clients créés",
        "changed_customers": "Clients modifiés",
        "new_refusals": "Refus de canal notés",
        "ended_refusals": "Refus de canal levés",
        "problems": "Problèmes",
    },
    "en": {
        "rows": "Lines read",
        "items": "Receivable lines",
        "customers": "Customers",
        "lettered_groups": "Lettered groups",
        "debit": "Debit",
        "credit": "Credit",
        "new": "New",
        "unchanged": "Unchanged",
        "changed": "Changed",
        "gone": "Gone",
        "adjusted": "Adjusted",
        "differences": "Openings that differ",
        "new_customers": "Customers created",
        "changed_customers": "Customers changed",
        "new_refusals": "Refusals noted",
        "ended_refusals": "Refusals ended",
        "problems": "Problems",
    },
}
OF_A_BANK = {
    "fr": {
        "statements": "Relevés", "items": "Mouvements", "new": "Nouveaux", "unchanged": "Déjà connus",
        "instruments": "Chèques et effets reconnus", "returned": "Règlements repris",
    },
    "en": {
        "statements": "Statements", "items": "Movements", "new": "New", "unchanged": "Known already",
        "instruments": "Cheques and bills recognised", "returned": "Payments taken back",
    },
}  # fmt: skip
CHANGES = (
    "new", "changed", "gone", "adjusted", "new_customers", "changed_customers", "new_refusals", "ended_refusals",
)  # fmt: skip
SAME = {
    "fr": "Rien de nouveau : ce fichier ne change rien à ce qui est connu.",
    "en": "Nothing new: this file changes nothing of what is known.",
}


def report_of(done: Any, language: str) -> str:
    """The report for a person: figures aligned, then the first problems."""
    labels = LABELS[language] | (OF_A_BANK[language] if done.kind == "bank" else {})
    width = max(map(len, labels.values()))
    lines = [
        f"{label:<{width}}  {_figure(done.report[name], language)}"
        for name, label in labels.items()
        if name in done.report
    ]
    if not any(done.report.get(name) for name in CHANGES):
        lines.append(SAME[language])
    return "\n".join([*lines, *(f"  {sentence}" for sentence in told(done.problems, language))])


def _figure(told: int | str, language: str) -> str:
    """A count or an amount of a report as a person reads it."""
    from ardoise.domain.money import cents_of, written

    return written(cents_of(told), language) if isinstance(told, str) else written(told * 100, language)[:-3]


def told(problems: list[dict[str, Any]], language: str) -> list[str]:
    """The first problems, each with its line."""
    from ardoise.actions.imports.refusals import in_words, lists_in

    line = {"fr": "ligne {} : ", "en": "line {}: "}[language]
    first = problems[:SHOWN_PROBLEMS]
    return [
        "\n".join(
            [
                f"{line.format(problem['line']) if problem['line'] else ''}{in_words(problem, language)}",
                *(
                    part
                    for one in lists_in(problem, language)
                    for part in (f"  {one['title']}", *indented(one["lines"]))
                ),
            ]
        )
        for problem in first
    ]


def indented(lines: list[str]) -> list[str]:
    """A list below what it is about."""
    return [f"    – {line}" for line in lines]
