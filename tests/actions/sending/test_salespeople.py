"""Who reads along: a salesperson, where they follow every account of which the message speaks."""

from __future__ import annotations

import pytest
from tests.actions.books import AS_OF, AT
from tests.actions.outbox import clock
from tests.actions.sending.test_groups import approve_all
from tests.actions.test_messages import under
from tests.channels.sink import taken
from tests.conftest import person

from ardoise.actions import correspondence, dunning, sending
from ardoise.records.models import Customer, Message, User


def followed(company, **names):
    under(company, copies_salesperson=True)
    for code, name in names.items():
        who = User.objects.filter(username=name).first() or person(name, company, "salesperson")
        Customer.objects.filter(code=code).update(salesperson=who)


def test_the_salesperson_of_all_members_reads_along(family, alice, server, world):
    followed(family, MARTIN="zoe", PETIT="zoe", DURAND="zoe")
    approve_all(family, alice, "MARTIN", "PETIT", "DURAND")
    assert sending.dispatch(family, clock).counts == {"sent": 1}
    (mail,) = taken(world)
    assert [address.addr_spec for address in mail["Cc"].addresses] == ["zoe@ardoise.example"]


@pytest.mark.parametrize("others", [{"PETIT": "yan", "DURAND": "zoe"}, {"DURAND": "zoe"}])
def test_no_salesperson_reads_what_sister_accounts_owe(family, alice, server, world, others):
    """Who follows some of the accounts only would read the others' invoices; the preview says so."""
    followed(family, MARTIN="zoe", **others)
    members = ["MARTIN", "PETIT", "DURAND"]
    proposals = list(dunning.plan(family, AS_OF, alice, AT).proposals.filter(customer__code__in=members))
    drafts = list(correspondence.preview_each(proposals))
    assert len(drafts) == 3 and {draft.cc for draft in drafts} == {""}
    assert set(drafts[0].left_out) == {f"{name}@ardoise.example" for name in {"zoe", *others.values()}}
    approve_all(family, alice, *members)
    assert sending.dispatch(family, clock).counts == {"sent": 1}
    (mail,) = taken(world)
    assert mail["Cc"] is None


def test_what_an_earlier_version_froze_with_a_salesperson_each_leaves_without_copies(family, alice, server, world):
    followed(family, MARTIN="zoe", PETIT="yan", DURAND="zoe")
    approve_all(family, alice, "MARTIN", "PETIT", "DURAND")
    whole = Message.objects.select_related("customer__salesperson", "carrier")
    for message in sorted(whole, key=lambda one: one.carrier is None):  # the carrier last: its seal holds theirs
        message.cc = message.customer.salesperson.email
        Message.objects.filter(pk=message.pk).update(cc=message.cc, sha256=correspondence.fingerprint(message))
    assert sending.dispatch(family, clock).counts == {"sent": 1}
    (mail,) = taken(world)
    assert mail["Cc"] is None
