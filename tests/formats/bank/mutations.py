"""Bank files gone wrong, from a seed: cut, torn, doubled, mistyped, recoded, stuffed. The same seed, the same file."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from tests.cast import REALDATA
from tests.formats.bank.files import (
    MARTIN,
    THEIRS,
    camt,
    cfonb120,
    cfonb240,
    detail,
    entry,
    more,
    movement,
    mt940,
    ofx,
    paid,
    statement,
)

TOKENS = (
    b"<!DOCTYPE d [<!ENTITY a 'b'>]>", b"&a;", b"&#0;", b"&#x110000;", b"\x00", b"\x1a", b"\xff\xfe", b"\xef\xbb\xbf",
    b"<STMTTRN>", b"</STMTTRN>", b"</Ntry>", b"<Ntry>", b"<Stmt>", b"]]>", b"<![CDATA[", b":61:", b":86:", b"\n-\n",
    b":62F:C260302EUR", b"\r", b"\n04", b"\n07", b"99999999999999999999999999", b"-", b",", b"1e308", b"NaN", b";",
    b'"',     "é€".encode(), "é€".encode("cp1252", "replace"), b"0000000000000}", b"2026-02-30", b"310226", b"<" * 300,
    b"<a>" * 400, b"A" * 70_000, b"?20", b"/EREF/", b"' OR 1=1", b"\xe2\x80\xa8", b"=cmd()", b"\xf0\x9f\x92\xb6",
)  # fmt: skip


def samples(with_real: bool = True) -> list[bytes]:
    """Whole files of every format, ours and, where they are at hand, those nobody here wrote."""
    found = [
        camt(
            statement(entry(details=detail("A", "700.00") + detail("B", "500.00")) + entry("50.00")), statement(entry())
        ),
        mt940(
            ":61:2603020301C1200,00NTRFX//B1", f":86:166?00GUTSCHRIFT?20EREF+F117?31{MARTIN}?32MARTIN", ":61:260302D5,"
        ),
        cfonb120(
            movement(120000, "VIR MARTIN"), more("NPY", "MARTIN"), more("LCC", "F117"), movement(-500, "FRAIS", "62")
        ),
        "\n".join([cfonb240("31", "20"), cfonb240("34", "20", THEIRS, "MARTIN", 100), cfonb240("39", "20")]).encode(),
        ofx(paid("1200.00", memo="Facture"), paid("-5,00", "FRAIS")),
        "Date;Libellé;Débit;Crédit;Solde\n13/03/2026;VIR MARTIN;;1 200,00;1 300,00\n14/03/2026;X;5,00;;\n".encode(),
    ]
    zipped = BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", found[0])
        archive.writestr("b.sta", found[1])
    found.append(zipped.getvalue())
    folder = REALDATA / "bank"
    if with_real and folder.is_dir():
        wanted = (".xml", ".sta", ".txt", ".cfo", ".ofx", ".qfx", ".csv", ".xlsx", ".zip", ".mt940", "")
        paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix in wanted)
        found += [path.read_bytes() for path in paths if path.name not in ("LICENSE", "COPYING")]
    return found


def mutated(seed: int, originals: list[bytes]) -> bytes:
    """One of the originals after one to four accidents; one in twenty is noise from the beginning."""
    chance = random.Random(seed)
    if chance.random() < 0.05:
        return chance.randbytes(chance.randrange(1, 3000))
    content = chance.choice(originals)
    for _ in range(chance.randrange(1, 5)):
        content = chance.choice(ACCIDENTS)(content, chance)
    return content[:400_000]


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _torn(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    return content[:start] + content[start + chance.randrange(1, 200) :]


def _stuffed(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + chance.choice(TOKENS) + content[place:]


def _flipped(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randrange(1, 8) if changed else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _mistyped(content: bytes, chance: random.Random) -> bytes:
    """Another figure, or none, where one stood."""
    found = list(re.finditer(rb"\d+", content))
    if not found:
        return content
    place = chance.choice(found)
    figure = chance.choice((b"", b"12..34", b"9" * 40, b"-0", b"O1", str(chance.randrange(10**9)).encode()))
    return content[: place.start()] + figure + content[place.end() :]


def _lines(shuffle: Callable[[list[bytes], random.Random], None]) -> Callable[[bytes, random.Random], bytes]:
    def change(content: bytes, chance: random.Random) -> bytes:
        lines = re.split(rb"(?<=\n)", content)
        shuffle(lines, chance)
        return b"".join(lines)

    return change


def _doubled(lines: list[bytes], chance: random.Random) -> None:
    place = chance.randrange(len(lines))
    lines[place:place] = [lines[place]] * chance.randrange(1, 30)


def _dropped(lines: list[bytes], chance: random.Random) -> None:
    del lines[chance.randrange(len(lines))]


def _swapped(lines: list[bytes], chance: random.Random) -> None:
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]


def _renamed(content: bytes, chance: random.Random) -> bytes:
    """A mark with another name, everywhere or once."""
    marks = re.findall(rb"</?([A-Za-z0-9]{2,20})>|^:(\d\d[A-Z]?):", content, re.M)
    names = [name for pair in marks for name in pair if name]
    if len(names) < 2:
        return content
    return content.replace(chance.choice(names), chance.choice(names), chance.choice((1, -1)))


def _recoded(content: bytes, chance: random.Random) -> bytes:
    return content.decode("utf-8", "replace").encode(
        chance.choice(("utf-16", "cp1252", "utf-8-sig", "cp850")), "replace"
    )


def _joined(content: bytes, chance: random.Random) -> bytes:
    return content + content if chance.random() < 0.5 else content.replace(b"\n", b"")


ACCIDENTS = (
    _cut, _torn, _stuffed, _stuffed, _flipped, _mistyped, _mistyped, _lines(_doubled), _lines(_dropped),
    _lines(_swapped), _renamed, _recoded, _joined,
)  # fmt: skip


def put(folder: Path, seed: int, content: bytes) -> Path:
    """The file on disk, under a name that says nothing."""
    path = folder / f"{seed}.bin"
    path.write_bytes(content)
    return path
