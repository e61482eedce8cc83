"""How a customer pays, told from what he paid: new, punctual, forgetful, habitually late, or given to disputing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

NAMES = ("new", "punctual", "forgetful", "habitually_late", "disputes")


@dataclass(frozen=True)
class Bounds:
    """Where one behaviour ends and the next begins."""

    days_back: int = 365  # only what was paid within so many days counts
    paid_min: int = 3  # fewer invoices paid: new, nothing can be said
    days_tolerated: int = 5  # a bank and a week-end: not late
    late_pct: int = 50  # from so many invoices in a hundred paid late: habitually late; any below it: forgetful
    forgotten_pct: int = 15  # up to so many in a hundred is still punctual
    disputes_min: int = 2  # so many disputes within the time, and
    disputed_pct: int = 20  # so many in a hundred invoices: given to disputing


BEHAVIOURS: dict[str, type] = {
    "customer": str,
    "behaviour": str,  # one of NAMES
    "invoices_paid": int,
    "late_pct": int,  # of a hundred invoices paid, so many came late; None: none was paid
    "days_late_mean": int,  # rounded half up, early ones counted as 0; None: none was paid
    "disputes": int,
    "last_paid_on": date,
}


def name(paid: int, late: int, disputes: int, bounds: Bounds = Bounds()) -> str:
    """The behaviour, from how many invoices were paid, how many of them late, and how many disputes were opened."""
    if disputes >= bounds.disputes_min and disputes * 100 >= bounds.disputed_pct * (paid + disputes):
        return "disputes"
    if paid < bounds.paid_min:
        return "new"
    if late * 100 >= bounds.late_pct * paid:
        return "habitually_late"
    return "forgetful" if late * 100 > bounds.forgotten_pct * paid else "punctual"


SENTENCES = {
    "new": {"fr": "Nouveau : factures réglées en un an : {paid}.", "en": "New: invoices paid within a year: {paid}."},
    "punctual": {
        "fr": "Ponctuel : {late} % des {paid} factures réglées en un an l’ont été plus de {tolerated} jours en retard.",
        "en": "Punctual: {late}% of the {paid} invoices paid within a year came more than {tolerated} days late.",
    },
    "forgetful": {
        "fr": "Oublieux : {late} % des {paid} factures réglées en un an l’ont été plus de {tolerated} jours en retard.",
        "en": "Forgetful: {late}% of the {paid} invoices paid within a year came more than {tolerated} days late.",
    },
    "habitually_late": {
        "fr": "En retard par habitude : {late} % des {paid} factures réglées en un an l’ont été plus de {tolerated} "
        "jours en retard ; {days} jours de retard en moyenne.",
        "en": "Habitually late: {late}% of the {paid} invoices paid within a year came more than {tolerated} days "
        "late; {days} days late on average.",
    },
    "disputes": {
        "fr": "Conteste souvent : {disputes} litiges en un an, pour {paid} factures réglées.",
        "en": "Disputes often: {disputes} disputes within a year, for {paid} invoices paid.",
    },
}


def say(row: Mapping[str, Any], language: str = "fr", bounds: Bounds = Bounds()) -> str:
    """The sentence for a row of BEHAVIOURS."""
    figures = {"late": row["late_pct"] or 0, "days": row["days_late_mean"] or 0, "tolerated": bounds.days_tolerated}
    told = SENTENCES[row["behaviour"]][language]
    return told.format(paid=row["invoices_paid"], disputes=row["disputes"], **figures)
