"""A stranger decides nothing in this company, and its reminders carry nothing of another's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_scopes import scope, scopes_disabled
from tests.actions.books import AS_OF, AT, invoice

from ardoise.actions import correspondence, dunning, rights, sending
from ardoise.records.models import Approval, Customer, Event, Message, Proposal, SendingStop

TEN_DAYS_LATE = AS_OF - timedelta(10)


@pytest.fixture
def reminder(in_company, alice):
    """Martin's reminder, approved and waiting."""
    invoice(in_company, "MARTIN", 120_000, TEN_DAYS_LATE, "FA-1")
    run = dunning.plan(in_company, AS_OF, alice, AT)
    return dunning.approve(list(run.proposals.all()), alice, AT).messages[0]


CROSSINGS = {
    "plan": lambda c, m, by: dunning.plan(c, AS_OF, by, AT),
    "approve": lambda c, m, by: dunning.approve(list(Proposal.objects.all()), by, AT),
    "withdraw": lambda c, m, by: dunning.withdraw(m.approval, by, AT),
    "decide": lambda c, m, by: sending.decide(m, "count_as_sent", by, AT),
    "forget": lambda c, m, by: sending.forget_kept([m], by, AT),
    "stop": lambda c, m, by: sending.stop(c, by, AT, "rien ne va plus"),
    "resume": lambda c, m, by: sending.resume(c, by, AT),
}


@pytest.mark.parametrize("act", CROSSINGS)
def test_a_stranger_decides_nothing_and_meets_what_is_missing(in_company, reminder, charlie, act):
    before = told(in_company)
    with pytest.raises(rights.Missing):
        CROSSINGS[act](in_company, reminder, charlie)
    assert told(in_company) == before


def told(company):
    """Everything somebody could have decided."""
    return [list(model.objects.order_by("pk").values()) for model in (Proposal, Approval, Message, SendingStop, Event)]


@pytest.fixture
def neighbour(other_company):
    """The neighbour's own Martin owes as well, at another address."""
    from ardoise.records.models import Contact

    with scope(company=other_company):
        martin = Customer.objects.create(company=other_company, code="MARTIN", name="Un autre Martin")
        Contact.objects.create(company=other_company, customer=martin, email="martin@ailleurs.example")
        invoice(other_company, "MARTIN", 77_700, TEN_DAYS_LATE, "ZZ-9")
    return other_company


def test_two_companies_with_a_customer_of_the_same_code_share_no_paper(in_company, reminder, neighbour, charlie):
    with scope(company=neighbour):
        run = dunning.plan(neighbour, AS_OF, charlie, AT)
        draft = correspondence.preview(run.proposals.get())
        theirs = dunning.approve(list(run.proposals.all()), charlie, AT).messages[0]
        listed = list(theirs.items.values_list("document", flat=True))
    assert (theirs.recipient, listed) == ("martin@ailleurs.example", ["ZZ-9"])
    assert "FA-1" not in draft.subject + draft.body and "ZZ-9" in draft.body
    assert list(reminder.items.values_list("document", flat=True)) == ["FA-1"]


def test_a_batch_with_another_companys_proposal_is_refused_as_a_whole(in_company, alice, neighbour, charlie):
    invoice(in_company, "MARTIN", 120_000, TEN_DAYS_LATE, "FA-1")
    mine = list(dunning.plan(in_company, AS_OF, alice, AT).proposals.all())
    with scope(company=neighbour):
        theirs = list(dunning.plan(neighbour, AS_OF, charlie, AT).proposals.all())
    with scopes_disabled(), pytest.raises(ValueError, match="several companies"):
        dunning.approve([*mine, *theirs], alice, AT)
    with scopes_disabled():
        assert not Approval.objects.exists() and not Message.objects.exists()
