"""E-mail: each failure of the line is a known no or a perhaps, and nobody adds a header."""

from __future__ import annotations

import ast
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest
from tests.channels.sink import listening, taken
from tests.channels.untrusted import untrusted

import ardoise
from ardoise.channels import email, kept
from ardoise.channels.email import server as servers
from ardoise.channels.email import session as sessions
from ardoise.channels.outcomes import Accepted, InDoubt, NotSent, Paper, Parcel

AT = datetime(2026, 3, 16, 9, 30, tzinfo=UTC)
PARCEL = Parcel(
    "<1@ardoise.example>",
    '"Ardoise, compta" <compta@ardoise.example>',
    "martin@client.example",
    "fr",
    "Rappel : 1\u202f545,67\u00a0€",
    "Madame, Monsieur,\n\n.une ligne qui commence par un point\n..deux\n\nÉchéance dépassée.\n",
    "<p>Échéance</p>",
    (Paper("releve.pdf", "application/pdf", b"%PDF-1.7\n.\r\n.\x00\xff"),),
)


def never():
    return False


def send(port, parcel=PARCEL, is_late=never):
    with email.Session(email.Server("127.0.0.1", port, "none")) as session:
        session.address(parcel, AT)
        return session.hand_over(parcel, is_late)


def test_what_arrives_is_what_was_written(tmp_path):
    with listening(tmp_path) as port:
        assert isinstance(send(port), Accepted)
    (mail,) = taken(tmp_path)
    assert mail["Subject"] == PARCEL.subject and mail["Message-ID"] == PARCEL.message_id
    assert mail["From"].addresses[0].display_name == "Ardoise, compta"
    assert mail["Date"].datetime == AT
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == PARCEL.body
    (paper,) = mail.iter_attachments()
    assert paper.get_content() == PARCEL.papers[0].content


def test_one_line_carries_many_messages_and_survives_a_refusal(tmp_path):
    with listening(tmp_path) as port, email.Session(email.Server("127.0.0.1", port, "none")) as session:
        for number in range(5):
            parcel = replace(PARCEL, message_id=f"<{number}@ardoise.example>")
            session.address(parcel, AT)
            line = session.line
            session.hand_over(parcel, never)
            with pytest.raises(NotSent):
                session.address(replace(parcel, recipient="nobody@client.example"), AT)
            session.forget()
            assert session.line is line
    assert len(taken(tmp_path)) == 5


@pytest.mark.parametrize("mailbox", ["nobody", "later", "toobig", "sequence"])
def test_a_refusal_is_forgotten_before_the_next_message(tmp_path, mailbox):
    """A refused RCPT leaves its MAIL open: the next one would be refused as nested."""
    refused = replace(PARCEL, recipient=f"{mailbox}@client.example")
    with listening(tmp_path) as port, email.Session(email.Server("127.0.0.1", port, "none")) as session:
        with suppress(NotSent):
            session.address(refused, AT)
            session.hand_over(refused, never)
        session.address(PARCEL, AT)
        assert isinstance(session.hand_over(PARCEL, never), Accepted)
    assert len(taken(tmp_path)) == 1


@pytest.mark.parametrize(
    "answers",
    [
        (b"503 nested MAIL\r\n",),
        (b"550 who are you\r\n",),
        (b"530 sign in\r\n",),
        (b"250 ok\r\n", b"550 5.7.1 Relaying denied\r\n"),
    ],
)
def test_what_is_said_of_the_sender_or_the_line_is_final_for_nobody(answers):
    with scripted(OK, *answers) as port, pytest.raises(NotSent) as refused:
        send(port)
    assert refused.value.is_ours and not refused.value.is_final


@pytest.mark.parametrize(
    ("recipient", "is_final"), [("nobody@x.example", True), ("later@x.example", False), ("toobig@x.example", True)]
)
def test_an_answer_is_definite(tmp_path, recipient, is_final):
    with listening(tmp_path) as port, pytest.raises(NotSent) as refused:
        send(port, replace(PARCEL, recipient=recipient))
    assert refused.value.is_final is is_final and taken(tmp_path) == []


def test_a_line_cut_after_the_dot_is_a_doubt(tmp_path):
    with listening(tmp_path) as port, pytest.raises(InDoubt):
        send(port, replace(PARCEL, recipient="cut@x.example"))
    assert len(taken(tmp_path)) == 1


def test_a_worker_held_up_too_long_hangs_up_before_the_dot(tmp_path):
    with listening(tmp_path) as port, pytest.raises(NotSent):
        send(port, is_late=lambda: True)
    assert taken(tmp_path) == []


@contextmanager
def scripted(*answers, then="close", greeting=b"220 here\r\n"):
    """A server that greets, gives these answers one by one, then closes or falls silent."""
    server = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def serve():
        line, _ = server.accept()
        reader = line.makefile("rb")
        line.sendall(greeting)
        for answer in answers:
            reader.readline()
            line.sendall(answer)
        while then != "close" and not done.wait(0.05):
            with suppress(OSError):
                line.sendall(b"2" if then == "drip" else b"")
        line.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        done.set()
        thread.join(5)
        server.close()


OK = b"250 ok\r\n"
GO = b"354 go\r\n"
AUTH = b"250-here\r\n250 AUTH PLAIN\r\n"


@pytest.mark.parametrize(
    "answers",
    [
        (),  # EHLO
        (OK,),  # MAIL
        (OK, OK),  # RCPT
        (OK, OK, OK),  # DATA: not a byte of content has left
        (OK, b"421 closing\r\n"),
        (OK, OK, OK, b"451 not now\r\n"),
    ],
)
def test_a_line_that_breaks_before_the_content_left_is_a_definite_no(answers):
    with scripted(*answers) as port, pytest.raises(NotSent) as refused:
        send(port)
    assert not refused.value.is_final


def test_a_line_that_closes_on_the_content_is_a_doubt():
    with scripted(OK, OK, OK, GO) as port, pytest.raises(InDoubt):
        send(port)


@pytest.mark.parametrize("then", ["silence", "drip"])
def test_a_server_that_never_answers_the_dot_leaves_a_doubt(monkeypatch, then):
    """Nor does one that says a byte now and then hold the worker for ever."""
    monkeypatch.setattr(sessions, "SECONDS_TO_ANSWER_THE_DOT", 0.3)
    with scripted(OK, OK, OK, GO, then=then) as port, pytest.raises(InDoubt) as doubt:
        send(port)
    assert doubt.value.breaks_session, "the next would cost ten minutes more"


def test_a_server_that_falls_silent_before_the_content_holds_up_one_message_a_round(monkeypatch):
    monkeypatch.setattr(servers, "SECONDS_TO_CONNECT", 2)  # a busy machine takes its time to greet
    with scripted(OK, OK, then="silence") as port, pytest.raises(NotSent) as refused:
        send(port)
    assert refused.value.breaks_session and refused.value.is_ours and refused.value.is_counted


def test_the_answer_to_the_dot_is_awaited_as_long_as_the_standard_says():
    """RFC 5321 4.5.3.2.6: ten minutes; shorter manufactures doubt."""
    assert sessions.SECONDS_TO_ANSWER_THE_DOT >= 600


def test_whoever_tries_the_connection_does_not_wait_as_long_as_a_worker(monkeypatch):
    monkeypatch.setattr(servers, "SECONDS_TO_TRY", 0.3)
    with scripted(greeting=b"", then="silence") as port:
        assert "timed out" in email.test_connection(email.Server("127.0.0.1", port, "none"))


def test_a_certificate_nobody_vouches_for_is_another_matter_than_a_line_without_tls():
    with untrusted() as port:
        assert "mail_not_trusted:127.0.0.1" in email.test_connection(email.Server("127.0.0.1", port, "tls"))


def test_a_connection_is_tested_without_sending_anything(tmp_path):
    with listening(tmp_path) as port:
        assert email.test_connection(email.Server("127.0.0.1", port, "none")) == ""
        assert "mail_no_starttls:127.0.0.1" in email.test_connection(email.Server("127.0.0.1", port, "starttls"))
        assert "mail_no_tls:127.0.0.1" in email.test_connection(email.Server("127.0.0.1", port, "tls"))
        assert "mail_no_sign_in:127.0.0.1" in email.test_connection(
            email.Server("127.0.0.1", port, "none", "alice", "secret")
        )
    assert "127.0.0.1:1 " in email.test_connection(email.Server("127.0.0.1", 1, "none"))
    assert taken(tmp_path) == []


@pytest.mark.parametrize(
    ("greeting", "answers", "reason"),
    [
        (b"554 no\r\n", (), "mail_unreachable:127.0.0.1:{port} (554 no)"),
        (b"220 hi\r\n", (AUTH, b"454 4.7.0 later\r\n"), "mail_unreachable:127.0.0.1:{port} (454 4.7.0 later)"),
        (b"220 hi\r\n", (AUTH, b"535 5.7.8 bad\r\n"), "mail_login_refused:127.0.0.1 (535 5.7.8 bad)"),
    ],
)
def test_only_a_refused_password_is_a_wrong_password(greeting, answers, reason):
    with scripted(*answers, greeting=greeting) as port:
        server = email.Server("127.0.0.1", port, "none", "alice", "secret")
        assert email.test_connection(server) == reason.format(port=port)


def test_a_password_is_never_shown():
    assert "secret" not in repr(email.Server("mail.example", 587, "starttls", "alice", "secret"))


BREAKS = [
    "\r\nBcc: x@evil.example",
    "\nBcc: x@evil.example",
    "\rX: y",
    "\x00",
    "\u2028Bcc: x",
    "\u0085Bcc: x",
    "\x0b",
    "\x1f",
]


@pytest.mark.parametrize("extra", BREAKS)
@pytest.mark.parametrize("field", ["sender", "recipient", "subject", "message_id"])
def test_a_line_break_in_a_header_is_refused_for_good(field, extra):
    with pytest.raises(NotSent) as refused:
        email.written(replace(PARCEL, **{field: getattr(PARCEL, field) + extra}), AT)
    assert refused.value.is_final


@pytest.mark.parametrize("extra", BREAKS)
def test_nor_in_the_name_of_a_paper(extra):
    with pytest.raises(NotSent):
        email.written(replace(PARCEL, papers=(Paper(f"a{extra}.pdf", "application/pdf", b""),)), AT)


@pytest.mark.parametrize(
    "name", ["A, B", 'A "B" <c@d.example>', "a@b.example", "A; B", "(A)", "Société Générale d’Échéances"]
)
def test_a_display_name_names_and_nothing_more(name):
    from email.utils import formataddr

    sender = formataddr((name, "compta@ardoise.example"))
    mail = message_from_bytes(email.written(replace(PARCEL, sender=sender), AT), policy=SMTP)
    (address,) = mail["From"].addresses
    assert (address.display_name, address.addr_spec) == (name, "compta@ardoise.example")


@pytest.mark.parametrize(
    "recipient", ["a@b.example, c@d.example", "a@b.example>\x20BODY=8BITMIME", "a b@c.example", "nobody", ""]
)
def test_one_recipient_is_one_recipient(recipient):
    with pytest.raises(NotSent) as refused:
        email.written(replace(PARCEL, recipient=recipient), AT)
    assert refused.value.is_final


def test_a_kept_message_reaches_nobody():
    with kept.Session() as session:
        session.address(PARCEL, AT)
        assert isinstance(session.hand_over(PARCEL, never), Accepted)
        session.forget()


def test_only_this_folder_speaks_smtp():
    root = Path(ardoise.__file__).parent
    speakers = {path.relative_to(root).parts[:2] for path in root.rglob("*.py") if imports(path, "smtplib")}
    assert speakers == {("channels", "email")}


def imports(path, module):
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    named = [alias.name for node in tree if isinstance(node, ast.Import) for alias in node.names]
    return module in named or f"from {module} import" in path.read_text(encoding="utf-8")
