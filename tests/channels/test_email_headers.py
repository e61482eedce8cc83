"""What stands at the head of an e-mail: once each, in ASCII, short enough, and nothing that anybody slipped in."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.channels.sink import listening, taken
from tests.channels.test_email import AT, PARCEL, send

from ardoise.channels import email
from ardoise.channels.outcomes import Accepted, NotSent, Paper

UNSUBSCRIBE = (
    ("List-Unsubscribe", "<https://ardoise.example/digest/off/abc>"),
    ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
)


def read(**facts):
    return message_from_bytes(email.written(replace(PARCEL, **facts), AT), policy=SMTP)


def test_a_machine_says_that_it_is_one_and_a_reminder_cannot_be_unsubscribed():
    mail = read()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert not {"List-Unsubscribe", "In-Reply-To", "References", "Reply-To", "Cc"} & set(mail.keys())


def test_what_a_person_wrote_does_not_say_that_a_machine_did():
    assert read(is_by_hand=True)["Auto-Submitted"] is None


def test_the_answer_goes_where_the_company_wants_it():
    assert read(reply_to="reponse+martin@ardoise.example")["Reply-To"] == "reponse+martin@ardoise.example"


def test_a_message_stands_in_the_thread_of_its_case():
    names = tuple(f"<{number}@ardoise.example>" for number in range(14))
    mail = read(answers=names)
    assert mail["In-Reply-To"] == names[-1]
    assert mail["References"].split() == list(names[-10:])


def test_a_digest_says_how_to_end_it():
    mail = read(headers=UNSUBSCRIBE)
    assert dict(UNSUBSCRIBE).items() <= dict(mail.items()).items()


@pytest.mark.parametrize(
    "header",
    [
        ("X-A", "1\r\nBcc: x@evil.example"),
        ("X-A", "1\nBcc: x@evil.example"),
        ("X-A: 1\r\nBcc", "x@evil.example"),
        ("X A", "1"),
        ("", "1"),
        ("X-A", "é"),
        ("X-A", "a" * 901),
        ("Bcc", "x@evil.example"),
        ("from", "x@evil.example"),
        ("Content-Type", "text/html"),
    ],
)
def test_no_further_header_adds_another_or_repeats_one(header):
    with pytest.raises(NotSent) as refused:
        read(headers=(header,))
    assert refused.value.is_final


def test_nor_is_a_further_header_written_twice():
    with pytest.raises(NotSent):
        read(headers=(UNSUBSCRIBE[0], ("LIST-Unsubscribe", "x")))


@pytest.mark.parametrize("name", ["no brackets", "<a b@c>", "<a@b>\r\nBcc: x", "<é@b.example>", "<a>"])
def test_what_is_no_name_of_a_message_is_refused(name):
    for facts in ({"message_id": name}, {"answers": (name,)}):
        with pytest.raises(NotSent):
            read(**facts)


@pytest.mark.parametrize("mailbox", ["a@b.example, c@d.example", "nobody", "a@b.example\r\nBcc: x@y.example"])
@pytest.mark.parametrize("field", ["cc", "reply_to"])
def test_a_copy_and_an_answer_go_to_one_mailbox(field, mailbox):
    with pytest.raises(NotSent):
        read(**{field: mailbox})


def test_a_copy_is_delivered_and_a_refused_copy_holds_up_nothing(tmp_path):
    with listening(tmp_path) as port:
        for mailbox in ("denis@ardoise.example", "nobody@ardoise.example"):
            assert isinstance(send(port, replace(PARCEL, cc=mailbox)), Accepted)
    assert sorted(mail["Cc"] for mail in taken(tmp_path)) == ["denis@ardoise.example", "nobody@ardoise.example"]


@given(
    subject=st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=300),
    body=st.text(max_size=2000),
    html=st.text(max_size=500),
    name=st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters='"\\'), min_size=1, max_size=120),
    content=st.binary(max_size=3000),
)
def test_whatever_is_written_can_be_read_and_every_line_is_short_ascii(subject, body, html, name, content):
    papers = (Paper(name, "application/pdf", content),)
    raw = email.written(replace(PARCEL, subject=subject, body=body, html=html, papers=papers), AT)
    lines = raw.split(b"\r\n")
    assert raw.isascii() and all(len(line) <= 998 and b"\n" not in line and b"\r" not in line for line in lines)
    mail = message_from_bytes(raw, policy=SMTP)
    assert not mail.defects and len({key.lower() for key in mail.keys()}) == len(mail.keys())  # noqa: SIM118
    said = mail.get_body(("plain",)).get_payload(decode=True).decode().replace("\r\n", "\n")
    meant = body.replace("\r\n", "\n").replace("\r", "\n")
    assert said in (meant, meant + "\n")
    assert " ".join(mail["Subject"].split()) == " ".join(subject.split())
    (paper,) = mail.iter_attachments()
    assert paper.get_content() == content and paper.get_filename() == name
