"""Ledgers, statements, receipts applied, undone, returned and imported again, in any order: an oracle that knows
nothing of the code recomputes what is open from the raw facts after each step.

ARDOISE_CASH_EXAMPLES=1000: that many stories. ARDOISE_CASH_STEPS=44: up to so many steps after the first six.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import date

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.actions import camts, fecs
from tests.actions.banks import account
from tests.actions.books import AT
from tests.actions.camts import Line
from tests.actions.fecs import receipt, sale

from ardoise.actions import imports, ledger, reconciliation, rights
from ardoise.actions.restraints import Unfit
from ardoise.actions.verification import verify
from ardoise.engine.reconciliation import TAKEN
from ardoise.records.models import Entry, Import, Movement

EXAMPLES = int(os.environ.get("ARDOISE_CASH_EXAMPLES", "15"))
MORE = int(os.environ.get("ARDOISE_CASH_STEPS", "10"))
DAY = date(2026, 3, 31)

BILLS = {"F1": ("MARTIN", 10_000), "F2": ("MARTIN", 7_000), "F3": ("DURAND", 10_000), "F4": ("PETIT", 4_000)}
SALES = [sale(document, customer, "2026-02-10", cents) for document, (customer, cents) in BILLS.items()]
BOOKED = [receipt("V1", "MARTIN", "2026-03-13", 10_000), receipt("V3", "DURAND", "2026-03-14", 10_000)]
LEDGERS = {"first": SALES, "second": [*SALES, BOOKED[0]], "third": [*SALES, *BOOKED]}
"""Each export of the year tells more than the one before."""

IN = {
    "a": Line(10_000, "2026-03-10", "MARTIN ET FILS", "VIR", end_to_end="VIREMENT-A"),
    "b": Line(10_000, "2026-03-11", "DURAND SARL", "VIR", end_to_end="VIREMENT-B"),
    "c": Line(5_000, "2026-03-12", "PETIT FRERES", "VIR", end_to_end="VIREMENT-C"),
    "d": Line(-10_000, "2026-03-20", "MARTIN ET FILS", "REJET", end_to_end="VIREMENT-A", back="AM04"),
    "e": Line(-10_000, "2026-03-21", "DURAND SARL", "REJET", end_to_end="VIREMENT-B", back="AC04"),
}
STATEMENTS = {
    "one": ("2026-03-10", "2026-03-11", "ab"), "two": ("2026-03-11", "2026-03-12", "bc"),
    "three": ("2026-03-20", "2026-03-20", "d"), "four": ("2026-03-20", "2026-03-21", "de"),
}  # fmt: skip
PAYS = {"a": ("F1", 10_000), "b": ("F3", 10_000), "c": ("F4", 4_000)}
RETURN_OF = {"d": "a", "e": "b"}

BEGINNINGS = st.permutations([("ledger", "first"), ("statement", "one"), ("statement", "two")])
APPLIED = st.permutations([("apply", line) for line in sorted(PAYS)])
ANYTHING = st.one_of(
    st.tuples(st.just("ledger"), st.sampled_from(sorted(LEDGERS))),
    st.tuples(st.just("statement"), st.sampled_from(sorted(STATEMENTS))),
    st.tuples(st.just("apply"), st.sampled_from(sorted(PAYS))),
    st.tuples(st.just("unreconcile"), st.sampled_from(sorted(PAYS))),
    st.tuples(st.just("undo"), st.sampled_from(sorted(LEDGERS) + sorted(STATEMENTS))),
)
STEPS = st.builds(
    lambda first, applied, then: [*first, *applied, *then], BEGINNINGS, APPLIED, st.lists(ANYTHING, max_size=MORE)
)


class Story:
    """The facts, as a person would keep them on paper, beside the company they were told to."""

    def __init__(self, company, alice, folder):
        self.company, self.alice, self.folder = company, alice, folder
        self.done: list[tuple[str, Import]] = []  # imports that stand, in order
        self.accepted: dict[str, object] = {}  # line of the bank → reconciliation

    def tell(self, deed, what):
        getattr(self, deed)(what)
        assert self.expected() == self.found(), (deed, what)

    def ledger(self, name):
        told = fecs.bring(self.company, fecs.write(self.folder / f"{name}.txt", *LEDGERS[name]))
        assert told.state in ("done", "failed")
        if told.state == "done":
            self.done.append((name, told))

    def statement(self, name):
        first, last, lines = STATEMENTS[name]
        path = camts.statement(self.folder / f"{name}.xml", first, last, 0, *(IN[line] for line in lines))
        told = camts.bring(self.company, path)
        assert told.state == "done", told.problems
        self.done.append((name, told))

    def undo(self, name):
        standing = [told for other, told in self.done if other == name]
        if not standing:
            return
        try:
            imports.undo(standing[-1], self.alice, AT)
        except rights.Refused:
            return
        self.done = [(other, told) for other, told in self.done if told.pk != standing[-1].pk]

    def apply(self, line):
        movement = Movement.objects.filter(end_to_end_id=IN[line].end_to_end, amount_cents__gt=0).first()
        document, cents = PAYS[line]
        bill = Entry.objects.filter(document=document, gone_on=None).first()
        if movement is None or bill is None:
            return
        try:
            (done,) = reconciliation.apply(
                reconciliation.Match(movement, {bill.pk: cents}, bill.customer), self.alice, AT
            )
        except Unfit:
            return
        assert line not in self.accepted, "applied twice"
        self.accepted[line] = done

    def unreconcile(self, line):
        if line not in self.accepted:
            return
        try:
            assert reconciliation.unreconcile(self.accepted[line], self.alice, AT)
        except rights.Refused:
            assert self.is_returned(line)
            return
        assert not reconciliation.unreconcile(self.accepted.pop(line), self.alice, AT)

    def is_returned(self, line):
        """A return takes a receipt back when it comes in after it was applied; afterwards a person says so."""
        back = next((other for other, original in RETURN_OF.items() if original == line), None)
        movement = back and Movement.objects.filter(end_to_end_id=IN[back].end_to_end, amount_cents__lt=0).first()
        return bool(movement and movement.reconciliations.filter(undone_at=None).exists())

    def expected(self):
        """Document (or kind) and cents open, from the facts on paper alone."""
        exports = [name for name, _ in self.done if name in LEDGERS]
        lines = LEDGERS[max(exports, key=lambda name: len(LEDGERS[name]))] if exports else []
        left = Counter({line.document: line.cents for line in lines})
        spare = [line for line in lines if line.cents < 0]
        for name in sorted(self.accepted):
            document, cents = PAYS[name]
            received = IN[name].cents
            pays = next((one for one in spare if one.cents == -received and one.customer == BILLS[document][0]), None)
            if pays:
                spare.remove(pays)
            key = pays.document if pays else f"bank {name}"
            left[key] = left[key] if pays else -received
            if not self.is_returned(name):
                taken = min(cents, left[document])
                left[document] -= taken
                left[key] += taken
            else:
                left[key] += received  # the return takes the payment back, whoever told it
        return +Counter({k: v for k, v in left.items() if v > 0}), {k: v for k, v in left.items() if v < 0}

    def found(self):
        items = ledger.items(self.company, DAY)
        ours = {r.payment_id: f"bank {name}" for name, r in self.accepted.items()}
        left = Counter()
        for row in items.iter_rows(named=True):
            left[ours.get(row["entry"], row["document"])] += row["open_cents"]
        return +Counter({k: v for k, v in left.items() if v > 0}), {k: v for k, v in left.items() if v < 0}


@pytest.mark.slow
def test_whatever_happens_what_is_open_is_what_the_facts_say(in_company, alice, tmp_path, settings):
    settings.RECEIVED_FILES = tmp_path / "received"
    account(in_company)
    told = Counter()

    @settings_of()
    @given(STEPS)
    def story(steps):
        with transaction.atomic():
            paper = live(Story(in_company, alice, tmp_path), steps)
            told[len(paper.accepted)] += 1
            assert verify(in_company) == []
            transaction.set_rollback(True)

    story()
    assert sum(told.values()) >= EXAMPLES and max(told) > 1


def settings_of():
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=checks)


FULL = [
    ("ledger", "first"), ("statement", "one"), ("apply", "a"), ("apply", "b"), ("ledger", "third"),
    ("unreconcile", "b"), ("statement", "four"), ("undo", "third"),
]  # fmt: skip
MUTANTS = {
    "the ledger takes nothing over": ("ardoise.actions.reconciliation.taking_over.take_over", lambda *_: NOTHING),
    "what is undone still counts": ("ardoise.actions.reconciliation.undoing.take_back", lambda *_: None),
    "a return reopens nothing": ("ardoise.actions.reconciliation.returning.reopen", lambda *_: None),
    "nothing settles": ("ardoise.engine.reconciliation.opening.settle", lambda opened, *_: opened),
}
NOTHING = pl.DataFrame(schema=TAKEN)


def test_a_ledger_that_a_later_one_repeats_is_not_undone_under_it(in_company, alice, tmp_path, settings):
    settings.RECEIVED_FILES = tmp_path / "received"
    account(in_company)
    steps = [("ledger", "third"), ("ledger", "first"), ("undo", "third"), ("undo", "first"), ("undo", "third")]
    live(Story(in_company, alice, tmp_path), steps)


def test_the_oracle_holds_on_a_story_with_everything_in_it(in_company, alice, tmp_path, settings):
    settings.RECEIVED_FILES = tmp_path / "received"
    account(in_company)
    paper = live(Story(in_company, alice, tmp_path), FULL)
    assert set(paper.accepted) == {"a"} and paper.is_returned("a")


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_fault_put_in_by_hand_is_seen(in_company, alice, tmp_path, settings, monkeypatch, mutant):
    settings.RECEIVED_FILES = tmp_path / "received"
    account(in_company)
    place, wrong = MUTANTS[mutant]
    monkeypatch.setattr(place, wrong)
    with pytest.raises(AssertionError):
        live(Story(in_company, alice, tmp_path), FULL)


def live(paper, steps):
    for step in steps:
        paper.tell(*step)
    return paper
