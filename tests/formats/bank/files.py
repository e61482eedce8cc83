"""Small bank files of an invented account, written as banks write them."""

from __future__ import annotations

IBAN = "FR7630004008280001234567647"
MARTIN = "FR7610096000507123456789025"

STATEMENT = """<Stmt><Id>{number}</Id><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{opening}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>
{entries}</Stmt>"""  # noqa: E501
ENTRY = """<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-02</Dt></ValDt><AcctSvcrRef>B{amount}</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls>{details}</NtryDtls></Ntry>"""
DETAIL = """<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>{amount}
<RltdPties><Dbtr><Nm>Martin &amp; Fils</Nm></Dbtr><DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>{text}</Ustrd></RmtInf>{more}</TxDtls>"""


def detail(reference: str = "F2026-117", amount: str | None = None, text: str = "", more: str = "") -> str:
    """One detail of a booking, paid by Martin."""
    told = f'<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>' if amount else ""
    return DETAIL.format(reference=reference, amount=told, iban=MARTIN, text=text, more=more)


def entry(amount: str = "1200.00", details: str = "", side: str = "CRDT") -> str:
    """One booking."""
    return ENTRY.format(amount=amount, side=side, details=details or detail())


def statement(
    entries: str, opening: str = "100.00", closing: str = "1300.00", number: str = "1", day: str = "2026-03-02"
) -> str:
    """One statement of our account."""
    return STATEMENT.format(number=number, iban=IBAN, opening=opening, closing=closing, entries=entries, day=day)


def camt(*statements: str, prolog: str = "", version: str = "053.001.02") -> bytes:
    """A whole file."""
    xmlns = f' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}"'
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{prolog}<Document{xmlns}><BkToCstmrStmt>\n'
    return (text + "\n".join(statements) + "\n</BkToCstmrStmt></Document>\n").encode()


def mt940(*movements: str, opening: str = "C260301EUR100,00", closing: str = "C260302EUR1300,00") -> bytes:
    """A message of our account; a movement is its `:61:` and `:86:` lines."""
    lines = [":20:RELEVE", f":25:{IBAN}", ":28C:1/1", f":60F:{opening}", *movements, f":62F:{closing}", "-", ""]
    return "\r\n".join(lines).encode()
