"""Bank statements of any length, streamed: CPU against lxml or the lines alone, and the most memory held.

`python -m benchmarks.bank_files --size 1M --runs 1` writes a CAMT.053 of 1 GB for a million movements, and the same
movements as CFONB120 and MT940. `--only` chooses among the steps.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.runner import CACHE, Step, measure

IBAN = "FR7630004008280001234567647"
NAMES = ("MARTIN ET FILS", "DURAND SARL", "PETIT FRERES", "MOREAU BATIMENT", "HOTEL ROUX", "ANNE LEROY")
CAMT_ENTRY = """    <Ntry>
      <NtryRef>{n}</NtryRef>
      <Amt Ccy="EUR">{amount}</Amt>
      <CdtDbtInd>CRDT</CdtDbtInd>
      <Sts><Cd>BOOK</Cd></Sts>
      <BookgDt><Dt>{day}</Dt></BookgDt>
      <ValDt><Dt>{day}</Dt></ValDt>
      <AcctSvcrRef>{n:016d}</AcctSvcrRef>
      <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
      <NtryDtls>
        <TxDtls>
          <Refs><EndToEndId>F2026-{n}</EndToEndId></Refs>
          <RltdPties>
            <Dbtr><Pty><Nm>{name} {n}</Nm><PstlAdr><AdrLine>2 RUE DU LAVOIR</AdrLine></PstlAdr></Pty></Dbtr>
            <DbtrAcct><Id><IBAN>FR7610096000507123456789025</IBAN></Id></DbtrAcct>
          </RltdPties>
          <RmtInf><Ustrd>REGLEMENT FACTURE F2026-{n} DU {day}</Ustrd></RmtInf>
        </TxDtls>
      </NtryDtls>
      <AddtlNtryInf>VIR SEPA RECU /DE {name} {n} /MOTIF FACTURE F2026-{n}</AddtlNtryInf>
    </Ntry>
"""


def movements(size: int) -> Iterator[tuple[int, int, str, str]]:
    """(number, cents, day, name), always the same."""
    chance = random.Random(20260302)
    for n in range(1, size + 1):
        yield n, chance.randrange(100, 2_000_000), f"2026-{1 + n % 12:02d}-{1 + n % 28:02d}", chance.choice(NAMES)


def written(kind: str, size: int, write: Callable[[Any, int], None]) -> Path:
    """The file, kept from one run to the next."""
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / f"statement-{size}.{kind}"
    if not path.exists():
        with path.with_suffix(".part").open("w", encoding="utf-8", newline="") as file:
            write(file, size)
        path.with_suffix(".part").rename(path)
    return path


def write_camt(file: Any, size: int) -> None:
    closing = sum(cents for _, cents, _, _ in movements(size))
    balance = (
        '    <Bal><Tp><CdOrPrtry><Cd>{}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        "<Dt><Dt>2026-12-31</Dt></Dt></Bal>\n"
    )
    file.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">\n'
    )
    file.write(f"  <BkToCstmrStmt>\n   <Stmt><Id>1</Id><Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>\n")
    file.write(balance.format("OPBD", "0.00") + balance.format("CLBD", f"{closing // 100}.{closing % 100:02d}"))
    for n, cents, day, name in movements(size):
        amount = f"{cents // 100}.{cents % 100:02d}"
        file.write(CAMT_ENTRY.format(n=n, amount=amount, day=day, name=name))
    file.write("   </Stmt>\n  </BkToCstmrStmt>\n</Document>\n")


def write_cfonb(file: Any, size: int) -> None:
    def record(code: str, operation: str, day: str, rest: str) -> str:
        short = day[8:] + day[5:7] + day[2:4]
        return f"{code}30004    00828EUR2 00012345676{operation}{short}{rest}".ljust(120) + "\r\n"

    def amount(cents: int) -> str:
        digits = f"{cents:014d}"
        return digits[:-1] + "{ABCDEFGHI"[int(digits[-1])]

    file.write(record("01", "  ", "2025-12-31", " " * 50 + amount(0)))
    closing = 0
    for n, cents, day, name in movements(size):
        closing += cents
        short = day[8:] + day[5:7] + day[2:4]
        file.write(record("04", "05", day, f"  {short}{f'VIR SEPA {name}':<31}  {n % 10**7:07d}  {amount(cents)}"))
        file.write(record("05", "05", day, f"     NPY{name} {n}"))
        file.write(record("05", "05", day, f"     LCCFACTURE F2026-{n}"))
    file.write(record("07", "  ", "2026-12-31", " " * 50 + amount(closing)))


def write_mt940(file: Any, size: int) -> None:
    file.write(f":20:RELEVE\r\n:25:{IBAN}\r\n:28C:1/1\r\n:60F:C260101EUR0,00\r\n")
    closing = 0
    for n, cents, day, name in movements(size):
        closing += cents
        short = day[2:4] + day[5:7] + day[8:]
        file.write(f":61:{short}{short[2:]}C{cents // 100},{cents % 100:02d}NTRFNONREF//{n:016d}\r\n")
        file.write(f":86:/EREF/F2026-{n}/NAME/{name} {n}/REMI/REGLEMENT FACTURE F2026-{n}\r\n")
    file.write(f":62F:C261231EUR{closing // 100},{closing % 100:02d}\r\n-\r\n")


def parsed(path: Path) -> dict[str, int]:
    """The floor: lxml walks the file, entry by entry, and does nothing with it."""
    from lxml import etree

    count = 0
    for _, element in etree.iterparse(str(path), tag="{*}Ntry"):
        count += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return {"rows": count}


def read(path: Path) -> dict[str, int]:
    """What the house does with it."""
    from ardoise.formats import bank

    reading = bank.read(path)
    mib = path.stat().st_size // 1024**2
    return {
        "rows": reading.rows,
        "movements": reading.movements.height,
        "problems": len(reading.problems),
        "file_mib": mib,
    }


def of(kind: str, write: Callable[[Any, int], None]) -> Callable[[int], Path]:
    """The libraries are loaded, and the file written, before the clock runs."""

    def prepare(size: int) -> Path:
        import polars  # noqa: F401

        from ardoise.formats import bank  # noqa: F401

        return written(kind, size, write)

    return prepare


STEPS = {
    "floor: lxml iterparse": Step(of("camt", write_camt), parsed),
    "camt.053": Step(of("camt", write_camt), read),
    "cfonb120": Step(of("cfonb", write_cfonb), read),
    "mt940": Step(of("mt940", write_mt940), read),
}

if __name__ == "__main__":
    measure(STEPS)
