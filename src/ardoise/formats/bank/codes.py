"""What a booking is, by the code the bank gives it: ISO 20022, CFONB, SWIFT, German GVC, OFX."""

from __future__ import annotations

ISO_FAMILIES: dict[str, str] = {
    "RCDT": "transfer", "ICDT": "transfer", "RRCT": "transfer", "IRCT": "transfer", "RDDT": "direct_debit",
    "IDDT": "direct_debit", "RCHQ": "cheque", "ICHQ": "cheque", "DRFT": "bill", "CCRD": "card", "MCRD": "card",
    "CNTR": "cash", "LBOX": "cheque",
}  # fmt: skip
ISO_RETURNS = frozenset({"RRTN", "RPCR", "UPDD", "UPCQ", "UPCT", "PRDD", "ARET", "XRTN", "UDFT", "UPRD"})
ISO_CHARGES = frozenset({"CHRG", "COMM", "COME", "COMI", "COMT", "FEES"})
ISO_INTEREST = frozenset({"INTR", "DINT", "CINT"})

CFONB: dict[str, str] = (
    dict.fromkeys(("01", "02", "15"), "cheque")
    | dict.fromkeys(("05", "06", "13", "14", "18", "21", "39", "40", "41", "44", "45", "50", "78", "79", "90", "C1",
                     "C2"), "transfer")
    | dict.fromkeys(("08", "09", "22", "23", "24", "25", "96", "97", "A1", "A2", "A5", "A6", "B1", "B2", "B5", "B6"),
                    "direct_debit")
    | dict.fromkeys(("07", "31", "32", "35", "37"), "bill")
    | dict.fromkeys(("11", "28", "30", "36"), "card")
    | dict.fromkeys(("04", "29", "46", "47"), "cash")
    | dict.fromkeys(("03", "10", "12", "26", "27", "33", "34", "38", "98", "A3", "A4", "B3", "B4", "C3", "C4",
                     "C5"), "return")
    | dict.fromkeys(("62", "64", "65", "66", "67", "70", "88"), "charge")
    | dict.fromkeys(("61",), "interest")
)  # fmt: skip
"""Interbank operation codes of the CFONB; what stands under none is `other`."""

CFONB_IN = frozenset(
    "02 04 05 09 12 13 15 18 20 24 30 31 32 40 45 47 69 94 97 A1 A2 A3 A4 B5 B6 C2 C3 C5".split()  # noqa: SIM905
)
"""Those under which money comes in; of returns, a transfer of ours (12, C3, C5), a debit we refused (A3, A4)."""

SWIFT: dict[str, str] = {
    "TRF": "transfer", "CHK": "cheque", "CLR": "cheque", "COL": "bill", "DDT": "direct_debit", "CHG": "charge",
    "COM": "charge", "INT": "interest", "RTI": "return", "BOE": "bill", "CMI": "transfer", "STO": "transfer",
    "TCK": "cheque", "BRF": "charge", "ECK": "cheque",
}  # fmt: skip
GERMAN: dict[str, str] = (
    dict.fromkeys(("051", "052", "053", "054", "116", "117", "118", "119", "152", "153", "154", "155", "156", "157",
                   "166", "167", "168", "169", "177", "191", "201", "202", "206"), "transfer")
    | dict.fromkeys(("004", "005", "104", "105", "106", "107", "171", "174", "192", "193", "194", "195", "197"),
                    "direct_debit")
    | dict.fromkeys(("008", "009", "011", "058", "108", "109", "159", "181", "182", "183", "184", "185", "196", "159"),
                    "return")
    | dict.fromkeys(("001", "002", "070", "101", "102", "111", "170", "173"), "cheque")
    | dict.fromkeys(("071", "072", "082", "083"), "cash")
    | dict.fromkeys(("805", "806", "807", "808", "809", "835"), "charge")
    | dict.fromkeys(("814", "818"), "interest")
)  # fmt: skip
"""Business transaction codes (Geschäftsvorfallcode) that German banks put before the text of a movement."""

OFX: dict[str, str] = {
    "INT": "interest", "DIV": "other", "FEE": "charge", "SRVCHG": "charge", "DEP": "cash", "ATM": "cash", "POS": "card",
    "XFER": "transfer", "CHECK": "cheque", "PAYMENT": "transfer", "CASH": "cash", "DIRECTDEP": "transfer",
    "DIRECTDEBIT": "direct_debit", "REPEATPMT": "transfer", "HOLD": "other",
}  # fmt: skip


def iso_kind(domain: str, family: str, subfamily: str) -> str:
    """The kind of an ISO 20022 bank transaction code."""
    if subfamily in ISO_CHARGES:
        return "charge"
    if subfamily in ISO_INTEREST:
        return "interest"
    if subfamily in ISO_RETURNS:
        return "return"
    return ISO_FAMILIES.get(family, "other") if domain in ("PMNT", "") else "other"


def proprietary_kind(code: str, issuer: str) -> str:
    """The kind of a code of the bank's own, where it is one of the CFONB, of SWIFT or of the German banks."""
    if issuer == "CFONB" or (code in CFONB and issuer in ("", "FBF")):
        return CFONB.get(code[:2], "other")
    swift, _, rest = code.partition("+")
    german = GERMAN.get(rest.partition("+")[0] if rest else "")
    return german or SWIFT.get(swift[1:4] if len(swift) == 4 else swift, "other")
