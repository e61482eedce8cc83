"""Which receipt takes which items: the surest kinds first, within each the oldest receipt first; nothing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ardoise.domain.reconciliation import Tolerances
from ardoise.engine.reconciliation.accounts import Book
from ardoise.engine.reconciliation.advising import EXACT, Advice, by_advice, settle
from ardoise.engine.reconciliation.combining import every, on_account
from ardoise.engine.reconciliation.confidence import Weighed, weigh
from ardoise.engine.reconciliation.exchanging import by_exchange
from ardoise.engine.reconciliation.explaining import (
    HINT,
    SURE,
    Case,
    Explanation,
    Taken,
    by_amount,
    by_number,
    in_full,
    is_of_its_year,
    is_plainly_named,
    named_items,
)  # fmt: skip
from ardoise.engine.reconciliation.habits import Habits, in_habit
from ardoise.engine.reconciliation.payers import PAID_FOR
from ardoise.engine.reconciliation.receipts import Payer, Receipt, kind_of
from ardoise.engine.reconciliation.wording import is_called, is_of_another_time, shapes_in, speaks_of_lateness

NAMED = frozenset({"advice", "creditor_reference", "reference", "credited", "near_reference", "named_part"})
WHOLLY_NAMED = frozenset({"creditor_reference", "reference", "advice"})
TOLD = NAMED - {"near_reference"}
DEDUCTED = "deducts"  # speaks against a part alone: the whole may be settled by less
AGAINST_ALL = frozenset({"gives_back", "undoes", DEDUCTED})  # what speaks against a document that is named, too
AGAINST_WHOLE = "undoes"  # and against one that is named and paid to the cent: a person reads why
ROUNDS: tuple[tuple[frozenset[str], float], ...] = (
    (NAMED, 0.8),
    (frozenset({"amount"}), 0.9),
    (frozenset({"amount", "amount_less", "balance", "month", "run", "subset", *NAMED}), 0.7),
    (frozenset(), 0.0),
)
"""Which explanations are taken in each round, and from which chance; the last takes what is left."""

TELLING = frozenset({"creditor_reference", "reference", "credited", "near_reference", "amount"})
TAKES_FROM = 0.4  # chance from which even a doubtful explanation keeps its items from the receipts after it
OWED_MAX = 5  # amounts of an advice whose debtors are looked at
BY_AMOUNT = frozenset({"amount", "amount_less"})
SURELY_HIS = 2.0  # score of a payer from which two receipts of one amount are both his
MONTH = 31
MISNAMED, MISNAMED_PART = 1.0, 3.5  # what an advice loses whose document is another's than the payer's, or a part of it
HALF_CALLED = 2.5  # and one of who bears but a part of the name in a label, where somebody bears all
AS_LIKELY = 0.5  # by how much less sure another payer may be
GROUP_LESS = 0.5
SEVERAL = 2
DOCUMENTED = 2.0  # score of the payers of documents that together make up the receipt
TELLS_ANOTHER = 1.0  # what an item of the very amount loses where another that makes it up is named
HALF_AN_ADVICE = 3.0  # and what settles but a part of an advice of which all is open
IGNORES_ADVICE = 1.5  # what an explanation loses where an advice says something else


@dataclass
class Asked:
    """A receipt with what is known of who paid it, and its explanations as long as nothing changed."""

    receipt: Receipt
    payers: Sequence[Payer]
    advice: Advice | None = None
    known: frozenset[str] = frozenset()  # whose account or mandate it surely comes from
    called: frozenset[str] = frozenset()  # who bears the payer's name
    is_for_others: bool = False  # a factor, a notary …: who was known to pay for one pays for many
    strange: frozenset[str] = frozenset()  # of its payers, those for whom its purpose is in words nobody knows
    contested: frozenset[int] = frozenset()  # entries that another receipt claims as well
    weighed: list[Weighed] = field(default_factory=list)
    version: int = -1

    @property
    def numbers(self) -> frozenset[str]:
        """The numbers that it or its advice names."""
        return self.receipt.numbers | self.advice.numbers if self.advice else self.receipt.numbers

    @property
    def tails(self) -> frozenset[str]:
        """The ends of numbers that its advice names."""
        return self.advice.tails if self.advice else frozenset()

    @property
    def amounts(self) -> list[int]:
        """What it pays, and what its advice says of the first documents."""
        told = {line.cents for line in self.advice.lines} if self.advice else set()
        return [self.receipt.cents, *sorted(told - {self.receipt.cents})[:OWED_MAX]]


@dataclass(frozen=True)
class Setting:
    """What all receipts share: the open items, what the company lets pass, how its customers pay."""

    book: Book
    tolerances: Tolerances
    habits: Habits


def choose(asked: Sequence[Asked], setting: Setting) -> dict[int, list[Weighed]]:
    """Receipt → its explanations, the best first."""
    done: dict[int, list[Weighed]] = {}
    book = setting.book
    waiting = sorted(asked, key=lambda one: (one.receipt.on, one.receipt.receipt))
    for turn, (kinds, least) in enumerate(ROUNDS):
        kept = []
        if turn == 1:
            contest(waiting, setting)
        if not kinds:  # guesses last: what they take must make nobody else surer
            waiting.sort(key=lambda one: is_guessed(one, setting))
        for one in waiting:
            weighed = explained(one, setting)
            best = weighed[0] if weighed else None
            is_unfit = best is None or best.chance < least or best.explanation.evidence not in kinds
            if kinds and (is_unfit or is_guessed(one, setting)):
                kept.append(one)
                continue
            done[one.receipt.receipt] = weighed
            if best and best.chance >= TAKES_FROM:
                book.take(best.explanation.taken, best.is_automatic(setting.tolerances))
        waiting = kept
    return done


def is_guessed(one: Asked, setting: Setting) -> bool:
    """Nothing but an amount tells who pays."""
    weighed = explained(one, setting)
    return bool(weighed) and weighed[0].explanation.payer.evidence == "payer_amount"


def contest(waiting: Sequence[Asked], setting: Setting) -> None:
    """Tell the receipts that claim one item by its amount alone, none of them surely of its customer."""
    claims: dict[int, list[Asked]] = defaultdict(list)
    for one in waiting:
        best = next(iter(explained(one, setting)), None)
        if best and best.explanation.evidence in BY_AMOUNT and best.explanation.payer.score < SURELY_HIS:
            claims[best.explanation.taken[0][0].entry].append(one)
    for entry, several in claims.items():
        for one in several if len(several) > 1 else ():
            one.contested |= {entry}
            one.version = -1


def explained(one: Asked, setting: Setting) -> list[Weighed]:
    """The explanations of a receipt as the book stands."""
    book = setting.book
    version = book.version({c for payer in one.payers for c in book.fellows(payer.customer)})
    if version != one.version:
        found = [
            doubted(explanation, one, payer, setting)
            for payer in one.payers
            for explanation in explanations(one, payer, setting)
        ]
        found = without_halves([*found, *by_several(one, setting)])
        one.weighed, one.version = none_by_elimination(weigh(found), one, setting), version
    return one.weighed


def by_several(one: Asked, setting: Setting) -> Iterator[Explanation]:
    """Documents of several customers, each written whole, that add up to the receipt: cheques deposited together, a
    factor's transfer; a person looks.
    """
    book, fellows = setting.book, {setting.book.groups.get(payer.customer, payer.customer) for payer in one.payers}
    if len(fellows) < SEVERAL or not one.numbers:
        return
    customers = tuple(sorted({payer.customer for payer in one.payers}))
    case = Case(one.receipt, one.payers[0], book.account(customers, one.receipt.currency), setting.tolerances)
    evidence, taken = documents_of_several(case, one.advice)
    whose = {item.customer for item, _ in taken}
    if len({book.groups.get(c, c) for c in whose} if setting.tolerances.is_group_wide else whose) < SEVERAL:
        return
    if sum(cents for _, cents in taken) != one.receipt.cents:
        return
    payer = Payer(min(whose), DOCUMENTED, "payer_document", True)
    yield Explanation(payer, evidence, SURE, taken, doubts=("several_customers",))


def documents_of_several(case: Case, advice: Advice | None) -> tuple[str, Taken]:
    """The documents that the receipt writes whole, or else those of its advice where all of them are open here."""
    named = [item for item in named_items(case) if is_plainly_named(item, case.receipt)]
    if not advice:
        return "reference", in_full(named)
    settled = settle(case, advice)
    is_whole = len(settled) == len(advice.lines) and all(score >= EXACT for *_, score in settled)
    return "advice", tuple((item, cents) for item, cents, _ in settled) if is_whole else ()


def without_halves(found: list[Explanation]) -> list[Explanation]:
    """The explanations, what settles a part of an advice far behind where another settles all of it for several."""
    whole_ = (one for one in found if one.evidence == "advice" and "unknown_document" not in one.doubts)
    is_whole = any(len({item.customer for item, _ in one.taken}) >= SEVERAL for one in whole_)
    return [
        replace(one, score=one.score - HALF_AN_ADVICE) if is_whole and "unknown_document" in one.doubts else one
        for one in found
    ]


def none_by_elimination(weighed: list[Weighed], one: Asked, setting: Setting) -> list[Weighed]:
    """The same, the first contested where only a doubtful receipt took the other item of the amount."""
    if weighed and weighed[0].explanation.evidence in BY_AMOUNT and weighed[0].is_automatic(setting.tolerances):
        first, *others = weighed
        if any(one.receipt.cents in setting.book.in_doubt[payer.customer] for payer in one.payers):
            found = first.explanation
            return [replace(first, explanation=replace(found, doubts=(*found.doubts, "contested"))), *others]
    return weighed


def doubted(found: Explanation, one: Asked, payer: Payer, setting: Setting) -> Explanation:
    """The explanation with what speaks against it from outside its account."""
    doubts, score = found.doubts, found.score
    book = setting.book
    fellows = book.fellows(payer.customer) if setting.tolerances.is_group_wide else (payer.customer,)
    if is_misnamed(found, one):
        is_whole = all(cents == item.cents for item, cents in found.taken)
        doubts, score = (*doubts, "other_payer"), score - (MISNAMED if is_whole else MISNAMED_PART)
    elif is_somebody_else(found, one, fellows):
        doubts += ("other_payer",)
        is_half = payer.evidence == "payer_label" and payer.score < PAID_FOR
        score -= HALF_CALLED if is_half and found.evidence not in NAMED else 0.0
    elif found.payer.is_named_only and one.receipt.is_somebodys and is_loosely_named(found):
        doubts += ("unrecognised",)
    if found.taken and found.payer.customer in one.strange and not is_told(found, one.receipt):
        doubts += ("unknown_words",)
    if found.taken and one.is_for_others and not is_told(found, one.receipt):
        doubts += ("for_others",)
    if one.contested and found.evidence in BY_AMOUNT and found.taken[0][0].entry in one.contested:
        doubts += ("contested",)
    return found if doubts == found.doubts else replace(found, doubts=doubts, score=score)


def is_told(found: Explanation, receipt: Receipt) -> bool:
    """The receipt names what it pays: in full, or, after a word that announces documents, by their last digits."""
    if found.evidence in TOLD and not found.is_hinted:
        return True
    told = receipt.announced
    return bool(told) and all(is_called(item.document, told) for item, _ in found.taken)


def is_somebody_else(found: Explanation, one: Asked, fellows: Sequence[str]) -> bool:
    """It is surely another customer's by its account; or by its name, but for our own reference, whoever uses it."""
    is_ours = found.evidence == "creditor_reference" and not found.difference
    other = one.known or (frozenset() if is_ours else one.called)
    return bool(other) and other.isdisjoint(fellows)


def is_loosely_named(found: Explanation) -> bool:
    """It names what it pays, and doesn't pay just that."""
    return found.evidence in NAMED and (found.evidence not in WHOLLY_NAMED or bool(found.difference))


def is_misnamed(found: Explanation, one: Asked) -> bool:
    """An advice names a document of somebody whom the payer isn't called like, though somebody is called so."""
    told = found.evidence == "advice" and found.payer.evidence == "payer_document"
    return told and bool(one.called) and found.payer.customer not in one.called


def explanations(one: Asked, payer: Payer, setting: Setting) -> Iterable[Explanation]:
    """What one payer's own items explain, then those in another currency, then those of his group."""
    book, currency = setting.book, one.receipt.currency
    habits = setting.habits.get(payer.customer, {})
    own = Case(one.receipt, payer, book.account((payer.customer,), currency), setting.tolerances)
    is_told = owes_just_that(one, payer, book)
    yield from (in_habit(found, habits) for found in within(own, one.advice, is_told))
    for other in book.currencies(payer.customer, currency) if one.receipt.numbers else ():
        yield from by_exchange(replace(own, account=book.account((payer.customer,), other)))
    fellows = book.fellows(payer.customer)
    if setting.tolerances.is_group_wide and len(fellows) > 1:
        group = replace(payer, score=payer.score - GROUP_LESS, evidence="payer_group")
        case = Case(one.receipt, group, book.account(fellows, currency), setting.tolerances)
        for found in within(case, one.advice):
            if any(item.customer != payer.customer for item, _ in found.taken):
                yield found


def owes_just_that(one: Asked, payer: Payer, book: Book) -> bool:
    """Another payer, as likely, has an item of the very amount: nobody looks for sets here."""
    cents, currency = one.receipt.cents, one.receipt.currency
    others = (p.customer for p in one.payers if p is not payer and p.score > payer.score - AS_LIKELY)
    return any(cents in book.account((customer,), currency).by_cents for customer in others)


def within(case: Case, advice: Advice | None, is_told: bool = False) -> Iterable[Explanation]:
    """All explanations within one account; where an advice or a number says something else, the others stand behind."""
    named = list(by_number(case))
    less = TELLS_ANOTHER if any(one.evidence in WHOLLY_NAMED and not one.difference for one in named) else 0.0
    found = [*named, *(replace(one, score=one.score - less) if less else one for one in by_amount(case))]
    found += every(case, is_told or any(one.evidence in TELLING for one in found))
    if advice:
        others = (replace(other, score=other.score - IGNORES_ADVICE) for other in found)
        yield from (questioned(one, case.receipt, is_another=False) for one in (*by_advice(case, advice), *others))
        return
    if not named and case.receipt.numbers & case.account.closed_numbers:
        yield Explanation(case.payer, "unapplied", HINT, unapplied_cents=case.cents, doubts=("already_paid",))
        yield from (replace(other, score=other.score - IGNORES_ADVICE) for other in found)
        return
    is_another = not named and names_another(case)
    yield from (questioned(one, case.receipt, is_another) for one in found)
    yield from on_account(case)


def questioned(found: Explanation, receipt: Receipt, is_another: bool) -> Explanation:
    """The explanation with what the receipt's own words say against it."""
    is_named = found.evidence in NAMED
    is_told = found.evidence in TOLD and not found.is_hinted
    doubts = receipt.warnings if not is_told else tuple(w for w in receipt.warnings if w in AGAINST_ALL)
    is_whole = is_told and found.evidence in WHOLLY_NAMED and not found.difference
    if is_whole and not found.payer.is_named_only:
        doubts = tuple(doubt for doubt in doubts if doubt == AGAINST_WHOLE)
    if found.evidence != "named_part" or found.difference:
        doubts = tuple(doubt for doubt in doubts if doubt != DEDUCTED)
    if found.beside and speaks_of_lateness(receipt.texts):  # an indemnity, but for being late
        doubts = tuple(doubt for doubt in doubts if doubt != "gives_back")
    if is_another or (not is_named and speaks_of_others(found, receipt)):
        doubts += ("names_another",)
    if not doubts:
        return found
    return replace(found, doubts=found.doubts + doubts, score=found.score - len(doubts))


def speaks_of_others(found: Explanation, receipt: Receipt) -> bool:
    """It announces documents, none of which is taken; or a time of which none is."""
    told = receipt.announced
    if told and found.taken and not any(
        is_called(item.document, told) and is_of_its_year(item, receipt) for item, _ in found.taken
    ):  # fmt: skip
        return True
    return any(receipt.times) and is_of_another_time(*receipt.times, days_of(found, receipt))


def days_of(found: Explanation, receipt: Receipt) -> Iterator[date]:
    """The days that a word for a time may mean: of the documents, the month before, their due days, the payment's."""
    for item, _ in found.taken:
        yield from (date.fromordinal(max(1, day)) for day in (item.on, item.on - MONTH, item.due))
    yield date.fromordinal(max(1, receipt.on))


def names_another(case: Case) -> bool:
    """The receipt names a document numbered like ours, and none that is open here; or one, and pays something else."""
    words = case.receipt.words
    if not case.receipt.shorts.isdisjoint(case.account.by_short_number):
        return True
    return bool(words) and (
        any(kind_of(word) in case.account.kinds for word in words)
        or not case.account.shapes.isdisjoint(shapes_in(case.receipt.texts))
    )
