"""On the day of the demo, the desk has something of everything to show: the firm's files through the whole street."""

from __future__ import annotations

import json
from datetime import date

import polars as pl
import pytest

from ardoise import demo
from ardoise.demo.scenes import SCENES
from ardoise.domain.dunning import BLOCKS, DEFAULT_POLICY, HISTORY, REASONS
from ardoise.domain.instalments import PLANNED_ITEMS
from ardoise.domain.parties import CUSTOMERS
from ardoise.domain.promises import PROMISES
from ardoise.engine import dunning, ledger, reconciliation, terms
from ardoise.engine.instalments import judge_plans, leave_planned
from ardoise.engine.promises import judge_all
from ardoise.formats import files

KINDS = {"disputes": "disputed", "promises": "promised", "blocks": "blocked", "insolvencies": "insolvent"}
DAYS = [date(2026, 11, 23), date(2026, 5, 10), date(2027, 1, 2), date(2027, 8, 16)]


def book_of(paths):
    """Both years in one book, last year's opening carried."""
    books = []
    for number, path in enumerate(paths.fecs):
        reading = files.read(path)
        assert not reading.problems and reading.debit_cents == reading.credit_cents
        own = ledger.book_of(reading.entries)
        scope = {"letter_scope": pl.lit(number, dtype=own.schema["letter_scope"])} if "letter_scope" in own else {}
        books.append(
            own.with_columns(pl.col("entry") + number * 10**6, import_id=pl.lit(number, dtype=pl.Int64), **scope)
        )
    return ledger.carry_openings(pl.concat(books))


def customers_of(firm):
    rows = [
        {
            "customer": c.code,
            "customer_name": c.name,
            "customer_kind": c.kind,
            "terms": c.terms,
            "has_address": bool(c.email),
        }
        for c in firm.customers
    ]
    return pl.DataFrame(rows, schema=CUSTOMERS)


def day(text):
    return date.fromisoformat(text) if text else None


def blocks_of(told, entries):
    rows = [
        {
            "customer": one["customer"],
            "entry": entries[one["customer"], one["document"]] if one["document"] else None,
            "reason": reason,
            "note": one["note"],
            "until_on": day(one.get("until_on") or one.get("promised_on")),
        }
        for kind, reason in KINDS.items()
        for one in told[kind]
    ]
    return pl.DataFrame(rows, schema=BLOCKS)


def plans_of(told, entries, book, items, as_of):
    """What the plans leave in peace, and what became of their instalments."""
    agreed, promises = [], []
    for number, one in enumerate(told["plans"], 1):
        entry = entries[one["customer"], one["document"]]
        cents = sum(cents for _on, cents in one["instalments"])
        agreed.append({"plan": number, "customer": one["customer"], "entry": entry, "planned_cents": cents,
                       "rest_cents": 0, "note": one["note"]})  # fmt: skip
        promises += [
            {"promise": -10 * number - n, "customer": one["customer"], "entry": entry, "amount_cents": cents,
             "opened_on": day(one["opened_on"]), "promised_on": day(on), "plan": number}
            for n, (on, cents) in enumerate(one["instalments"])
        ]  # fmt: skip
    judged = judge_all(book, pl.DataFrame(promises, schema=PROMISES), as_of)
    states = {row["customer"]: row["outcome"] for row in judge_plans(judged, as_of).to_dicts()}
    return leave_planned(pl.DataFrame(agreed, schema=PLANNED_ITEMS), judged, items, as_of), judged, states


def history_of(told, entries):
    rows = [
        {
            "customer": r["customer"],
            "entry": entries[r["customer"], d],
            "level": r["level"],
            "cycle": 1,
            "sent_on": day(r["sent_on"]),
        }
        for r in told["reminders"]
        for d in r["documents"]
    ]
    return pl.DataFrame(rows, schema=HISTORY)


def planned(firm, folder):
    paths = firm.write(folder)
    book, differences = book_of(paths)
    assert differences.is_empty()
    items = reconciliation.open_items(book, firm.as_of)
    assert items["open_cents"].sum() == sum(m.amount_cents for m in firm.book.movements if not m.lettered_on)
    customers = customers_of(firm)
    items = terms.derive_due_dates(items, customers, firm.terms)
    owed = items.filter(pl.col("open_cents") > 0)
    entries = {(c, d): e for c, d, e in owed.select("customer", "document", "entry").iter_rows()}
    told = json.loads(paths.restraints.read_bytes())
    held, promises, states = plans_of(told, entries, book, items, firm.as_of)
    blocks = pl.concat([blocks_of(told, entries), held])
    history = history_of(told, entries)
    plan = dunning.plan(items, customers, DEFAULT_POLICY, firm.as_of, blocks, history, promises=promises)
    assert sorted(states.values()) == ["broken", "kept", "waiting"], "a plan of each kind"
    columns = ["customer_name", "reason"]
    return dict(pl.concat([plan.proposals.select(columns), plan.skips.select(columns)]).iter_rows())


@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_each_scene_shows_its_reason_whatever_the_day(as_of, tmp_path):
    reasons = planned(demo.firm(1, as_of), tmp_path)
    assert {scene.name: reasons[scene.name] for scene in SCENES} == {scene.name: scene.shows for scene in SCENES}
    # a FEC is kept in one currency, so no file of ours can show a claim in two; and none books what is still to come;
    # the default policy and a firm alone know no bound, no opt-out, no pressure, and write by e-mail only
    unseen = {"amount_above", "contact_pressure", "disputed_grace", "one_message", "opted_out", "payment_notice"}
    unseen |= {"waits_by_hand", "other_ladder"}  # nobody was moved to another policy
    assert set(REASONS) - set(reasons.values()) == {"several_currencies", "payment_booked"} | unseen
