"""Which words ask a consumer for what nobody may ask of them, and which only sound like it; French and English."""

from __future__ import annotations

from itertools import product

import pytest

from ardoise.domain.correspondence import packs
from ardoise.domain.correspondence.consumers import MAY_BE_CONSUMERS, asked

ASKS = [
    "Une indemnité forfaitaire de 40 € est due.",
    "Vous devez en plus quarante euros.",
    "S’y ajoutent 40,00 EUR de frais.",
    "S’y ajoutent quarante euros.",
    "S’y ajoutent 40\u202feuros pour frais.",
    "40\u00a0euros de dédommagement vous sont demandés.",
    "Des frais supplémentaires de 15 € seront ajoutés.",
    "Réglez avant vendredi pour éviter des frais supplémentaires de 15 €.",
    "Une pénalité de 10 % s’applique.",
    "Les pe\u0301nalite\u0301s de retard courent.",
    "Si vous ne payez pas, une pénalité suivra.",
    "Sans règlement sous huit jours, des frais de relance seront dus.",
    "Sans quoi des frais de relance vous seront facturés.",
    "Des frais de 15 € vous seront demandés.",
    "Nous ajoutons 15,00 € de frais.",
    "fra\u200bis de dossier : 12 €",
    "Frais d’impayé : 20 €",
    "Selon l’article D. 441‑5 du code de commerce",
    "Pas de réponse : des frais de gestion s’ajoutent.",
    "You also owe forty euros in addition.",
    "A collection fee will be added.",
    "Collection fees apply.",
    "We add a late fee.",
    "If you do not pay, a late fee is due.",
    "Please add €40 on top.",
    "A fee of €12 will be charged.",
    "Pay now or a 15 € fee follows.",
    "A fixed charge is due as well.",
    "A penalty applies.",
    "Without payment, additional costs of 15 € follow.",
    "An administration fee of £10",
]
ASKS_NOTHING = [
    "Il reste 40,00 € à payer sur la facture F-102.",
    "Merci de régler 40 € sans frais par virement.",
    "Votre facture F-40 de 240 € et 40,50 € reste due.",
    "Votre forfait de novembre, 40 €, reste dû.",
    "Un avoir de 40 € a été imputé par compensation.",
    "Aucun frais ne vous est demandé.",
    "Aucun frais de relance, pénalité ou indemnité forfaitaire ne vous est demandé.",
    "Sans frais supplémentaires ni pénalité.",
    "Cet échéancier est sans frais pour vous.",
    "Les pénalités de retard ne vous seront pas réclamées.",
    "Nous ne vous demandons pas d’indemnité forfaitaire, ni de frais de dossier.",
    "Pour vous éviter des frais supplémentaires, appelez-nous.",
    "La facture comprend 15 € de frais de port.",
    "Vos frais de scolarité de 40 € restent dus.",
    "Cent quarante euros restent dus.",
    "40 000 € restent dus.",
    "La somme réclamée porte intérêt au taux légal.",
    "Your invoice of €40.00 is still open.",
    "Your membership fee of 40 € is still open.",
    "There is no fee and no late fee.",
    "No fee or late charge will be added.",
    "We do not charge you any collection fees.",
    "A late fee will not be charged.",
    "You are asked for no other charge.",
    "The plan costs you nothing, at no extra cost.",
    "Pay now to avoid any further costs.",
    "One hundred and forty euros are open.",
]


@pytest.mark.parametrize("words", ASKS)
def test_words_that_ask_for_a_charge_are_found(words):
    for text in (words, words.upper(), f"Bonjour,\n\n{words}\n\nCordialement"):
        assert asked(text, is_typed=True), text
        assert asked(text), text


@pytest.mark.parametrize("words", ASKS_NOTHING)
def test_words_that_ask_for_none_pass(words):
    for text in (words, words.upper(), f"Bonjour,\n\n{words}\n\nCordialement"):
        assert asked(text, is_typed=True) == [], text


def test_a_template_has_fields_for_what_is_owed_so_40_euros_there_are_the_charge():
    for text in ("Sous huit jours, 40 euros seront dus.", "Within a week, forty euros are due.", "40,00 EUR", "€ 40"):
        assert asked(text) and not asked(text, is_typed=True)
    assert asked("Il reste {{total}} à payer.") == []


def test_the_place_is_where_the_words_begin():
    (found,) = asked("Bonjour,\u200b\ndes frais\u202fde relance")
    assert (found.at, found.mark) == (14, "frais de relance")


@pytest.mark.parametrize(("language", "channel"), [*product(packs.LANGUAGES, packs.CHANNELS)])
def test_no_letter_of_the_packs_that_a_consumer_may_read_asks_for_any(language, channel):
    for key, kind in product(packs.KEYS, filter(None, MAY_BE_CONSUMERS)):
        words = packs.template(language, key, kind, channel)
        assert asked(words.subject) + asked(words.body) == [], (key, kind)
