"""Lists of open items as software and people export them: what is open is read, and nothing else."""

from __future__ import annotations

import pytest

from ardoise.formats.files import read

EXPORTS = {
    "Sage": "N° compte tiers;Intitulé;N° pièce;Montant échéance;Solde échéance\nM;Martin;F1;1 200,00;1 200,00\n"
    "M;Martin;F2;900,00;34,56\nD;Durand;F3;-10,00;-10,00\n",
    "Cegid": "Auxiliaire;Libellé;Référence;Échéance;Solde\nM;x;F1;31/01/2025;1 200,00 D\nM;x;F2;31/01/2025;34,56 DB\n"
    "D;x;F3;31/01/2025;10,00 C\n",
    "Dolibarr": "Réf.;Réf. client;Tiers;Montant TTC;Reste à encaisser\nF1;PO 7;M;1 200,00;1 200,00\n"
    "F2;;M;900,00;34,56\nF3;PO 9;D;-10,00;-10,00\n",
    "Odoo": "Numéro,Partenaire,Date d'échéance,Total signé,Montant dû signé\nF1,M,2025-01-31,1200.00,1200.00\n"
    "F2,M,2025-01-31,900.00,34.56\nF3,D,2025-01-31,-10.00,-10.00\n",
    "Xero": "ContactName,InvoiceNumber,DueDate,Total,InvoiceAmountPaid,InvoiceAmountDue\n"
    "M,F1,31 Jan 2025,1200.00,0.00,1200.00\nM,F2,31 Jan 2025,900.00,865.44,34.56\nD,F3,31 Jan 2025,-10,0,-10\n",
    "SAP": "Customer\tDocument Number\tNet due date\tAmount in local currency\nM\tF1\t31.01.2025\t1.200,00\n"
    "M\tF2\t31.01.2025\t34,56\nD\tF3\t31.01.2025\t10,00-\n*\t\t\t1.224,56\n",
    "what was paid, by hand": "Client;Facture;Échéance;Montant TTC;Déjà réglé\nM;F1;31/01/2025;1200;0\n"
    "M;F2;31/01/2025;900;865,44\nD;F3;31/01/2025;-10;\nD;F4;31/01/2025;50;50\n",
    "paid or not, by hand": "Client;Facture;Échéance;Montant TTC;Réglé\nM;F1;31/01/2025;1200;non\n"
    "M;F2;31/01/2025;34,56;\nD;F3;31/01/2025;-10;non\nD;F4;31/01/2025;50;Oui\n",
    "states in figures": "Client;Facture;Montant TTC;Statut\nM;F1;1200;3\nM;F2;34,56;1\nD;F3;-10;12\nD;F4;5;payée\n",
    "paid on a day": "Client;Facture;Échéance;Montant TTC;Réglé le\nM;F1;31/01/2025;1200;\nM;F2;31/01/2025;34,56;\n"
    "D;F3;31/01/2025;-10;\nD;F4;31/01/2025;50;12/02/2025\n",
    "paid on a compact day": "Client;Facture;Montant TTC;Réglé le\nM;F1;1200;\nM;F2;34,56;\nD;F3;-10;\n"
    "D;F4;50;20250212\n"
    "D;F5;50;45700\n",
    "what was paid, with another sign": "Client;Facture;Montant TTC;Déjà réglé\nM;F1;1200;0\nM;F2;900;-865,44\n"
    "D;F3;-30;20\n",
    "credits marked in their column": "Code client;Facture;Débit;Crédit\nM;F1;1200 D;\nM;F2;34,56 D;\nD;F3;;10,00 C\n",
    "credits written negative": "Code client;N° pièce;Débit;Crédit\nM;F1;1200,00;\nM;F2;34,56;\nD;F3;;-10,00\n",
    "a running balance": "Code client;N° pièce;Échéance;Débit;Crédit;Solde\nM;F1;31/01/2025;1200,00;;1200,00\n"
    "M;F2;31/01/2025;34,56;;1234,56\nD;F3;31/01/2025;;10,00;1224,56\n",
}


@pytest.mark.parametrize("software", EXPORTS)
def test_what_is_open_is_read_in_the_export_of(tmp_path, software):
    path = tmp_path / "items.csv"
    path.write_text(EXPORTS[software], encoding="utf-8")
    found = read(path).entries.select("customer", "document", "amount_cents").rows()
    assert found == [("M", "F1", 120_000), ("M", "F2", 3_456), ("D", "F3", -1_000)]


def test_an_amount_cut_by_a_narrow_column_is_told_and_not_read(tmp_path):
    path = tmp_path / "items.csv"
    path.write_text("Client;Facture;Reste dû\nM;F1;1.23E+04\nM;F2;10\n", encoding="utf-8")
    found = read(path)
    assert found.entries["document"].to_list() == ["F2"] and [p.line for p in found.problems] == [2]
