"""A link opens one thing, by a click only, and tells a mail scanner nothing."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scope

from ardoise.actions import correspondence, disputes, dunning, instalments, links
from ardoise.actions.restraints import Noted, Unfit
from ardoise.records.models import Attachment, Customer, Dispute, Link, Message, Proposal, ProposalItem, Remark
from tests.actions.books import invoice
from tests.desk.conftest import AT, TODAY, book, kept, the_day  # noqa: F401
from tests.desk.test_today import words


@pytest.fixture
def dispute(book, alice):  # noqa: F811
    with scope(company=book.company):
        found = Dispute.objects.get()
        return disputes.assign(found, "atelier@ardoise.example", alice, AT)


@pytest.fixture
def token(dispute, alice, monkeypatch):
    monkeypatch.setattr("ardoise.portal.views.now", lambda: AT)
    with scope(company=dispute.company):
        return links.to_resolve(dispute, "atelier@ardoise.example", alice, AT)


@pytest.fixture
def stranger():
    return Client(enforce_csrf_checks=False)


def test_looking_at_a_link_tells_who_asks_and_no_more(token, stranger, dispute):
    for method in (stranger.get, stranger.head):
        answer = method(f"/l/{token}/")
        assert answer.status_code == 200
    page = words(stranger.get(f"/l/{token}/"))
    assert "Ardoise" in page and "DURAND" not in page.upper() and "remise" not in page
    assert stranger.get(f"/l/{token}/opened/").url == f"/l/{token}/"  # a bookmark of what was opened
    with scope(company=dispute.company):
        assert Link.objects.get().opened_at is None


def test_its_answers_are_kept_by_nobody(token, stranger):
    refused = (stranger.get(f"/l/{token}/answer/"), stranger.post(f"/l/{token}/papers/9/"), stranger.get("/l/x/y/z/"))
    assert [answer.status_code for answer in refused] == [405, 404, 404]
    for answer in (stranger.get(f"/l/{token}/"), *refused):
        assert answer["Cache-Control"] == "private, no-store"
    answer = stranger.get(f"/l/{token}/")
    assert answer["Referrer-Policy"] == "same-origin" and "noindex" in answer["X-Robots-Tag"]


def test_a_click_opens_this_dispute_and_nothing_else(token, stranger, dispute):
    page = words(stranger.post(f"/l/{token}/opened/"))
    assert "Durand" in page and "FA-3" in page and "remise oubliée" in page and "· 300,00" in page
    assert "FA-1" not in page and "Martin" not in page
    with scope(company=dispute.company):
        assert Link.objects.get().opened_at == AT


def test_a_resolver_answers_with_a_file_and_the_dispute_moves(token, stranger, dispute):
    given = {
        "verdict": "founded",
        "text": "Remise de 10 % oubliée.",
        "file": SimpleUploadedFile("devis.pdf", b"%PDF-1 x"),
    }
    page = words(stranger.post(f"/l/{token}/answer/", given))
    assert "Merci" in page and "Remise de 10 % oubliée." in page
    with scope(company=dispute.company):
        said = Remark.objects.get()
        assert (said.author, said.by, said.name) == ("atelier@ardoise.example", None, "devis.pdf")
        dispute.refresh_from_db()
        assert dispute.stage == "credit_note_to_issue"
    paper = stranger.post(f"/l/{token}/papers/{said.pk}/")
    assert paper.content == b"%PDF-1 x" and "attachment" in paper["Content-Disposition"]


def test_an_answer_is_one_act_and_whoever_was_replaced_meanwhile_answers_no_more(
    token, stranger, dispute, alice, monkeypatch
):
    """The link was alive when the answer came in, and is no more when it is written."""
    before = links.find(token, AT)
    with scope(company=dispute.company):
        disputes.assign(dispute, alice, alice, AT)
    monkeypatch.setattr("ardoise.portal.views.links.find", lambda token, at: before)
    answer = stranger.post(f"/l/{token}/answer/", {"verdict": "founded", "text": "trop tard"})
    with scope(company=dispute.company):
        assert answer.status_code == 404 and not Remark.objects.exists()
        assert Dispute.objects.get().stage == "waiting_resolver"
        with pytest.raises(Unfit):
            disputes.answer(
                Link.objects.create(
                    company=dispute.company,
                    purpose="resolve_dispute",
                    dispute=dispute,
                    email="a@b.example",
                    token_hash="x",
                    at=AT,
                    expires_at=AT + links.VALID_FOR,
                ),
                "dit",
                "no stage",
                AT,
            )
        assert not Remark.objects.exists(), "nothing half said"


def test_a_file_nobody_should_open_is_refused_and_nothing_is_said(token, stranger, dispute):
    given = {"verdict": "unsure", "text": "voici", "file": SimpleUploadedFile("x.exe", b"MZ\x90\xff")}
    assert "PDF" in words(stranger.post(f"/l/{token}/answer/", given))
    with scope(company=dispute.company):
        assert not Remark.objects.exists()


def test_a_file_too_large_is_told_and_read_off_the_line_unkept(token, stranger, dispute):
    given = {"verdict": "unsure", "file": SimpleUploadedFile("x.pdf", b"%PDF-" + bytes(disputes.FILE_MAX + 99_999))}
    answer = stranger.post(f"/l/{token}/answer/", given)
    assert "10 Mo" in words(answer) and answer.wsgi_request.oversized == "x.pdf"
    assert 'value="unsure" checked' in answer.content.decode(), "what was ticked is ticked still"
    with scope(company=dispute.company):
        assert not Remark.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "kept_as"),
    [
        ("../../devis.pdf", b"%PDF-1 x", "devis.pdf"),
        ("devis.exe", b"%PDF-1 x", "devis.exe.pdf"),
        ("run.bat", b"del *", "run.bat.txt"),
        ("page.HTML", b"<script>1</script>", "page.HTML.txt"),
        ("app.jar", b"PK\x03\x04 x", "app.jar.zip"),
        ("bon.docx", b"PK\x03\x04 x", "bon.docx"),
        ("facture\u202egpj.js", b"1", "facturegpj.js.txt"),
        ("x" * 200 + ".exe", b"%PDF-1 x", "x" * 112 + ".exe.pdf"),
    ],
)
def test_a_file_of_theirs_ends_as_what_it_is_and_a_double_click_runs_nothing(
    token, stranger, dispute, name, content, kept_as
):
    stranger.post(f"/l/{token}/answer/", {"verdict": "unsure", "file": SimpleUploadedFile(name, content)})
    with scope(company=dispute.company):
        assert Remark.objects.get().name == kept_as


def test_a_program_that_writes_through_a_link_fills_no_disk(token, stranger, dispute, monkeypatch):
    monkeypatch.setattr("ardoise.actions.disputes.discussion.BY_LINK_MAX", 100)
    monkeypatch.setattr("ardoise.actions.disputes.discussion.WORDS_BY_LINK_MAX", 3)

    def say(text, content=b""):
        given = {"file": SimpleUploadedFile("x.pdf", b"%PDF-" + content)} if content else {}
        return words(stranger.post(f"/l/{token}/answer/", {"verdict": "unsure", "text": text, **given}))

    assert "Merci" in say("un", bytes(60)) and "Merci" not in say("deux", bytes(60))
    assert "Merci" in say("deux") and "Merci" in say("trois") and "Appelez" in say("quatre")
    with scope(company=dispute.company):
        assert Remark.objects.count() == 3


@pytest.mark.parametrize("how", ["is_active", "membership"])
def test_a_colleague_who_has_left_answers_no_more(stranger, dispute, alice, bob, monkeypatch, how):
    monkeypatch.setattr("ardoise.portal.views.now", lambda: AT)
    bob.email = "bob@ardoise.example"
    bob.save()
    with scope(company=dispute.company):
        disputes.assign(dispute, bob, alice, AT)
        token = links.to_resolve(dispute, bob.email, alice, AT)
    assert stranger.get(f"/l/{token}/").status_code == 200
    if how == "membership":
        bob.memberships.all().delete()
    else:
        bob.is_active = False
        bob.save()
    assert stranger.get(f"/l/{token}/").status_code == 404


def test_a_word_longer_than_a_page_is_refused_and_nothing_is_said(token, stranger, dispute):
    page = words(stranger.post(f"/l/{token}/answer/", {"verdict": "unsure", "text": "x" * 4001}))
    assert "4000" in page and "Merci" not in page
    with scope(company=dispute.company):
        assert not Remark.objects.exists()


@pytest.mark.parametrize("wrong", ["", "x" * 43])
def test_a_link_that_does_not_live_opens_nothing(wrong, stranger, token, dispute, alice):
    if not wrong:
        with scope(company=dispute.company):
            disputes.settle(dispute, "rejected", Noted("", TODAY, alice, AT))
    for address in ("", "opened/", "answer/"):
        answer = (stranger.post if address else stranger.get)(f"/l/{wrong or token}/{address}")
        assert answer.status_code == 404 and "Durand" not in words(answer)
        assert ("litige est réglé" in words(answer)) == (not wrong)


def test_what_is_answered_after_its_last_moment_is_not_taken(token, dispute):
    with scope(company=dispute.company):
        link = Link.objects.get()
        assert not disputes.answer(link, "Fondé.", "credit_note_to_issue", link.expires_at)
        assert not Remark.objects.exists() and Dispute.objects.get().stage == "waiting_resolver"


def test_whoever_was_replaced_before_it_was_settled_is_told_nothing_of_it(token, stranger, dispute, alice):
    with scope(company=dispute.company):
        disputes.assign(dispute, "autre@ardoise.example", alice, AT - timedelta(hours=1))
        disputes.settle(dispute, "rejected", Noted("", TODAY, alice, AT))
    assert "litige est réglé" not in words(stranger.get(f"/l/{token}/"))


@pytest.fixture
def letter_token(kept, monkeypatch):  # noqa: F811
    monkeypatch.setattr("ardoise.portal.views.now", lambda: AT)
    with scope(company=kept.company):
        links.to_read([kept], AT)
        return links.reading_token(kept.approval.proposal, kept.channel)


def test_a_message_is_read_as_it_left_with_its_own_papers(kept, letter_token, stranger, alice):  # noqa: F811
    with scope(company=kept.company):
        listed = kept.items.select_related("entry").get(document="FA-1")
        disputes.open_about(kept.customer, "price", {listed.entry: 20_000}, Noted("", TODAY, alice, AT))
        kept.items.filter(pk=listed.pk).update(open_cents=100_000)
        second = kept.items.select_related("entry").get(document="FA-2").entry
        told = [(TODAY, 25_050), (TODAY + timedelta(31), 20_000)]
        instalments.agree(kept.customer, {second: None}, told, Noted("entre nous", TODAY, alice, AT))
    assert stranger.post(f"/l/{letter_token}/answer/").status_code == 404, "who reads a message answers no dispute"
    page = words(stranger.post(f"/l/{letter_token}/opened/"))
    assert "Vos échéances" in page and "250,50" in page and page.count("attendue") == 2 and "entre nous" not in page
    assert "FA-1" in page and "FA-3" not in page and "contestés, non réclamés" in page
    with scope(company=kept.company):
        paper = kept.attachments.get()
    assert stranger.post(f"/l/{letter_token}/papers/{paper.pk}/").content == bytes(paper.content)
    assert stranger.post(f"/l/{letter_token}/papers/{paper.pk + 1}/").status_code == 404
    assert stranger.post(f"/l/{letter_token}/answer/", {"verdict": "founded"}).status_code == 404
    with scope(company=kept.company):
        assert Message.objects.get(pk=kept.pk).state == kept.state
        kept.items.update(is_apart=True)
    apart = words(stranger.post(f"/l/{letter_token}/opened/")).split("non déduits du montant réclamé")[1]
    assert "FA-1" in apart


def test_a_forged_post_from_another_site_is_refused(token):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/l/{token}/opened/").status_code == 403


def test_a_reminder_names_the_address_at_which_it_is_read(book, alice, settings, stranger, monkeypatch):  # noqa: F811
    settings.PUBLIC_BASE_URL = "https://ardoise.example"
    monkeypatch.setattr("ardoise.portal.views.now", lambda: AT)
    proposal = book.proposals["MARTIN"]
    with scope(company=book.company):
        shown = correspondence.preview(proposal).body
        (message,) = dunning.approve([proposal], alice, AT).messages
    assert message.body == shown, "what was previewed is what leaves"
    address = re.search(r"https://ardoise\.example(/l/\S+)", message.body)[1]
    assert "FA-1" in words(stranger.post(f"{address}opened/"))


def test_an_address_told_before_a_backup_was_put_back_opens_nobody_elses_message(book, alice, settings):  # noqa: F811
    """The database then gives the key of what it lost to somebody else’s reminder."""
    settings.PUBLIC_BASE_URL = "https://ardoise.example"
    with scope(company=book.company):
        lost, other = book.proposals["MARTIN"], book.proposals["LEFEBVRE"]
        told = token_in(correspondence.preview(lost))
        listed = list(other.items.all())
        ProposalItem.objects.filter(proposal__in=[lost, other]).delete()
        Proposal.objects.filter(pk__in=[lost.pk, other.pk]).delete()
        other.pk = lost.pk
        other.save(force_insert=True)
        for item in listed:
            item.proposal = other
        ProposalItem.objects.bulk_create(listed)
        (message,) = dunning.approve([other], alice, AT).messages
    assert links.find(token_in(message), AT).message == message and links.find(told, AT) is None


def token_in(message):
    """What opens the address that the words name."""
    return re.search(r"https://ardoise\.example/l/(\S+)/", message.body)[1]


def test_what_a_head_of_a_group_received_opens_its_members_papers_and_nobody_elses(
    book,  # noqa: F811
    alice,
    settings,
    stranger,
    monkeypatch,
):
    settings.PUBLIC_BASE_URL = "https://ardoise.example"
    monkeypatch.setattr("ardoise.portal.views.now", lambda: AT)
    with scope(company=book.company):
        invoice(book.company, "DURAND", 50_000, date(2026, 2, 10), document="FA-7")
        Customer.objects.filter(code="LEFEBVRE").update(group="MARTIN", parent_receives=True)
        run = dunning.plan(book.company, TODAY, alice, AT)
        outcome = dunning.approve(list(run.proposals.all()), alice, AT)
        messages = {message.customer.code: message for message in outcome.messages}
        assert messages["LEFEBVRE"].carrier == messages["MARTIN"] and Link.objects.count() == 2
        address = re.search(r"https://ardoise\.example(/l/\S+)", messages["LEFEBVRE"].body)[1]
        papers = dict(Attachment.objects.values_list("pk", "message__customer__code"))
        agreed = messages["LEFEBVRE"].items.get().entry
        cents = agreed.amount_cents
        instalments.agree(
            agreed.customer, {agreed: None}, [(TODAY + timedelta(31), cents)], Noted("", TODAY, alice, AT)
        )
    page = words(stranger.post(f"{address}opened/"))
    assert all(number in page for number in ("FA-1", "FA-2", "FA-6", "Vos échéances")) and "FA-7" not in page
    with scope(company=book.company):
        Customer.objects.filter(code="LEFEBVRE").update(group="")
    page = words(stranger.post(f"{address}opened/"))
    assert "FA-6" in page and "Vos échéances" not in page, "it left the group, and agreed that for itself"
    assert {code: stranger.post(f"{address}papers/{key}/").status_code for key, code in papers.items()} == {
        "MARTIN": 200, "DURAND": 404
    }  # fmt: skip


def test_without_a_public_address_no_link_is_written(kept):  # noqa: F811
    assert "/l/" not in kept.body
