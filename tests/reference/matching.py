"""Receipts that name their documents in full and pay exactly what they ask, one receipt after the other."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from ardoise.domain.names import LEGAL_FORMS, LINKS, NOISE, PHRASES

SIGNS_MIN = 6


def exactly_named(receipts, items):
    """Receipt → the entries it names and pays to the cent: as the columns find them, pass by pass."""
    waiting, owed, found = list(receipts), list(items), {}
    for fields, is_bare in ((STRUCTURED, False), (FREE, False), ((*STRUCTURED, *FREE), True)):
        settled = one_pass(waiting, owed, fields, is_bare)
        found |= settled
        waiting = [row for row in waiting if row["receipt"] not in settled]
        taken = {entry for entries in settled.values() for entry in entries}
        owed = [item for item in owed if item["entry"] not in taken]
    return found


STRUCTURED, FREE = ("creditor_reference", "end_to_end_id"), ("label",)
WORD = r"[0-9A-Z]+(?:[-/.][0-9A-Z]+)*[-/.][0-9A-Z]*[0-9][0-9A-Z]*(?:[-/.][0-9A-Z]+)*"
WORD += r"|[0-9A-Z]*[0-9][0-9A-Z]*(?:[-/.][0-9A-Z]+)*"


def one_pass(receipts, items, fields, is_bare):
    """The receipts whose numbers are each one item's, all of one customer, that add up to what is paid."""
    names = {row["receipt"]: numbers(row, fields, is_bare) for row in receipts}
    claims = {}
    for receipt, written in names.items():
        for number in written:
            for item in items:
                if item["document"] is not None and called(item, is_bare) == number:
                    claims.setdefault((receipt, number), []).append(item)
    times = {}
    for (_, _), named in claims.items():
        for item in named:
            times[item["entry"]] = times.get(item["entry"], 0) + 1
    settled = {}
    for row in receipts:
        mine = [named for (receipt, _), named in claims.items() if receipt == row["receipt"]]
        if not mine or any(len(named) != 1 or times[named[0]["entry"]] != 1 for named in mine):
            continue
        taken = [named[0] for named in mine]
        is_one = len({item["customer"] for item in taken}) == 1 and row["customer"] in (None, taken[0]["customer"])
        is_whole = sum(item["open_cents"] for item in taken) == row["amount_cents"]
        is_more = fields != STRUCTURED and len(taken) == 1 and goes_on(row["label"] or "", taken[0]["document"])
        if is_one and is_whole and not is_more and {i["currency"] for i in taken} == {row["currency"]}:
            settled[row["receipt"]] = {item["entry"] for item in taken}
    return settled


def goes_on(label, document):
    """The label has two numbers one after the other, the document counted as one."""
    words = re.sub(r"[,;+&/ -]", " ", label.upper().replace(document, "0")).split()
    numbers = [word for word in words if word not in ("ET", "A", "AU")]
    return any(one[-1].isdigit() and re.fullmatch(r"[0-9]{2,}", other) for one, other in pairwise(numbers))


def called(item, is_bare):
    document = item["document"]
    return re.sub(r"[^0-9A-Z]+", "", document.upper()) if is_bare else document


def numbers(row, fields, is_bare):
    """What a receipt names in these fields."""
    found = set()
    for field in fields:
        text = row[field]
        if text is None or len(text) < SIGNS_MIN:
            continue
        if field in STRUCTURED:
            found |= {text.upper(), re.sub(r"^RF\d\d", "", text.upper())}
        else:
            found |= set(re.findall(WORD, text.upper()))
    if is_bare:
        found = {re.sub(r"^RF\d\d", "", re.sub(r"[^0-9A-Z]+", "", number)) for number in found}
    return {number for number in found if len(number) >= SIGNS_MIN}


def undoubtedly_his(named, receipts, names, undoes, gives_back):
    """Of the receipts that `named` settles (→ customer, by a structured reference?), those nobody must look at."""
    kept = set()
    for row in receipts:
        if row["receipt"] not in named:
            continue
        customer, is_structured = named[row["receipt"]]
        label = capitals(row["label"] or "")
        if undoes.search(label) or (not is_structured and gives_back.search(label)):
            continue
        payer, own = bare(row["counterparty"] or "") or words_of_label(label), bare(names.get(customer, ""))
        is_his = not payer or payer == own
        is_begun = names.get(customer, "").upper().startswith((row["counterparty"] or "-").upper())
        is_cut = (is_begun or own.startswith(payer)) and payer not in {bare(other) for other in names.values()}
        if row["customer"] or is_structured or is_his or is_cut:
            kept.add(row["receipt"])
    return kept


def capitals(text):
    letters = unicodedata.normalize("NFKD", text).upper()
    return "".join(sign for sign in letters if not unicodedata.combining(sign))


def words_of_label(label):
    words = re.findall("[0-9A-Z]+", label)
    return "".join(w for w in words if w not in NOISE | LEGAL_FORMS | LINKS and not any(sign.isdigit() for sign in w))


def bare(name):
    """A name's words in one, without its legal form; "" where all are words that stand around any payment."""
    words = re.findall("[0-9A-Z]+", capitals(name))
    kept = [word for word in words if word not in LEGAL_FORMS | LINKS] or words
    is_nobody = all(word in NOISE | PHRASES or word.removesuffix("S") in NOISE | PHRASES for word in kept)
    return "" if is_nobody else "".join(kept)


def called_so(written, names):
    """The customers who bear the very name that is written."""
    return {customer for customer, name in names.items() if bare(written or "") and bare(written) == bare(name)}


def begun_so(written, names):
    """The customers whose name, in one word, begins as what is written."""
    return {customer for customer, name in names.items() if bare(name).startswith(bare(written))}
