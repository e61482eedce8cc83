"""The outbox: exactly what left, what waits, what is in doubt, and what only a person decides."""

from __future__ import annotations

import re
import sys
from datetime import timedelta

from django_scopes import scope

from ardoise.actions import events, installation, message_names, replies, sending
from ardoise.actions.replies.unread import UNREAD
from ardoise.records.models import (
    Approval,
    Attachment,
    Contact,
    Event,
    Installation,
    MailServer,
    Message,
    Reply,
    SendingStop,
)
from tests.actions.mails import mail
from tests.conftest import person
from tests.desk.conftest import AT, TODAY, doubted, signed_in
from tests.desk.test_today import words


def test_without_a_mail_server_the_messages_are_kept_and_it_says_so(as_alice, kept):
    page = words(as_alice.get("/outbox/"))
    assert "aucun serveur de messagerie n’est configuré" in page and "Conservé ici" in page


def test_a_mail_server_set_later_does_not_make_what_was_kept_look_sent(as_alice, kept):
    MailServer.objects.create(company=kept.company, host="mail.example", security="none")
    page = words(as_alice.get("/outbox/"))
    assert "1 courrier a seulement été conservé sur cette machine : il n’est jamais parti" in page
    as_alice.post("/outbox/kept/forgetting/")
    assert "n’est jamais parti" not in words(as_alice.get("/outbox/"))


def test_whoever_sets_a_mail_server_is_told_of_what_was_kept_before(kept, company):
    olga = signed_in(person("olga", company, "administrator"))
    given = {"host": "mail.example", "port": 587, "security": "starttls", "username": "", "password": ""}
    page = words(olga.post("/settings/mail/", given, follow=True))
    assert "1 courrier antérieur a seulement été conservé ici et n’est jamais parti" in page


def test_what_failed_is_not_said_to_have_left(as_alice, kept):
    with scope(company=kept.company):
        Message.objects.filter(pk=kept.pk).update(state="failed", left_at=AT)
    page = as_alice.get(f"/outbox/{kept.pk}/").content.decode()
    assert "<dt>Échoué</dt>" in page and "<dt>Parti</dt>" not in page


def test_a_message_is_shown_exactly_as_it_was_frozen(as_alice, kept):
    page = as_alice.get(f"/outbox/{kept.pk}/").content.decode()
    shown = re.search(r'<div class="letter".*?>(.*?)</div>', page, re.S)[1]
    plain = re.sub(r"<[^>]+>", "", shown).replace("&amp;", "&")
    assert plain.split() == kept.body.split()
    assert kept.recipient in page and kept.sha256 in page


def test_its_papers_open_and_are_the_bytes_that_were_attached(as_alice, kept):
    with scope(company=kept.company):
        paper = Attachment.objects.get(message=kept)
    answer = as_alice.get(f"/outbox/{kept.pk}/attachments/{paper.pk}/")
    assert answer.content == bytes(paper.content) and answer["Content-Type"] == "application/pdf"


def test_a_paper_is_served_only_with_its_own_message(as_alice, kept, queued):
    with scope(company=kept.company):
        paper = Attachment.objects.get(message=kept)
    assert as_alice.get(f"/outbox/{queued.pk}/attachments/{paper.pk}/").status_code == 404


def test_a_paper_of_another_customer_is_not_served_even_if_it_hangs_on_the_message(as_alice, kept, book):
    with scope(company=kept.company):
        paper = Attachment.objects.get(message=kept)
        Attachment.objects.filter(pk=paper.pk).update(customer=book.customers["DURAND"])
    assert as_alice.get(f"/outbox/{kept.pk}/attachments/{paper.pk}/").status_code == 404
    assert f"attachments/{paper.pk}" not in as_alice.get(f"/outbox/{kept.pk}/").content.decode()


def test_a_paper_that_is_no_pdf_is_only_ever_saved(as_alice, kept):
    with scope(company=kept.company):
        Attachment.objects.filter(message=kept).update(content_type="text/html", content=b"<script>1</script>")
        paper = Attachment.objects.get(message=kept)
    answer = as_alice.get(f"/outbox/{kept.pk}/attachments/{paper.pk}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_html_of_a_message_can_neither_act_nor_fetch(as_alice, kept):
    policy = as_alice.get(f"/outbox/{kept.pk}/html/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'none'" in policy and "sandbox" in policy


def test_a_doubt_is_first_on_today_and_ends_by_a_persons_word(as_alice, queued):
    doubted(queued)
    assert "à une personne de décider" in words(as_alice.get("/"))
    page = words(as_alice.get(f"/outbox/{queued.pk}/"))
    assert "peut-être arrivé" in page and "Départ commencé" in page, "nobody knows that it left"
    as_alice.post(f"/outbox/{queued.pk}/decision/", {"outcome": "count_as_sent"})
    assert "Départ commencé" not in words(as_alice.get(f"/outbox/{queued.pk}/"))
    assert queued.recipient in words(as_alice.get("/outbox/?state=sent")), "what stopped it is over"
    with scope(company=queued.company):
        assert Message.objects.get(pk=queued.pk).state == "sent"
    assert "n’est plus en doute" in words(
        as_alice.post(f"/outbox/{queued.pk}/decision/", {"outcome": "send_again"}, follow=True)
    )
    with scope(company=queued.company):
        assert Message.objects.get(pk=queued.pk).state == "sent"


def test_a_doubt_has_two_ends_only(as_alice, queued):
    doubted(queued)
    assert as_alice.post(f"/outbox/{queued.pk}/decision/", {"outcome": "sent"}).status_code == 400
    with scope(company=queued.company):
        assert Message.objects.get(pk=queued.pk).state == "in_doubt"


def test_the_doubts_of_one_cut_are_decided_at_once_after_a_look_at_them(as_alice, as_bob, kept, queued):
    """Two were cut off alike, a third was decided meanwhile; each decision is an event of its own."""
    for message in (doubted(queued), doubted(kept)):
        with scope(company=queued.company):
            Message.objects.update(left_on=TODAY)
        page = as_alice.get("/outbox/?state=in_doubt").content.decode()
        assert f'name="message" value="{message.pk}"' in page
    narrowed = f"/outbox/doubts/?state=in_doubt&channel=email&left_on={TODAY}&reason="
    assert as_alice.post(f"{narrowed}other", {"which": "all"}).status_code == 302
    look = as_alice.post(f"{narrowed}lease_expired", {"which": "all"})
    assert "Ces 2 courriers sont-ils partis" in words(look) and len(look.context["keys"]) == 2
    assert look.content.decode().count('name="message') == 1  # Django takes a thousand fields, no more
    told = {"messages": f"{queued.pk},{kept.pk},{9**9}", "outcome": "send_again"}
    assert as_bob.post("/outbox/doubts/decision/", told).status_code == 403
    assert as_alice.post("/outbox/doubts/decision/", told | {"outcome": "sent"}).status_code == 400
    with scope(company=queued.company):
        assert set(Message.objects.values_list("state", flat=True)) == {"in_doubt"}
    page = words(as_alice.post("/outbox/doubts/decision/", told, follow=True))
    assert "2 courriers en doute décidés" in page and "1 n’était plus en doute" in page
    with scope(company=queued.company):
        assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
        assert Event.objects.filter(verb="send_again").values("customer").distinct().count() == 2


def test_an_approval_is_taken_back_while_its_message_waits(as_alice, queued):
    as_alice.post(f"/outbox/{queued.pk}/withdrawal/")
    with scope(company=queued.company):
        assert not Message.objects.exists() and not Approval.objects.exists()


def test_what_left_cannot_be_taken_back(as_alice, kept):
    assert "Trop tard" in words(as_alice.post(f"/outbox/{kept.pk}/withdrawal/", follow=True))
    with scope(company=kept.company):
        assert Approval.objects.count() == 1


def test_kept_messages_are_forgotten_one_or_all_and_nothing_else(as_alice, kept, queued):
    as_alice.post("/outbox/kept/forgetting/", {"message": [queued.pk]})
    with scope(company=kept.company):
        assert Message.objects.count() == 2
    as_alice.post("/outbox/kept/forgetting/")
    with scope(company=kept.company):
        assert list(Message.objects.all()) == [queued]


def test_the_emergency_stop_stops_and_says_who_stopped(as_alice, queued):
    as_alice.post("/outbox/stop/", {"note": "litige en cours"})
    page = words(as_alice.get("/outbox/"))
    assert "L’envoi est arrêté depuis" in page and "litige en cours" in page
    as_alice.post("/outbox/resumption/")
    with scope(company=queued.company):
        assert not SendingStop.objects.filter(ended_at=None).exists()


def test_who_stops_without_a_word_is_asked_why_after(as_alice, queued):
    """Everything stops at the first press; the reason is told once, and the stop stays."""
    as_alice.post("/outbox/stop/", {"note": "  "})
    page = as_alice.get("/outbox/").content.decode()
    assert "Personne n’a encore dit pourquoi" in page and "Dire pourquoi" in page
    told = as_alice.post("/outbox/stop/", {"note": "<b>mauvais prix</b>", "until_on": ""}, follow=True)
    assert "Noté" in words(told)
    page = as_alice.get("/outbox/").content.decode()
    assert "&lt;b&gt;mauvais prix&lt;/b&gt;" in page and "Personne n’a encore dit pourquoi" not in page
    with scope(company=queued.company):
        (stopped,) = SendingStop.objects.all()
    assert (stopped.note, stopped.ended_at) == ("<b>mauvais prix</b>", None)


def test_a_stop_with_an_end_says_it_and_ends_by_itself(as_alice, queued):
    as_alice.post("/outbox/stop/", {"note": "grève postale", "until_on": f"{TODAY + timedelta(1)}"})
    page = words(as_alice.get("/outbox/")).replace("\xa0", " ")
    assert "grève postale" in page and "Rien ne part jusqu’au 17 mars 2026 inclus" in page
    for days, is_stopped in ((1, True), (2, False)):
        sending.dispatch(queued.company, lambda: AT + timedelta(days))  # noqa: B023
        with scope(company=queued.company):
            assert SendingStop.objects.filter(ended_at=None).exists() == is_stopped


def test_a_stop_whose_last_day_is_over_is_not_shown_to_stand_though_no_worker_has_looked(as_alice, queued):
    as_alice.post("/outbox/stop/", {"note": "grève", "until_on": f"{TODAY}"})
    shown = words(as_alice.get("/outbox/"))
    assert "grève" in shown and "Reprendre l’envoi" in shown
    with scope(company=queued.company):
        SendingStop.objects.update(until_on=TODAY - timedelta(1))
    shown = words(as_alice.get("/outbox/"))
    assert "grève" not in shown and "Reprendre l’envoi" not in shown and "Arrêter l’envoi…" in shown


def copied():
    """The same database as it stands in a copy made elsewhere: another name than that on the disk."""
    Installation.objects.all().delete()
    Installation.objects.create(identity="elsewhere", at=AT)


def test_a_copied_database_is_freed_by_an_administrator_and_what_waited_becomes_a_doubt(book, queued, as_alice):
    copied()
    nora = signed_in(person("nora", book.company, "administrator"))
    assert "outbox/adoption" not in as_alice.get("/outbox/").content.decode()
    assert as_alice.post("/outbox/adoption/").status_code == 403
    assert "outbox/adoption" in nora.get("/outbox/").content.decode()
    assert "1 courrier qui attendait est en doute" in words(nora.post("/outbox/adoption/", follow=True))
    assert "déjà envoyer" in words(nora.post("/outbox/adoption/", follow=True))
    with scope(company=book.company):
        assert Message.objects.get(pk=queued.pk).state == "in_doubt"
        assert Event.objects.get(verb="adopted_database").by.username == "nora"


def test_a_database_of_two_companies_is_freed_only_by_who_administers_both(book, queued, other_company):
    copied()
    nora = person("nora", book.company, "administrator")
    assert "outbox/adoption" not in signed_in(nora).get("/outbox/").content.decode()
    assert signed_in(nora).post("/outbox/adoption/").status_code == 404
    with scope(company=book.company):
        assert Message.objects.get(pk=queued.pk).state == "queued"


def test_the_states_filter_the_list_and_count_it(as_alice, kept, queued):
    context = as_alice.get("/outbox/", {"state": "kept"}).context
    assert [line.pk for line in context["page"].lines] == [kept.pk]
    assert dict(context["states"]) == {"in_doubt": 0, "queued": 1, "kept": 1}


def test_a_suppressed_message_says_why_in_words(as_alice, queued):
    with scope(company=queued.company):
        Message.objects.filter(pk=queued.pk).update(state="suppressed", reason="disputed")
    assert "Le client conteste." in words(as_alice.get("/outbox/"))


def test_a_salesperson_sees_only_the_messages_to_their_customers(salesperson, kept, queued):
    zoe = signed_in(salesperson)
    assert [line.pk for line in zoe.get("/outbox/").context["page"].lines] == [queued.pk]
    assert zoe.get(f"/outbox/{kept.pk}/").status_code == 404
    assert zoe.get(f"/outbox/{kept.pk}/html/").status_code == 404


def test_a_collector_of_the_company_may_not_stop_it(book, queued):
    collector = signed_in(person("carla", book.company, "collector"))
    assert collector.post("/outbox/stop/").status_code == 403
    assert "outbox/stop" not in collector.get("/outbox/").content.decode()


def test_an_answer_to_a_message_nobody_here_knows_is_told_with_its_name_and_where_to_look(as_alice, alice, book):
    name = message_names.new(events.origin(book.company), "x@ardoise.example", AT)
    assert installation.is_at_home(AT)
    with events.act(book.company):
        installation.miss(book.company, [name], AT)
    page = as_alice.get("/outbox/")
    assert "que cette base ne connaît pas" in words(page) and name[1:20] in page.content.decode()
    assert "/replies/" in page.content.decode() and "restaurée ou copiée" not in words(page)
    assert "/outbox/adoption/" not in page.content.decode(), "only who administers it says that this one sends"
    olga = signed_in(person("olga", book.company, "administrator"))
    assert "/outbox/adoption/" in olga.get("/outbox/").content.decode()
    olga.post("/outbox/adoption/")
    assert "que cette base ne connaît pas" not in words(as_alice.get("/outbox/"))


def test_what_was_held_back_for_a_reply_leads_to_it_until_it_is_read(as_alice, book, queued):
    with scope(company=book.company):
        address = Contact.objects.filter(customer=queued.customer).exclude(email="").first().email
        replies.keep(book.company, mail("J’ai réglé hier.", address), AT + timedelta(minutes=5))
        reply = Reply.objects.get()
        Message.objects.filter(pk=queued.pk).update(state="suppressed", reason=UNREAD)
    page = as_alice.get(f"/outbox/{queued.pk}/")
    assert "Le client a écrit depuis la validation" in words(page) and f"/replies/{reply.pk}/" in page.content.decode()
    as_alice.post(f"/replies/{reply.pk}/closing/")
    assert f"/replies/{reply.pk}/" not in as_alice.get(f"/outbox/{queued.pk}/").content.decode()


def test_what_waits_for_a_silent_server_says_since_when_and_what_it_answered_last(as_alice, queued, kept):
    assert "attend depuis" not in words(as_alice.get("/outbox/"))
    with scope(company=queued.company):
        Message.objects.filter(pk=queued.pk).update(state="queued", reason="mail_unreachable:timed out")
    shown = words(as_alice.get("/outbox/")).replace("\xa0", " ")
    assert "Courriel · 1 courrier attend depuis le 16 mars" in shown and "le serveur n’a plus répondu" in shown
    assert "Il n’a encore répondu à aucun courrier" in shown
    with scope(company=queued.company):
        Message.objects.filter(pk=kept.pk).update(state="sent", left_at=AT + timedelta(hours=1))
        (silence,) = sending.silences(queued.company)
        assert (silence.count, silence.since, silence.answered_at) == (1, AT + timedelta(hours=1), silence.since)
    assert "Dernière réponse à un courrier" in words(as_alice.get("/outbox/"))


def test_what_leaves_while_the_silence_is_asked_about_is_no_fault(queued, monkeypatch):
    asked = sys.modules["ardoise.actions.sending.silences"]
    told = asked._silence

    def taken_meanwhile(*those):
        Message.objects.filter(pk=queued.pk).update(state="claimed")
        return told(*those)

    monkeypatch.setattr(asked, "_silence", taken_meanwhile)
    with scope(company=queued.company):
        Message.objects.filter(pk=queued.pk).update(reason="mail_unreachable:timed out")
        assert sending.silences(queued.company) == []
