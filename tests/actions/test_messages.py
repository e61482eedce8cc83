"""What a message is made of: whose words, to whom, who reads along, where answers go, which papers; all frozen."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import fastexcel
import pytest
from pypdf import PdfReader
from tests.actions.books import AS_OF, AT, invoice
from tests.conftest import person

from ardoise.actions import contacts, correspondence, documents, dunning, links, sending, templates
from ardoise.actions.correspondence import addressing
from ardoise.actions.replies.addresses import customer_of
from ardoise.actions.templates import Place, Words
from ardoise.domain.correspondence.addressing import in_words
from ardoise.records.models import (
    ChannelSetting,
    Contact,
    Customer,
    Mailbox,
    Message,
    Policy,
    PolicyVersion,
    Proposal,
    TemplateVersion,
)

LATE = AS_OF - timedelta(10)
PDF = b"%PDF-1.7\n%copy "


@pytest.fixture
def book(in_company):
    invoice(in_company, "MARTIN", 120_000, LATE, "FA-1")
    invoice(in_company, "MARTIN", 30_000, LATE, "FA-2")
    invoice(in_company, "MARTIN", 99_000, AS_OF + timedelta(30), "FA-9")  # not due: not listed
    invoice(in_company, "PETIT", 50_000, LATE, "FA-3")
    return in_company


def under(company, **level):
    """The company's one policy has this one level."""
    policy = Policy.objects.create(company=company, name="maison", is_default=True)
    content = {"name": "maison", "levels": [{"key": "friendly", "days_overdue_min": 1, **level}]}
    PolicyVersion.objects.create(company=company, policy=policy, number=1, content=content, at=AT, switched_on_at=AT)


def draft_of(company, alice, code="MARTIN"):
    run = dunning.plan(company, AS_OF, alice, AT)
    return correspondence.preview(run.proposals.select_related("customer", "run").get(customer__code=code))


def message_of(company, alice, code="MARTIN"):
    run = dunning.plan(company, AS_OF, alice, AT)
    proposal = run.proposals.select_related("customer", "run").get(customer__code=code)
    outcome = dunning.approve([proposal], alice, AT)
    assert not outcome.refusals, outcome.refusals
    return outcome.messages[0]


def martin():
    return Customer.objects.get(code="MARTIN")


def meet(company, role, email, code="MARTIN", **facts):
    customer = Customer.objects.get(code=code)
    return Contact.objects.create(company=company, customer=customer, role=role, email=email, **facts)


# To whom


def test_the_level_names_whom_it_writes_to_and_the_preview_says_who_stands_in(book, alice):
    under(book, contact_role="management")
    draft = draft_of(book, alice)
    assert draft.recipient == "martin@client.example"
    assert (
        in_words(draft.context.addressee, "fr") == "Aucun interlocuteur pour la direction : la comptabilité à la place."
    )
    meet(book, "management", "chef@client.example")
    draft = draft_of(book, alice)
    assert draft.recipient == "chef@client.example" and in_words(draft.context.addressee, "fr") == ""
    assert message_of(book, alice).recipient == "chef@client.example"


def test_whoever_handles_reminders_comes_first_then_accounting_then_the_others(book, alice):
    Contact.objects.filter(customer=martin()).delete()
    for role in ("other", "legal", "management", "billing", "accounting", "reminders"):
        meet(book, role, f"{role}@client.example")
        assert draft_of(book, alice).recipient == f"{role}@client.example"


def test_an_address_that_came_back_is_left_out(book, alice):
    meet(book, "billing", "billing@client.example")
    Contact.objects.filter(email="martin@client.example").update(email_refused_at=AT)
    draft = draft_of(book, alice)
    assert draft.recipient == "billing@client.example"
    assert in_words(draft.context.addressee, "en") == "No contact for reminders: billing instead."


def group(company, **facts):
    head = Customer.objects.create(company=company, code="GROUPE", name="Groupe Martin")
    Customer.objects.filter(code="MARTIN").update(group="GROUPE", parent_receives=True, **facts)
    return head


def test_the_head_of_a_group_receives_for_its_children_and_the_papers_stay_the_childs(book, alice):
    head = group(book, language="fr")
    meet(book, "accounting", "siege@groupe.example", code="GROUPE")
    message = message_of(book, alice)
    assert message.recipient == "siege@groupe.example" and message.customer.code == "MARTIN"
    Customer.objects.filter(pk=head.pk).update(language="en")
    read = draft_of(book, alice).context
    assert read.letter.language == read.statement.language == "en" != message.language  # whoever reads it
    assert message.subject.endswith(f" – {message.customer.name} (MARTIN)")  # the head is told of whom it is
    assert f"\n\n{message.customer.name} (MARTIN)\n\n" in message.body
    assert {paper.customer.code for paper in message.attachments.all()} == {"MARTIN"}
    assert correspondence.is_whole(message)
    assert addressing.of_messages(book, [message])[message.pk] == "siege@groupe.example"  # nor moved at dispatch


def test_where_the_head_has_nobody_the_customer_itself_is_written_to_and_the_preview_says_so(book, alice):
    head = group(book)
    draft = draft_of(book, alice)
    assert draft.recipient == "martin@client.example" and "Groupe Martin" in in_words(draft.context.addressee, "fr")
    contacts.keep(head, alice, AT, role="reminders", email="siege@groupe.example")
    assert "tête du groupe" in in_words(draft_of(book, alice).context.addressee, "fr")


def test_a_group_is_of_one_company(book, alice, other_company):
    from django_scopes import scope

    with scope(company=other_company):
        stranger = Customer.objects.create(company=other_company, code="GROUPE", name="Autre groupe")
        Contact.objects.create(company=other_company, customer=stranger, email="autre@groupe.example")
    Customer.objects.filter(code="MARTIN").update(group="GROUPE", parent_receives=True)
    assert draft_of(book, alice).recipient == "martin@client.example"


def test_the_salesperson_reads_along_where_the_level_says_so(book, alice):
    Customer.objects.filter(code="MARTIN").update(salesperson=person("zoe", book, "salesperson"))
    assert draft_of(book, alice).cc == ""
    under(book, copies_salesperson=True)
    assert draft_of(book, alice).cc == "zoe@ardoise.example" == message_of(book, alice).cc
    assert draft_of(book, alice, "PETIT").cc == ""  # nobody's


def test_answers_come_to_an_address_that_only_this_customer_has(book, alice):
    assert draft_of(book, alice).reply_to == ""
    Mailbox.objects.create(company=book, host="imap.example", address="relances@ardoise.example")
    first, second = draft_of(book, alice), draft_of(book, alice, "PETIT")
    assert first.reply_to.startswith("relances+") and first.reply_to.endswith("@ardoise.example")
    assert first.reply_to != second.reply_to
    assert customer_of(book, first.reply_to) == martin()
    local = first.reply_to.partition("@")[0]
    assert customer_of(book, f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@ardoise.example") is None
    assert message_of(book, alice).reply_to == first.reply_to


# In whose words


def own(company, alice, subject="Notre rappel à {{customer_name}}", key="friendly", channel="email", kind=""):
    words = Words(subject, "Bonjour,\n\n{{items}}\n\n{{papers}}\n\n{{payment}}")
    return templates.save(company, Place(key, "fr", kind, channel), words, alice, AT)


def test_the_companys_own_words_are_sent_and_their_version_is_frozen_with_the_message(book, alice):
    version = own(book, alice)
    message = message_of(book, alice)
    assert message.subject == "Notre rappel à Martin & Fils" and message.template_version == version
    own(book, alice, "Encore autre chose")
    message.refresh_from_db()
    assert message.subject == "Notre rappel à Martin & Fils" and correspondence.is_whole(message)
    assert message_of(book, alice, "PETIT").subject == "Encore autre chose"


def test_words_changed_between_the_preview_and_the_approval_are_not_sent_unseen(book, alice, monkeypatch):
    run = dunning.plan(book, AS_OF, alice, AT)
    proposal = run.proposals.select_related("customer", "run").get(customer__code="MARTIN")
    seen = correspondence.preview(proposal)
    own(book, alice)
    assert correspondence.context_of(proposal) != seen.context


def test_a_level_writes_with_the_template_it_names(book, alice):
    own(book, alice, "Pour les grands comptes", key="grands-comptes")
    under(book, template="grands-comptes", tone="firm")
    assert draft_of(book, alice).subject == "Pour les grands comptes"


def test_words_that_ask_for_what_does_not_exist_are_refused_at_sending_and_stop_nobody_else(book, alice):
    own(book, alice, kind="professional")
    Customer.objects.filter(code="MARTIN").update(kind="professional")
    TemplateVersion.objects.update(body="Bonjour {{gone}}")  # as another version of the house could have left it
    run = dunning.plan(book, AS_OF, alice, AT)
    outcome = dunning.approve(run.proposals.select_related("customer", "run"), alice, AT)
    assert [(r.proposal.customer.code, r.reason) for r in outcome.refusals] == [("MARTIN", "unsound_letter")]
    assert [message.customer.code for message in outcome.messages] == ["PETIT"]


@pytest.mark.parametrize(
    "change", [{"cc": "x@evil.example"}, {"reply_to": "x@evil.example"}, {"template_version": None}]
)
def test_what_is_frozen_with_the_message_cannot_change_unseen(book, alice, change):
    own(book, alice)
    message = message_of(book, alice)
    Message.objects.filter(pk=message.pk).update(**change)
    message.refresh_from_db()
    assert not correspondence.is_whole(message)


# With which papers


def names(draft):
    return [paper.name for paper in draft.papers]


def bring(company, alice, **files):
    found = [(f"{name}.pdf", io.BytesIO(content)) for name, content in files.items()]
    return documents.bring(company, [(name.replace("_", "-"), file) for name, file in found], alice, AT)


def test_the_usual_paper_is_the_statement(book, alice):
    draft = draft_of(book, alice)
    assert names(draft) == ["releve-MARTIN-20260316.pdf"] and "le relevé correspondant." in draft.body
    assert draft.pdf.startswith(b"%PDF")


def test_a_statement_as_a_workbook_says_the_same_amounts(book, alice):
    under(book, papers=["statement", "statement_xlsx"])
    message = message_of(book, alice)
    workbook = message.attachments.get(name__endswith=".xlsx")
    rows = fastexcel.read_excel(bytes(workbook.content)).load_sheet(0, header_row=None, dtypes="string").to_polars()
    assert float(rows.row(-1)[4]) * 100 == message.amount_cents == 150_000
    assert "en PDF et en tableur" in message.body


def test_the_copies_that_go_are_of_the_items_listed_and_of_this_customer(book, alice):
    under(book, papers=["statement", "invoices"])
    bring(book, alice, FA_1=PDF + b"1", FA_2=PDF + b"2", FA_3=PDF + b"3", FA_9=PDF + b"9")
    message = message_of(book, alice)
    assert set(message.attachments.values_list("name", flat=True)) == {
        "releve-MARTIN-20260316.pdf", "FA-1.pdf", "FA-2.pdf"
    }  # fmt: skip
    assert "la copie de 2 factures" in message.body and correspondence.is_whole(message)
    assert {bytes(a.content)[-1:] for a in message.attachments.filter(name__startswith="FA")} == {b"1", b"2"}


def test_more_than_ten_megabytes_stay_behind_and_the_letter_says_so(book, alice):
    under(book, papers=["statement", "invoices"])
    large = 6 * 1024 * 1024
    bring(book, alice, FA_1=(PDF + b"1").ljust(large, b"\0"), FA_2=(PDF + b"2").ljust(large, b"\0"))
    draft = draft_of(book, alice)
    assert sum(len(paper.content) for paper in draft.papers) < 10 * 1024 * 1024
    assert names(draft) == ["releve-MARTIN-20260316.pdf", "FA-1.pdf"]
    assert "la copie de la facture. Les copies des autres factures vous seront adressées" in draft.body


def test_without_a_copy_at_hand_the_letter_speaks_of_none(book, alice):
    under(book, papers=["invoices"])
    draft = draft_of(book, alice)
    assert names(draft) == [] and "pièce jointe" not in draft.body and draft.pdf == b""


def test_a_letter_is_printed_with_its_statement_its_payment_code_and_where_it_is_read(book, alice, settings):
    settings.PUBLIC_BASE_URL = "https://ardoise.example"
    Customer.objects.filter(code="MARTIN").update(address="3 place du Marché", postcode="69002", city="Lyon")
    ChannelSetting.objects.create(company=book, channel="letter", way="print")
    type(book).objects.filter(pk=book.pk).update(iban="FR7630006000011234567890189", city="Paris")
    under(book, channel="letter", papers=["statement", "statement_xlsx"])
    draft = draft_of(book, alice)
    assert names(draft) == ["lettre-MARTIN-20260316.pdf", "releve-MARTIN-20260316.pdf"]  # no workbook on paper
    page = PdfReader(io.BytesIO(draft.papers[0].content)).pages[0]
    text = page.extract_text()
    assert (
        "3 place du Marché" in text and "FA-1" in text and "16 mars 2026" in text and "P. J. : Relevé de compte" in text
    )
    assert len(page["/Resources"]["/XObject"]) == 2 and "ci-joint" in draft.body  # the two codes
    (message,) = dunning.approve([Proposal.objects.get(customer=martin())], alice, AT).messages
    for paper in message.attachments.all():
        written = text_of(bytes(paper.content)).replace("\n", "")
        (token,) = re.findall(r"https://ardoise\.example/l/([0-9A-Z]{5}(?:-[0-9A-Z]+){5})/", written)
        assert "CLIENT MARTIN" in written or paper.name.startswith("lettre")
        for typed in (token, token.lower().replace("-", ""), token.replace("0", "o").replace("1", "l")):
            assert links.find(typed, AT).message == message
    proposal = message.approval.proposal
    proposal.pk += 1
    assert links.find(links.reading_token(proposal, "letter"), AT) is None
    assert "CLIENT MARTIN" in message.body and "https://" not in message.body


def test_words_alone_carry_no_paper(book, alice):
    Contact.objects.filter(customer=martin()).update(phone="06 12 34 56 78")
    ChannelSetting.objects.create(company=book, channel="sms", way="provider")
    under(book, channel="sms")
    draft = draft_of(book, alice)
    assert draft.papers == () and draft.html == "" and len(draft.body) <= 160 and draft.pdf == b""


def test_many_are_drafted_with_no_more_questions_than_one(book, alice, django_assert_max_num_queries):
    under(book, papers=["statement", "invoices"])
    run = dunning.plan(book, AS_OF, alice, AT)
    proposals = list(run.proposals.select_related("customer", "run", "company"))
    with django_assert_max_num_queries(25):
        correspondence.contexts_of(proposals[:1])
    with django_assert_max_num_queries(25):
        correspondence.contexts_of(proposals * 10)


def test_a_customer_with_nobody_of_its_own_is_reached_through_the_head_of_its_group(book, alice):
    Contact.objects.filter(customer=martin()).delete()
    run = dunning.plan(book, AS_OF, alice, AT)
    assert run.skips.get(customer__code="MARTIN").reason == "no_address"
    group(book)
    meet(book, "accounting", "siege@groupe.example", code="GROUPE")
    assert message_of(book, alice).recipient == "siege@groupe.example"


ATTACK = "=cmd|'/C calc'!A0 <script>alert(1)</script> {{total}} {% include 'x' %} #panic() \r\nBcc: x@evil.example"


def test_an_attack_in_a_debtors_name_is_text_in_every_place_it_is_written(book, alice):
    Customer.objects.filter(code="MARTIN").update(
        name=ATTACK, address="3 place du Marché", postcode="69002", city="Lyon"
    )
    ChannelSetting.objects.create(company=book, channel="letter", way="print")
    words = Words("Rappel pour {{customer_name}}", "Bonjour {{customer_name}},\n\n{{items}}\n\n{{payment}}")
    for channel in ("email", "letter"):
        templates.save(book, Place("friendly", "fr", "", channel), words, alice, AT)
    under(book, papers=["statement", "statement_xlsx"])
    draft = draft_of(book, alice)
    assert not draft.obstacle and "\n" not in draft.subject and "\r" not in draft.subject
    assert draft.subject.startswith("Rappel pour =cmd|'/C calc'!A0 <script>") and "{{total}}" in draft.subject
    assert "<script>" not in draft.html and "&lt;script&gt;" in draft.html and "{{total}}" in draft.body
    assert "{% include 'x' %}" in draft.body and "#panic()" in text_of(draft.pdf)
    (workbook,) = [paper for paper in draft.papers if paper.name.endswith(".xlsx")]
    with zipfile.ZipFile(io.BytesIO(workbook.content)) as held:
        assert not re.search(r"<f[ >]", held.read("xl/worksheets/sheet1.xml").decode())
    PolicyVersion.objects.update(
        content={"name": "maison", "levels": [{"key": "friendly", "days_overdue_min": 1, "channel": "letter"}]}
    )
    letter = draft_of(book, alice)
    assert "#panic()" in text_of(letter.papers[0].content) and "<script>" in text_of(letter.papers[0].content)


def text_of(pdf):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_salesperson_who_has_left_gets_no_copy_not_even_of_what_waits(book, alice):
    zoe = person("zoe", book, "salesperson")
    Customer.objects.filter(code="MARTIN").update(salesperson=zoe)
    under(book, copies_salesperson=True)
    message = message_of(book, alice)
    assert message.cc == zoe.email
    zoe.memberships.all().delete()
    sending.dispatch(book, lambda: AT)
    message.refresh_from_db()
    assert (message.state, message.reason) == ("suppressed", "contact_changed")
