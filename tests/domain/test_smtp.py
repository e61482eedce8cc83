"""What a mail server answers is said in the reader's language, and quoted."""

from __future__ import annotations

import pytest

from ardoise.domain.correspondence.reasons import IN_WORDS, in_words
from ardoise.domain.correspondence.smtp import meaning, says_dead


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("550 5.1.1 nobody here", "nobody"), ("550 No such user", "nobody"), ("553 5.1.3 bad address", "nobody"),
        ("550 5.7.1 this sender may not send here", "policy"), ("554 5.7.1 Relaying denied", "relay"),
        ("552 5.2.2 mailbox full", "full"), ("452 4.2.2 over quota", "full"), ("451 4.7.1 greylisted", "later"),
        ("421 4.3.2 going down", "closing"), ("535 5.7.8 bad credentials", "login"), ("554 no", "refused"),
        ("550 5.1.8 bad sender", "policy"),
    ],
)  # fmt: skip
def test_a_reply_is_understood_by_its_class_then_by_its_number(reply, expected):
    assert meaning(reply[:3], reply[4:]) == expected


def test_only_what_a_server_says_of_the_mailbox_itself_makes_an_address_dead():
    assert says_dead("550 5.1.1 nobody here") and says_dead("556 5.1.10 no mail is taken here")
    for other in ("550 No such user", "550 5.1.8 bad sender", "550 5.7.1 spam", "451 4.1.1 later", "lease_expired"):
        assert not says_dead(other)


def test_a_reply_is_quoted_after_a_sentence_of_ours_even_where_it_came_back_by_mail():
    told = in_words("550 5.1.1 nobody here", "fr")
    assert told.startswith("Cette adresse n’existe pas ou n’est plus lue")
    assert told.endswith("Réponse : « 550 5.1.1 nobody here »")
    assert in_words("bounced: 550 5.1.1 nobody here", "fr") == f"Le courrier est revenu. {told}"
    assert in_words("mail_unreachable:smtp.example:25 (timed out)", "fr").startswith(
        "Le serveur de messagerie ne répond"
    )
    assert in_words("Étrange.", "fr") == "Étrange."


def test_every_reason_is_said_in_both_languages():
    assert IN_WORDS["fr"].keys() == IN_WORDS["en"].keys()


def test_a_line_that_broke_is_told_in_the_reader_s_language():
    said = in_words("mail_broke_late:Connection unexpectedly closed", "fr")
    assert said == "La ligne a été coupée pendant le départ du courrier : le serveur a raccroché."
    for raw in (
        "timed out",
        "Connection unexpectedly closed: timed out",
        "_ssl.c:989: The handshake operation timed out",
    ):
        said = in_words(f"mail_unreachable:smtp.example:25 ({raw})", "en")
        assert said.endswith("smtp.example:25 (the server answered no more).")
    for raw, told in (
        ("[Errno -2] Name or service not known", "no server of that name was found"),
        ("[Errno 8] nodename nor servname provided, or not known", "no server of that name was found"),
        ("[Errno 101] Network is unreachable", "no network leads there"),
        ("[Errno 113] No route to host", "no network leads there"),
    ):
        said = in_words(f"mail_unreachable:smtp.example:25 ({raw})", "en")
        assert said.endswith(f"smtp.example:25 ({told})."), said


def test_the_numbers_of_a_providers_answer_are_those_of_the_web():
    assert (
        in_words("provider_refuses_us:404", "fr") == "Le prestataire nous refuse : 404. Vérifiez la clé et le compte."
    )
    assert "Réponse" not in in_words("provider_refused:404 gone", "fr")
