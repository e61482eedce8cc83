"""Rows 4 and 4b: the plan of so many open items from columns, and of as many entries from the database, stored.

"plan" has the default policy alone; "plan in full" three policies, single items under others, contact pressure over
the debtors, blocks of every reason, disputes of parts, promises broken, and a history of reminders. A simulation is the
same twice, under today's policies and under a draft, after the rules have put every customer under one of them.
"""

from __future__ import annotations

from typing import Any

from benchmarks import books
from benchmarks.runner import Step, measure


def native(state: tuple[Any, Any]) -> None:
    """The floor: polars ages, levels and gathers, and counts interest at one rate; no reason, no restraint."""
    import polars as pl

    items, customers = state
    late = items.with_columns(days=(pl.lit(books.AS_OF) - pl.col("due_on")).dt.total_days()).filter(pl.col("days") > 0)
    level = sum((pl.col("days") >= bound).cast(pl.Int8) for bound in (7, 21, 45))
    interest = pl.col("open_cents") * pl.col("days") * 1240 // 3_650_000
    gathered = (
        late.with_columns(level=level, interest=interest)
        .group_by("customer")
        .agg(pl.col("open_cents", "interest").sum(), pl.col("due_on").min(), pl.col("level").max())
    )
    customers.join(gathered, on="customer", how="left").sort("open_cents", descending=True, nulls_last=True)


def planned(state: tuple[Any, Any]) -> dict[str, int]:
    import polars as pl

    from ardoise.domain.dunning import BLOCKS, DEFAULT_POLICY, HISTORY
    from ardoise.engine import dunning

    items, customers = state
    nothing = pl.DataFrame(schema=BLOCKS), pl.DataFrame(schema=HISTORY)
    plan = dunning.plan(items, customers, DEFAULT_POLICY, books.AS_OF, *nothing)
    return {"proposals": plan.proposals.height, "skips": plan.skips.height}


def in_full(size: int) -> dict[str, Any]:
    """All that a plan may be asked to weigh, seeded: one item in fifty is held, one in five has been heard of."""
    import polars as pl

    items, customers = in_memory(size)
    dice = pl.int_range(pl.len()).hash(books.SEED)
    names = ["default", "patient", "by contact"]
    people = customers.with_columns(
        policy=pl.lit(pl.Series(names)).gather(dice % 3),
        assigned_by=pl.lit("a rule"),
        siren=pl.format("{}", dice % 1_000_000_000),
        reach=pl.lit(pl.Series([["email", "letter", "call"]] * 2)).gather(dice % 2),
        opted_out=pl.lit(pl.Series([["email"], None])).gather((dice % 50).clip(0, 1)),
    ).with_columns(debtor="siren")
    people = books.laid_down(people)
    own = pl.when(dice % 500 == 0).then(pl.lit("patient"))
    facts = {
        "items": books.laid_down(items.with_columns(policy=own)),
        "customers": people,
        "policies": policies(),
        **restrained(items),
    }
    return facts | made(people, dice)


def policies() -> dict[str, Any]:
    from dataclasses import replace

    from ardoise.domain.dunning import DEFAULT_POLICY, Level

    patient = replace(DEFAULT_POLICY, name="patient", days_between_min=14, promise_grace_days=5)
    call = Level("firm", 10, channel="call", counted_from="last_contact", days_between_min=3)
    by_contact = replace(DEFAULT_POLICY, name="by contact", levels=(*DEFAULT_POLICY.levels[:2], call))
    return {policy.name: policy for policy in (DEFAULT_POLICY, patient, by_contact)}


def restrained(items: Any) -> dict[str, Any]:
    """BLOCKS of one item in fifty, a fifth of them of its customer whole; HISTORY of one item in five."""
    import polars as pl

    from ardoise.domain.dunning import BLOCKS, HISTORY

    dice = pl.col("entry").hash(books.SEED + 1)
    reasons = ["disputed", "promised", "payment_notice", "blocked", "disputed_grace"]
    blocks = items.filter(dice % 50 == 0).select(
        "customer",
        entry=pl.when(dice % 250 > 0).then("entry"),
        reason=pl.lit(pl.Series(reasons)).gather(dice // 250 % 5),
        note=pl.lit(""),
        until_on=pl.lit(books.AS_OF) + pl.duration(days=(dice // 1250 % 30).cast(pl.Int64) - 10),
        contested_cents=pl.when(dice // 50 % 5 == 1).then(pl.lit(500)),
    )
    history = items.filter((dice % 5 == 1) & (pl.col("amount_cents") > 0)).select(
        "customer",
        "entry",
        level=pl.lit(pl.Series(["friendly", "firm"])).gather(dice // 5 % 2),
        cycle=pl.lit(1),
        sent_on=pl.lit(books.AS_OF) - pl.duration(days=(dice // 10 % 40).cast(pl.Int64)),
        is_formal=pl.lit(False),
        is_unheard=dice % 1000 == 1,
    )
    return {"blocks": typed(blocks, BLOCKS), "history": typed(history, HISTORY)}


def made(people: Any, dice: Any) -> dict[str, Any]:
    """CONTACTS_MADE, two for every customer, and PROMISE_OUTCOMES of one in twenty."""
    import polars as pl

    from ardoise.domain.dunning import CONTACTS_MADE
    from ardoise.domain.pressure import Limits
    from ardoise.domain.promises import PROMISE_OUTCOMES

    day = pl.lit(books.AS_OF) - pl.duration(days=(dice % 60).cast(pl.Int64))
    once = people.select("debtor", channel=pl.lit("email"), on=day)
    promises = people.filter(dice % 20 == 0).select(
        "customer", promise=pl.int_range(pl.len()), outcome=pl.lit("broken"), promised_on=day
    )
    missing = {name: None for name in PROMISE_OUTCOMES if name not in promises.columns}
    return {
        "contacts": typed(pl.concat([once, once]), CONTACTS_MADE),
        "limits": Limits(3, 30),
        "promises": typed(promises.with_columns(**missing), PROMISE_OUTCOMES),
    }


def typed(rows: Any, schema: dict[str, type]) -> Any:
    """The rows in the columns and types of a schema."""
    import polars as pl

    return books.laid_down(rows.select(list(schema)).cast(pl.DataFrame(schema=schema).schema).rechunk())


def planned_in_full(facts: dict[str, Any]) -> dict[str, int]:
    from ardoise.engine import dunning

    plan = dunning.plan(as_of=books.AS_OF, **facts)
    return {"proposals": plan.proposals.height, "skips": plan.skips.height, "waiting": plan.waiting.height}


def ruled(size: int) -> dict[str, Any]:
    """The same facts, nobody placed yet, and the rules that place them."""
    import polars as pl

    from ardoise.domain.assignment import OVERRIDES
    from ardoise.engine import assignment  # noqa: F401

    facts = in_full(size)
    people = (
        facts["customers"]
        .drop("policy", "assigned_by")
        .with_columns(
            segment=pl.lit(pl.Series(["SMB", "key accounts", None, "shops"])).gather(pl.int_range(pl.len()) % 4)
        )
    )
    return facts | {"customers": people, "overrides": pl.DataFrame(schema=OVERRIDES)}


def rules() -> list[Any]:
    """Four, in order: by segment, by amount, by country and text, and the strategic ones."""
    from ardoise.domain.assignment import Condition, Rule

    return [
        Rule("key accounts", (Condition("segment", "in", ("key accounts", "majors")),), "patient"),
        Rule("large", (Condition("overdue_cents", "at_least", 5_000_000),), "by contact"),
        Rule("shops", (Condition("segment", "contains", "shop"), Condition("country", "is", "FR")), "by contact"),
        Rule("strategic", (Condition("is_strategic", "is", True),), "patient"),
    ]


def assigned(facts: dict[str, Any]) -> Any:
    """The customers put under their policies."""
    from ardoise.engine import assignment

    known = assignment.with_facts(facts["customers"], facts["items"], books.AS_OF)
    return assignment.assign(known, rules(), facts["overrides"], "default")


def placed(facts: dict[str, Any]) -> dict[str, int]:
    by_rule = assigned(facts)["assigned_by"]
    return {"placed by a rule": int((by_rule != "").sum())}


def compared(facts: dict[str, Any]) -> dict[str, int]:
    """What a simulation computes: who is under what, the plan as it is, the plan under the trial."""
    from ardoise.engine import dunning

    known = facts | {"customers": assigned(facts)}
    del known["overrides"]
    now = dunning.plan(as_of=books.AS_OF, **known)
    policies = known["policies"] | {"default": known["policies"]["patient"]}
    then = dunning.plan(as_of=books.AS_OF, **known | {"policies": policies})
    return {"now": now.proposals.height, "then": then.proposals.height}


def in_memory(size: int) -> tuple[Any, Any]:
    from ardoise.engine import dunning  # noqa: F401

    items = books.open_items(size)
    return items, books.customers_of(items)


def in_database(size: int) -> Any:
    """A copy of the installation: the step writes."""
    books.copied_home(size)
    from ardoise.actions import dunning  # noqa: F401
    from ardoise.engine import dunning as _  # noqa: F401

    return books.people()


def with_a_draft(size: int) -> Any:
    """The same, with rules that ask for a segment, an amount and how a customer pays, and a draft of the policy."""
    people = in_database(size)
    company, user = people
    from django_scopes import scope

    with scope(company=company):
        return draft(company, user), user


def draft(company: Any, user: Any) -> Any:
    """The rules kept, and the version that nobody has switched on."""
    from ardoise.actions import policies as kept
    from ardoise.domain import policies as words
    from ardoise.domain.dunning import DEFAULT_POLICY

    usual = kept.adopt(company, user, books.AT)
    for name, fact, how, value in (
        ("key accounts", "segment", "in", ["key accounts"]),
        ("large", "overdue_cents", "at_least", 5_000_000),
        ("late", "behaviour", "is", "habitually_late"),
    ):
        kept.add_rule(company, name, [{"fact": fact, "is": how, "value": value}], usual, user, books.AT)
    content = words.described(DEFAULT_POLICY)
    content["levels"][1]["days_overdue_min"] = 3
    return kept.draft(usual, content, user, books.AT)


def simulated(drafted: Any) -> dict[str, int]:
    """What would leave under the draft, and what differs from today; as the worker computes it for the page."""
    from ardoise.actions.policies.simulation import simulate

    version, user = drafted
    told = simulate(version, books.AS_OF, False, user, books.AT)
    return {name: told[name] for name in ("count", "count_now", "newly_count", "moved_count")}


def stored(people: Any) -> dict[str, int]:
    """From the database to stored proposals, as a click does."""
    from ardoise.actions import dunning

    company, user = people
    run = dunning.plan(company, books.AS_OF, user, books.AT)
    return {k: v for k, v in run.figures.items() if isinstance(v, int)}


STEPS = {
    "floor: polars native": Step(in_memory, native),
    "plan": Step(in_memory, planned),
    "plan in full": Step(in_full, planned_in_full),
    "rules in full": Step(ruled, placed),
    "simulation in full": Step(ruled, compared),
    "simulation from the database": Step(with_a_draft, simulated),
    "plan from the database to proposals": Step(in_database, stored),
}

if __name__ == "__main__":
    measure(STEPS, books.settle_apart)
