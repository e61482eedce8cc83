"""`ardoise interest`: what a late debt has earned, day by day of the law."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from ardoise.cli.answers import WRONG_USAGE, print_json, refuse
from ardoise.cli.days import day_of
from ardoise.domain import charges
from ardoise.domain.money import cents_of, decimal_text
from ardoise.domain.reasons import days_written
from ardoise.law.refusals import RefusalError
from ardoise.law.regimes import Regime

LARGEST_CENTS = 10**15
AMOUNT = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,2})?")
LABELS = {
    "fr": ("Intérêts, {days}", "Indemnité forfaitaire", "Total", "j"),
    "en": ("Interest, {days}", "Fixed charge", "Total", "d"),
}


@dataclass(frozen=True)
class Question:
    """The arguments, understood."""

    principal_cents: int
    due_on: date
    paid_on: date
    regime: Regime
    day_count: charges.DayCount
    contract_pct: Decimal | None


def run(
    principal: Annotated[str, typer.Option(help="What is owed, such as 10000.00.")],
    due: Annotated[str, typer.Option(help="The due date, YYYY-MM-DD (fr-b2c: the day of the formal notice).")],
    paid: Annotated[str, typer.Option(help="The day the money was there, YYYY-MM-DD.")],
    regime: Annotated[str, typer.Option(help="Whose law, such as fr-b2b, fr-b2c, fr-public, de-b2b, uk-b2b, ch.")],
    day_count: Annotated[str, typer.Option(help="Days of a year: act/365 or act/act.")] = "act/365",
    contract_rate: Annotated[str | None, typer.Option(help="The rate agreed, in percent, such as 12.")] = None,
    language: Annotated[str, typer.Option(help="Of what is printed: fr or en.")] = "fr",
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Late interest and the fixed charge of one debt, exact to the cent."""
    if language not in LABELS:
        refuse(f"--language : fr ou en, pas « {language} » / fr or en, not “{language}”", WRONG_USAGE)
    try:
        question = _understand(principal, due, paid, regime, day_count, contract_rate)
        told = charges.late_interest(
            question.principal_cents,
            question.due_on,
            question.paid_on,
            question.regime,
            question.day_count,
            question.contract_pct,
        )
    except RefusalError as refusal:
        refuse(refusal.sentence(language), WRONG_USAGE)
    if json:
        print_json(document_of(told, question.regime, language))
    else:
        typer.echo(table_of(told, question.regime, language))


def document_of(told: charges.LateInterest, regime: Regime, language: str) -> dict[str, Any]:
    """The answer as a document: amounts and rates are decimal strings."""
    return {
        "days": told.days,
        "segments": [
            {
                "from": segment.from_on.isoformat(),
                "to": segment.to_on.isoformat(),
                "days": segment.days,
                "rate_pct": rate_text(segment.rate_pct),
                "source": said(segment.source, language),
            }
            for segment in told.segments
        ],
        "interest": decimal_text(told.interest_cents),
        "fixed_charge": decimal_text(told.fixed_charge_cents),
        "total": decimal_text(told.total_cents),
        "currency": regime.currency,
        "regime": regime.code,
        "notes": notes_of(told, language),
    }


def table_of(told: charges.LateInterest, regime: Regime, language: str) -> str:
    """The same for a reader: a line per segment, then the sums, amounts aligned."""
    interest, charge, total, day = LABELS[language]
    lines = [
        f"{part.from_on} → {part.to_on}  {part.days:>5} {day}  {rate_text(part.rate_pct):>6} %  "
        f"{said(part.source, language)}"
        for part in told.segments
    ]
    sums = (
        (interest.format(days=days_written(told.days, language)), told.interest_cents),
        (charge, told.fixed_charge_cents),
        (total, told.total_cents),
    )
    lines += [f"{label:<24}{decimal_text(cents):>16} {regime.currency}" for label, cents in sums]
    return "\n".join([*lines, *notes_of(told, language)])


def notes_of(told: charges.LateInterest, language: str) -> list[str]:
    """What the reader must know, in the reader's language."""
    return [said(note, language) for note in told.notes]


def said(note: charges.Note, language: str) -> str:
    """In that language."""
    return note.fr if language == "fr" else note.en


def rate_text(pct: Decimal) -> str:
    """At least two decimals: 13.15, 12.00, 5.00, 4.875."""
    whole = pct.normalize()
    return f"{whole:f}" if -int(whole.as_tuple().exponent) > 2 else f"{whole:.2f}"


def _understand(
    principal: str, due: str, paid: str, regime: str, day_count: str, contract_rate: str | None
) -> Question:
    return Question(
        _amount(principal),
        day_of(due, "--due"),
        day_of(paid, "--paid"),
        charges.regime_named(regime),
        _day_count(day_count),
        None if contract_rate is None else _rate(contract_rate),
    )


def _amount(text: str) -> int:
    if not AMOUNT.fullmatch(text.strip()):  # 1.200 may be twelve hundred, 1e3 is a program's
        raise RefusalError(
            fr=f"--principal : « {text} » n’est pas un montant ; écrivez 690.21, avec deux décimales au plus",
            en=f"--principal: “{text}” is not an amount; write it as 690.21, with at most two decimals",
        )
    cents = cents_of(text.strip())
    if not 0 < cents <= LARGEST_CENTS:
        raise RefusalError(
            fr=f"--principal : {text} n’est pas une créance ; donnez plus de 0, au plus {LARGEST_CENTS // 100}",
            en=f"--principal: {text} is not a debt; give an amount above 0, at most {LARGEST_CENTS // 100}",
        )
    return cents


def _day_count(text: str) -> charges.DayCount:
    for known in charges.DAY_COUNTS:
        if text.lower() == known:
            return known
    raise RefusalError(
        fr=f"--day-count : « {text} » est inconnu ; écrivez {' ou '.join(charges.DAY_COUNTS)}",
        en=f"--day-count: “{text}” is not known; write {' or '.join(charges.DAY_COUNTS)}",
    )


def _rate(text: str) -> Decimal:
    try:
        pct = Decimal(text)
    except InvalidOperation:
        pct = Decimal("NaN")
    if not pct.is_finite() or not 0 <= pct <= 1000:
        raise RefusalError(
            fr=f"--contract-rate : « {text} » n’est pas un taux annuel ; donnez un pourcentage de 0 à 1000, comme 12.5",
            en=f"--contract-rate: “{text}” is not a yearly rate; give a percentage from 0 to 1000, such as 12.5",
        )
    return pct
