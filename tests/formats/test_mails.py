"""Mails as they come: threads, quotations, character sets, delivery reports, and everything malformed."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ardoise.formats import mails
from ardoise.formats.mails.reading import HEADER_MAX, PART_LINES_MAX, parsed

QUOTED = """Bonjour,

Le virement partira vendredi.

Le lun. 23 nov. 2026 à 09:12, Ardoise <compta@ardoise.example> a écrit :

> Nous contestons votre retard : réglez la facture F1.
"""


def mail(body: str = "Bonjour", subtype: str = "plain", **headers: str) -> bytes:
    made = EmailMessage()
    made["From"] = "Anne Durand <Anne@Durand.example>"
    made["To"] = "compta+k3x@ardoise.example"
    made["Message-ID"] = "<1@durand.example>"
    for name, value in headers.items():
        del made[name.replace("_", "-")]
        made[name.replace("_", "-")] = value
    made.set_content(body, subtype=subtype)
    return made.as_bytes()


def test_who_wrote_what_in_answer_to_what():
    read = mails.read(mail(QUOTED, In_Reply_To="<b@a.example>", References="<a@a.example> <b@a.example>"))
    assert (read.sender, read.sender_name) == ("anne@durand.example", "Anne Durand")
    assert read.answers == ("<b@a.example>", "<a@a.example>")
    assert read.recipients == ("compta+k3x@ardoise.example",)
    assert "vendredi" in read.text and "contestons" not in read.text and "contestons" in read.whole
    assert not read.is_automatic and read.bounce is None


OURS = "Sauf erreur, la facture F-310 reste impayée."
WHO = "Ardoise <relance@ardoise.example>"
HEADS = {
    "outlook": f"De : {WHO}\nEnvoyé : mardi 8 septembre 2026 09:14\nÀ : Compta\nObjet : Rappel\n",
    "outlook, line": f"{'_' * 32}\nDe : {WHO}\nDate : mardi, 8 septembre 2026 à 09:14\nÀ : Compta\nObjet : Rappel\n",
    "outlook, bold": f"*From:* {WHO}\n*Sent:* Tuesday, September 8, 2026 9:14 AM\n*To:* AP\n*Subject:* Reminder\n",
    "outlook, german": f"Von: {WHO}\nGesendet: Dienstag, 8. September 2026 09:14\nAn: AP\nBetreff: Erinnerung\n",
    "outlook, bar": f"-----Message d’origine-----\nDe : {WHO}\nEnvoyé : mardi\nObjet : Rappel\n",
    "german bar": f"-----Ursprüngliche Nachricht-----\nVon: {WHO}\n",
    "gmail": f"Le mar. 8 sept. 2026 à 09:14, {WHO} a écrit :\n",
    "gmail, broken line": f"Le mar. 8 sept. 2026 à 09:14, {WHO} a\nécrit :\n",
    "gmail, german": f"Am Di., 8. Sept. 2026 um 09:14 Uhr schrieb {WHO}:\n",
    "yahoo": f"  Le mar., sept. 8 2026 à 9:14, {WHO} a écrit :   ",
    "apple": f"> On 8 Sep 2026, at 09:14, {WHO} wrote:\n> ",
    "thunderbird": "Le 08/09/2026 à 09:14, Ardoise a écrit :\n> ",
    "thunderbird, german": "Am 08.09.2026 um 09:14 schrieb Ardoise:\n",
    "orange": f"> Message du 08/09/26 09:14\n> De : {WHO}\n> Objet : Rappel\n> ",
    "orange, web": f"envoyé : 8 septembre 2026 à 09:14\nde : {WHO}\nà : martin@orange.example\nobjet : Rappel\n",
    "sfr": f"{'=' * 30}\nMessage du : 08/09/2026 09:14\nDe : {WHO}\nSujet : Rappel\n",
    "free": f"----- Mail original -----\nDe: {WHO}\nEnvoyé: Mardi 8 Septembre 2026 09:14:00\n",
    "free, no bar": f"De: {WHO}\nÀ: martin@free.example\nEnvoyé: Mardi 8 Septembre 2026\nObjet: Rappel\n",
    "samsung": f"-------- Message d'origine --------\nDe : {WHO}\nDate : 08/09/2026 09:14\n",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_our_own_words_are_cut_off_whatever_program_quotes_them(head):
    assert mails.read(mail(f"Ok vendredi.\n\nEnvoyé de mon iPhone\n\n{head}{OURS}")).text == "Ok vendredi."


@pytest.mark.parametrize(
    "own",
    [
        "Le 12 mai, votre collègue m'a écrit : laissez tomber.",
        "Envoyé de ma banque ce matin",
        "Date : vendredi\nMontant : 1 200 €",
        "De : 8h à 12h, passez au magasin.",
    ],
)
def test_what_only_looks_like_the_head_of_a_quotation_is_theirs(own):
    assert mails.read(mail(own)).text == own


REMINDER = """Madame, Monsieur,

Sauf erreur de notre part, nous n’avons pas encore reçu le règlement des sommes suivantes :

FA-1        11/09/2026  11/10/2026    50 j  2 741,43 €
Total                                       2 741,43 €

Si vous rencontrez une difficulté pour le régler en une fois, répondez-nous simplement.

Bien cordialement,
Ardoise"""


def test_our_message_put_below_theirs_without_a_mark_is_no_word_of_theirs():
    theirs = "Madame,\nje conteste cette facture.\nAnne Leroy"
    wrapped = REMINDER.replace("reçu le règlement", "reçu\nle règlement").replace("’", "'").replace("  ", " ")
    for below in (REMINDER, wrapped, "> " + REMINDER.replace("\n", "\n> ")):
        assert mails.above(f"{theirs}\n\n{below}", REMINDER) == theirs
        assert mails.above(below, REMINDER) == ""


def test_a_line_of_ours_among_theirs_is_what_they_speak_of():
    for own in (
        f"{REMINDER}\n\nLa FA-1 est payée.",
        "FA-1 11/09/2026 11/10/2026 50 j 2 741,43 €\npayée hier",
        "Ardoise",
    ):
        assert mails.above(own, REMINDER) == own


def test_below_a_quotation_and_between_its_lines_they_speak_too():
    attributed = f"Le 8 sept. 2026 à 09:14, {WHO} a écrit :"
    assert mails.read(mail(f"{attributed}\n> {OURS}\nOk vendredi.")).text == "Ok vendredi."
    html = f"<div>{attributed}<br></div><blockquote>{OURS}<blockquote>x</blockquote>y</blockquote><p>Ok vendredi.</p>"
    assert mails.read(
        mail(html.replace("<relance@", "&lt;relance@").replace("example>", "example&gt;"), "html")
    ).text == ("Ok vendredi.")


@pytest.mark.parametrize(("sender", "is_read"), [("compta@siege.example", True), ("relance@ardoise.example", False)])
def test_what_they_forward_under_a_mere_pointer_is_theirs_unless_we_wrote_it(sender, is_read):
    bar = "-------- Message transféré --------"
    body = f"Bonjour, voir ci-dessous.\n\n{bar}\nSujet : F-77\nDe : {sender}\nPour : agence\n\nPayée le 13."
    assert ("Payée" in mails.read(mail(body)).text) is is_read


def test_html_is_read_as_words_and_never_as_html():
    read = mails.read(mail("<style>p{}</style><p>D&eacute;j&agrave; pay&eacute;<script>x()</script></p>", "html"))
    assert read.text == "Déjà payé"
    cells = "<table><tr><td>F-1021</td><td>200,00</td></tr><tr><th>Nous payons</th><td>le 15/12</td></tr></table>"
    assert mails.read(mail(cells, "html")).text == "F-1021 200,00\nNous payons le 15/12"


def test_a_windows_mail_without_character_set_keeps_its_accents():
    raw = b"From: a@b.example\nContent-Type: text/plain\n\nR\xe9gl\xe9 le 12, 1 200 \x80\n"
    assert mails.read(raw).text == "Réglé le 12, 1 200 €"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"From": "mailer-daemon@b.example"},
    ],
)
def test_what_a_machine_wrote_is_known_by_its_head(headers):
    assert mails.read(mail("Absent", **headers)).is_automatic


@pytest.mark.parametrize(
    ("headers", "machine"),
    [
        ({"Auto_Submitted": "auto-replied; owner-email=a@b.example"}, "replied"),
        ({"Auto_Submitted": "auto-generated"}, "generated"),
        ({"Auto_Submitted": "auto-generated", "Precedence": "auto_reply"}, "replied"),
        ({"X_Auto_Response_Suppress": "All"}, "generated"),
        ({"Return_Path": "<>"}, "generated"),
        ({"Return_Path": "<a@b.example>"}, ""),
        ({"Auto_Submitted": "no"}, ""),
        ({"From": "no-reply@b.example"}, "generated"),
    ],
)
def test_a_machine_that_answers_is_told_from_one_that_sends(headers, machine):
    assert mails.read(mail("Bonjour", **headers)).by_machine == machine


def test_the_report_that_a_mail_was_shown_answers():
    report = mail("Lu").replace(b"text/plain", b"message/disposition-notification")
    assert mails.read(report).by_machine == "replied"


def test_such_a_report_passed_on_by_a_person_answers_nothing():
    made = EmailMessage()
    made["From"] = "anne@durand.example"
    made.set_content("C’est noté, voyez vous-même.")
    report = parsed(mail("Lu").replace(b"text/plain", b"message/disposition-notification"))
    made.add_attachment(report)
    assert not mails.read(made.as_bytes()).is_automatic


def test_what_a_person_writes_in_a_ticket_system_is_theirs():
    assert not mails.read(mail("La facture sera payée le 15.", Precedence="bulk")).is_automatic


REPORT = b"""From: MAILER-DAEMON@mx.example
To: compta@ardoise.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; Anne@Durand.example
Action: %s
Status: %s
Diagnostic-Code: smtp; 550 5.1.1 <anne@durand.example>:
 user unknown

--B
Content-Type: message/rfc822

Message-ID: <42@ardoise.example>
Subject: Rappel

Bonjour
--B--
"""


def test_a_delivery_report_names_the_message_and_the_address():
    bounce = mails.read(REPORT % (b"failed", b"5.1.1")).bounce
    assert (bounce.message_id, bounce.address) == ("<42@ardoise.example>", "anne@durand.example")
    assert bounce.is_permanent and bounce.status == "5.1.1" and "user unknown" in bounce.words


def test_a_delay_is_not_for_good_and_a_delivery_is_no_bounce():
    assert not mails.read(REPORT % (b"delayed", b"4.4.1")).bounce.is_permanent
    assert mails.read(REPORT % (b"delivered", b"2.0.0")).bounce is None


def test_an_unruly_report_is_read_too():
    text = "Your message to anne@durand.example\nwas rejected: 550 5.1.1 User unknown\n\n"
    text += "Message-ID: <42@ardoise.example>\n"
    bounce = mails.read(mail(text, From="Mail Delivery <mailer-daemon@mx.example>", Subject="failure notice")).bounce
    assert bounce.is_permanent and bounce.address == "anne@durand.example"
    assert bounce.message_id == "<42@ardoise.example>"


@pytest.mark.parametrize(
    ("sender", "subject", "words", "is_permanent"),
    [
        ("Mailer-Daemon@mx.example", "Mail delivery failed", "host mx [1.2.3.4]: 550 5.1.1 User unknown", True),
        ("MAILER-DAEMON@free.fr", "failure notice", "Sorry, no mailbox here by that name. (#5.1.1)", True),
        ("MAILER-DAEMON@free.fr", "Message non distribué", "Boîte inconnue.", True),
        ("postmaster@laposte.net", "Avis de non-remise", "Le destinataire n’existe pas.", True),
        ("mailer-daemon@yahoo.com", "Failure Notice", "554: delivery error: This user doesn't have an account", True),
        ("noreply@mailgate.example", "Undelivered Mail Returned to Sender", "user unknown", True),
        ("mailer-daemon@t-online.example", "Unzustellbar: Rappel", "Empfänger unbekannt", True),
        ("postmaster@x.example", "No se puede entregar: Rappel", "usuario desconocido", True),
        ("postmaster@x.example", "Mancato recapito: Rappel", "utente sconosciuto", True),
        ("postmaster@x.example", "Onbestelbaar: Rappel", "adres onbekend", True),
        ("Mailer-Daemon@mx.example", "Warning: message 1abc delayed 24 hours", "No action is required.", False),
        ("MAILER-DAEMON@x.example", "Warning: could not send message for past 4 hours", "550 so far", False),
    ],
)
def test_a_report_in_prose_is_for_good_or_for_now(sender, subject, words, is_permanent):
    """Exim, qmail, Free, La Poste, Yahoo, gateways, sendmail: none has the part of the standard."""
    bounce = mails.read(mail(f"<anne@durand.example>\n{words}\n", From=sender, Subject=subject)).bounce
    assert (bounce.address, bounce.is_permanent, bounce.is_evidence) == ("anne@durand.example", is_permanent, False)


def test_a_person_who_speaks_of_a_delivery_is_a_person():
    said = mail(
        "La livraison a échoué : nous ne paierons pas.", From="nadia@durand.example", Subject="échec de livraison"
    )
    assert mails.read(said).bounce is None


def test_of_two_recipients_the_one_it_did_not_reach_is_told():
    both = b"Action: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; paul@durand.example\nAction: failed"
    bounce = mails.read(REPORT.replace(b"Action: %s", both).replace(b"%s", b"5.1.1")).bounce
    assert bounce.address == "paul@durand.example" and bounce.is_permanent


BROKEN = [
    b"",
    b"\x00\xff\xfe",
    b"Subject: =?utf-8?b?////?=\nFrom: =?x?q?=\n\n",
    b"From: a@b\r\nContent-Type: multipart/mixed\r\n\r\nno boundary",
    b"Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: message/rfc822\n\n--B",
    b"Content-Transfer-Encoding: base64\n\n!!!not base64!!!",
    b"Content-Type: text/plain; charset=klingon\n\nna\xefve",
    b"Content-Type: text/plain; charset=punycode\n\nno.such",
    b"Content-Type: text/plain; charset=undefined\n\nna\xefve",
    b"From: a@b.example\nSubject: x\r\nBcc: y@z.example\n\nbody",
    b"Message-ID: <no end\nDate: 99 Foo 99999\nReferences: <<<>>>\n\nbody",
    b"Content-Type: multipart/mixed; boundary=B\n\n" + b"--B\nContent-Type: text/plain\n\nx\n" * 3000,
]


@pytest.mark.parametrize("raw", BROKEN, ids=range(len(BROKEN)))
def test_malformed_mail_gives_what_can_be_had(raw):
    read = mails.read(raw)
    assert read.message_id.startswith("<") and "\n" not in read.subject + read.sender


@pytest.mark.parametrize(
    "raw",
    [
        b"To: " + b"a@b.example, " * 30_000 + b"\n\nx",
        b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\n\nx",
        b"From: " + b"(" * 50_000 + b"\n\nx",
        b"Content-Type: multipart/mixed; boundary=B\n\n" + b"--B\nContent-Type: text/plain\n\nx\n" * 20_000,
    ],
    ids=["recipients", "encoded words", "comments", "parts"],
)
def test_a_mail_made_to_hold_the_reader_up_is_read_at_its_beginning(raw):
    """Each of them took seconds: the time of a header grew with the square of its length."""
    read, whole = mails.read(raw), parsed(raw)
    assert len(read.subject) <= 300 and len(list(whole.walk())) <= PART_LINES_MAX + 1
    assert all(len(str(whole.get(name, ""))) <= HEADER_MAX for name in ("To", "Subject"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.integers(0, 300))
def test_no_bytes_make_the_reader_fall(noise, place):
    sound = REPORT % (b"failed", b"5.1.1")
    mails.read(sound[:place] + noise + sound[place:])
    mails.read(noise)
