"""A channel refused in a group whose head receives for its members: what happens is told, never silence."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.actions.books import AS_OF, AT
from tests.actions.outbox import clock, later
from tests.actions.sending.test_groups import approve_all, customer, reasons, states, text_of
from tests.channels.sink import taken

from ardoise.actions import correspondence, delivery, dunning, sending, timeline
from ardoise.domain.correspondence import addressing
from ardoise.records.models import Contact, Event, Skip, Task


@pytest.fixture
def refuse(alice):
    return lambda code, contact=None: delivery.opt_out(customer(code), "email", alice, AT, contact)


def read_by(world):
    return {mail["To"]: text_of(mail) for mail in taken(world)}


def skipped(run):
    return dict(Skip.objects.filter(run=run).values_list("customer__code", "reason"))


def test_where_the_head_refuses_each_member_is_written_to_at_its_own_mailbox_and_the_proposal_says_so(
    family, alice, server, world, refuse
):
    refuse("DURAND")
    run = dunning.plan(family, AS_OF, alice, AT)
    assert skipped(run)["DURAND"] == "opted_out"
    for draft in correspondence.preview_many(list(run.proposals.select_related("customer", "run"))):
        told = addressing.in_words(draft.context.addressee, "fr")
        assert ("Durand SARL" in told) == (draft.context.letter.customer_code in ("MARTIN", "PETIT")), told
    approve_all(family, alice)
    assert sending.dispatch(family, clock).counts == {"sent": 3}
    read = read_by(world)
    assert set(read) == {"martin@client.example", "petit@client.example", "moreau@client.example"}
    assert "FA-3" not in read["martin@client.example"] and "FA-1" not in read["petit@client.example"]


@pytest.mark.parametrize("is_one_person", [False, True])
def test_a_member_whom_nobody_else_reads_for_is_not_proposed_and_is_a_task_to_repair(
    family, alice, refuse, is_one_person
):
    Contact.objects.filter(customer__code="PETIT").delete()
    refuse("DURAND", Contact.objects.get(customer__code="DURAND") if is_one_person else None)
    run = dunning.run(family, AS_OF, None, AT)
    assert skipped(run)["PETIT"] == "no_address"
    assert Task.objects.get(customer__code="PETIT").kind == "repair"
    assert not run.proposals.filter(customer__code="PETIT").exists()


def test_a_member_that_refuses_is_left_out_of_the_head_s_message_and_the_list_says_why(
    family, alice, server, world, refuse
):
    refuse("PETIT")
    messages = approve_all(family, alice)
    assert set(messages) == {"DURAND", "MARTIN", "MOREAU"}
    assert skipped(messages["MARTIN"].approval.proposal.run)["PETIT"] == "opted_out"
    assert sending.dispatch(family, clock).counts == {"sent": 2}
    assert "FA-3" not in read_by(world)["durand@client.example"]


def test_a_person_at_a_member_s_who_refuses_changes_nothing_for_the_head_that_reads(
    family, alice, server, world, refuse
):
    refuse("PETIT", Contact.objects.get(customer__code="PETIT"))
    approve_all(family, alice)
    assert sending.dispatch(family, clock).counts == {"sent": 2}
    assert "FA-3" in read_by(world)["durand@client.example"]


def test_a_member_that_refuses_once_it_was_approved_drops_out_and_the_rest_leaves(family, alice, server, world, refuse):
    approve_all(family, alice)
    refuse("PETIT")
    assert sending.dispatch(family, clock).counts == {"queued": 1, "sent": 2}
    assert "FA-3" not in read_by(world)["durand@client.example"] and "PETIT" not in states()
    event = Event.objects.get(verb="regathered", customer__code="PETIT")
    assert json.loads(bytes(event.content))["after"]["why"] == "opted_out"
    for code, told in {"PETIT": "ne veut pas être joint", "MARTIN": "avec celle de Petit Frères"}.items():
        assert any(told in step.detail for step in timeline.everything(customer(code), AS_OF, "fr")), code


def test_a_head_that_refuses_once_it_was_approved_stops_all_of_it_and_each_is_proposed_anew(
    family, alice, server, world, refuse
):
    approve_all(family, alice)
    refuse("DURAND")
    assert sending.dispatch(family, clock).counts == {"suppressed": 1, "sent": 1}
    assert list(read_by(world)) == ["moreau@client.example"]
    told = {code: reasons()[code] for code in ("DURAND", "MARTIN", "PETIT")}
    assert told == {"DURAND": "opted_out", "MARTIN": "contact_changed", "PETIT": "contact_changed"}
    tomorrow = AS_OF + timedelta(1)
    run = dunning.plan(family, tomorrow, alice, later(days=1)())
    assert set(run.proposals.values_list("customer__code", flat=True)) == {"MARTIN", "PETIT"}
    assert skipped(run)["DURAND"] == "opted_out"
