"""What a simulation tells of tomorrow is what tomorrow's run does: to the customer, the level, the cent, the reason."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.deliveries import settle
from tests.actions.mails import mail

from ardoise.actions import disputes, dunning, policies, replies, restraints, tasks
from ardoise.actions.dunning import braking
from ardoise.actions.policies import simulation
from ardoise.actions.restraints import Noted
from ardoise.domain import policies as words
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.records.models import Contact, Customer, Entry, Message, Proposal, Run, Skip

DAY = timedelta(1)
HARSH = words.described(DEFAULT_POLICY) | {
    "days_between_min": 5,
    "net_credits": False,
    "thanks": True,
    "levels": [
        {"key": "soon", "days_overdue_min": -4, "channel": "email", "tone": "courteous", "amount_min_cents": 40_000},
        {"key": "friendly", "days_overdue_min": 3, "channel": "email", "tone": "friendly", "is_automatic": True},
        {"key": "call", "days_overdue_min": 6, "channel": "call", "tone": "firm", "counted_from": "last_contact"},
        {"key": "formal_notice", "days_overdue_min": 20, "channel": "letter", "tone": "formal"},
    ],
}
GENTLE = words.described(DEFAULT_POLICY) | {
    "levels": [{"key": "friendly", "days_overdue_min": 12, "channel": "email", "tone": "friendly"}]
}


@pytest.fixture
def world(in_company, alice):
    """Forty customers of every sort, under a policy that has run once; three of them one debtor."""
    chance = Random(20260316)
    for channel, way in (("letter", "print"), ("call", "person")):
        settle(in_company, channel, way, cost_micros=700_000)
    for number in range(40):
        code, siren = f"C{number:02d}", "552100554" if number < 3 else ""
        postal = {"address": "1 rue du Bac", "postcode": "75007", "city": "PARIS"} if number % 4 else {}
        who = Customer.objects.create(company=in_company, code=code, name=f"Client {number}", siren=siren, **postal)
        who.kind = ("professional", "consumer", "public_body", "unknown")[number % 4]
        who.save(update_fields=["kind"])
        if number % 7:
            Contact.objects.create(
                company=in_company, customer=who, email=f"c{number}@client.example", phone="0142000000"
            )
        for _ in range(chance.randint(1, 4)):
            cents = chance.choice((-30_000, 900, 45_000, 120_000, 700_000))
            invoice(in_company, code, cents, AS_OF - timedelta(chance.randint(-8, 60)))
    policies.adopt(in_company, alice, AT)
    return in_company


def lived(company, alice, at):
    """A week ago everybody proposed was written to; since then some paid, some dispute, some are left in peace."""
    before = AS_OF - timedelta(7)
    run = dunning.plan(company, before, alice, at - timedelta(7))
    messages = dunning.approve(list(run.proposals.all()), alice, at - timedelta(7)).messages
    Message.objects.filter(pk__in=[m.pk for m in messages]).update(
        state="sent", left_on=before, left_at=at - timedelta(7)
    )
    for message in messages[:3]:
        pay(company, message.customer.code, *Entry.objects.filter(customer=message.customer), on=AS_OF - DAY)
    disputes.open_about(messages[4].customer, "price", {}, Noted("", AS_OF, alice, at))
    restraints.block(messages[5].customer, AS_OF, Noted("on parle", AS_OF, alice, at))
    for message in messages[6:9]:
        tasks.note_call(message.customer, "reached", alice, at - timedelta(3))


def told(run):
    """A run as a simulation tells it."""
    key = ("policy", "level", "channel", "currency", "is_automatic")
    said = Proposal.objects.filter(run=run)
    lines = Counter(said.exclude(level="thanks").values_list(*key))
    sums = {k: sum(said.filter(**dict(zip(key, k, strict=True))).values_list("amount_cents", flat=True)) for k in lines}
    return {
        "lines": {k: (n, sums[k]) for k, n in lines.items()},
        "skips": Counter(Skip.objects.filter(run=run).values_list("reason", flat=True)),
        "thanks": said.filter(level="thanks").count(),
        "who": {(p.customer.code, p.level, p.channel, p.amount_cents) for p in said.exclude(level="thanks")},
    }


def test_the_simulation_of_tomorrow_is_tomorrows_run_to_the_cent(world, alice):
    lived(world, alice, AT)
    gentle = policies.make(world, "Doux", GENTLE, alice, AT)
    policies.switch_on(gentle, alice, AT)
    large = [{"fact": "overdue_cents", "is": "at_least", "value": 600_000}]
    policies.add_rule(world, "Gros", large, gentle.policy, alice, AT)
    policies.override(Customer.objects.get(code="C11"), gentle.policy, "fragile", alice, AT)
    trial = policies.draft(policies.adopt(world, alice, AT), HARSH, alice, AT)
    count = Run.objects.count()
    said = simulation.simulate(trial, AS_OF + DAY, False, alice, AT)
    assert Run.objects.count() == count, "it stores nothing"
    before = told(dunning.plan(world, AS_OF + DAY, alice, AT))["who"]

    policies.switch_on(trial, alice, AT + timedelta(hours=8))
    made = told(dunning.run(world, AS_OF + DAY, alice, AT + DAY))
    key = ("policy", "level", "channel", "currency", "is_automatic")
    assert {tuple(x[k] for k in key): (x["count"], x["amount_cents"]) for x in said["lines"]} == made["lines"]
    assert said["thanks"] == made["thanks"] > 0
    at_peace = sum(made["skips"].values()) + made["thanks"]
    assert sum(said["skips"].values()) == at_peace, "who is thanked was skipped"
    assert {k: n for k, n in said["skips"].items() if k not in ("nothing_open", "not_due")} == {
        k: n for k, n in made["skips"].items() if k not in ("nothing_open", "not_due")
    }
    newly = {(row["customer"], row["level"], row["channel"], row["amount_cents"]) for row in said["newly"]}
    was, is_now = {who for who, *_ in before}, {who for who, *_ in made["who"]}
    assert newly == {row for row in made["who"] if row[0] not in was} and len(made["who"]) > 12
    assert {row["customer"] for row in said["gone"]} == was - is_now


def test_under_levels_that_are_only_called_otherwise_everybody_hears_the_same(world, alice):
    lived(world, alice, AT)
    policy = policies.adopt(world, alice, AT)
    usual = words.described(DEFAULT_POLICY)
    others = [{**level, "key": f"Niveau {n}", "formerly": [level["key"]]} for n, level in enumerate(usual["levels"])]
    said = simulation.simulate(
        policies.draft(policy, usual | {"levels": others}, alice, AT), AS_OF + DAY, False, alice, AT
    )
    assert said["count"] == said["same_count"] == said["count_now"] > 12
    assert not said["newly_count"] + said["gone_count"] + said["moved_count"]
    first, second = policy.versions.order_by("number")
    policies.switch_on(second, alice, AT)
    back = simulation.simulate(first, AS_OF + DAY, False, alice, AT)
    assert back["count"] == back["same_count"], "going back, a level is the one it was called since"
    anew = [{**level, "formerly": []} for level in others]
    trial = policies.make(world, "Autre", usual | {"levels": anew}, alice, AT)
    assert simulation.simulate(trial, AS_OF + DAY, True, alice, AT)["moved_count"] > 0, "other levels are told"


def test_what_leaves_by_itself_is_counted_as_the_run_would_approve_it(world, alice):
    """Two have written: their reminders wait for a person in the run, and are told so here."""
    policy = policies.adopt(world, alice, AT)
    gentle = words.described(DEFAULT_POLICY) | {
        "levels": [
            {"key": "friendly", "days_overdue_min": 3, "channel": "email", "tone": "friendly", "is_automatic": True}
        ]
    }
    version = policies.draft(policy, gentle, alice, AT)
    before = simulation.simulate(version, AS_OF, True, alice, AT)
    assert before["unread"] == 0 and before["automatic"] == before["count"] > 10
    reminded = sorted(simulation_customers(world, version, alice))[:2]
    for number, code in enumerate(reminded):
        replies.keep(world, mail("J’ai réglé hier.", f"c{int(code[1:])}@client.example", number), AT)
    after = simulation.simulate(version, AS_OF, True, alice, AT)
    assert (after["automatic"], after["unread"]) == (before["automatic"] - 2, 2)
    policies.switch_on(version, alice, AT)
    Run.objects.create(company=world, policy="default", as_of=AS_OF - DAY, at=AT)
    run = dunning.plan(world, AS_OF, alice, AT)
    assert len(braking.automatic(run)) == after["automatic"]


def simulation_customers(company, version, alice):
    """Whom the version would have written to."""
    under = simulation.everybody(words.stored(version.content))
    return dunning.proposed(company, AS_OF, under=under).proposals["customer"].to_list()
