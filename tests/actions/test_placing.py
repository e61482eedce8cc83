"""Who is under which policy in a run, and what would leave under another: by rules, by hand, for trial."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.deliveries import settle

from ardoise.actions import dunning, policies, restraints, rights, templates
from ardoise.actions.correspondence import preview_many
from ardoise.actions.dunning import proposed
from ardoise.actions.policies import simulation
from ardoise.actions.restraints import Noted
from ardoise.actions.templates import Place
from ardoise.channels import sms
from ardoise.domain import policies as words
from ardoise.domain.correspondence.packs import Words
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.records.models import Contact, Customer, Event, Message, Proposal, Run, Task

GENTLE = words.described(DEFAULT_POLICY) | {
    "levels": [{"key": "doux", "days_overdue_min": 5, "channel": "email", "tone": "friendly"}]
}
LATE = AS_OF - timedelta(6)


@pytest.fixture
def book(in_company, alice):
    """Everybody is six days late: too early for the standard ladder, late enough for the gentle one."""
    for code, cents in (("MARTIN", 900_000), ("PETIT", 50_000), ("DURAND", 40_000)):
        in_company.last = invoice(in_company, code, cents, LATE)
    Customer.objects.filter(code="PETIT").update(kind="consumer", language="en")
    policies.adopt(in_company, alice, AT)
    return in_company


@pytest.fixture
def gentle(book, alice):
    version = policies.make(book, "Doux", GENTLE, alice, AT)
    policies.switch_on(version, alice, AT)
    return version.policy


def placed(run):
    """Customer → policy, what assigned it, level proposed."""
    rows = run.proposals.values_list("customer__code", "policy", "assigned_by", "level")
    skips = run.skips.filter(open_cents__gt=0).values_list("customer__code", "policy", "assigned_by", "reason")
    return {code: (policy, by, what) for code, policy, by, what in [*rows, *skips]}


def test_rules_in_order_an_override_before_them_and_the_default_after(book, gentle, alice):
    policies.add_rule(book, "Anglophones", [{"fact": "language", "is": "is", "value": "EN"}], gentle, alice, AT)
    default = policies.adopt(book, alice, AT)
    policies.add_rule(
        book, "Petites sommes", [{"fact": "open_cents", "is": "at_most", "value": 60_000}], default, alice, AT
    )
    policies.override(Customer.objects.get(code="MARTIN"), gentle, "fragile", alice, AT)
    run = dunning.plan(book, AS_OF, alice, AT)
    assert placed(run) == {
        "MARTIN": ("Doux", "override", "doux"),
        "PETIT": ("Doux", "Anglophones", "doux"),
        "DURAND": ("default", "Petites sommes", "in_grace"),
    }
    assert [rule["name"] for rule in run.computed_with["rules"]] == ["Anglophones", "Petites sommes"]
    assert run.computed_with["versions"] == {"default": 1, "Doux": 1}


def test_what_was_approved_is_looked_at_again_under_the_same_rules(book, gentle, alice):
    rule = policies.add_rule(book, "Tous", [], gentle, alice, AT)
    run = dunning.plan(book, AS_OF, alice, AT)
    assert len(dunning.approve(run.proposals.filter(customer__code="MARTIN"), alice, AT).messages) == 1
    policies.delete_rule(rule, alice, AT)
    refused = dunning.approve(run.proposals.filter(customer__code="PETIT"), alice, AT).refusals
    assert [refusal.reason for refusal in refused] == ["in_grace"]


def test_a_promise_is_broken_once_the_grace_of_its_customer_s_own_policy_is_over(book, gentle, alice):
    patient = policies.draft(gentle, GENTLE | {"promise_grace_days": 20}, alice, AT)
    policies.switch_on(patient, alice, AT)
    policies.add_rule(book, "Anglophones", [{"fact": "language", "is": "is", "value": "EN"}], gentle, alice, AT)
    made = {
        code: restraints.promise(Customer.objects.get(code=code), 40_000, LATE, Noted("", LATE, alice, AT))
        for code in ("PETIT", "DURAND")
    }
    ids = [promise.customer_id for promise in made.values()]

    def outcomes(as_of):
        judged = dunning.promises_judged(book, as_of, ids)
        return {code: judged[promise.pk]["outcome"] for code, promise in made.items()}

    assert outcomes(LATE + timedelta(4)) == {"PETIT": "waiting", "DURAND": "broken"}
    assert outcomes(LATE + timedelta(21)) == {"PETIT": "broken", "DURAND": "broken"}
    rows = {row["customer"]: row for row in proposed(book, LATE + timedelta(10)).proposals.to_dicts()}
    assert rows["DURAND"]["promise_broken_on"] == LATE and "PETIT" not in rows


def test_a_promise_ended_on_the_day_its_money_came_was_kept(book, alice):
    durand = Customer.objects.get(code="DURAND")
    kept, ended = (
        restraints.promise(who, 40_000, AS_OF, Noted("", AS_OF, alice, AT))
        for who in (durand, Customer.objects.get(code="PETIT"))
    )
    pay(book, "DURAND", book.last, on=AS_OF)
    for promise in (kept, ended):
        restraints.end(promise, alice, AT)
    told = dunning.promises_told(book, AS_OF, [kept.customer_id, ended.customer_id])
    assert told == {kept.pk: "kept"}, "of the other it is told that somebody ended it"


def test_one_invoice_alone_is_put_under_another_policy(book, gentle, alice):
    invoice(book, "DURAND", 70_000, LATE)
    policies.override(book.last, gentle, "cette facture seulement", alice, AT)
    run = dunning.plan(book, AS_OF, alice, AT)
    (proposal,) = run.proposals.all()
    assert (proposal.customer.code, proposal.level, proposal.policy) == ("DURAND", "doux", "Doux")
    assert list(proposal.items.values_list("entry", flat=True)) == [book.last.pk]


def test_a_rule_may_ask_how_a_customer_pays(book, gentle, alice):
    for n in range(3):
        paid = invoice(book, "MARTIN", 10_000, AS_OF - timedelta(90 + n), booked_on=AS_OF - timedelta(120))
        pay(book, "MARTIN", paid, on=AS_OF - timedelta(40))
    policies.add_rule(
        book, "Toujours en retard", [{"fact": "behaviour", "is": "is", "value": "habitually_late"}], gentle, alice, AT
    )
    assert placed(dunning.plan(book, AS_OF, alice, AT))["MARTIN"] == ("Doux", "Toujours en retard", "doux")


def test_what_would_leave_is_what_the_run_then_proposes_and_nothing_is_stored(book, alice):
    version = policies.make(book, "Doux", GENTLE, alice, AT)
    petit = Customer.objects.get(code="PETIT")
    Task.objects.create(
        company=book, customer=petit, kind="call", outcome="reached", done_at=AT - timedelta(5), due_on=AS_OF, at=AT
    )
    policies.add_rule(book, "Anglophones", [{"fact": "language", "is": "is", "value": "en"}], version.policy, alice, AT)
    before = (Event.objects.count(), Run.objects.count(), Proposal.objects.count(), Message.objects.count())
    told = simulation.simulate(version, AS_OF, False, alice, AT)
    assert (Event.objects.count(), Run.objects.count(), Proposal.objects.count(), Message.objects.count()) == before
    assert (told["count"], told["count_now"], told["under"], told["sums"]) == (1, 0, 1, {"EUR": 50_000})
    assert [row["customer"] for row in told["newly"]] == ["PETIT"] and told["contacts"] == {"2": 1}
    policies.switch_on(version, alice, AT)
    run = dunning.plan(book, AS_OF, alice, AT)
    assert list(run.proposals.values_list("customer__code", "amount_cents")) == [("PETIT", 50_000)]
    assert (told["count"], told["sums"], told["skips"]) == tuple(
        run.figures[name] for name in ("proposals", "amount_cents", "skips")
    )
    everybody = simulation.simulate(version, AS_OF, True, alice, AT)
    assert everybody["count"] == 3 and everybody["newly_count"] == 2 and everybody["same_count"] == 1


def test_a_text_message_is_simulated_at_the_cost_of_its_parts_as_it_would_be_written(book, alice):
    long = Words("Rappel", "Merci de régler {{total}}. " + "Nous vous le rappelons. " * 9)
    templates.save(book, Place("friendly", "fr", "", "sms"), long, alice, AT)
    settle(book, "sms", "provider", cost_micros=50_000)
    Contact.objects.filter(company=book).update(phone="06 12 34 56 78")
    by_sms = {"levels": [{"key": "doux", "days_overdue_min": 1, "channel": "sms"}]}
    version = policies.make(book, "Court", GENTLE | by_sms, alice, AT)
    (line,) = simulation.simulate(version, AS_OF, True, alice, AT)["lines"]
    policies.switch_on(version, alice, AT)
    policies.make_default(version.policy, alice, AT)
    drafts = preview_many(list(dunning.plan(book, AS_OF, alice, AT).proposals.all()))
    parts = [sms.count(draft.body).parts for draft in drafts]
    assert line["count"] == len(parts) > 0 and max(parts) > 1
    assert line["cost_micros"] == 50_000 * sum(parts)


def test_what_would_leave_is_told_only_to_who_may_see_all(book, alice, bob, charlie):
    version = policies.make(book, "Doux", GENTLE, alice, AT)
    assert simulation.simulate(version, AS_OF, True, bob, AT)["count"] == 3
    with pytest.raises(rights.Missing):
        simulation.simulate(version, AS_OF, True, charlie, AT)
