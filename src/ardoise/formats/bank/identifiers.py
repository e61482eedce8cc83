"""Account numbers and references that prove themselves by their check digits."""

from __future__ import annotations

import re

from stdnum import iban as ibans
from stdnum import iso11649
from stdnum.exceptions import ValidationError

IBAN = re.compile(r"[A-Z]{2}\d{2}[0-9A-Z]{11,30}")


def iban_of(text: str | None) -> str | None:
    """The IBAN without blanks, if its check digits are right; None if not one."""
    compact = re.sub(r"[\s.-]+", "", text or "").upper()
    if not IBAN.fullmatch(compact):
        return None
    return compact if ibans.is_valid(compact, check_country=False) else None


def creditor_reference_of(text: str | None) -> str | None:
    """A structured reference: ISO 11649 without its blanks where it is one, else as the file writes it."""
    plain = " ".join((text or "").split())
    try:
        return str(iso11649.validate(plain))
    except ValidationError:
        return plain or None


def french_iban(bank: str, branch: str, account: str) -> str | None:
    """The IBAN of a French account: its RIB key (97 − mod 97, letters as digits) and its check digits computed."""
    if not (re.fullmatch(r"\d{5}", bank) and re.fullmatch(r"\d{5}", branch) and re.fullmatch(r"[0-9A-Z]{11}", account)):
        return None
    digits = "".join(c if c.isdigit() else str((ord(c) - 65) % 9 + 1 + (c >= "S")) for c in account)
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(digits)) % 97
    bban = f"{bank}{branch}{account}{key:02d}"
    return f"FR{98 - int(_as_digits(bban + 'FR00')) % 97:02d}{bban}"


def iban_of_parts(account: str) -> str | None:
    """The IBAN of an account written as its country did before: a French RIB, a German bank code and number."""
    parts = [part for part in re.split(r"[/ -]", account) if part]
    if len(parts) == 2 and re.fullmatch(r"[1-9]\d{7}", parts[0]) and re.fullmatch(r"\d{1,10}", parts[1]):
        bban = f"{parts[0]}{parts[1]:>010}"
        return f"DE{98 - int(_as_digits(bban + 'DE00')) % 97:02d}{bban}"
    if found := re.fullmatch(r"(\d{5})(\d{5})([0-9A-Z]{11})(\d{2})?", "".join(parts)):
        iban = french_iban(*found.group(1, 2, 3))
        return iban if iban and found[4] in (None, iban[-2:]) else None
    return None


def _as_digits(text: str) -> str:
    return "".join(str(int(c, 36)) for c in text)
