"""What reached the bank and is in no ledger yet: receipts of the last day, each showing one way in which people pay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from ardoise.demo import identity
from ardoise.demo.customers import Customer
from ardoise.demo.trading import Book, Movement

CHARGES_CENTS = 1250
TOO_MUCH_CENTS = 5000


@dataclass(frozen=True)
class Receipt:
    """One movement of the account, and what it really is about."""

    shows: str  # a key of SHOWN, or what else the bank books
    amount_cents: int  # positive: money came in
    payer: str  # as the bank writes it
    iban: str
    text: str  # what the payer wrote
    about: tuple[Movement, ...] = ()  # the invoices it pays, or the payment it takes back
    family: str = "RCDT/ESCT"  # of the bank's codes
    return_reason: str = ""


def draw(seed: int, book: Book) -> list[Receipt]:
    """One receipt per way of paying that some customer's open invoices allow; the same seed, the same receipts."""
    rng = Random(f"{seed}/receipts")
    free = payable(book)
    drawn = []
    for shows, (needs, told) in SHOWN.items():
        code = next((code for code, bills in free.items() if fits(needs, bills, book)), None)
        if code is not None:
            drawn.append(told(shows, free.pop(code), book))
    returned = [receipt for receipt in (taken_back(book, {r.about[0].customer.code for r in drawn}),) if receipt]
    drawn += [*returned, *strangers(rng)]
    rng.shuffle(drawn)
    return drawn


def payable(book: Book) -> dict[str, list[Movement]]:
    """Open invoices of customers with no scene of their own, oldest first; those partly paid are left out."""
    found: dict[str, list[Movement]] = {}
    busy = {about.document for m in book.movements if m.kind != "invoice" and not m.lettered_with for about in m.about}
    for bill in book.movements:
        if bill.kind == "invoice" and not (bill.lettered_with or bill.customer.scene or bill.document in busy):
            found.setdefault(bill.customer.code, []).append(bill)
    return {code: bills for code, bills in sorted(found.items()) if bills[0].customer.habit != "debit"}


def fits(needs: int, bills: list[Movement], book: Book) -> bool:
    """Has the customer so many open invoices, or, for 0, a head of its group to pay for it?"""
    return len(bills) >= needs if needs else head_of(bills[0].customer, book) is not None


def head_of(customer: Customer, book: Book) -> Customer | None:
    """The head of the customer's group."""
    return next((m.customer for m in book.movements if customer.group and m.customer.code == customer.group), None)


def iban_of(customer: Customer) -> str:
    """The customer's account, at a bank that doesn't exist."""
    return identity.french_iban("99998", "00017", f"{int(customer.code[1:]) * 7919:011d}")


def written_by_bank(name: str) -> str:
    """A name as banks carry it: capitals, no accents nor signs, thirty-five characters."""
    plain = name.upper().translate(str.maketrans("ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜ", "AAACEEEEIIOOUUU")).replace("&", " ET ")
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())[:35]


def paid(shows: str, bills: list[Movement], text: str, cents: int, payer: Customer | None = None) -> Receipt:
    """A transfer of that customer, or of whoever pays for him."""
    whose = payer or bills[0].customer
    return Receipt(shows, cents, written_by_bank(whose.name), iban_of(whose), text, tuple(bills))


def named(shows: str, bills: list[Movement], _book: Book) -> Receipt:
    bill = bills[0]
    return paid(shows, [bill], f"FACTURE {bill.document}", bill.amount_cents)


def mistyped(shows: str, bills: list[Movement], _book: Book) -> Receipt:
    bill = bills[0]
    return paid(shows, [bill], f"REGLT {bill.document[:5]}{bill.document[6:]}", bill.amount_cents)


def silent(shows: str, bills: list[Movement], _book: Book) -> Receipt:
    return paid(shows, bills[:1], "VIREMENT", bills[0].amount_cents)


def several(shows: str, bills: list[Movement], _book: Book) -> Receipt:
    text = "FACT " + " ".join(bill.document for bill in bills[:2]) + (" ET SUIVANTES" if len(bills) > 2 else "")
    return paid(shows, bills, text, sum(bill.amount_cents for bill in bills))


def shortened(shows: str, bills: list[Movement], _book: Book) -> Receipt:
    bill = bills[0]
    receipt = paid(shows, [bill], f"F{int(bill.document[4:])}", bill.amount_cents)
    return Receipt(shows, receipt.amount_cents, receipt.payer[:12], receipt.iban, receipt.text, receipt.about)


def discounted(shows: str, bills: list[Movement], _book: Book) -> Receipt:
    bill = bills[0]
    return paid(shows, [bill], f"{bill.document} ESCOMPTE 2 PCT", bill.amount_cents - bill.amount_cents * 2 // 100)


def charged(shows: str, bills: list[Movement], _book: Book) -> Receipt:
    bill = bills[0]
    return paid(shows, [bill], f"{bill.document} SHA", bill.amount_cents - CHARGES_CENTS)


def part(shows: str, bills: list[Movement], _book: Book) -> Receipt:
    bill = bills[0]
    return paid(shows, [bill], f"ACOMPTE SUR {bill.document}", bill.amount_cents // 200 * 100)


def too_much(shows: str, bills: list[Movement], _book: Book) -> Receipt:
    bill = bills[0]
    return paid(shows, [bill], bill.document, bill.amount_cents + TOO_MUCH_CENTS)


def by_head(shows: str, bills: list[Movement], book: Book) -> Receipt:
    bill = bills[0]
    return paid(shows, [bill], f"POUR NOTRE FILIALE {bill.document}", bill.amount_cents, head_of(bill.customer, book))


def cheque(shows: str, bills: list[Movement], _book: Book) -> Receipt:
    bill = bills[0]
    return Receipt(shows, bill.amount_cents, "", "", "REMISE DE CHEQUE 0003412", (bill,), "RCHQ/CCHQ")


Told = Callable[[str, list[Movement], Book], Receipt]
SHOWN: dict[str, tuple[int, Told]] = {
    "by_head": (0, by_head),
    "several": (3, several),
    "named": (1, named),
    "mistyped": (1, mistyped),
    "silent": (1, silent),
    "shortened": (1, shortened),
    "discounted": (1, discounted),
    "charged": (1, charged),
    "part": (1, part),
    "too_much": (1, too_much),
    "cheque": (1, cheque),
    "named_too": (1, named),
    "several_too": (2, several),
}
"""What a receipt shows → how many open invoices it needs (0: a group), and how it is told."""


def taken_back(book: Book, besides: set[str]) -> Receipt | None:
    """The latest direct debit is returned by the debtor's bank."""
    debits = [
        m for m in book.movements
        if m.kind == "payment" and m.customer.habit == "debit" and m.lettered_with and m.customer.code not in besides
    ]  # fmt: skip
    if not debits:
        return None
    last, customer = debits[-1], debits[-1].customer
    text = f"REJET PRELEVEMENT {' '.join(bill.document for bill in last.about[:3])}"
    payer, iban = written_by_bank(customer.name), iban_of(customer)
    return Receipt("returned", last.amount_cents, payer, iban, text, (last,), "IDDT/UPDD", "AM04")


def strangers(rng: Random) -> Iterator[Receipt]:
    """What is no known customer's: somebody unknown, and the bank's own fees."""
    iban = identity.french_iban("99998", "00031", "00000040417")
    yield Receipt("unknown", rng.randrange(20_000, 90_000), "SCI LES TROIS PLATANES", iban, "SOLDE TRAVAUX")
    yield Receipt("fees", -1890, "", "", "FRAIS DE TENUE DE COMPTE", family="MCOP/CHRG")
