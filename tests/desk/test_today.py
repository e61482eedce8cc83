"""Today: who is to hear from us and why, who is left in peace and why, and what a collector decides."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from ardoise.actions import disputes, errands, policies, replies, work
from ardoise.actions.dunning import plan
from ardoise.actions.restraints import Noted
from ardoise.records.models import (
    Approval,
    Block,
    Company,
    Contact,
    Dispute,
    Errand,
    Event,
    Import,
    Message,
    PaymentNotice,
    Promise,
    Proposal,
    Run,
)
from tests.actions.mails import mail
from tests.conftest import person
from tests.desk.conftest import AT, TODAY, signed_in


def words(response):
    """The page as a person reads it; French spaces its colons and quotes without breaking the line."""
    page = re.sub(r"[\u00a0\u202f](?=[;:!?»])|(?<=«)\u00a0", " ", response.content.decode())
    return re.sub(r"[ \n\t]+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_list_shows_whom_to_remind_most_pressing_first_with_what_they_owe(as_alice, book):
    page = words(as_alice.get("/"))
    assert "Martin &amp; Fils" in page and "1\u202f650,50" in page
    assert "Lefebvre" in page and "21\u202f000,00" in page
    listed = [line.customer.code for line in as_alice.get("/").context["page"].lines]
    assert listed == sorted(listed, key=lambda code: -book.proposals[code].priority)


def test_a_line_says_that_its_customer_has_written_and_that_a_person_confirms_what_would_leave_by_itself(
    as_alice, book
):
    said = "a écrit, pas encore lu"
    assert said not in words(as_alice.get("/"))
    with scope(company=book.company):
        Contact.objects.update_or_create(
            company=book.company, customer=book.proposals["MARTIN"].customer, email="martin@client.example"
        )
        replies.keep(book.company, mail("Le virement est parti hier."), AT)
        Proposal.objects.filter(customer__code="MARTIN").update(is_automatic=True)
    listed = {line.customer.code: line.is_unread for line in as_alice.get("/").context["page"].lines}
    assert listed == {"MARTIN": True, "LEFEBVRE": False}
    assert f"{said} : à confirmer" in words(as_alice.get("/"))
    opened = words(as_alice.get(f"/proposals/{book.proposals['MARTIN'].pk}/"))
    assert "Ce client a écrit et personne ne l’a encore lu : aucune relance n’est approuvée d’elle-même." in opened


def test_why_was_durand_not_chased_has_an_answer(as_alice, book):
    page = words(as_alice.get("/not-chased/", {"q": "durand"}))
    assert "Durand SARL" in page and "remise oubliée" in page
    assert "Petit" not in page


def test_everybody_is_either_proposed_or_left_in_peace(as_alice, book):
    proposed = {line.customer.code for line in as_alice.get("/").context["page"].lines}
    left = {line.customer.code for line in as_alice.get("/not-chased/").context["page"].lines}
    assert proposed == {"MARTIN", "LEFEBVRE"}
    assert left == {"DURAND", "PETIT", "MOREAU"}


def test_a_search_among_those_not_chased_tells_who_is_proposed_after_all(as_alice, book):
    assert "Martin &amp; Fils est proposé aujourd’hui" in words(as_alice.get("/not-chased/", {"q": "martin"}))


def test_the_page_speaks_the_language_of_its_reader(as_alice, alice, book):
    alice.language = "en"
    alice.save()
    page = words(as_alice.get("/"))
    assert "Compute today’s proposals" in page and "1,650.50" in page and "16\u00a0Mar\u00a02026" in page


def test_a_proposal_opens_beside_the_list_with_exactly_what_would_leave(as_alice, book):
    martin = book.proposals["MARTIN"]
    panel = as_alice.get(f"/proposals/{martin.pk}/", headers={"HX-Request": "true"})
    page = words(panel)
    assert "<html" not in panel.content.decode()
    assert "FA-1" in page and "FA-2" in page and "martin@client.example" in page and "releve-MARTIN" in page


def test_the_statement_of_the_preview_is_a_pdf_nobody_keeps(as_alice, book):
    answer = as_alice.get(f"/proposals/{book.proposals['MARTIN'].pk}/statement.pdf")
    assert answer.content.startswith(b"%PDF") and answer["Cache-Control"] == "private, no-store"


def test_one_approval_makes_one_message_and_a_second_click_makes_none(as_alice, book):
    martin = book.proposals["MARTIN"].pk
    for _click in range(2):
        as_alice.post(f"/proposals/{martin}/approval/")
    with scope(company=book.company):
        assert Approval.objects.count() == Message.objects.count() == 1


def test_approving_beside_the_list_opens_the_next_proposal_and_takes_the_row_away(as_alice, book):
    first, second = (line for line in as_alice.get("/").context["page"].lines)
    answer = as_alice.post(f"/proposals/{first.pk}/approval/", headers={"HX-Request": "true"})
    assert second.customer.name in answer.content.decode().replace("&amp;", "&")
    assert f"proposal-{first.pk}" in answer["HX-Trigger-After-Settle"]
    colleague = signed_in(person("diane", book.company, "collector"))
    late = colleague.post(f"/proposals/{first.pk}/approval/", headers={"HX-Request": "true"})
    assert "plus rapide" in late["HX-Trigger-After-Settle"], "who approves it after a colleague is told"


def test_approving_under_a_filter_stays_under_it_and_its_counts_follow(as_alice, book):
    martin = book.proposals["MARTIN"]
    beside = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/?level={martin.level}&q=Martin"}
    answer = as_alice.post(f"/proposals/{martin.pk}/approval/", headers=beside).content.decode()
    assert "Lefebvre" not in answer
    levels = answer[answer.index('id="levels" hx-swap-oob="true"') :]
    assert f"level={martin.level}&amp;q=Martin" in levels and "</span> 1</a>" in levels  # of two


def test_some_or_all_are_approved_only_after_a_look(as_alice, book):
    confirmation = as_alice.post("/approvals/confirmation/", {"which": "all"})
    page = words(confirmation)
    assert "Valider 2 courriers" in page and "22\u202f650,50" in page and "martin@client.example" in page
    with scope(company=book.company):
        assert not Approval.objects.exists()
    as_alice.post("/approvals/", {"which": "all", "fingerprint": confirmation.context["fingerprint"]})
    with scope(company=book.company):
        assert Approval.objects.count() == 2


def test_only_the_ticked_are_approved(as_alice, book):
    ticked = {"which": "ticked", "proposal": [book.proposals["LEFEBVRE"].pk]}
    look = as_alice.post("/approvals/confirmation/", ticked)
    as_alice.post("/approvals/", {**ticked, "fingerprint": look.context["fingerprint"]})
    with scope(company=book.company):
        assert [a.proposal.customer.code for a in Approval.objects.all()] == ["LEFEBVRE"]


def test_nothing_is_approved_when_the_list_changed_since_the_look(as_alice, book):
    look = as_alice.post("/approvals/confirmation/", {"which": "all"})
    as_alice.post(f"/proposals/{book.proposals['MARTIN'].pk}/approval/")
    page = as_alice.post("/approvals/", {"which": "all", "fingerprint": look.context["fingerprint"]}, follow=True)
    assert "Rien n’a été validé" in words(page)
    with scope(company=book.company):
        assert Approval.objects.count() == 1


def test_an_amount_that_changed_under_the_look_is_not_approved(as_alice, book):
    look = as_alice.post("/approvals/confirmation/", {"which": "all"})
    with scope(company=book.company):
        Proposal.objects.filter(pk=book.proposals["MARTIN"].pk).update(amount_cents=1)
    as_alice.post("/approvals/", {"which": "all", "fingerprint": look.context["fingerprint"]})
    with scope(company=book.company):
        assert not Approval.objects.exists()


@pytest.mark.parametrize(
    ("kind", "table", "said"),
    [
        ("dispute", Dispute, {"dispute-reason": "price", "dispute-note": "facturé au mauvais prix"}),
        ("promise", Promise, {"promise-promised_on": "2026-03-25", "promise-amount": "1 650,50"}),
        ("payment_notice", PaymentNotice, {"payment_notice-paid_on": "2026-03-16", "payment_notice-said_by": "Ida"}),
        ("block", Block, {"block-until_on": "2026-04-01", "block-note": "en congés"}),
    ],
)
def test_a_proposal_is_set_aside_and_leaves_the_list(as_alice, book, kind, table, said):
    martin = book.proposals["MARTIN"]
    as_alice.post(f"/proposals/{martin.pk}/restraints/{kind}/", said)
    with scope(company=book.company):
        noted = table.objects.get(customer=martin.customer)
    assert noted.by.username == "alice"
    assert [line.customer.code for line in as_alice.get("/").context["page"].lines] == ["LEFEBVRE"]
    assert "mise de côté" in words(as_alice.get("/"))


def test_an_amount_promised_is_read_the_french_and_the_english_way(as_alice, book):
    for typed in ("1 234,50", "1234.50"):
        said = {"promise-promised_on": "2026-03-25", "promise-amount": typed}
        as_alice.post(f"/proposals/{book.proposals['MARTIN'].pk}/restraints/promise/", said)
        with scope(company=book.company):
            assert Promise.objects.filter(ended_at=None, customer__code="MARTIN").latest("pk").amount_cents == 123_450


def test_a_dispute_may_be_about_a_part_of_one_invoice_only(as_alice, book):
    address = f"/proposals/{book.proposals['MARTIN'].pk}/restraints/dispute/"
    said = {"dispute-reason": "quantity", "dispute-amount": "120,50"}
    assert "la seule facture" in words(as_alice.post(address, said))
    as_alice.post(address, said | {"entry": str(book.late.pk)})
    with scope(company=book.company):
        item = Dispute.objects.get(customer__code="MARTIN").items.get()
        assert (item.entry_id, item.contested_cents) == (book.late.pk, 12_050)


def test_another_customers_invoice_cannot_be_disputed_from_here(as_alice, book):
    with scope(company=book.company):
        foreign = book.customers["PETIT"].entries.get().pk
    said = {"dispute-reason": "price", "entry": str(foreign)}
    page = as_alice.post(f"/proposals/{book.proposals['MARTIN'].pk}/restraints/dispute/", said)
    assert "n’est plus ouvert" in words(page)
    with scope(company=book.company):
        assert not Dispute.objects.filter(customer__code="MARTIN").exists()


def test_what_cannot_be_noted_is_said_beside_its_field_and_nothing_is_written(as_alice, book):
    said = {"promise-promised_on": "2026-03-01", "promise-amount": "12"}
    answer = as_alice.post(f"/proposals/{book.proposals['MARTIN'].pk}/restraints/promise/", said)
    assert "le 1er mars 2026 est passé" in re.sub(r"\s", " ", words(answer))
    said = {"promise-promised_on": "2026-03-25", "promise-amount": "12OO,50"}
    answer = as_alice.post(f"/proposals/{book.proposals['MARTIN'].pk}/restraints/promise/", said)
    assert "Écrivez un montant" in words(answer)
    with scope(company=book.company):
        assert not Promise.objects.filter(customer__code="MARTIN").exists()


def carried_out(company):
    """What the worker does with all that waits; the errands as they ended."""
    with scope(company=company):
        waiting = list(Errand.objects.filter(state="waiting"))
    return [errands.carry_out(errand.pk, lambda: AT) for errand in waiting]


def test_computing_again_keeps_what_was_approved(as_alice, book):
    as_alice.post(f"/proposals/{book.proposals['MARTIN'].pk}/approval/")
    as_alice.post("/runs/")
    carried_out(book.company)
    with scope(company=book.company):
        assert Run.objects.count() == 1 and Approval.objects.count() == 1
        assert Event.objects.filter(verb="planned").count() == 2


def test_what_was_approved_and_did_not_leave_is_counted_where_it_was_approved(as_alice, book):
    as_alice.post(f"/proposals/{book.proposals['MARTIN'].pk}/approval/")
    assert "pas parti" not in words(as_alice.get("/"))
    with scope(company=book.company):
        Message.objects.update(state="suppressed", reason="planned")
    page = as_alice.get("/").content.decode()
    assert "1 n’est pas parti, et pourquoi" in page and 'href="/outbox/?state=suppressed"' in page
    assert "échéancier" in words(as_alice.get("/outbox/?state=suppressed"))


def test_what_is_computed_shows_its_progress_and_is_told_once_to_who_asked(as_alice, as_bob, book):
    page = words(as_alice.post("/runs/", follow=True))
    assert "Calcul des propositions" in page and "vous pouvez quitter cette page" in page.lower()
    assert "Actualiser" in page, "without JavaScript there is a link"
    carried_out(book.company)
    assert "Calculé : 2 propositions" not in words(as_bob.get("/"))
    assert "Calculé : 2 propositions" in words(as_alice.get("/")), "on the first page she opens, whatever was closed"
    page = words(as_alice.get("/"))
    assert "Calculé : 2 propositions" not in page and "Calcul des propositions" not in page


def test_two_clicks_start_one_computation(as_alice, book):
    for _click in range(2):
        as_alice.post("/runs/")
    with scope(company=book.company):
        assert Errand.objects.count() == 1
    assert len(work.asked_for(Errand)) == work.tasks(Errand).count() == 1


def test_the_progress_is_asked_again_until_the_end(as_alice, book):
    as_alice.post("/runs/")
    with scope(company=book.company):
        errand = Errand.objects.get()
        Errand.objects.update(state="running", progress=60)
    answer = as_alice.get(f"/errands/{errand.pk}/progress/")
    assert "60 %" in words(answer) and "every 1s" in answer.content.decode() and "HX-Trigger" not in answer
    with scope(company=book.company):
        Errand.objects.update(state="done", progress=100)
    answer = as_alice.get(f"/errands/{errand.pk}/progress/")
    assert answer["HX-Trigger"] == "errand-ended" and "every 1s" not in answer.content.decode()


def test_many_approvals_are_written_by_the_worker_and_what_was_refused_is_told(as_alice, book, alice, monkeypatch):
    from ardoise.desk.today import approvals

    monkeypatch.setattr(approvals, "AT_ONCE", 1)
    look = as_alice.post("/approvals/confirmation/", {"which": "all"})
    as_alice.post("/approvals/", {"which": "all", "fingerprint": look.context["fingerprint"]})
    assert "Validation de 2 courriers" in words(as_alice.get("/"))
    with scope(company=book.company):
        assert not Approval.objects.exists()
    disputes.open_about(book.late.customer, "price", {book.late: None}, Noted("", TODAY, alice, AT))
    carried_out(book.company)
    with scope(company=book.company):
        assert [a.by for a in Approval.objects.all()] == [alice]
    page = words(as_alice.get("/"))
    assert "1 courrier validé" in page and "Martin &amp; Fils:" in page.replace(" :", ":")


def test_work_that_failed_says_so_with_its_sentence(as_alice, as_bob, book, alice):
    as_alice.post("/runs/")
    alice.memberships.update(role="reader")
    carried_out(book.company)
    for client in (as_alice, as_bob):
        page = words(client.get("/"))
        assert "a échoué" in page and "demandez-le à un administrateur" in page


def test_without_a_worker_the_page_says_so_and_what_to_do(as_alice, book):
    as_alice.post("/runs/")
    assert "ardoise work" not in words(as_alice.get("/")), "it has just been asked"
    work.tasks(Errand).update(enqueued_at=timezone.now() - timedelta(minutes=1))
    assert "ardoise work" in words(as_alice.get("/"))


def test_a_list_of_yesterday_says_so(as_alice, book, settings):
    settings.TODAY = "2026-03-17"
    assert "Cette liste est celle du 16\u00a0mars\u00a02026" in words(as_alice.get("/"))


def test_a_list_of_before_a_policy_was_switched_on_says_so(as_alice, book, alice):
    said = "Un scénario a été activé après le calcul de cette liste"
    assert said not in words(as_alice.get("/"))
    with scope(company=book.company):
        run = Run.objects.latest("at")
        policies.adopt(book.company, alice, run.at + timedelta(minutes=1))
    assert said in words(as_alice.get("/"))
    with scope(company=book.company):
        Run.objects.update(at=run.at + timedelta(minutes=2))
    assert said not in words(as_alice.get("/"))


def test_a_salesperson_sees_only_their_customers(salesperson, book):
    zoe = signed_in(salesperson)
    assert [line.customer.code for line in zoe.get("/").context["page"].lines] == ["LEFEBVRE"]
    assert not zoe.get("/not-chased/").context["page"].lines
    assert zoe.get("/").context["counters"]["waiting"] == 1
    assert zoe.get(f"/proposals/{book.proposals['MARTIN'].pk}/").status_code == 404
    assert zoe.get(f"/proposals/{book.proposals['MARTIN'].pk}/statement.pdf").status_code == 404


def test_a_reader_finds_no_button_to_approve(as_bob, book):
    page = as_bob.get("/").content.decode()
    assert "Martin" in page and "approvals/confirmation" in page
    assert 'name="which"' not in page and 'type="checkbox" name="proposal"' not in page


def test_an_empty_firm_is_told_to_import_its_ledger(as_alice, company):
    assert "Pas encore de comptabilité" in words(as_alice.get("/"))


def test_long_lists_come_in_pages_none_twice_none_lost(as_alice, book, monkeypatch):
    from ardoise.desk.today import lists

    monkeypatch.setattr(lists, "LINES", 1)
    first = as_alice.get("/").context["page"]
    second = as_alice.get("/", {"after": first.next_after}).context["page"]
    assert {first.lines[0].customer.code, second.lines[0].customer.code} == {"MARTIN", "LEFEBVRE"}
    assert second.next_after == ""


@pytest.mark.parametrize("after", ["", "x", "1.", ".2", "--1.2", "9" * 40 + ".1", "1.2.3", "²."])
def test_a_mangled_address_is_the_first_page_not_a_failure(as_alice, book, after):
    assert as_alice.get("/", {"after": after}).status_code == 200
    assert as_alice.get("/not-chased/", {"after": after}).status_code == 200
    assert as_alice.get("/outbox/", {"after": after}).status_code == 200


def test_every_line_says_why_in_short_words(as_alice, book):
    page = words(as_alice.get("/"))
    assert page.count("échu, pas encore relancé") == len(book.proposals)


def test_whoever_cannot_be_written_to_for_want_of_an_address_is_told_on_the_first_page(as_alice, alice, book):
    with scope(company=book.company):
        Contact.objects.update(email="")
    plan(book.company, TODAY, alice, AT)
    page = words(as_alice.get("/"))
    assert "2 clients auraient de vos nouvelles aujourd’hui, mais l’adresse ou le numéro qu’il y faut manque" in page
    assert "Personne à relancer aujourd’hui" in page


def test_a_ledger_that_ends_long_ago_says_so_before_anybody_approves(as_alice, book):
    told = "La dernière écriture lue est du 1er\xa0févr.\xa02026"
    assert told not in words(as_alice.get("/"))
    with scope(company=book.company):
        Import.objects.update(last_on=TODAY - timedelta(43))
    assert told in words(as_alice.get("/"))


def test_a_company_without_a_sender_s_address_is_told_before_it_is_refused(as_alice, as_bob, book):
    told = "Rien ne peut encore partir : la société n’a pas d’adresse d’expéditeur."
    assert told not in words(as_alice.get("/"))
    Company.objects.filter(pk=book.company.pk).update(sender_email="")
    assert told in words(as_alice.get("/")) and told not in words(as_bob.get("/"))
