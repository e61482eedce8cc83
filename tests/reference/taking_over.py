"""Which of our entries the ledger took over, one pair after the other: what the engine must agree with."""

from __future__ import annotations

MEANT = {
    "payment": ("payment", "other", "opening"),
    "returned_payment": ("returned_payment", "other", "opening"),
    "other": ("other", "credit_note", "payment", "opening"),
}


def take_over(book, ours, settlements, near_days):
    """{our entry: (the ledger's or None, from which day)}."""
    mine = [row for row in book if row["entry"] in ours]
    theirs = [row for row in book if row["entry"] not in ours and row["gone_on"] is None]
    pairs = sorted(
        (
            (abs((day(a) - day(b)).days), key(a), key(b), a, b)
            for a in mine
            for b in theirs
            if b["kind"] in MEANT.get(a["kind"], ()) and same(a, b) and abs((day(a) - day(b)).days) <= near_days
        ),
        key=lambda pair: (pair[0], pair[1][:3], pair[2][:3], pair[1][3], pair[2][3]),
    )
    taken, used = {}, set()
    for *_order, a, b in pairs:
        if a["entry"] not in taken and b["entry"] not in used:
            taken[a["entry"]] = (b["entry"], max(a["booked_on"], b["booked_on"]))
            used.add(b["entry"])
    rows = {row["entry"]: row for row in book}
    for a in mine:
        if a["entry"] in taken or a["amount_cents"] >= 0:
            continue
        gone = [
            (one["amount_cents"], rows[one["item"]]["gone_on"])
            for one in settlements
            if one["payment"] == a["entry"] and one["until_on"] is None and has_gone(rows.get(one["item"]), ours)
        ]
        if gone and sum(cents for cents, _ in gone) == -a["amount_cents"]:
            taken[a["entry"]] = (None, max(a["booked_on"], *(on for _, on in gone)))
    return taken


def has_gone(row, ours):
    return bool(row and row["entry"] not in ours and row["gone_on"] and row["gone_on"] > row["booked_on"])


def same(a, b):
    return all(a[c] == b[c] for c in ("customer", "currency", "amount_cents"))


def day(row):
    return (row["document_on"] or row["booked_on"]) if row["kind"] == "opening" else row["booked_on"]


def key(row):
    document, line = row["document"], row["line"]
    return day(row), (document is None, document or ""), (line is None, line or 0), row["entry"]
