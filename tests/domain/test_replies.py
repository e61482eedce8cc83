"""A reply is read as what it says, with its day, its amount, and the words that made us think so."""

from __future__ import annotations

from datetime import date

import pytest

from ardoise.domain.replies import read
from ardoise.domain.replies.amounts import documents_in

MONDAY = date(2026, 11, 23)


def situations(text: str) -> list[str]:
    return [finding.situation for finding in read(text, MONDAY)]


@pytest.mark.parametrize(
    ("text", "situation", "facts"),
    [
        (
            "Nous vous réglerons la facture FA-2026-0123 de 1 240,00 € le 28 novembre.",
            "promise",
            {"on": date(2026, 11, 28), "amount_cents": 124_000, "documents": ["FA-2026-0123"]},
        ),
        ("Bjr pr la PR-1 et la facture PR-1207 vmt fait hier", "paid", {"documents": ["PR-1207"]}),
        ("We will transfer 500 EUR next Friday.", "promise", {"on": date(2026, 11, 27), "amount_cents": 50_000}),
        ("Le règlement partira en fin de mois.", "promise", {"on": date(2026, 11, 30)}),
        (
            "Votre virement a été effectué hier, pour 3 450,20 €.",
            "paid",
            {"on": date(2026, 11, 22), "amount_cents": 345_020},
        ),
        ("Hello, this invoice was already paid last week.", "paid", {"on": date(2026, 11, 16)}),
        ("Le règlement partira en début de semaine prochaine.", "promise", {"on": date(2026, 12, 1)}),
        ("Nous vous réglons fin de semaine prochaine.", "promise", {"on": date(2026, 12, 4)}),
        (
            "Je passe le virement de 7.781,66 € vendredi.",
            "promise",
            {"on": date(2026, 11, 27), "amount_cents": 778_166},
        ),
        ("On fait le virement jeudi, promis.", "promise", {"on": date(2026, 11, 26)}),
        ("J’ai fait le virement vendredi.", "paid", {"on": date(2026, 11, 20)}),
        ("La marchandise est arrivée endommagée.", "dispute", {"reason": "goods"}),
        ("We were invoiced twice for this order.", "dispute", {"reason": "double_invoice"}),
        ("Il manque le numéro de bon de commande sur la facture.", "dispute", {"reason": "administrative"}),
        ("Pourriez-vous nous renvoyer une copie de la facture 2026-118 ?", "copy_wanted", {"documents": ["2026-118"]}),
        ("Serait-il possible de payer en trois fois ?", "plan_wanted", {}),
        (
            "Mme Leroy a quitté la société. Merci de contacter compta@petit.example",
            "wrong_contact",
            {"email": "compta@petit.example"},
        ),
        ("Je suis absente jusqu’au 2 décembre.", "out_of_office", {"on": date(2026, 12, 2)}),
        ("550 5.1.1 user unknown", "bounce", {}),
    ],
)
def test_what_a_customer_says_is_understood(text, situation, facts):
    first = read(text, MONDAY)[0]
    assert first.situation == situation
    assert {name: first.facts.get(name) for name in facts} == facts


@pytest.mark.parametrize(
    "text",
    [
        "Merci pour votre message, je transmets.",
        "Nous n’avons pas encore payé.",
        "Dès que nous aurons reçu le bon de livraison, nous paierons.",
        "Vous nous indiquez que la facture n’a pas été payée.",
        "",
    ],
)
def test_what_is_denied_conditional_or_our_own_words_is_no_payment(text):
    assert not {"paid", "promise"} & set(situations(text))


def test_the_excerpt_stands_at_its_place_in_the_text():
    text = "Bonjour,\n\nBien reçu.\nNous réglerons 120 € le 30/11.\nCordialement"
    (finding,) = read(text, MONDAY)
    assert text[finding.start :].startswith(finding.excerpt) and "120 €" in finding.excerpt


def test_one_mail_may_say_two_things():
    text = "La facture F-1 sera payée le 30/11. En revanche nous contestons la F-2 : le prix n’est pas celui convenu."
    assert set(situations(text)) == {"promise", "dispute"}


@pytest.mark.parametrize(
    "text",
    [
        "We have transferred EUR 5,000.00 today. Balance to follow on 12/12.",
        "Nous avons viré 5 000 € ce matin, le solde suivra le 12 décembre.",
        "On vous a réglé 5 000 € ce matin. Le reste sera payé le 12/12.",
    ],
)
def test_the_amount_paid_is_none_of_what_is_promised(text):
    found = {finding.situation: finding.facts for finding in read(text, MONDAY)}
    assert found == {
        "paid": {"on": MONDAY, "amount_cents": 500_000},
        "promise": {"on": date(2026, 12, 12), "is_rest": True},
    }


def test_what_a_machine_wrote_says_nothing_else():
    assert situations("Réponse automatique : absent jusqu’au 5/12. Les factures seront payées à mon retour.") == [
        "out_of_office"
    ]


@pytest.mark.parametrize(
    "subject", ["Automatische Antwort: Rappel", "Risposta automatica: Rappel", "Automatisch antwoord: Rappel"]
)
def test_whoever_is_away_in_another_language_is_away_by_the_subject(subject):
    assert [finding.situation for finding in read("…", MONDAY, subject)] == ["out_of_office"]


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("les factures f26-02302 et f26-02303", ["F26-02302", "F26-02303"]),
        ("invoices no. 1011, 1012 & 1013 on 28/12/2026", ["1011", "1012", "1013"]),
        ("je conteste les factures f-111, f-222, ainsi que f-333 : prix", ["F-111", "F-222", "F-333"]),
        ("la facture f-1111 et la facture f-2222", ["F-1111", "F-2222"]),
        ("la facture 26001 et 1 240 euros, 28/12/2026", ["26001"]),
        ("facture f-111, 2026 fut une mauvaise annee", ["F-111"]),
        ("j'ai paye f-1001 et f-1002 le 12", ["F-1001", "F-1002"]),
        ("nous avons paye le 12, 500 euros, a10 et rib2", []),
        ("we paid eur500 yesterday, paid gbp1200 before and settled inv-2026-001", ["INV-2026-001"]),
    ],
)
def test_all_the_invoices_of_a_list_are_named_and_no_day_or_amount(said, numbers):
    assert documents_in(said) == numbers


def promises(text: str) -> list[dict]:
    return [finding.facts for finding in read(text, MONDAY) if finding.situation == "promise"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Bonjour, je vous règle 1 200 € vendredi et le solde le 12.",
            [{"on": date(2026, 11, 27), "amount_cents": 120_000}, {"on": date(2026, 12, 12), "is_rest": True}],
        ),
        (
            "Je paie 500 le 5, 500 le 20.",
            [{"on": date(2026, 12, day), "amount_cents": 50_000} for day in (5, 20)],
        ),
        (
            "I will pay £1,200 on Friday and the balance on the 12th.",
            [{"on": date(2026, 11, 27), "amount_cents": 120_000}, {"on": date(2026, 12, 12), "is_rest": True}],
        ),
        (
            "Nous paierons les factures FA-12 et FA-13 le 5 décembre et FA-15 le 20.",
            [
                {"on": date(2026, 12, 5), "documents": ["FA-12", "FA-13"]},
                {"on": date(2026, 12, 20), "documents": ["FA-15"]},
            ],
        ),
        (
            "Je règle la moitié vendredi, l’autre moitié le 12.",
            [{"on": date(2026, 11, 27), "share": "1/2"}, {"on": date(2026, 12, 12), "is_rest": True}],
        ),
        (
            "Je paierai 1 200 € au total, 600 € le 5 et 600 € le 20.",
            [{"on": date(2026, 12, day), "amount_cents": 60_000} for day in (5, 20)],
        ),
    ],
)
def test_each_promise_of_a_mail_is_found_with_its_own_day_and_amount(text, told):
    assert promises(text) == told


def test_the_words_of_each_promise_are_its_own_and_stand_where_it_says():
    text = "Bonjour,\nJe vous vire 500 € vendredi. Le reste suivra le 12 décembre.\nCordialement"
    found = [finding for finding in read(text, MONDAY) if finding.situation == "promise"]
    assert [finding.excerpt for finding in found] == ["Je vous vire 500 € vendredi.", "Le reste suivra le 12 décembre."]
    assert all(text[finding.start :].startswith(finding.excerpt) for finding in found)


@pytest.mark.parametrize(
    "text",
    [
        "Nous vous réglerons 900 € vendredi, lundi au plus tard.",  # another day of the same
        "Suite à votre mail du 12 novembre, nous vous virons 1 240,50 € le 28 novembre.",
        "J’ai viré 500 € hier, le solde le 12.",  # one is paid
        "Nous réglerons 500 € le 5 et 500 € le 5.",
        "Si nous recevons l’avoir le 5, nous paierons 500 € le 12 et 500 € le 20.",
    ],
)
def test_what_is_no_second_promise_gives_none(text):
    assert len(promises(text)) <= 1


def test_the_rest_of_what_is_promised_is_not_told_as_paid():
    assert situations("I will pay £1,200 on Friday and the balance on the 12th.") == ["promise", "promise"]


@pytest.mark.parametrize(
    "text",
    [
        "We will not pay before Friday.",
        "will not pay before Friday",
        "We won't pay until Friday",
        "Je ne paierai pas avant vendredi.",
        "Nous ne réglerons pas avant le 15 décembre.",
    ],
)
def test_who_will_not_pay_before_a_day_promises_nothing_for_it(text):
    assert "promise" not in situations(text)


@pytest.mark.parametrize("text", ["I can't pay before Friday", "Nous ne pourrons pas régler avant le 15 décembre."])
def test_who_cannot_pay_before_a_day_names_the_day_on_which_they_will(text):
    assert situations(text) == ["promise"]


@pytest.mark.parametrize(
    "text",
    [
        "J'ai payé F-1001 le 12, et je paierai F-1002 le 10",
        "J’ai payé la facture F-1001 le 12 et je paierai la facture F-1002 le 10 décembre.",
        "I paid F-1001 on the 12th and will pay F-1002 on the 10th.",
        "We paid invoice F-1001 on 12 November, we will settle F-1002 on 10 December.",
    ],
)
def test_of_what_is_paid_and_what_is_to_come_each_has_its_own_invoice_and_day(text):
    told = {finding.situation: finding.facts for finding in read(text, MONDAY)}
    assert told == {
        "paid": {"on": date(2026, 11, 12), "documents": ["F-1001"]},
        "promise": {"on": date(2026, 12, 10), "documents": ["F-1002"]},
    }
