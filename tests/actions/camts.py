"""Small CAMT files an accountant could draw, written as text and brought in."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

from tests.actions.banks import IBAN
from tests.actions.books import AT

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{schema}">'


@dataclass(frozen=True)
class Line:
    """One booking: positive, money came in."""

    cents: int
    on: str  # ISO
    who: str = ""
    label: str = ""
    iban: str = ""
    end_to_end: str = ""
    reference: str = ""
    back: str = ""  # reason of a return


def money(cents: int) -> str:
    return f"{abs(cents) // 100}.{abs(cents) % 100:02d}"


def side(cents: int) -> str:
    return f"<CdtDbtInd>{'CRDT' if cents >= 0 else 'DBIT'}</CdtDbtInd>"


def entry(line: Line, is_booked: bool = True) -> str:
    party = "Dbtr" if line.cents > 0 else "Cdtr"
    refs = f"<Refs><EndToEndId>{line.end_to_end}</EndToEndId></Refs>" if line.end_to_end else ""
    account = f"<{party}Acct><Id><IBAN>{line.iban}</IBAN></Id></{party}Acct>" if line.iban else ""
    parties = f"<RltdPties><{party}><Nm>{escape(line.who)}</Nm></{party}>{account}</RltdPties>" if line.who else ""
    text = f"<RmtInf><Ustrd>{escape(line.label)}</Ustrd></RmtInf>" if line.label else ""
    back = f"<RtrInf><Rsn><Cd>{line.back}</Cd></Rsn></RtrInf>" if line.back else ""
    own = f"<AcctSvcrRef>{line.reference}</AcctSvcrRef>" if line.reference else ""
    return (
        f'<Ntry><Amt Ccy="EUR">{money(line.cents)}</Amt>{side(line.cents)}<Sts>{"BOOK" if is_booked else "PDNG"}</Sts>'
        f"<BookgDt><Dt>{line.on}</Dt></BookgDt><ValDt><Dt>{line.on}</Dt></ValDt>{own}"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{'RCDT' if line.cents > 0 else 'ICDT'}</Cd><SubFmlyCd>ESCT</SubFmlyCd>"
        f"</Fmly></Domn></BkTxCd><NtryDtls><TxDtls>{refs}{parties}{text}{back}</TxDtls></NtryDtls></Ntry>"
    )


def balance(kind: str, cents: int, on: str) -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{money(cents)}</Amt>{side(cents)}'
        f"<Dt><Dt>{on}</Dt></Dt></Bal>"
    )


def statement(path: Path, first: str, last: str, opening: int, *lines: Line, iban: str = IBAN, number: str = "1"):
    """A CAMT.053 of one account."""
    closing = opening + sum(line.cents for line in lines)
    path.write_text(
        HEAD.format(schema="camt.053.001.02")
        + f"<BkToCstmrStmt><GrpHdr><MsgId>M</MsgId><CreDtTm>{last}T06:00:00</CreDtTm></GrpHdr><Stmt><Id>{number}</Id>"
        f"<ElctrncSeqNb>{number}</ElctrncSeqNb><CreDtTm>{last}T06:00:00</CreDtTm>"
        f"<FrToDt><FrDtTm>{first}T00:00:00</FrDtTm><ToDtTm>{last}T23:59:59</ToDtTm></FrToDt>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        + balance("OPBD", opening, first)
        + balance("CLBD", closing, last)
        + "".join(map(entry, lines))
        + "</Stmt></BkToCstmrStmt></Document>",
        "utf-8",
    )
    return path


def notice(path: Path, *lines: Line, iban: str = IBAN):
    """A CAMT.054: movements announced, told again by the statement."""
    path.write_text(
        HEAD.format(schema="camt.054.001.02")
        + "<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-03-16T06:00:00</CreDtTm></GrpHdr><Ntfctn>"
        f"<Id>1</Id><CreDtTm>2026-03-16T06:00:00</CreDtTm><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        + "".join(map(entry, lines))
        + "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>",
        "utf-8",
    )
    return path


def bring(company, path, by=None, at=AT, **options):
    """Receives and carries out; gives the import as it ended."""
    from ardoise.actions import imports

    received = imports.receive(company, path, "bank", "banque", options, by, at)
    return imports.carry_out(received.pk, at)
