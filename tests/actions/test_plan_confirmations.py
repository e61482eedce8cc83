"""A plan confirmed in writing: once, by the one outbox, in the reader's language, and not when it no longer holds."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.deliveries import reachable
from tests.actions.outbox import TEN_DAYS_LATE, approved, clock, later, state_of
from tests.actions.test_instalments import DAYS, agree
from tests.channels.sink import listening, taken

from ardoise.actions import (
    correspondence,
    delivery,
    dunning,
    instalments,
    nights,
    policies,
    restraints,
    rights,
    sending,
    timeline,
)
from ardoise.actions.correspondence import contents_of
from ardoise.actions.delivery import batches, opt_outs
from ardoise.actions.restraints import Noted
from ardoise.actions.verification import verify
from ardoise.records import book
from ardoise.records.models import (
    ChannelSetting,
    Contact,
    Customer,
    Event,
    Handover,
    MailServer,
    Message,
    PlanConfirmation,
    Proposal,
    Run,
    Task,
)


@pytest.fixture
def owed(company, in_company):
    """Two invoices of Martin's, 900 and 600, and somebody to write to."""
    found = [invoice(company, "MARTIN", cents, TEN_DAYS_LATE, name) for cents, name in ((90_000, "F1"), (60_000, "F2"))]
    reachable(company)
    ChannelSetting.objects.create(company=company, channel="letter", way="print")
    return found


@pytest.fixture
def plan(alice, owed):
    return agree(dict.fromkeys(owed), alice)


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_it_leaves_once_and_tells_the_whole_plan(company, alice, plan):
    message = instalments.confirm(plan, alice, AT)
    assert instalments.confirm(plan, alice, AT + timedelta(1)) == message and Message.objects.count() == 1
    told = plain(message.body)
    for words in ("F1", "900,00 €", "F2", "600,00 €", "1 500,00 €", "19/05/2026", "500,00 €", "échéancier"):
        assert words in told, words
    assert (message.level, message.amount_cents, message.channel) == ("instalments", 0, "email")
    assert not contents_of(message).papers and not message.items.exists(), "it claims nothing"
    assert sending.dispatch(company, clock).counts == {"kept": 1} and state_of(message) == "kept"
    assert correspondence.is_whole(message)
    steps = [step.code for step in timeline.page(plan.customer, AS_OF, "fr").steps]
    assert "proposed_confirmation" in steps and steps.count("approved") == 1
    assert not nights.runs().exists(), "its run is none of dunning"


def test_it_leaves_on_the_day_a_reminder_left_and_neither_hinders_the_other(company, alice, owed):
    other = invoice(company, "MARTIN", 10_000, TEN_DAYS_LATE, "F3")
    reminder = approved(company, alice)
    sending.dispatch(company, clock)
    plan = agree(dict.fromkeys(owed), alice)
    message = instalments.confirm(plan, alice, AT)
    assert sending.dispatch(company, clock).counts == {"kept": 1}
    assert (state_of(reminder), state_of(message)) == ("kept", "kept")
    again = agree({other: None}, alice, 5_000, 5_000)
    assert instalments.confirm(again, alice, AT).pk != message.pk, "another plan, another confirmation, the same day"


@pytest.mark.parametrize(
    ("language", "kind", "told", "untold"),
    [
        ("fr", "consumer", "sans frais pour vous", "pénalités"),
        ("fr", "professional", "ne vaut pas renonciation aux pénalités", "sans frais"),
        ("en", "consumer", "The plan costs you nothing", "waives"),
        ("en", "professional", "waives none of the interest", "costs you nothing"),
        ("fr", "public_body", "un autre calendrier peut être convenu", "pénalités"),
    ],
)
@pytest.mark.parametrize("channel", ["email", "letter"])
def test_it_says_what_is_true_for_whom_it_is_written_to(alice, plan, language, kind, told, untold, channel):
    Customer.objects.filter(code="MARTIN").update(language=language, kind=kind)
    plan.refresh_from_db()
    message = instalments.confirm(plan, alice, AT, channel)
    assert message.channel == channel and message.language == language
    assert told in plain(message.body) and untold not in plain(message.body)
    assert not any(words in message.body for words in ("40 €", "€40", "{{"))
    assert [paper.name.partition("-")[0] for paper in contents_of(message).papers] == (
        [{"fr": "lettre", "en": "letter"}[language]] if channel == "letter" else []
    )


def test_of_an_item_planned_in_part_it_says_of_what(alice, owed):
    first, second = owed
    plan = agree({first: 60_000, second: None}, alice, 60_000, 60_000)
    message = instalments.confirm(plan, alice, AT)
    assert "partie de 900,00 €" in plain(message.body) and "partie de 900,00 €" in plain(message.html)
    assert message.html.count("<table") == 2


def insolvent(alice, plan, owed):
    restraints.declare_insolvency(plan.customer, AS_OF, Noted("", AS_OF, alice, AT))


def suspended(alice, plan, owed):
    restraints.block(owed[0], None, Noted("à voir", AS_OF, alice, AT))


def ended(alice, plan, owed):
    restraints.end(plan, alice, AT, "renégocié")


def replaced(alice, plan, owed):
    agree({owed[0]: None}, alice, 45_000, 45_000)


def paid(alice, plan, owed):
    for one in owed:
        pay(plan.company, "MARTIN", one)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [(ended, "plan_over"), (replaced, "plan_over"), (paid, "plan_over"), (insolvent, "insolvent"),
     (suspended, "blocked")],
)  # fmt: skip
def test_what_no_longer_holds_is_neither_approved_nor_sent(company, alice, plan, owed, happens, reason):
    message = instalments.confirm(plan, alice, AT)
    happens(alice, plan, owed)
    assert sending.dispatch(company, clock).counts == {"suppressed": 1}
    assert (state_of(message), message.reason) == ("suppressed", reason)
    with pytest.raises(restraints.Unfit, match=r"\w+ \w+ \w+"):
        instalments.confirm(plan, alice, AT)
    assert Message.objects.count() == 1


def test_what_is_paid_of_it_or_noted_of_another_item_does_not_stop_it(company, alice, plan):
    other = invoice(company, "MARTIN", 10_000, TEN_DAYS_LATE, "F3")
    message = instalments.confirm(plan, alice, AT)
    invoice(company, "MARTIN", -50_000, AS_OF, kind="payment", booked_on=AS_OF)
    restraints.block(other, None, Noted("à voir", AS_OF, alice, AT))
    assert sending.dispatch(company, clock).counts == {"kept": 1} and state_of(message) == "kept"


def test_what_was_suppressed_or_taken_back_may_be_sent_anew(company, alice, plan, owed):
    first = instalments.confirm(plan, alice, AT)
    assert dunning.withdraw(first.approval, alice, AT)
    second = instalments.confirm(plan, alice, AT)
    block = restraints.block(owed[0], None, Noted("à voir", AS_OF, alice, AT))
    sending.dispatch(company, clock)
    restraints.end(block, alice, AT)
    third = instalments.confirm(plan, alice, AT)
    assert sending.dispatch(company, clock).counts == {"kept": 1}
    assert state_of(second) == "suppressed" and state_of(third) == "kept"
    assert PlanConfirmation.objects.get().proposal == third.approval.proposal


def test_prepared_it_is_looked_at_and_changes_its_channel_and_its_day(alice, plan):
    first = instalments.propose_confirmation(plan, alice, AT)
    assert instalments.propose_confirmation(plan, alice, AT) == first and first.channel == "email"
    letter = instalments.propose_confirmation(plan, alice, AT, "letter")
    tomorrow = instalments.propose_confirmation(plan, alice, AT + timedelta(1))
    assert (letter.channel, tomorrow.channel, tomorrow.run.as_of) == ("letter", "letter", AS_OF + timedelta(1))
    assert list(Proposal.objects.all()) == [tomorrow] and list(Run.objects.all()) == [tomorrow.run]
    assert "19/05/2026" in correspondence.preview(tomorrow).body and not Message.objects.exists()
    assert Event.objects.filter(verb="proposed_confirmation").count() == 3


def test_where_nobody_is_reached_by_e_mail_a_letter_is_proposed(company, alice, plan):
    plan.customer.contacts.all().delete()
    assert instalments.reached_by(plan.customer) == ["letter"]
    assert instalments.propose_confirmation(plan, alice, AT).channel == "letter"
    with pytest.raises(restraints.Unfit, match=r"adresse|address"):
        instalments.confirm(plan, alice, AT, "email")


def test_it_needs_the_right_and_tells_who_wrote_it_when_it_did_not_leave(company, alice, bob, charlie, plan, owed):
    for nobody, refusal in ((bob, rights.Refused), (charlie, rights.Missing)):
        with pytest.raises(refusal):
            instalments.confirm(plan, nobody, AT)
    assert not Proposal.objects.exists() and not Event.objects.filter(verb="proposed_confirmation").exists()
    instalments.confirm(plan, alice, AT)
    suspended(alice, plan, owed)
    sending.dispatch(company, clock)
    assert Handover.objects.get(kind="task", row=Task.objects.get(done_at=None).pk).to == alice


def test_many_plans_are_looked_at_together(company, alice, plan):
    """A worker holds half of what waits: of four it asks for two at once, which list nothing."""
    plans = [plan]
    for code in ("PETIT", "DURAND", "MOREAU"):
        reachable(company, code)
        entry = invoice(company, code, 30_000, TEN_DAYS_LATE, f"F-{code}")
        Contact.objects.get_or_create(company=company, customer=entry.customer, email=f"{code}@client.example")
        plans.append(agree({entry: None}, alice, 30_000, days=DAYS[:1]))
    messages = [instalments.confirm(one, alice, AT) for one in plans]
    restraints.end(plans[1], alice, AT, "renégocié")
    assert sending.dispatch(company, clock).counts == {"kept": 3, "suppressed": 1}
    assert [state_of(message) for message in messages] == ["kept", "suppressed", "kept", "kept"]


def left_in_peace(alice, plan):
    restraints.block(plan.customer, None, Noted("plus rien ne part", AS_OF, alice, AT))


def refuses_mail(alice, plan):
    opt_outs.opt_out(plan.customer, "email", alice, AT)


def moves(alice, plan):
    plan.customer.contacts.update(email="ailleurs@client.example")


@pytest.mark.parametrize(
    ("happens", "reason"),
    [(left_in_peace, "blocked"), (refuses_mail, "contact_changed"), (moves, "contact_changed")],
)
def test_who_asked_for_peace_or_is_elsewhere_since_is_not_written_to(company, alice, plan, happens, reason):
    message = instalments.confirm(plan, alice, AT)
    happens(alice, plan)
    assert sending.dispatch(company, clock).counts == {"suppressed": 1}
    assert (state_of(message), message.reason) == ("suppressed", reason)


def test_it_is_a_contact_and_waits_for_a_working_day_and_the_end_of_quiet_hours(company, alice, plan, tmp_path):
    message = instalments.confirm(plan, alice, AT)
    made = book.contacts_made(company.pk, AS_OF - timedelta(3), plan.customer_id)
    assert made["channel"].to_list() == ["email"]
    with listening(tmp_path) as port:
        MailServer.objects.create(company=company, host="127.0.0.1", port=port, security="none")
        policies.change_limits(company, alice, AT, quiet_from=time(9), quiet_until=time(12))
        assert not sending.dispatch(company, clock).counts.get("sent") and state_of(message) == "queued"
        policies.change_limits(company, alice, AT, quiet_from=None, quiet_until=None)
        assert not sending.dispatch(company, later(days=-1)).counts.get("sent"), "on a Sunday"
        sending.dispatch(company, later(hours=4))
        assert state_of(message) == "sent" and len(taken(tmp_path)) == 1
    assert verify(company) == []


def test_a_letter_is_not_posted_for_a_plan_that_was_ended_since_it_was_printed(company, alice, plan):
    message = instalments.confirm(plan, alice, AT, "letter")
    assert sending.dispatch(company, clock).counts == {"to_do": 1} and verify(company) == []
    batch = batches.make(company, [message], alice, AT)
    ended(alice, plan, None)
    assert batches.changed(batch, AT) == [message]
    with pytest.raises(delivery.Unfit, match="modifié"):
        batches.post(batch, AS_OF, alice, AT)


def test_by_a_channel_that_is_off_nothing_is_approved(company, alice, plan):
    """It would have waited three days, and then not left."""
    ChannelSetting.objects.all().delete()
    with pytest.raises(restraints.Unfit, match="pas réglé"):
        instalments.confirm(plan, alice, AT, "letter")
    assert not Message.objects.exists()
    assert instalments.confirm(plan, alice, AT, "email").channel == "email"
