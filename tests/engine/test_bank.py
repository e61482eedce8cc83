"""Files of a bank laid over each other: nothing told twice counts twice, and nothing is dropped."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ardoise.domain.bank import MOVEMENTS
from ardoise.engine.bank import recognise

DAY = date(2026, 3, 16)
TOLD = MOVEMENTS | {"account": str, "is_final": bool, "is_proven": bool}
KNOWN = TOLD | {"movement": int, "content": str}


def line(cents, day=0, label="VIR MARTIN", reference="", statement=0, is_final=True, **more):
    return dict.fromkeys(TOLD) | {
        "account": "FR76", "booked_on": DAY + timedelta(day), "amount_cents": cents, "currency": "EUR", "label": label,
        "reference": reference, "statement": statement, "is_final": is_final, "is_proven": True,
    } | more  # fmt: skip


class Bank:
    """What a database would keep: movements by key, and who tells each."""

    def __init__(self):
        self.movements, self.contents = {}, {}  # by key: what was told first, every content told of it

    def bring(self, *lines):
        keys = list(self.movements)
        known = [
            self.movements[key] | {"movement": n, "content": content}
            for n, key in enumerate(keys)
            for content in sorted(self.contents[key])
        ]
        told = pl.DataFrame(list(lines), schema=TOLD)
        for row, found in zip(
            lines, recognise(told, pl.DataFrame(known, schema=KNOWN)).sort("place").to_dicts(), strict=True
        ):
            key = found["key"] if found["movement"] is None else keys[found["movement"]]
            kept = self.movements.setdefault(key, row)
            if row["is_final"]:
                self.movements[key] = kept | {"is_final": True}
            self.contents.setdefault(key, set()).add(found["content"])

    def amounts(self):
        return Counter(row["amount_cents"] for row in self.movements.values())


def test_the_same_file_twice_changes_nothing():
    bank = Bank()
    for _ in range(2):
        bank.bring(line(100), line(100), line(250))
        assert bank.amounts() == {100: 2, 250: 1}
    bank.bring(line(250, label="VIR MARTIN [USD 2.75]"))  # what was ordered is told by now
    assert bank.amounts() == {100: 2, 250: 1}


def test_overlapping_files_are_the_union():
    bank = Bank()
    bank.bring(line(100), line(100, 1))
    bank.bring(line(100, 1), line(100, 1), line(100, 2))
    assert len(bank.movements) == 4


@pytest.mark.parametrize(
    ("said", "as_table", "count"),
    [
        ("REMISE CHEQUE", "REMISE DE CHEQUES 00012", 1), ("VIR RECU", "DE MARTIN", 1), ("DE MARTIN", "VIR RECU", 31),
        ("DE MARTIN FACTURE", "VIREMENT MARTIN", 40),
    ],
)  # fmt: skip
def test_what_a_statement_with_balances_tells_a_table_without_tells_again_whatever_its_words(said, as_table, count):
    proven = [line(100, label=said, reference=f"R{n}") for n in range(count)]
    table = [line(100, label=as_table, is_proven=False) for _ in range(count)]
    for files in ((proven, table), (table, proven)):
        bank = Bank()
        for file in files:
            bank.bring(*file)
        assert bank.amounts() == {100: count}
        bank.bring(*table, table[0])
        assert bank.amounts() == {100: count + 1}, "one more is one more"


@pytest.mark.parametrize("order", [1, -1])
def test_a_payer_of_three_letters_is_known_again_under_a_number_of_the_other_format(order):
    bank = Bank()
    told = [line(100, label="FA 7", counterparty="EDF"), line(100, label="EDF", reference="OFX1", is_proven=False)]
    for one in told[::order]:
        bank.bring(one)
    assert bank.amounts() == {100: 1}


def test_two_names_in_tables_without_balances_are_two_payments():
    bank = Bank()
    bank.bring(line(100, label="ABONNEMENT", counterparty="DUPONT", is_proven=False))
    bank.bring(line(100, label="ABONNEMENT MARS", counterparty="DURAND", is_proven=False))
    bank.bring(line(100, label="ABONNEMENT 03", counterparty="DURAND ET FILS", is_proven=False))
    assert bank.amounts() == {100: 2}


def test_a_reference_proven_unique_tells_two_alike_apart():
    bank = Bank()
    bank.bring(line(100, reference="A1"))
    bank.bring(line(100, reference="A2"))
    bank.bring(line(100, reference="A1"), line(100, reference="A2"))
    assert bank.amounts() == {100: 2}


def test_a_reference_that_the_bank_repeats_proves_nothing():
    bank = Bank()
    bank.bring(line(100, reference="VIR"), line(100, reference="VIR"))
    bank.bring(line(100, reference="VIR"), line(100, reference="VIR"))
    assert bank.amounts() == {100: 2}


def test_what_was_announced_and_is_booked_two_days_later_is_one():
    bank = Bank()
    bank.bring(line(100, label="VIREMENT RECU", end_to_end_id="E2E-1", is_final=False))
    bank.bring(line(100, 2, label="VIR SEPA MARTIN", end_to_end_id="E2E-1"), line(100, 2, label="AUTRE"))
    assert bank.amounts() == {100: 2}


def test_the_other_way_round_too():
    bank = Bank()
    bank.bring(line(100, 2, label="VIR SEPA MARTIN", end_to_end_id="E2E-1"))
    bank.bring(line(100, label="VIREMENT RECU", end_to_end_id="E2E-1", is_final=False))
    assert bank.amounts() == {100: 1}


def test_a_reject_that_a_notice_and_a_list_of_rejects_tell_by_one_mark_is_one_wherever_each_writes_it():
    bank, unbooked = Bank(), {"is_final": False, "is_proven": False}
    bank.bring(line(-120_000, label="REJET F1", end_to_end_id="E2E-1", **unbooked))
    bank.bring(line(-120_000, label="FACTURE F1", reference="E2E-1", **unbooked))
    assert len(bank.movements) == 1
    bank.bring(line(-120_000, label="FACTURE F2", reference="E2E-2", **unbooked), line(-120_000, 1, **unbooked))
    assert len(bank.movements) == 3


@pytest.mark.parametrize("is_booked", [False, True])
def test_two_payments_of_one_day_under_one_reference_of_ours_are_two_where_their_payer_tells_them_apart(is_booked):
    bank, ours = Bank(), {"creditor_reference": "RF18539007547034", "is_proven": False}
    bank.bring(line(10_000, end_to_end_id="E2E-1", is_final=False, **ours))
    bank.bring(line(10_000, end_to_end_id="E2E-2", is_final=is_booked, **ours))
    assert bank.amounts() == {10_000: 2}
    bank.bring(line(10_000, end_to_end_id="E2E-1", label="SEPA", **ours))
    assert bank.amounts() == {10_000: 2}


def test_a_label_that_a_bank_cuts_in_the_midst_of_a_number_is_the_same_label():
    bank = Bank()
    bank.bring(line(-120_000, label="REJET PRLV MARTIN ET FILS FA-20"))
    bank.bring(line(-120_000, label="REJET PRLV MARTIN ET FILS FA-2026-114", is_proven=False))
    assert len(bank.movements) == 1
    for label in ("REJET PRLV MARTIN ET FILS FA-20", "REJET PRLV MARTIN ET FILS FA-2026-114"):
        bank.bring(line(-70_000, label=label, is_proven=False))
    assert len(bank.movements) == 3, "neither has told all that there is"


def test_a_table_without_balances_tells_the_same_in_other_words():
    named = line(100, label="FACTURE F26101", counterparty="MARTIN SARL")
    listed = line(100, label="VIR SEPA RECU /DE MARTIN SARL /MOTIF FACTURE F26101", is_proven=False)
    for first, second in ((named, listed), (listed, named)):
        bank = Bank()
        bank.bring(first)
        bank.bring(second)
        assert bank.amounts() == {100: 1}, "one statement proves nothing by its balances: the words decide"


def test_other_words_are_another_movement_where_a_number_or_the_payer_differs_or_both_statements_prove_theirs():
    for label, is_proven in (("VIR MARTIN F2", False), ("VIR DURAND", False), ("VIR MARTIN F1 SOLDE", True)):
        bank = Bank()
        bank.bring(line(100, label="VIR MARTIN F1"))
        bank.bring(line(100, label=label, is_proven=is_proven))
        assert bank.amounts() == {100: 2}, label
    bank = Bank()
    for reference in ("FITID-1", "FITID-2"):  # two payments of a day, each downloaded once
        bank.bring(line(100, reference=reference, is_proven=False))
    assert bank.amounts() == {100: 2}


def test_two_large_tables_that_tell_hundreds_of_equal_amounts_of_a_day_in_other_words_count_each_once():
    names = [f"CLIENT{chr(65 + n % 26)}{chr(65 + n // 26)}ARD" for n in range(120)]
    bank = Bank()
    bank.bring(*(line(1990, label=f"VIR SEPA {name} ABONNEMENT", is_proven=False) for name in names))
    bank.bring(*(line(1990, label=f"Virement reçu de {name} abonnement mensuel", is_proven=False) for name in names))
    assert bank.amounts() == {1990: 120}
    bank.bring(*(line(1990, label="VIR SEPA AUTREMENT ABONNEMENT", is_proven=False) for _ in range(2)))
    assert bank.amounts() == {1990: 122}


def test_once_confirmed_both_words_of_it_are_known():
    announced = line(100, label="VIREMENT RECU", end_to_end_id="E2E-1", is_final=False)
    booked = line(100, 2, label="VIR SEPA MARTIN", end_to_end_id="E2E-1")
    bank = Bank()
    for told in (announced, booked, booked, announced, booked):
        bank.bring(told)
        assert bank.amounts() == {100: 1}


LINES = st.lists(
    st.builds(
        line,
        st.sampled_from([100, 200]),
        st.integers(0, 2),
        st.sampled_from(["VIR MARTIN", "vir martin", "VIR DURAND"]),
        statement=st.integers(0, 1),
    ),
    max_size=6,
)


@settings(max_examples=15)
@given(st.lists(st.tuples(LINES, LINES, LINES, LINES), min_size=10, max_size=10), st.randoms())
def test_in_any_order_files_come_to_their_multiset_union(accounts, random):
    """Each file tells of ten accounts, of which each is a case by itself, in two statements each."""
    files = [
        [row | {"account": f"FR{n}"} for n, lines in enumerate(file) for row in lines]
        for file in zip(*accounts, strict=True)
    ]
    union = Counter()
    for lines in files:
        for statement in range(2):
            union |= Counter(told_of(row) for row in lines if row["statement"] == statement)
    for _ in range(2):
        bank = Bank()
        for lines in files:
            bank.bring(*lines)
        assert Counter(map(told_of, bank.movements.values())) == union
        random.shuffle(files)


def told_of(row):
    return row["account"], row["booked_on"], row["amount_cents"], row["label"].upper()
