"""The QR code that a banking app reads into a transfer: EPC069-12, the European Payments Council's SCT code.

Its lines: BCD, version 002, character set 1 (UTF-8), SCT, BIC (may be empty), name, IBAN, amount, purpose,
structured reference, free text, information to the user. At most 331 bytes, error correction M, version 13.
"""

from __future__ import annotations

import re
import struct
import zlib

from ardoise.domain.correspondence.letters import Creditor
from ardoise.domain.money import decimal_text
from ardoise.formats.payment_codes import modules

NAME_MAX = 70
TEXT_MAX = 140
BYTES_MAX = 331
QUIET = 4  # modules of white around
CENTS_MAX = 99_999_999_999
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
BIC = re.compile(r"[A-Z0-9]{8}([A-Z0-9]{3})?")


def payload(creditor: Creditor, cents: int, currency: str, text: str) -> str:
    """What the code says; "" where no transfer can be told so: another currency, no account, nothing to pay."""
    iban, bic = "".join(creditor.iban.split()).upper(), "".join(creditor.bic.split()).upper()
    if currency != "EUR" or not IBAN.fullmatch(iban) or not 0 < cents <= CENTS_MAX:
        return ""
    name = _cut(creditor.name, NAME_MAX)
    if not name:
        return ""
    head = ["BCD", "002", "1", "SCT", bic if BIC.fullmatch(bic) else "", name, iban, f"EUR{decimal_text(cents)}"]
    room = BYTES_MAX - len("\n".join([*head, "", "", ""]).encode())
    return "\n".join([*head, "", "", _fitted(_cut(text, TEXT_MAX), room)])


def matrix(told: str) -> tuple[str, ...]:
    """The code as rows of 0 and 1, without the white around it; () for an empty payload."""
    if not told:
        return ()
    return modules.matrix(told.encode())


def drawing(told: str) -> list[int]:
    """The code as the bytes of a PNG, a point a module, with the white that a reader needs around it; [] for none."""
    rows = matrix(told)
    side = len(rows) + 2 * QUIET
    around = "0" * QUIET
    blank = ["0" * side] * QUIET
    lines = [*blank, *(f"{around}{row}{around}" for row in rows), *blank]
    return list(_png(lines, side)) if rows else []


def _png(lines: list[str], side: int) -> bytes:
    """Black where a line has a 1: grey levels of one bit (RFC 2083)."""
    width = -(-side // 8) * 8
    packed = b"".join(
        b"\0" + (~int(line.ljust(width, "0"), 2) & (1 << width) - 1).to_bytes(width // 8) for line in lines
    )
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(packed)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _cut(text: str, characters: int) -> str:
    """On one line, of the length the standard allows."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\u0085\u2028\u2029]", " ", text).split())[:characters].strip()


def _fitted(text: str, room: int) -> str:
    """Cut so that the whole stays within its bytes, never in the middle of a letter."""
    return text.encode()[: max(room, 0)].decode(errors="ignore")
