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


def overpunched(cents: int, size: int = 14) -> str:
    """Digits whose last one carries the sign, as the CFONB writes amounts."""
    digits = f"{abs(cents):0{size}d}"
    marks = "}JKLMNOPQR" if cents < 0 else "{ABCDEFGHI"
    return digits[:-1] + marks[int(digits[-1])]


def cfonb(code: str, operation: str = "  ", day: str = "020326", middle: str = "", cents: int | None = None) -> str:
    """A record of 120 columns of our account."""
    account = f"{code}30004    00828EUR2 00012345676{operation}{day}"
    amount = "" if cents is None else overpunched(cents)
    return (account + middle.ljust(50) + amount).ljust(120)


def movement(cents: int, label: str, operation: str = "05", reject: str = "  ") -> str:
    """A record 04: its label, its value day, its interbank code."""
    middle = f"{reject}020326{label:<31}  0000000  "
    return cfonb("04", operation, "020326", middle, cents)


def more(qualifier: str, text: str) -> str:
    """A record 05 about the movement before."""
    return cfonb("05", "05", "020326", f"     {qualifier}{text}")


def cfonb120(*records: str, opening: int = 10000, closing: int = 130000) -> bytes:
    """A statement of our account."""
    lines = [cfonb("01", day="010326", cents=opening), *records, cfonb("07", cents=closing)]
    return "\r\n".join(lines).encode("cp1252")


OURS = "300040082800012345676"
THEIRS = "100960005071234567890"


def cfonb240(code: str, operation: str, other: str = OURS, name: str = "", cents: int = 0, reason: str = "  ") -> str:
    """A record of 240 columns: an account, the other one, an amount."""
    head = f"{code}000001{operation}020326E{reason}  {other}{name:<24}".ljust(77)
    return f"{head}{OURS}{'ARDOISE':<24}".ljust(228) + f"{cents:012d}"


def ofx(*movements: str, balance: str = "1300.00") -> bytes:
    """A statement of our account, in the SGML of OFX 1."""
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR\n"
        "<BANKACCTFROM><BANKID>30004<BRANCHID>00828<ACCTID>00012345676<ACCTTYPE>CHECKING</BANKACCTFROM>\n"
        "<BANKTRANLIST><DTSTART>20260301<DTEND>20260302\n" + "\n".join(movements) + "\n</BANKTRANLIST>\n"
        f"<LEDGERBAL><BALAMT>{balance}<DTASOF>20260302</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    ).encode("cp1252")


def paid(amount: str, name: str = "VIR MARTIN", memo: str = "", kind: str = "CREDIT") -> str:
    """One movement of OFX."""
    return (
        f"<STMTTRN><TRNTYPE>{kind}<DTPOSTED>20260302<TRNAMT>{amount}<FITID>B{amount}<NAME>{name}<MEMO>{memo}</STMTTRN>"
    )
