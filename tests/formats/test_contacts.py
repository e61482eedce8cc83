"""A contacts file says who is a customer and whom to write to."""

from __future__ import annotations

from ardoise import channels
from ardoise.formats import contacts, tables

TEXT = """Code client;Raison sociale;Type;SIREN;Conditions;Langue;E-mail;Code postal;Pays;Fonction
MARTIN;Martin & Fils;Professionnel;732 829 320;30 jours;Français;a@martin.example; 75011;France;Comptabilité
DURAND;Durand SARL;Particulier;123456789;;English;b@durand.example, c@durand.example;01000;BE;Gérant
;Sans code;;;;;;;;
PETIT;Petit Frères;Mairie;;;;pas-une-adresse;;Atlantide;
;;;;;;x@y.example;;;
"""


def read(tmp_path, text=TEXT):
    path = tmp_path / "contacts.csv"
    path.write_bytes(text.encode("utf-8-sig"))
    table = tables.read(path)
    return contacts.read(table, contacts.guess(table.header))


def test_each_address_is_a_contact(tmp_path):
    reading = read(tmp_path)
    assert reading.contacts.select("line", "customer", "email").rows() == [
        (2, "MARTIN", "a@martin.example"),
        (3, "DURAND", "b@durand.example"),
        (3, "DURAND", "c@durand.example"),
        (4, "Sans code", None),
        (5, "PETIT", None),
    ]
    assert reading.rows == 5


def test_values_are_put_in_our_words(tmp_path):
    row = read(tmp_path).contacts.row(0, named=True)
    assert (row["customer_kind"], row["siren"], row["terms"]) == ("professional", "732829320", "30 jours")
    assert (row["language"], row["country"], row["role"], row["postcode"]) == ("fr", "FR", "accounting", "75011")


def test_only_a_clear_word_tells_the_kind_of_a_customer(tmp_path):
    """A consumer taken for a professional would be asked for what the law forbids: doubt is told, not resolved."""
    words = {
        "particulier": "consumer", "PARTICULIER ": "consumer", "B2C": "consumer", "Personne physique": "consumer",
        "pro": "professional", "Entreprise": "professional", "société": "professional", "B2B": "professional",
        "Profession libérale": "professional", "Mairie": "public_body", "Secteur public": "public_body",
        "P": None, "privé": None, "non professionnel": None, "pro ou particulier": None, "Publicité": None, "": None,
    }  # fmt: skip
    reading = read(tmp_path, "Code client;Type\n" + "".join(f"C{n};{word}\n" for n, word in enumerate(words)))
    assert dict(zip(words, reading.contacts["customer_kind"].to_list(), strict=True)) == words
    assert len(reading.problems) == 5


def test_what_is_wrong_is_told_with_its_line(tmp_path):
    told = {(p.line, p.message.split("»")[0].strip("« \u00a0")) for p in read(tmp_path).problems}
    assert {line for line, _ in told} == {3, 5, 6}
    (told_of,) = read(
        tmp_path, "Code client;E-mail\nMARTIN;pas une adresse\nDURAND;M. Durand <d@durand.example>\n"
    ).problems
    assert told_of.line == 2 and "« pas une adresse »" in told_of.message
    assert (3, "123456789") in told and (5, "Atlantide") in told and (5, "pas-une-adresse") in told


def test_a_file_without_customers_is_refused(tmp_path):
    reading = read(tmp_path, "Ville;Pays\nParis;France\n")
    assert not reading.is_readable and "Ville, Pays" in reading.problems[0].message


def test_zeros_in_front_are_kept(tmp_path):
    assert read(tmp_path).contacts["postcode"].to_list()[1] == "01000"


def test_a_file_settles_what_rules_ask_of_a_customer(tmp_path):
    reading = read(
        tmp_path,
        "Code client;Secteur d'activité;Classe de risque;Client stratégique;Mode de règlement;Canaux refusés\n"
        "MARTIN;Bâtiment;B2;oui;Prélèvement SEPA;e-mail, SMS\n"
        "DURAND;;;non;Virement;aucun\n"
        "PETIT;;;peut-être;Virement ou prélèvement;pigeon, SMS\n"
        "MOREAU;;;;;Courrier et téléphone\n",
    )
    columns = "sector", "risk_class", "is_strategic", "pays_by_debit", "opted_out"
    assert reading.contacts.select(columns).rows() == [
        ("Bâtiment", "B2", True, True, ["email", "sms"]),
        (None, None, False, False, []),
        (None, None, None, None, None),
        (None, None, None, None, ["call", "letter"]),
    ]
    assert {(p.line, p.message.split("»")[0].strip("« ")) for p in reading.problems} == {
        (4, "peut-être"), (4, "Virement ou prélèvement"), (4, "pigeon, SMS"),
    }  # fmt: skip


def test_headings_cut_short_are_understood():
    header = ["Réf. tiers", "Raison soc.", "Adr. 1", "Repr."]
    assert contacts.guess(header) == {
        "customer": "Réf. tiers", "customer_name": "Raison soc.", "address": "Adr. 1", "salesperson": "Repr.",
    }  # fmt: skip


def test_every_way_to_pay_and_every_channel_is_known_by_its_words():
    ways = {
        "prélèvement": True, "SDD": True, "direct debit": True, "x": True, "Chèque": False, "LCR 30 jours": False,
        "bank transfer": False, "CB": None, "virement/prélèvement": None,
    }  # fmt: skip
    assert {word: contacts.READERS["pays_by_debit"](word) for word in ways} == ways
    named = {
        "mail": ["email"], "Recommandé": ["registered_letter"], "courrier recommandé": ["registered_letter"],
        "appels; texto": ["call", "sms"], "télécopie": ["fax"], "visites": ["visit"], "lettre": ["letter"],
        "0": [], "none": [], "oui": None, "e-mail et fumée": None,
    }  # fmt: skip
    assert {word: contacts.READERS["opted_out"](word) for word in named} == named
    assert contacts.READERS["opted_out"]("tous") == sorted(channels.NAMES)
