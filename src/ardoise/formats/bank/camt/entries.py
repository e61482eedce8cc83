"""One entry of a CAMT file as movements: one for the booking, or one per detail where the details add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ardoise.domain.money import written
from ardoise.formats.bank import codes
from ardoise.formats.bank.camt import details
from ardoise.formats.bank.camt.elements import Amount, Node, amount, cents_of, day, find, find_all, text
from ardoise.formats.bank.gathering import Gathering
from ardoise.formats.faults import Faults

ORDERED = "AmtDtls/InstdAmt/Amt"
DETAIL_AMOUNTS = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", ORDERED)
BOOKED = frozenset({"BOOK", ""})


def read(entry: Node, gathering: Gathering) -> None:
    """The movements of an entry; one that has no amount is told and left out."""
    gathering.rows += 1
    faults, line = gathering.faults, entry.line
    booked = amount(entry, faults)
    if booked is None:
        gathering.leave_out()
        return
    status = text(entry, "Sts/Cd") or text(entry, "Sts") or ""
    is_booked = status in BOOKED
    if not is_booked and gathering.statement["is_final"]:
        faults.add("not_booked", line, "Sts", value=status)
        return
    statement = gathering.statement
    statement["currency"] = statement["currency"] or booked.currency
    is_foreign = bool(booked.currency) and booked.currency != statement["currency"]
    foreign = None
    if is_foreign and (worth := in_currency(entry, booked, statement["currency"])):
        foreign = details.in_brackets(booked.currency or "", booked.cents)
        is_foreign, booked = False, worth
    if is_foreign:
        faults.add("foreign_movement", line, "Amt", currency=booked.currency, expected=statement["currency"])
        gathering.leave_out()
    shared = _shared(entry, booked, faults)
    for row in _rows(entry, booked, shared, statement["account"], faults):
        if foreign and foreign not in (row["label"] or ""):
            row["label"] = " ".join(filter(None, (row["label"], foreign)))
        gathering.add(is_counted=is_booked and not is_foreign, **row)


def in_currency(entry: Node, booked: Amount, currency: str) -> Amount | None:
    """What a booking in a foreign currency is worth in the account's, where the bank tells it; a detail that speaks of
    another amount doesn't."""
    told = find_all(entry, "NtryDtls/TxDtls")
    for element in (entry, *(told if len(told) == 1 else ())):
        named = [node for path in DETAIL_AMOUNTS if (node := find(element, path)) is not None]
        amounts = [(node.currency, cents_of(node, Faults())) for node in named]
        ordered = find(element, ORDERED)  # what the payer gave, before anybody's charges: not what came
        known = [(n.currency, cents_of(n, Faults())) for n in named if n is not ordered]
        worth = {cents for own, cents in known if own == currency and cents is not None}
        others = {pair for pair in amounts if pair[0] != currency} - {(booked.currency, booked.cents)}
        if len(worth) == 1 and not others:
            return Amount(worth.pop(), currency, booked.is_credit)
    return None


def _shared(entry: Node, booked: Amount, faults: Faults) -> dict[str, Any]:
    """What holds for the whole booking."""
    code = find(entry, "BkTxCd")
    written, kind = code_of(code)
    value_on = day(entry, "ValDt", faults)
    is_reversal = (text(entry, "RvslInd") or "").lower() in ("true", "1")
    return {
        "booked_on": day(entry, "BookgDt", faults) or value_on,
        "value_on": value_on,
        "currency": booked.currency,
        "code": written,
        "kind": "return" if is_reversal else kind,
        "reference": text(entry, "AcctSvcrRef") or text(entry, "NtryRef"),
    }


def code_of(code: Node | None) -> tuple[str | None, str]:
    """(the bank's code as one word, what kind it is) of a BkTxCd."""
    if code is None:
        return None, "other"
    domain, family = text(code, "Domn/Cd"), text(code, "Domn/Fmly/Cd")
    subfamily = text(code, "Domn/Fmly/SubFmlyCd")
    own, issuer = text(code, "Prtry/Cd"), text(code, "Prtry/Issr")
    iso = "-".join(filter(None, (domain, family, subfamily)))
    kind = codes.iso_kind(domain or "", family or "", subfamily or "") if iso else "other"
    if own and kind == "other":
        kind = codes.proprietary_kind(own, (issuer or "").upper())
    return iso or own, kind


def _rows(
    entry: Node, booked: Amount, shared: dict[str, Any], account: str | None, faults: Faults
) -> list[dict[str, Any]]:
    told = find_all(entry, "NtryDtls/TxDtls")
    is_return = shared["kind"] == "return"
    read = [details.read(detail, booked, account, is_return) for detail in told]
    entry_text = text(entry, "AddtlNtryInf")
    charges = charges_of(entry, booked.currency, faults)
    if len(told) > 1 and (signed := _amounts(told, booked, charges or 0, entry.line, faults)) is not None:
        batch = _batch(entry, shared)
        rows = [
            _merged(shared, detail, entry_text, charges_of(node, booked.currency, faults))
            | {"line": node.line, "amount_cents": cents, "batch": batch}
            for node, detail, cents in zip(told, read, signed, strict=True)
        ]
        kept = booked.signed - sum(signed)
        return rows if not kept else [*rows, _kept(shared, entry_text, kept) | {"line": entry.line, "batch": batch}]
    if len(told) == 1:
        charges = charges_of(told[0], booked.currency, faults) if charges is None else charges
        _compare(told[0], booked, charges, faults)
    whole = details.together(read)
    return [_merged(shared, whole, entry_text, charges) | {"line": entry.line, "amount_cents": booked.signed}]


def _kept(shared: dict[str, Any], entry_text: str | None, cents: int) -> dict[str, Any]:
    """What the bank kept of a batch whose details are gross: a movement of its own."""
    return shared | {"kind": "charge", "amount_cents": cents, "label": entry_text}


def _batch(entry: Node, shared: dict[str, Any]) -> str:
    """What names the booking of a batch: the bank's reference, else the sender's, else its line."""
    own = text(entry, "NtryDtls/Btch/PmtInfId") or text(entry, "NtryDtls/Btch/MsgId")
    return str(shared["reference"] or own or entry.line)


def _merged(
    shared: dict[str, Any], detail: dict[str, Any], entry_text: str | None, charges: int | None
) -> dict[str, Any]:
    """A detail's own word where it has one, else the entry's."""
    row = shared | {word: value for word, value in detail.items() if value is not None}
    parts = [part for part in (detail.get("label"), entry_text) if part]
    row["label"] = " ".join(dict.fromkeys(parts)) or None
    if shared["kind"] in ("return", "charge"):
        row["kind"] = shared["kind"]
    if charges is not None:
        row["charges_cents"] = charges
    return row


def _compare(detail: Node, booked: Amount, charges: int | None, faults: Faults) -> None:
    """A lone detail that says another amount than its booking is told; the charges may explain it."""
    cents = _amount(detail, booked, ("Amt", "AmtDtls/TxAmt/Amt"))
    if cents is not None and cents not in (booked.signed, booked.signed + (charges or 0)):
        parts: dict[str, Any] = {
            "details": written(cents, faults.language),
            "booking": written(booked.signed, faults.language),
        }
        faults.add("details_differ", detail.line, "TxDtls", **parts)


def _amounts(told: Sequence[Node], booked: Amount, charges: int, line: int, faults: Faults) -> list[int] | None:
    """The signed cents of each detail; None, and told, when one has none or they do not make the booking."""
    signed = [_amount(detail, booked) for detail in told]
    known = [cents for cents in signed if cents is not None]
    if len(known) < len(signed):
        if known:
            faults.add("details_without_amount", line, "NtryDtls", count=len(signed) - len(known))
        return None
    if booked.signed not in (sum(known), sum(known) - charges):
        parts: dict[str, Any] = {
            "details": written(sum(known), faults.language),
            "booking": written(booked.signed, faults.language),
        }
        faults.add("details_differ", line, "NtryDtls", **parts)
        return None
    return known


def _amount(detail: Node, booked: Amount, paths: tuple[str, ...] = DETAIL_AMOUNTS) -> int | None:
    """A detail's amount in the booking's currency, on its own side or the booking's."""
    unheard = Faults()
    for path in paths:
        node = find(detail, path)
        if node is not None and (node.currency or booked.currency) == booked.currency:
            cents = cents_of(node, unheard)
            side = text(detail, "CdtDbtInd")
            is_credit = side == "CRDT" if side in ("CRDT", "DBIT") else booked.is_credit
            return None if cents is None else cents if is_credit else -cents
    return None


def charges_of(element: Node, currency: str | None, faults: Faults) -> int | None:
    """What the bank kept, in the booking's currency; None where it tells nothing."""
    charges = find_all(element, "Chrgs")
    if not charges:
        return None
    total = [_charge(node, None, faults) for each in charges for node in find_all(each, "TtlChrgsAndTaxAmt")
             if (node.currency or currency) == currency]  # fmt: skip
    parts = [
        _charge(node, text(record, "CdtDbtInd"), faults)
        for each in charges
        for record in [*find_all(each, "Rcrd"), each]
        for node in find_all(record, "Amt")
        if (node.currency or currency) == currency
    ]
    found = [cents for cents in total or parts if cents is not None]
    return sum(found) if found else None


def _charge(node: Node, side: str | None, faults: Faults) -> int | None:
    cents = cents_of(node, faults)
    return -cents if cents is not None and side == "CRDT" else cents
