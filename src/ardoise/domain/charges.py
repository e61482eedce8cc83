"""Late interest and the fixed recovery charge of one debt: exact fractions, rounded once, half up.

Simple interest on what is still owed each day: `paid_on − due_on` days, the first is the
day after the due date, the day of payment counts. Each day bears the rate of its own
half-year, unless the regime freezes the rate of the first day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import Literal

from ardoise.domain import calendar
from ardoise.law.figures import last_of_semester
from ardoise.law.refusals import RefusalError
from ardoise.law.regimes import REGIMES, Regime

DayCount = Literal["act/365", "act/act"]
DAY_COUNTS: tuple[DayCount, ...] = ("act/365", "act/act")
ONE_DAY = timedelta(1)


@dataclass(frozen=True)
class Note:
    """One sentence to the reader, in both languages."""

    fr: str
    en: str

    def __add__(self, more: Note) -> Note:
        return Note(self.fr + more.fr, self.en + more.en)


@dataclass(frozen=True)
class Segment:
    """Days in a row at one rate, both ends included, and where the rate is written."""

    from_on: date
    to_on: date
    rate_pct: Decimal
    source: Note

    @property
    def days(self) -> int:
        return (self.to_on - self.from_on).days + 1


@dataclass(frozen=True)
class LateInterest:
    """What a late debt has earned: `exact_cents` is the fraction before its one rounding."""

    segments: tuple[Segment, ...]
    exact_cents: Fraction
    fixed_charge_cents: int
    notes: tuple[Note, ...] = ()  # what the reader must know about the rate

    @property
    def days(self) -> int:
        return sum(segment.days for segment in self.segments)

    @property
    def interest_cents(self) -> int:
        return rounded(self.exact_cents)

    @property
    def total_cents(self) -> int:
        return self.interest_cents + self.fixed_charge_cents


@dataclass(frozen=True)
class Instalment:
    """A part payment: the day it was at our disposal, and how much."""

    paid_on: date
    cents: int


@dataclass(frozen=True)
class Allocation:
    """Where a part payment went."""

    paid_on: date
    interest_cents: int
    principal_cents: int
    unapplied_cents: int


@dataclass(frozen=True)
class Settlement:
    """A debt after its part payments: what is left on the day of the question, fixed charge apart."""

    allocations: tuple[Allocation, ...]
    principal_cents: int
    interest_cents: int

    @property
    def total_cents(self) -> int:
        return self.principal_cents + self.interest_cents


def regime_named(code: str) -> Regime:
    """The regime with that code; a RefusalError that lists those known."""
    if code not in REGIMES:
        known = ", ".join(REGIMES)
        raise RefusalError(
            fr=f"« {code} » n’est pas un régime d’intérêts de retard ; connus : {known}",
            en=f"“{code}” is not a regime of late interest; known: {known}",
        )
    return REGIMES[code]


def late_interest(
    principal_cents: int,
    due_on: date,
    paid_on: date,
    regime: Regime,
    day_count: DayCount = "act/365",
    contract_pct: Decimal | None = None,
) -> LateInterest:
    """Interest from the day after `due_on` to `paid_on` included, and the fixed charge of a debt that is late.

    Paid in time is zero. For `fr-b2c`, `due_on` is the day of the formal notice. A rate that
    is not in the tables is a MissingFigureError; a contract rate the regime does not take, a RefusalError.
    """
    _refuse_misfit(principal_cents, regime, contract_pct)
    segments = tuple(_segments(regime, due_on, due_on, paid_on, contract_pct))
    account = _Account(Fraction(principal_cents))
    for segment in segments:
        account.bear(segment, regime, due_on, day_count)
    charge = fixed_charge_cents(principal_cents, regime, contract_pct) if segments else 0
    return LateInterest(segments, account.interest, charge, tuple(_notes(regime, segments, contract_pct)))


def settle(
    principal_cents: int,
    due_on: date,
    payments: Iterable[Instalment],
    as_of: date,
    regime: Regime,
    *,
    is_interest_first: bool = True,
    day_count: DayCount = "act/365",
    contract_pct: Decimal | None = None,
) -> Settlement:
    """What is left of a debt after part payments, each imputed first on interest (C. civ. 1343-1).

    The creditor may choose principal first (`is_interest_first=False`); then interest already
    earned waits, and never bears interest itself. The account is struck at each payment: interest to
    that day is rounded then, and what follows once at the end.
    """
    _refuse_misfit(principal_cents, regime, contract_pct)
    account, day, allocations = _Account(Fraction(principal_cents)), due_on, []
    for payment in sorted((p for p in payments if p.paid_on <= as_of), key=lambda p: p.paid_on):
        for segment in _segments(regime, due_on, day, payment.paid_on, contract_pct):
            account.bear(segment, regime, due_on, day_count)
        day = max(day, payment.paid_on)
        allocations.append(account.receive(payment, is_interest_first))
    for segment in _segments(regime, due_on, day, as_of, contract_pct):
        account.bear(segment, regime, due_on, day_count)
    return Settlement(tuple(allocations), int(account.principal), rounded(account.interest))


def fixed_charge_cents(principal_cents: int, regime: Regime, contract_pct: Decimal | None = None) -> int:
    """The fixed recovery charge of one late debt, in cents of the regime's currency; one per invoice."""
    if contract_pct is not None and not regime.has_charge_with_contract_rate:
        return 0
    bands = (band for band in regime.fixed_charge if band.up_to_cents is None or principal_cents <= band.up_to_cents)
    return next((band.charge_cents for band in bands), 0)


def rate_on(regime: Regime, day: date, due_on: date, contract_pct: Decimal | None = None) -> tuple[Decimal, Note]:
    """The yearly rate in percent that a debt due on `due_on` bears that day, and the sentence of its source."""
    if contract_pct is not None:
        return _contract_rate(regime, day, contract_pct)
    figure = regime.base.on(due_on + ONE_DAY if regime.is_frozen else day)
    pct = figure.pct + regime.margin
    source = _origin(regime, figure.pct)
    if regime.is_rounded_up_to_half:
        pct = (pct * 2).to_integral_value(ROUND_CEILING) / 2
        source += Note(", arrondi au demi-point supérieur", ", rounded up to the half point")
    if regime.is_frozen:
        frozen_on = due_on + ONE_DAY
        source += Note(f", figé au {frozen_on:%d/%m/%Y}", f", frozen at {frozen_on.isoformat()}")
    if regime.uplift and day > calendar.add_months(due_on, regime.uplift.months):
        pct += regime.uplift.points
        more = f" + {regime.uplift.points} ({regime.uplift.article})"
        source += Note(more.replace(".", ","), more)
    return pct, source


def _origin(regime: Regime, base_pct: Decimal) -> Note:
    """The article, the rate it starts from and what it adds."""
    figures = f"{base_pct} + {regime.margin}" if regime.margin else f"{base_pct}"
    return Note(
        f"{regime.article} : {regime.base.french_name} {figures.replace('.', ',')}",
        f"{regime.article}: {regime.base.name} {figures}",
    )


def rounded(amount: Fraction) -> int:
    """Whole cents, half up."""
    return int((amount + Fraction(1, 2)) // 1)


def _contract_rate(regime: Regime, day: date, contract_pct: Decimal) -> tuple[Decimal, Note]:
    """The agreed rate, raised to the floor of that day where the law sets one."""
    if regime.floor is not None:
        floor_pct = regime.floor.on(day).pct * regime.floor_times
        if contract_pct < floor_pct:
            times = f"{regime.floor_times} ×"
            return floor_pct, Note(
                f"{regime.article} : {times} {regime.floor.french_name}, plancher d’un taux contractuel",
                f"{regime.article}: {times} {regime.floor.name}, floor of a contract rate",
            )
    return contract_pct, Note("contrat", "contract")


def _refuse_misfit(principal_cents: int, regime: Regime, contract_pct: Decimal | None) -> None:
    if principal_cents <= 0:
        raise RefusalError(
            fr="seule une créance supérieure à zéro porte intérêt ; donnez un principal positif",
            en="only a debt above zero bears interest; give the principal as a positive amount",
        )
    if contract_pct is None:
        return
    if not contract_pct.is_finite() or contract_pct < 0:
        raise RefusalError(
            fr="un taux convenu est un pourcentage à partir de 0, par exemple 12.5",
            en="a contract rate is a percentage from 0 up, such as 12.5",
        )
    if not regime.takes_contract_rate:
        raise RefusalError(
            fr=f"{regime.code} ne prend pas de taux convenu : {regime.article} le fixe ; n’en donnez pas",
            en=f"{regime.code} takes no contract rate: {regime.article} sets it; leave the contract rate out",
        )


def _notes(regime: Regime, segments: Iterable[Segment], contract_pct: Decimal | None) -> Iterator[Note]:
    if contract_pct is None:
        return
    if any(segment.rate_pct > contract_pct for segment in segments):
        yield Note(
            fr=f"Le taux convenu de {contract_pct} % est inférieur à {regime.floor_times} fois le taux légal, minimum "
            f"de {regime.article} : il est relevé à ce plancher là où il est en dessous.",
            en=f"The contract rate of {contract_pct} % is below {regime.floor_times} times the legal rate, the least "
            f"{regime.article} allows: it is raised to that floor where it is below.",
        )
    if regime.fixed_charge and not regime.has_charge_with_contract_rate:
        yield Note(
            fr=f"Pas d’indemnité forfaitaire : {regime.fixed_charge_article} ne la donne qu’avec l’intérêt légal.",
            en=f"No fixed charge: {regime.fixed_charge_article} gives it with statutory interest only.",
        )


def _segments(
    regime: Regime, due_on: date, after: date, to_on: date, contract_pct: Decimal | None
) -> Iterator[Segment]:
    """The days after `after` up to `to_on`, cut wherever the rate or the capital may change."""
    first = max(after, due_on) + ONE_DAY
    while first <= to_on:
        last = min(to_on, last_of_semester(first), *_own_ends(regime, due_on, first))
        yield Segment(first, last, *rate_on(regime, first, due_on, contract_pct))
        first = last + ONE_DAY


def _own_ends(regime: Regime, due_on: date, first: date) -> Iterator[date]:
    """Last days, from `first` on, that this regime adds to the ends of half-years."""
    if regime.uplift:
        end = calendar.add_months(due_on, regime.uplift.months)
        if end >= first:
            yield end
    if regime.is_compounded_yearly:
        yield next(end for end in _anniversaries(due_on, first) if end >= first)


def _anniversaries(due_on: date, near: date) -> Iterator[date]:
    years = near.year - due_on.year
    return (calendar.add_months(due_on, 12 * year) for year in (years, years + 1))


@dataclass
class _Account:
    """A running debt: principal, interest that bears interest (yearly compounding), interest that does not yet."""

    principal: Fraction
    capitalised: Fraction = field(default_factory=Fraction)
    current: Fraction = field(default_factory=Fraction)

    @property
    def interest(self) -> Fraction:
        return self.capitalised + self.current

    def bear(self, segment: Segment, regime: Regime, due_on: date, day_count: DayCount) -> None:
        """Earn the interest of a segment; at the end of each full year it joins the capital where the law says so."""
        year = 366 if day_count == "act/act" and calendar.is_leap(segment.from_on) else 365
        capital = self.principal + self.capitalised
        self.current += capital * Fraction(segment.rate_pct) / 100 * segment.days / year
        if regime.is_compounded_yearly and segment.to_on in _anniversaries(due_on, segment.to_on):
            self.capitalised, self.current = self.interest, Fraction()

    def receive(self, payment: Instalment, is_interest_first: bool) -> Allocation:
        """Strike the account, lower it by the payment; what is left over is unapplied."""
        self._strike()
        interest, principal = int(self.interest), int(self.principal)
        if is_interest_first:
            to_interest = min(payment.cents, interest)
            to_principal = min(payment.cents - to_interest, principal)
        else:
            to_principal = min(payment.cents, principal)
            to_interest = min(payment.cents - to_principal, interest)
        self.principal -= to_principal
        self._lower_interest(to_interest)
        return Allocation(payment.paid_on, to_interest, to_principal, payment.cents - to_interest - to_principal)

    def _strike(self) -> None:
        """Interest told on the day of a payment is in whole cents from then on: what was told is what is owed."""
        self.current = rounded(self.interest) - self.capitalised

    def _lower_interest(self, cents: int) -> None:
        older = min(self.capitalised, Fraction(cents))
        self.capitalised -= older
        self.current -= cents - older
