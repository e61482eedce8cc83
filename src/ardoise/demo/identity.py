"""Numbers that look right and belong to nobody: SIREN, IBAN, telephone."""

from __future__ import annotations

from random import Random


def siren(rng: Random) -> str:
    """Nine digits that pass Luhn; the leading 00 is allotted to no real firm."""
    stem = f"00{rng.randrange(1_000_000):06d}"
    return stem + str(-luhn_sum(stem + "0") % 10)


def luhn_sum(digits: str) -> int:
    """The Luhn sum of a number, its check digit included: a multiple of ten when it is right."""
    doubled = [int(d) * (1 + position % 2) for position, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled)


def french_iban(bank: str, branch: str, account: str) -> str:
    """A French IBAN with its national key and its check digits; the account has eleven digits."""
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    bban = f"{bank}{branch}{account}{key:02d}"
    check = 98 - int(bban + "152700") % 97  # F is 15, R is 27
    return f"FR{check:02d}{bban}"


def phone(rng: Random) -> str:
    """A number of the range kept for fiction by the French regulator."""
    return f"05 36 49 {rng.randrange(100):02d} {rng.randrange(100):02d}"
