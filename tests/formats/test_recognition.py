"""A file is told for what it is by its headings and by what stands under them; where it could be two, it is asked."""

from __future__ import annotations

import pytest
import xlsxwriter
from tests.formats.advices.papers import printed
from tests.formats.test_open_items_of_software import EXPORTS

from ardoise.formats import recognition
from ardoise.formats.printed import kind_of as printed_kind

FILES: dict[str, list[str]] = {
    "advices": [
        "Réf facture;Date facture;Mt TTC;Mt réglé;Dt règlement\nF1;01/10/2026;100,00;100,00;29/11/2026\n",
        "Vendor,Invoice #,Check Number,Check Date,Net Paid\nARDOISE,F1,4711,2026-11-29,98.00\n",
        "Client;Facture;Montant payé;Date de paiement\nMARTIN;FA-1;1200,00;29/11/2026\n"
        "MARTIN;FA-2;80,50;29/11/2026\n",
        "N° facture;Montant réglé;Date de règlement;N° de virement\nFA-1;1200,00;29/11/2026;VIR-889\n",
        "Votre référence;Brut;Escompte;Net payé\nFA-1;1200,00;24,00;1176,00\n",
        "Facture;Montant net\nFA-1;1200,00\nFA-9;80,50\n",
        "Société;Réf. facture;Montant versé;Réf. virement\nMartin SA;FA-1;1200,00;VIR1\n",
        "AVIS DE PAIEMENT;;;\nMARTIN SA;;;\nVirement du 29/11/2026;;;\n\nFacture;Date;Montant;Réglé\n"
        "FA-1;01/10/2026;1200,00;1200,00\nFA-2;02/10/2026;80,50;80,50\n",
        "Fournisseur;N° pièce;Date pièce;Montant TTC;Retenue;Montant payé;Mode de paiement\n"
        "ARDOISE;FA-1;01/10/2026;1200,00;60,00;1140,00;virement\n",
        "NUM FACTURE\tMONTANT PAYE\tDATE PAIEMENT\nFA-1\t1200,00\t29/11/2026\n",
        "Customer,Invoice,Amount paid,Payment date\nMARTIN,FA-1,1200.00,2026-11-29\n"
        "MARTIN,FA-2,80.50,2026-11-29\n",
        "Invoice No,Invoice Date,Gross Amount,Discount,Net Amount\nFA-1,2026-10-01,1200.00,24.00,1176.00\n",
        "Payment number,Payment date,Invoice number,Invoice amount,Amount paid,Deduction,Reason\n"
        "P1,2026-11-29,FA-1,1200.00,1176.00,24.00,discount\n",
        "REMITTANCE ADVICE,,\nMartin Ltd,,\nPayment date: 29/11/2026,,\n"
        "Your Reference,Our Reference,Amount\nFA-1,4711,1200.00\nFA-2,4712,80.50\n",
        "Doc no|Amount|Currency|Paid on\nFA-1|1200.00|EUR|2026-11-29\n",
        "Votre facture;Date facture;Date échéance;Montant;Montant réglé;N° règlement\n"
        "FA-1;01/10/2026;31/10/2026;1200,00;1200,00;R77\n",
        "Document,Your document,Date,Deductions,Gross amount\n1900001,FA-1,2026-10-01,0.00,1200.00\n"
        "1900002,FA-2,2026-10-02,0.00,80.50\n",
        "De: compta@martin.fr\nObjet: règlement\n\nBonjour,\n\n"
        "veuillez noter notre virement de 1 280,50 € ce jour :\n- facture FA-1 : 1 200,00 €\n"
        "- facture FA-2 : 80,50 €\n\nCordialement\n",
        "Dear Sirs, please note, that on behalf of your customer Martin, we paid today:\n"
        "invoice FA-1, 1,200.00 EUR\ninvoice FA-2, 80.50 EUR\nKind regards, Martin Ltd\n",
        "Bonjour, pour votre client Martin, voici notre virement du 29/11/2026, merci,\n"
        "Facture FA-1, 1200,00 €\nFacture FA-2, 80,50 €\n",
        "Code client;N° de facture;Montant du règlement;Référence du règlement;Devise\n"
        "C1;FA-1;1200,00;R77;EUR\nC1;FA-2;80,50;R77;EUR\n",
        "Référence;Libellé;Montant viré\nFA-1;Prestation;1200,00\nFA-2;Prestation;80,50\n",
        "Payeur;Date de paiement;N° de paiement;Montant total;N° facture;Montant payé;Déduction;Motif\n"
        "Martin;29/11/2026;V1;1280,50;FA-1;1200,00;;\nMartin;29/11/2026;V1;1280,50;FA-2;80,50;;\n",
    ],
    "ask": [
        "Code client;Raison sociale;N° facture;Date facture;Échéance;Montant facture;Montant payé;Date de paiement\n"
        "C1;MARTIN;FA-1;01/10/2026;31/10/2026;1200,00;1200,00;29/11/2026\n"
        "C1;MARTIN;FA-2;01/10/2026;31/10/2026;80,50;80,50;29/11/2026\n",
        "Invoice;Paid;Balance\nFA-1;1200.00;0.00\nFA-2;80.50;10.00\n",
        "Client;N° facture;Date;Montant TTC;Montant réglé\nMARTIN;FA-1;01/10/2026;1200,00;200,00\n"
        "DURAND;FA-2;02/10/2026;80,50;80,50\n",
        "Client;N° facture;Date;Montant TTC;Montant réglé;Date règlement\n"
        "MARTIN;FA-1;01/10/2026;1200,00;1200,00;29/11/2026\nDURAND;FA-2;02/10/2026;80,50;80,50;12/11/2026\n",
        "Client;Facture;Montant\nMARTIN;FA-1;1200,00\nMARTIN;FA-2;80,50\n",
        "Customer name,Email,Balance\nMartin,a@m.fr,1200.00\nDurand,d@d.fr,80.00\n",
        "Client;Facture;Promis le;Montant promis\nC1;FA-1;15/12/2026;1200,00\n",
        "Client;Motif;Jusqu'au\nC1;litige;31/12/2026\n",
        "Customer,Document,Contested amount,Reason,Opened on\nC1,FA-1,200.00,price,2026-11-01\n",
        "customer,until,reason\nC1,2026-12-31,holiday\n",
        "Client;Facture;Date promesse;Montant\nC1;FA-1;15/12/2026;1200,00\n",
        "Client;N° chèque;Banque;Montant;Date d'échéance\nC1;123;BNP;1200,00;15/12/2026\n",
        "Qui;Quoi;Quand;Combien\nMARTIN;F1;01/02/2026;120,00\n",
        "Code article;Désignation;Prix;Stock\nA1;Vis;1,20;40\n",
    ],
    "contacts": [
        "Client;Nom;E-mail;Téléphone\nC1;Martin;a@m.fr;0102030405\n",
        "Code client;Raison sociale;SIREN;Adresse;CP;Ville\nC1;Martin;123456782;1 rue X;75001;Paris\n",
        "Customer,Contact,Email,Phone,Payment terms\nC1,Ann,a@m.fr,01,30 days\n",
        "Raison sociale;Mode de règlement;Conditions de paiement;E-mail\nMartin;virement;30 jours;a@m.fr\n",
        "Code;Nom;Encours autorisé;Email\nC1;Martin;10000;a@m.fr\n",
        "Code client;Nom\nC1;Martin\n",
        "Tiers;Interlocuteur;Fonction;Courriel;Portable\nC1;Ann;compta;a@m.fr;06\n",
        "Name,VAT,Payment method,Email,Account Number\nMartin,FR1,Transfer,a@m.fr,411MARTIN\n",
    ],
    "open_items": [
        "Code client;Nom;N° facture;Date facture;Échéance;Reste à payer\n"
        "C1;Martin;FA-1;01/10/2026;31/10/2026;1200,00\n",
        "Client;Pièce;Date;Échéance;Débit;Crédit;Lettrage\nC1;FA-1;01/10/2026;31/10/2026;1200,00;;\n",
        "Customer,Invoice no,Invoice date,Due date,Amount,Amount paid,Balance\n"
        "C1,FA-1,2026-10-01,2026-10-31,1200.00,200.00,1000.00\n",
        "Client;Facture;Date;Montant TTC;Payé\nC1;FA-1;01/10/2026;1200,00;non\n"
        "C2;FA-2;01/10/2026;80,00;oui\n",
        "Customer;Invoice;Date;Amount\nMARTIN;FA-1;2026-10-01;1200.00\nDURAND;FA-2;2026-10-01;80.00\n",
        "Partenaire,Numéro,Date de la facture,Date d'échéance,Montant dû\n"
        "Martin,FA-1,2026-10-01,2026-10-31,1200.00\n",
        "Client;E-mail;Facture;Échéance;Montant\nMartin;a@m.fr;FA-1;31/10/2026;1200,00\n",
        "Client;Facture;Échéance;Montant TTC;Montant réglé;Reste dû\n"
        "Martin;FA-1;31/10/2026;1200,00;200,00;1000,00\n",
        "Customer,Invoice,Due date,Total,Paid,Status\nMartin,FA-1,2026-10-31,1200.00,0,open\n",
        "Compte;Intitulé;Date;Journal;Pièce;Libellé;Débit;Crédit;Solde\n"
        "411MAR;Martin;01/10/2026;VE;FA-1;Facture;1200,00;;1200,00\n",
        "N° facture;Client;Date d'émission;Date de paiement;Montant TTC\nFA-1;Martin;01/10/2026;;1200,00\n"
        "FA-2;Durand;01/10/2026;12/11/2026;80,00\n",
    ],
    "bank": [
        "Date;Libellé;Débit;Crédit\n29/11/2026;VIR MARTIN;;1200,00\n",
        "Date opération;Date valeur;Libellé;Montant;Solde\n"
        "29/11/2026;29/11/2026;VIR MARTIN;1200,00;5000,00\n",
        "Booking date,Value date,Amount,Currency,Counterparty,Reference\n"
        "2026-11-29,2026-11-29,1200.00,EUR,MARTIN,FA-1\n",
        "Date;Tiers;Libellé;Montant;Référence\n29/11/2026;MARTIN;VIR;1200,00;FA-1\n",
        "Date;Montant;Payeur;Motif\n29/11/2026;1200,00;MARTIN;FA-1\n",
        "Date,Description,Amount,Payment reference\n2026-11-29,VIR MARTIN,1200.00,FA-1\n",
        "Date;Valeur;Montant;Devise;Nom du tiers;IBAN du tiers;Motif\n"
        "29/11/2026;29/11/2026;1200,00;EUR;MARTIN;FR76;FA-1\n",
    ],
}  # fmt: skip
"""What a file is (“ask”: it could be two kinds, or none we import) → its text."""
CASES = [(kind, text) for kind, texts in FILES.items() for text in texts]


def told(path):
    found = recognition.of_file(path)
    return found.kind if found.is_sure else "ask"


@pytest.mark.parametrize(("kind", "text"), [*CASES, *(("open_items", text) for text in EXPORTS.values())])
def test_a_table_or_a_mail_is_told_for_what_it_is(tmp_path, kind, text):
    path = tmp_path / "file.csv"
    path.write_text(text, "utf-8")
    assert told(path) == kind


@pytest.mark.parametrize("kind", ["advices", "contacts", "open_items", "bank"])
def test_a_workbook_is_told_like_the_table_it_holds(tmp_path, kind):
    path = tmp_path / "file.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(FILES[kind][0].splitlines()):
            sheet.write_row(row, 0, line.split(";"))
    assert told(path) == kind


def test_a_paper_of_which_somebody_tells_what_he_pays_is_an_advice(tmp_path):
    path = tmp_path / "avis.pdf"
    path.write_bytes(printed(["Virement du 29/11/2026", "FA-1   1200,00"]))
    assert told(path) == "advices"


PAPERS = {
    "advices": [
        "AVIS DE PAIEMENT\nMARTIN SA\nArdoise SAS\nFacture   Date   Montant\nFA-1  01/10/2026  1 200,00\n"
        "Total réglé  1 200,00",
        "Madame, Monsieur,\nnous vous informons que nous avons procédé ce jour au virement de 1 280,50 EUR\n"
        "Vos factures :   FA-1  1 200,00   FA-2  80,50\nDate de valeur 30/11/2026",
        "REMITTANCE ADVICE\nSupplier: ARDOISE\nInvoice number  Invoice date  Gross  Discount  Net paid\n"
        "FA-1  2026-10-01  1,200.00  24.00  1,176.00\nBank statement reference 4711",
        "Règlement fournisseur\nNotre virement n° 889 du 29/11/2026\nVotre réf.   Échéance   TVA   Net payé\n"
        "FA-1   31/10/2026   200,00   1 200,00",
    ],
    "invoice": [
        "MARTIN SA\nFACTURE N° FA-1\nDate d'échéance 31/10/2026\nDésignation  Qté  Prix unitaire  Total\n"
        "Vis  10  1,20  12,00\nTotal HT 1 000,00\nTVA 20 % 200,00\nNet à payer 1 200,00\n"
        "Mode de paiement : virement\nPénalités de retard : 3 fois",
        "Invoice #4711\nBill to Ardoise\nQty Unit price Amount\n1 100.00 100.00\nVAT 20.00\nAmount due 120.00\n"
        "Payment terms 30 days\nPayment method: transfer",
    ],
    "bank": [
        "RELEVÉ DE COMPTE\nAncien solde au 01/11/2026  1 000,00\nDate Valeur Libellé Débit Crédit\n"
        "03/11 03/11 VIR SEPA RECU /DE MARTIN facture FA-1 1 200,00\nNouveau solde 2 200,00",
    ],
    "claim": [
        "RELANCE\nSauf erreur de notre part, les factures échues suivantes restent impayées\nFA-1 31/10/2026 1 200,00\n"
        "Merci de procéder au règlement de ces factures ; si vous avez réglé, ne tenez pas compte de ce rappel.",
        "Statement of account\nInvoice FA-1 1,200.00\nOutstanding 1,200.00\nIf we have not received your payment",
    ],
    "contract": [
        "CONTRAT DE PRESTATION\nEntre les soussignés\nArticle 1 - Objet\nArticle 2 - Prix : 1 200,00 EUR\n"
        "Le règlement se fait par virement à 30 jours.",
    ],
    "order": ["BON DE COMMANDE BC-77\nVis 10 1,20 12,00\nMode de règlement : virement"],
}  # fmt: skip
"""What a paper is → its words."""


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in PAPERS.items() for text in texts])
def test_a_paper_is_told_for_what_it_is_by_its_words(kind, text):
    assert printed_kind(text) == ((True, "") if kind == "advices" else (False, kind))


@pytest.mark.parametrize(("text", "like"), [
    ("Client;Facture;Promis le;Montant promis\nC1;FA-1;15/12/2026;1200,00\n", "promises"),
    ("Client;Motif;Jusqu'au\nC1;congés;31/12/2026\n", "blocks"),
    ("Client;N° chèque;Banque;Montant\nC1;123;BNP;1200,00\n", "cheques"),
])  # fmt: skip
def test_a_list_that_no_import_takes_is_named(tmp_path, text, like):
    path = tmp_path / "file.csv"
    path.write_text(text, "utf-8")
    assert recognition.of_file(path).like == like
