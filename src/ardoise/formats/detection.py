"""What a file is, by its first bytes."""

from __future__ import annotations

import codecs
import re
import zipfile
from pathlib import Path

from ardoise.formats.encodings import wide_encoding
from ardoise.formats.fec.columns import header_among, headless

START_BYTES = 64 * 1024
SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"BZh", "BZIP2"),
    (b"\xfd7zXZ", "XZ"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
)
CONTROLS = frozenset(range(32)) - {9, 10, 11, 12, 13, 26, 27}
CAMT_MESSAGES = {
    "BkToCstmrAcctRpt": "CAMT.052", "BkToCstmrStmt": "CAMT.053", "BkToCstmrDbtCdtNtfctn": "CAMT.054",
}  # fmt: skip
SWIFT = re.compile(
    r"\A(?:\{1:[^\n]*\{4:)?\s*:(20|21|25|28C?|60[FM]|61|62[FM]|64|86):|^:60[FM]:[CD]\d{6}[A-Z]{3}|^:61:\d{6}(\d{4})?[RE]?[CD]"
    r"|^:20:[^\n]*\n:25:|^:28C?:\d+(/\d+)?\s*$",
    re.M,
)
ASIDE = re.compile(r"<\?|<!--")
ROOT = re.compile(r"<\s*(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s>/]")


def kind_of(path: Path, start: bytes) -> tuple[str, str]:
    """(what it is, its common name): fec, fec-xml, xlsx, table, bank, zip, pdf, binary, doctype, empty or unknown."""
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(path)
    if found := next((name for mark, name in SIGNATURES if start.startswith(mark)), None):
        return ("pdf", "PDF") if found == "pdf" else ("binary", found)
    wide = wide_encoding(start)
    text = text_of(start, wide).lstrip("\ufeff \t\r\n")
    lines = text.replace("\r", "\n").split("\n")
    is_fec = header_among(lines) is not None or headless(lines) is not None
    if wide is None and not is_fec and _is_binary(start):
        return "binary", "BIN"
    if not text and path.stat().st_size <= START_BYTES:
        return "empty", ""
    if text.startswith("<"):
        return _markup(text)
    if not is_fec and (bank := _bank(text)):
        return "bank", bank
    return ("fec", "FEC") if is_fec else ("table", "CSV")


def text_of(start: bytes, wide: str | None) -> str:
    """The beginning as text, in whatever set of characters."""
    return start.decode(wide, "replace") if wide else start.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def first_line(text: str) -> str:
    """The first line that isn't blank."""
    return next((line for line in text.replace("\r", "\n").split("\n") if line.strip()), "")


def _archive(path: Path) -> tuple[str, str]:
    """A workbook is a ZIP with a workbook inside; one cut short is still a workbook, by its name."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError):
        return ("xlsx", "XLSX") if path.suffix.lower() == ".xlsx" else ("zip", "ZIP")
    if "xl/workbook.xml" in names:
        return "xlsx", "XLSX"
    return ("binary", "ODS") if "content.xml" in names and "mimetype" in names else ("zip", "ZIP")


def _is_binary(start: bytes) -> bool:
    """More zero or control bytes than a text may hold by accident."""
    controls = sum(1 for byte in start if byte in CONTROLS)
    return controls > max(2, len(start) // 1000)


def _markup(text: str) -> tuple[str, str]:
    """An XML or SGML document, by its root."""
    if "<!DOCTYPE" in text[:START_BYTES].upper() and "<HTML" not in text.upper():
        return "doctype", "XML"
    body = without_asides(text)
    root = ROOT.search(body)
    name = root[1].lower() if root else ""
    if name == "comptabilite":
        return "fec-xml", "FEC"
    if name == "ofx":
        return "bank", "OFX"
    if (camt := re.search(r"camt\.05[234]", text)) and name in ("document", ""):
        return "bank", camt[0].upper()
    messages = (re.sub(r"V\d\d$", "", found.rpartition(":")[2]) for found in re.findall(r"<\s*([\w.:-]+)", body))
    told = next((CAMT_MESSAGES[message] for message in messages if message in CAMT_MESSAGES), None)
    return ("bank", told) if told else ("unknown", "XML")


def without_asides(text: str) -> str:
    """The text without its comments and instructions; one that does not end takes the rest with it."""
    kept, at = [], 0
    while start := ASIDE.search(text, at):
        kept.append(text[at : start.start()])
        mark = "-->" if start[0] == "<!--" else "?>"
        end = text.find(mark, start.end())
        if end < 0:
            return "".join(kept)
        at = end + len(mark)
    return "".join([*kept, text[at:]])


def _bank(text: str) -> str | None:
    """The bank formats in plain text."""
    if text.startswith(("OFXHEADER", "<OFX")):
        return "OFX"
    if SWIFT.search(text):
        return "MT942" if re.search(r"(?m)^:(34F|13D|90[CD]):", text) else "MT940"
    line = first_line(text)
    if re.match(r"0[147][\dA-Z]{5}[\dA-Z ]{4}[\dA-Z ]{5}", line) and len(line) >= 90:
        return "CFONB120"
    if re.match(r"05[\dA-Z]{5}[\dA-Z ]{4}\d{5}[A-Z]{3}\d", line) and len(line) >= 60:
        return "CFONB120"
    return "CFONB240" if re.match(r"3[149]\d{6}[\dA-Z ]{2}\d{6}[A-Z ]", line) and len(line) >= 200 else None
