"""What a transaction detail of a CAMT entry tells: references, the other party, remittance, reason of a return."""

from __future__ import annotations

from typing import Any

from ardoise.formats.bank import codes
from ardoise.formats.bank.amounts import cents
from ardoise.formats.bank.camt.elements import Amount, Node, find, find_all, text
from ardoise.formats.bank.identifiers import creditor_reference_of, iban_of
from ardoise.formats.bank.labels import is_told

WORDS = (
    "kind", "code", "label", "reference", "end_to_end_id", "mandate", "creditor_reference", "counterparty",
    "counterparty_iban", "return_reason",
)  # fmt: skip


def read(detail: Node, booked: Amount, account: str | None, is_return: bool) -> dict[str, Any]:
    """The words of a movement that the detail knows; None for the others."""
    refs = find(detail, "Refs")
    reason = reason_of(detail)
    side = text(detail, "CdtDbtInd")
    is_credit = side == "CRDT" if side in ("CRDT", "DBIT") else booked.is_credit
    name, iban = other_party(detail, is_credit, account, is_return or reason is not None)
    references = [node.text for node in find_all(detail, "RmtInf/Strd/CdtrRefInf/Ref")]
    structured = [creditor_reference_of(reference) for reference in references if is_told(reference)]
    return dict.fromkeys(WORDS) | {
        "label": label_of(detail, booked.currency),
        "reference": text(refs, "AcctSvcrRef"),
        "end_to_end_id": _told(text(refs, "EndToEndId")),
        "mandate": _told(text(refs, "MndtId")),
        "creditor_reference": next(iter(structured), None),
        "counterparty": name,
        "counterparty_iban": iban,
        "return_reason": reason,
        "kind": _kind(detail, reason),
    }


def together(read: list[dict[str, Any]]) -> dict[str, Any]:
    """Several details as one: every label, and of the rest what does not differ between them."""
    if len(read) == 1:
        return read[0]
    found: dict[str, Any] = dict.fromkeys(WORDS)
    for word in WORDS:
        values = list(dict.fromkeys(detail[word] for detail in read if detail[word] is not None))
        if word == "label":
            found[word] = " ".join(values) or None
        elif len(values) == 1:
            found[word] = values[0]
    return found


def other_party(detail: Node, is_credit: bool, account: str | None, is_return: bool) -> tuple[str | None, str | None]:
    """(name, IBAN) of the other side: who paid us, or whom we paid; of what goes back, the same party as before."""
    parties = find(detail, "RltdPties")
    if parties is None:
        return None, None
    roles = ("Dbtr",) if is_credit else ("Dbtr", "Cdtr") if is_return else ("Cdtr",)
    if is_credit and is_return:
        roles = ("Cdtr", "Dbtr")
    told = ((_name(parties, role), _iban(parties, role)) for role in roles)
    known = [(name, iban) for name, iban in told if name or iban]
    for name, iban in known:
        if not iban or iban != account:
            return name, iban
    if known:
        return known[0][0], None  # the bank wrote our own account on both sides
    return next((name for role in roles if (name := _name(parties, f"Ultmt{role}"))), None), None


def _name(parties: Node, role: str) -> str | None:
    return text(parties, f"{role}/Nm") or text(parties, f"{role}/Pty/Nm") or text(parties, f"{role}/Agt/FinInstnId/Nm")


def _iban(parties: Node, role: str) -> str | None:
    written = text(parties, f"{role}Acct/Id/IBAN")
    return "".join(written.split()).upper() if written else iban_of(text(parties, f"{role}Acct/Id/Othr/Id"))


def label_of(detail: Node, currency: str | None) -> str | None:
    """All that is said of it in free text, each thing once."""
    remittance = find(detail, "RmtInf")
    parts = [node.text for node in find_all(remittance, "Ustrd")] if remittance is not None else []
    for block in find_all(remittance, "Strd") if remittance is not None else []:
        parts += [node.text for node in find_all(block, "RfrdDocInf/Nb")]
        parts += [node.text for node in find_all(block, "CdtrRefInf/Ref")]
        parts += [node.text for node in find_all(block, "AddtlRmtInf")]
    parts += [text(detail, f"RltdPties/Ultmt{role}/{nm}") for role in ("Dbtr", "Cdtr") for nm in ("Nm", "Pty/Nm")]
    parts += [node.text for node in find_all(detail, "RtrInf/AddtlInf")]
    parts += [text(detail, "Refs/ChqNb"), text(detail, "AddtlTxInf"), instructed(detail, currency)]
    return " ".join(dict.fromkeys(part for part in parts if part)) or None


def instructed(detail: Node, currency: str | None) -> str | None:
    """What the payer ordered, or what it is worth, in another currency than the booking's: `[USD 1000.00]`."""
    for path in ("AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt"):
        node = find(detail, path)
        read = cents(node.text) if node is not None else None
        if node is not None and read and node.currency and currency and node.currency != currency:
            return in_brackets(node.currency, read[0])
    return None


def in_brackets(currency: str, cents_: int) -> str | None:
    """An amount in another currency as labels keep it: `[USD 1000.00]`."""
    return f"[{currency} {cents_ // 100}.{cents_ % 100:02d}]" if cents_ > 0 else None


def reason_of(detail: Node) -> str | None:
    """Why it came back: the ISO code, else the bank's own word."""
    reason = find(detail, "RtrInf")
    if reason is None:
        return None
    return text(reason, "Rsn/Cd") or text(reason, "Rsn/Prtry") or text(reason, "AddtlInf") or "?"


def _kind(detail: Node, reason: str | None) -> str | None:
    """The kind of a detail that says another one than its entry."""
    if reason is not None:
        return "return"
    code = find(detail, "BkTxCd/Domn")
    if code is None:
        return None
    kind = codes.iso_kind(text(code, "Cd") or "", text(code, "Fmly/Cd") or "", text(code, "Fmly/SubFmlyCd") or "")
    return None if kind == "other" else kind


def _told(value: str | None) -> str | None:
    return value if is_told(value) else None
