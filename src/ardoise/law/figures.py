"""A figure of law: its value, the first day it holds, where it is written. A series never guesses past its end."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ardoise.law.refusals import RefusalError


class MissingFigureError(RefusalError):
    """The law of that day is not in our tables; the message is a sentence for the reader."""


FRENCH = {
    "ECB main refinancing rate": "taux de refinancement de la BCE",
    "French legal interest rate (all other creditors)": "taux de l’intérêt légal (autres créanciers)",
    "French legal interest rate (creditor a private person)": "taux de l’intérêt légal (créancier particulier)",
    "Bank of England rate of the day before the half-year (SI 2002/1675)": "taux de la Banque d’Angleterre la veille "
    "du semestre (SI 2002/1675)",
    "Swiss default interest": "intérêt moratoire suisse",
}
"""The names of series that have one in French, as they stand within a sentence."""


@dataclass(frozen=True)
class Figure:
    """One value in percent, from `first_on` until the next figure of its series."""

    first_on: date
    pct: Decimal
    source: str
    confidence: str = "high"


@dataclass(frozen=True)
class Series:
    """Figures in order of their days, known without a gap from the first one to `last_on`."""

    name: str
    figures: tuple[Figure, ...]
    last_on: date

    @property
    def french_name(self) -> str:
        return FRENCH.get(self.name, self.name)

    @property
    def first_on(self) -> date:
        return self.figures[0].first_on

    def on(self, day: date) -> Figure:
        """The figure in force on that day; outside the known days a MissingFigureError, never a neighbour."""
        if not self.first_on <= day <= self.last_on:
            raise self._missing(day)
        return self.figures[bisect_right(self.figures, day, key=lambda figure: figure.first_on) - 1]

    def _missing(self, day: date) -> MissingFigureError:
        """Why there is no figure of that day, and what to do: nothing to wait for where the table starts later."""
        french = self.french_name[:1].upper() + self.french_name[1:]
        if day < self.first_on:
            return MissingFigureError(
                fr=f"{french} : aucun taux connu au {day:%d/%m/%Y}, la table commence le {self.first_on:%d/%m/%Y} ; "
                "donnez une date à partir de ce jour",
                en=f"{self.name}: no rate is known for {day}, the table starts on {self.first_on}; "
                "give a date from that day on",
            )
        return MissingFigureError(
            fr=f"{french} : aucun taux connu au {day:%d/%m/%Y} (connu du {self.first_on:%d/%m/%Y} "
            f"au {self.last_on:%d/%m/%Y}) ; attendez sa publication et mettez Ardoise à jour",
            en=f"{self.name}: no rate is known for {day} (known from {self.first_on} to {self.last_on}); "
            "wait for its publication and update Ardoise",
        )

    def since(self, day: date) -> Series:
        """The same series, claimed only from that day."""
        return Series(self.name, tuple(figure for figure in self.figures if figure.first_on >= day), self.last_on)


def series(name: str, last_on: str, source: str, rows: tuple[tuple[str, ...], ...]) -> Series:
    """A series from rows of text: first day, percent, and where they differ from the rule: source, confidence."""
    return Series(name, tuple(_figure(source, *row) for row in rows), date.fromisoformat(last_on))


def _figure(usual: str, first_on: str, pct: str, source: str = "", confidence: str = "high") -> Figure:
    return Figure(date.fromisoformat(first_on), Decimal(pct), source or usual, confidence)


def by_semester(rates: Series, first_year: int) -> Series:
    """What rules that look at 1 January and 1 July read: each half-year at the rate of its first day.

    Ends with the half-year whose first day the rates still know: a rate that moves later is no guess for the next.
    """
    starts = (date(year, month, 1) for year in range(first_year, rates.last_on.year + 1) for month in (1, 7))
    figures = tuple(_as_of(rates, start) for start in starts if start <= rates.last_on)
    return Series(rates.name, figures, last_of_semester(figures[-1].first_on))


def _as_of(rates: Series, start: date) -> Figure:
    figure = rates.on(start)
    return Figure(start, figure.pct, figure.source, figure.confidence)


def last_of_semester(day: date) -> date:
    """30 June or 31 December: the last day of the half-year that day is in."""
    return date(day.year, 6, 30) if day.month <= 6 else date(day.year, 12, 31)
