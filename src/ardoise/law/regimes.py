"""Who owes which late interest: one row per country and kind of debtor, with its article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ardoise.law.figures import Figure, Series
from ardoise.law.legal_rate import LEGAL_RATE
from ardoise.law.rates import BANK_OF_ENGLAND, BASISZINSSATZ, ECB_BY_SEMESTER


@dataclass(frozen=True)
class Band:
    """A fixed charge for debts up to `up_to_cents` (None: without limit)."""

    up_to_cents: int | None
    charge_cents: int


@dataclass(frozen=True)
class Uplift:
    """Points added once that many months have passed since the start."""

    months: int
    points: Decimal
    article: str


@dataclass(frozen=True)
class Regime:
    """One rule of late interest. The first day that bears interest is always the day after `due_on`."""

    code: str
    article: str
    base: Series
    margin: Decimal = Decimal(0)
    is_frozen: bool = False  # the rate of the first day late holds to the end
    is_rounded_up_to_half: bool = False
    is_compounded_yearly: bool = False
    takes_contract_rate: bool = True
    floor: Series | None = None  # a contract rate is never below `floor_times` this
    floor_times: int = 3
    fixed_charge: tuple[Band, ...] = ()
    fixed_charge_article: str = ""
    has_charge_with_contract_rate: bool = True
    uplift: Uplift | None = None
    currency: str = "EUR"
    starts: str = "the due date"  # what `due_on` means
    confidence: str = "high"


FORTY = (Band(None, 4000),)
EU_KNOWN_FROM = date(2022, 1, 1)
"""Our table of the neighbours begins here; an older debt is refused, not guessed."""
ECB_ABROAD = ECB_BY_SEMESTER.since(EU_KNOWN_FROM)
FIVE_PERCENT = Series(
    "Swiss default interest", (Figure(date(1912, 1, 1), Decimal(5), "OR/CO 104"),), date(9999, 12, 31)
)


def _neighbour(
    code: str,
    article: str,
    *,
    is_rounded_up_to_half: bool = False,
    is_compounded_yearly: bool = False,
    fixed_charge: tuple[Band, ...] = FORTY,
    confidence: str = "high",
) -> Regime:
    """Directive 2011/7/EU, art. 2(6), 3 and 6: the ECB rate of the half-year + 8 points, 40 EUR."""
    return Regime(
        code,
        article,
        ECB_ABROAD,
        Decimal(8),
        is_rounded_up_to_half=is_rounded_up_to_half,
        is_compounded_yearly=is_compounded_yearly,
        fixed_charge=fixed_charge,
        fixed_charge_article=f"{article}; Directive 2011/7/EU art. 6",
        confidence=confidence,
    )


FR_B2B = Regime(
    "fr-b2b",
    "C. com. L441-10 II",
    ECB_BY_SEMESTER,
    Decimal(10),
    floor=LEGAL_RATE,
    fixed_charge=FORTY,
    fixed_charge_article="C. com. D441-5",
)
FR_B2C = Regime(
    "fr-b2c",
    "C. civ. 1231-6, 1344-1; CMF L313-2",
    LEGAL_RATE,
    takes_contract_rate=False,
    starts="the day of the formal notice",
)
FR_PUBLIC = Regime(
    "fr-public",
    "CCP L2192-13, R2192-31",
    ECB_BY_SEMESTER,
    Decimal(8),
    is_frozen=True,
    takes_contract_rate=False,
    fixed_charge=FORTY,
    fixed_charge_article="CCP D2192-35",
)
FR_JUDGMENT = Regime(
    "fr-judgment",
    "C. civ. 1231-7; CMF L313-2",
    LEGAL_RATE,
    takes_contract_rate=False,
    uplift=Uplift(2, Decimal(5), "CMF L313-3"),
    starts="the day the decision became enforceable",
)
DE_B2B = Regime(
    "de-b2b",
    "BGB § 288 (2)",
    BASISZINSSATZ.since(date(2015, 1, 1)),  # + 8 for obligations older than 29/07/2014: not told apart, so refused
    Decimal(9),
    fixed_charge=FORTY,
    fixed_charge_article="BGB § 288 (5)",
    starts="the start of Verzug (BGB § 286): usually the due date",
)
DE_B2C = Regime(
    "de-b2c",
    "BGB § 288 (1)",
    BASISZINSSATZ,
    Decimal(5),
    takes_contract_rate=False,
    starts="the start of Verzug (BGB § 286): usually the due date or a notice",
)
UK_B2B = Regime(
    "uk-b2b",
    "Late Payment of Commercial Debts (Interest) Act 1998; SI 2002/1675",
    BANK_OF_ENGLAND,
    Decimal(8),
    is_frozen=True,
    fixed_charge=(Band(99_999, 4000), Band(999_999, 7000), Band(None, 10_000)),
    fixed_charge_article="Late Payment of Commercial Debts (Interest) Act 1998 s. 5A",
    has_charge_with_contract_rate=False,  # s. 5A follows statutory interest, which a contract's remedy ousts
    currency="GBP",
)
CH = Regime("ch", "OR/CO 104", FIVE_PERCENT, currency="CHF", starts="the notice (OR/CO 102) or the fixed date")

IE_BANDS = (Band(100_000, 4000), Band(1_000_000, 7000), Band(None, 10_000))

REGIMES: dict[str, Regime] = {
    regime.code: regime
    for regime in (
        FR_B2B,
        FR_B2C,
        FR_PUBLIC,
        FR_JUDGMENT,
        DE_B2B,
        DE_B2C,
        _neighbour("be-b2b", "loi du 02/08/2002 (BE)", is_rounded_up_to_half=True),
        _neighbour("nl-b2b", "BW 6:119a, 6:120", is_compounded_yearly=True),
        _neighbour("lu-b2b", "loi du 18/04/2004 (LU)"),
        _neighbour("es-b2b", "Ley 3/2004"),
        _neighbour("it-b2b", "D.Lgs 231/2002"),
        _neighbour("ie-b2b", "S.I. 580/2012, S.I. 281/2013", fixed_charge=IE_BANDS, confidence="medium"),
        _neighbour("pt-b2b", "DL 62/2013", confidence="medium"),
        UK_B2B,
        CH,
    )
}
