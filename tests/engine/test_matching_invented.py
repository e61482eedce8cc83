"""What holds of every matching, on invented books; and the columns agree with one plain loop."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import polars as pl
import pytest
from benchmarks.invented_receipts import WAYS, mixed, world_of
from benchmarks.matching import judged
from benchmarks.remittances import problem
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from tests.engine.test_matching import customers, items, matched, receipts
from tests.reference import matching as naive

from ardoise.cli.problems import measured
from ardoise.domain.names import LEGAL_FORMS, LINKS, WEAK
from ardoise.domain.reconciliation import PAYERS, Tolerances
from ardoise.engine.reconciliation.choosing import TAKES_FROM
from ardoise.engine.reconciliation.documents import customers_by_number
from ardoise.engine.reconciliation.exact import exactly_named, undoubted, undoubtedly_his
from ardoise.engine.reconciliation.filing import filing, keys_of_name
from ardoise.engine.reconciliation.payers import Names
from ardoise.engine.reconciliation.receipts import numbers_of
from ardoise.engine.reconciliation.wording import SPEAKS
from ardoise.formats.problems import problem_of

DAY = date(2026, 1, 5)
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
DOCUMENTS = st.sampled_from(["FA-26001", "FA26001", "FA-26002", "26003-1", "AV-26004", "FA 26005", None])
OWED = st.lists(
    st.tuples(st.sampled_from(["C1", "C2", "C3"]), DOCUMENTS, st.sampled_from([-2_000, 5_000, 5_000, 7_500])),
    max_size=7,
)
LABELS = st.lists(
    st.sampled_from(
        [
            "VIR SEPA",
            "FA-26001",
            "fa26001",
            "FA 26005",
            "26003-1",
            "AV-26004",
            "MARTIN",
            "DURAND",
            "26002",
            "ET 26002",
            "REJET",
            "CAUTION",
        ]
    ),
    max_size=4,
).map(" ".join)
CREDITORS = st.sampled_from([None, None, "FA26001", "RF18FA26002", "FA-26002", "NOTPROVIDED"])
RECEIVED = st.lists(
    st.fixed_dictionaries(
        {
            "amount_cents": st.sampled_from([2_500, 3_000, 5_000, 7_500, 10_000, 12_500]),
            "label": LABELS, "creditor_reference": CREDITORS,
            "counterparty": st.sampled_from([None, "", "MARTIN", "Dûrand", "DURAND SARL", "DURAND FR", "NOTPROVIDED"]),
            "customer": st.sampled_from([None, None, None, "C2"]),
        }
    ),
    max_size=6,
)  # fmt: skip


ALIKE = {"C1": "Durand", "C2": "Durand Frères SA", "C3": "Martin"}
"""Customers of whom one is called like the beginning of another."""


NAMED_IN_THE_LABEL_ALONE = {
    "amount_cents": 5_000, "label": "VIR SEPA DUPONT AV-26004", "creditor_reference": None, "counterparty": "",
    "customer": None,
}  # fmt: skip
"""Of a payer whom the bank tells nowhere else, and who is somebody else."""


def book(owed, received):
    return items(*((c, d, a, DAY) for c, d, a in owed)), receipts(*received)


@example([("C2", "AV-26004", 5_000)], [NAMED_IN_THE_LABEL_ALONE])
@settings(deadline=None, phases=QUICK)
@given(OWED, RECEIVED)
def test_numbers_written_in_full_are_found_as_one_plain_loop_finds_them(owed, received):
    owing, paid = book(owed, received)
    found = defaultdict(set)
    for receipt, entry in exactly_named(paid, owing).select("receipt", "entry").iter_rows():
        found[receipt].add(entry)
    assert dict(found) == naive.exactly_named(paid.to_dicts(), owing.to_dicts())
    exact = undoubted(exactly_named(paid, owing), paid, pl.DataFrame(schema=PAYERS))
    people = customers(ALIKE).select("customer", "customer_name")
    named = {receipt: told for receipt, *told in exact.select("receipt", "customer", "is_structured").iter_rows()}
    kept = undoubtedly_his(exact, paid, lambda: people).get_column("receipt").to_list()
    words = SPEAKS["undoes"], SPEAKS["gives_back"]
    assert set(kept) == naive.undoubtedly_his(named, paid.to_dicts(), dict(people.iter_rows()), *words)


@settings(deadline=None, max_examples=60, phases=QUICK)
@given(OWED, RECEIVED)
def test_nothing_is_applied_by_itself_to_one_customer_where_the_payer_is_called_just_like_another(owed, received):
    owing, paid = book(owed, received)
    people = customers(ALIKE, [("C3", "C1")])
    found = matched(paid, owing, customers=people, tolerances=Tolerances(automatic_from=0.5))
    structured = pl.col("evidence").list.first() == "creditor_reference"  # ours, whoever uses it
    automatic = dict(found.matches.filter("is_automatic", ~structured).select("receipt", "customer").iter_rows())
    for row in paid.to_dicts():
        called = naive.called_so(row["counterparty"], ALIKE)
        fellows = {"C1", "C3"} if called & {"C1", "C3"} else set()
        if called and not row["customer"] and row["receipt"] in automatic:
            assert automatic[row["receipt"]] in called | fellows


@settings(deadline=None, max_examples=40, phases=QUICK)
@given(OWED, RECEIVED, st.randoms(use_true_random=False))
def test_nothing_is_settled_twice_the_sums_agree_and_the_order_of_rows_does_not_matter(owed, received, rng):
    owing, paid = book(owed, received)
    found = matched(paid, owing)
    likely = found.matches.filter(rank=1).filter(pl.col("confidence") >= TAKES_FROM)
    taken = found.allocations.join(likely, on=["receipt", "rank"], how="semi")
    opened = dict(owing.select("entry", "open_cents").iter_rows())
    by_entry = taken.group_by("entry").agg(pl.col("amount_cents").sum())
    assert all(0 < cents / opened[entry] <= 1 for entry, cents in by_entry.iter_rows())
    sums = defaultdict(int)
    for row in found.allocations.iter_rows(named=True):
        sums[row["receipt"], row["rank"]] += row["amount_cents"]
    asked = dict(paid.select("receipt", "amount_cents").iter_rows())
    for row in found.matches.iter_rows(named=True):
        assert sums[row["receipt"], row["rank"]] == row["allocated_cents"]
        assert asked[row["receipt"]] - row["unapplied_cents"] + row["difference_cents"] == row["allocated_cents"]
        assert 0 <= row["confidence"] <= 1 and row["rank"] <= 5 and (row["rank"] == 1 or not row["is_automatic"])
    shuffled = matched(
        paid.sample(fraction=1, shuffle=True, seed=rng.randrange(99)),
        owing.sample(fraction=1, shuffle=True, seed=rng.randrange(99)),
    )
    assert shuffled.matches.equals(found.matches) and shuffled.allocations.equals(found.allocations)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_applied_by_itself_is_right_however_people_pay(way):
    times = 3 if way == "5,000 open items" else 40
    automatic = [one for one in judged(way, world_of(WAYS[way], times, seed=77)) if one.is_automatic]
    assert [one for one in automatic if not one.is_right] == []


def test_probabilities_keep_their_word_on_a_mixed_book():
    told = [one for one in judged("mixed", mixed(500, seed=78)) if not one.is_silent]
    sure = [one for one in told if one.confidence >= 0.95]
    unsure = [one for one in told if 0.5 <= one.confidence < 0.9]
    assert sum(one.is_right for one in sure) >= 0.99 * len(sure) > 300
    assert sum(one.is_right for one in unsure) >= 0.7 * len(unsure)
    assert sum(one.is_right for one in told) >= 0.96 * len(told)


def test_a_customer_alone_is_matched_as_in_the_whole_book():
    owed = items(("C1", "FA26001", 5_000, DAY), ("C2", "FA26002", 7_500, DAY), ("C2", "FA26003", 2_500, DAY))
    paid = receipts({"amount_cents": 10_000, "counterparty": "DURAND"}, {"amount_cents": 5_000, "label": "FA26001"})
    whole = matched(paid, owed, customers=customers())
    alone = matched(paid.filter(receipt=1), owed.filter(customer="C2"))
    assert alone.matches.equals(whole.matches.filter(receipt=1))


@pytest.mark.parametrize("seed", [101, 102, 103])
def test_invented_remittances_are_solved_but_for_a_few_and_hardly_one_is_wrong_by_itself(seed):
    document = measured(problem_of(problem(seed, 100)))
    assert document["applications"]["f1"] >= 0.98
    assert document["automatic"]["precision"] >= 0.99


ODD_WORDS = ["Dupont", "S.N.C.F.", "A.B", "Éric", "L’Atelier", "Martin's", "&", "B&B", "3A", "A1B", "42", "œuvre", "-"]
WORDS = st.one_of(st.text(max_size=6), st.sampled_from([*ODD_WORDS, *sorted(LEGAL_FORMS | LINKS | WEAK)]))


@settings(max_examples=100, deadline=None, phases=QUICK)
@given(st.lists(st.lists(WORDS, max_size=4).map(" ".join), min_size=1, max_size=12))
def test_names_are_filed_by_columns_as_one_by_one(names):
    named = pl.DataFrame({"customer": [f"C{n}" for n in range(len(names))], "customer_name": names})
    assert set(filing(named).iter_rows()) == {(key, n) for n, name in enumerate(names) for key in keys_of_name(name)}


ENDS = ["Lyon", "Lyon Nord", "Nîmes", "Paris", "Pau"]
FIVE_HUNDRED = {f"C{n}": f"Boulangerie des {n % 25 + 10} Frères {ENDS[n // 25 % 5]} {n // 125}" for n in range(500)}
"""Customers whose names all begin alike."""


@pytest.mark.parametrize("cut", [24, 27, 30, 33])
def test_a_name_that_the_bank_cut_is_that_of_all_who_are_called_so_however_many_begin_alike(cut):
    named = pl.DataFrame({"customer": list(FIVE_HUNDRED), "customer_name": list(FIVE_HUNDRED.values())})
    written = [FIVE_HUNDRED[customer].upper()[:cut].strip() for customer in ("C0", "C60", "C130", "C499")]
    names = Names(named, [(False, one) for one in written])
    for one in written:
        begun = naive.begun_so(one, FIVE_HUNDRED)
        assert names.called(one, is_label=False) == begun and begun
        assert {customer for customer, _ in names.nearest(one)} <= begun  # nobody who is but nearly called so


@settings(max_examples=60, deadline=None, phases=QUICK)
@given(st.lists(st.text("AF0019-/ ", max_size=9), min_size=1, max_size=3), st.data())
def test_a_number_finds_its_document_though_few_documents_are_looked_at(documents, data):
    asked = sorted({number for one in data.draw(st.sets(st.sampled_from(documents))) for number in numbers_of(one)})
    owed = pl.DataFrame({"customer": [f"C{n}" for n in range(len(documents))], "document": documents})
    found = {(number, c) for number, owners in customers_by_number(owed, asked).items() for c in owners}
    assert found == {(number, f"C{n}") for n, d in enumerate(documents) for number in {*asked} & numbers_of(d)}
