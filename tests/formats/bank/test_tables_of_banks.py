"""The lists that banks hand out, each in its own manner: the same two movements, whatever stands around them."""

from __future__ import annotations

from datetime import date

import pytest

from ardoise.formats import bank, recognition

IBAN = "FR7610096000507123456789025"
MANNERS = {
    "qonto": "Statut,Date de la valeur (UTC),Date de l'opération (UTC),Date de la valeur (locale),Date de l'opération "
    "(locale),Montant total (TTC),Devise,Montant total (TTC) (local),Devise (locale),Nom de la contrepartie,Méthode de "
    "paiement,Référence,Note\n"
    'Exécuté,29-11-2026 10:00:00,29-11-2026 09:58:12,29-11-2026 11:00:00,29-11-2026 10:58:12,"1200,00",EUR,"1200,00",'
    "EUR,MARTIN SA,Virement entrant,FA-1,\n"
    'Exécuté,28-11-2026 10:00:00,28-11-2026 09:58:12,28-11-2026 11:00:00,28-11-2026 10:58:12,"-12,50",EUR,"-12,50",EUR,'
    "OVH,Carte,,\n"
    'Refusé,27-11-2026 10:00:00,27-11-2026 09:58:12,27-11-2026 11:00:00,27-11-2026 10:58:12,"-9,00",EUR,"-9,00",EUR,'
    "FREE,Prélèvement,,\n",
    "qonto in English": "Settlement date (UTC);Operation date (UTC);Counterparty name;Total amount (incl. VAT);"
    "Currency;"
    "Status;Reference\n29-11-2026 10:00;29-11-2026 10:00;MARTIN SA;1200.00;EUR;Completed;FA-1\n"
    "27-11-2026 10:00;28-11-2026 10:00;OVH;-12.50;EUR;Completed;\n",
    "revolut": "Date started (UTC),Date completed (UTC),ID,Type,State,Description,Reference,Payer,Orig currency,Orig "
    "amount,Amount,Total amount,Fee,Fee currency,Balance,Account,Beneficiary account number,Beneficiary IBAN\n"
    "2026-11-28,2026-11-29,6571-a,TOPUP,COMPLETED,Money added from MARTIN SA,FA-1,,EUR,1200.00,1200.00,1200.00,0.00,"
    "EUR,2200.00,EUR Main,,\n"
    "2026-11-27,2026-11-28,6571-b,CARD_PAYMENT,COMPLETED,OVH,,Alice,EUR,-12.50,-12.50,-12.50,0.00,EUR,1000.00,"
    "EUR Main,,\n2026-11-26,,6571-c,TRANSFER,PENDING,To Bob,,,EUR,-50.00,-50.00,-50.00,0.00,EUR,,EUR Main,,\n",
    "revolut in French": "Type,Produit,Date de début,Date de fin,Description,Montant,Frais,Devise,État,Solde\n"
    "CARD_PAYMENT,Current,2026-11-27 10:00:00,2026-11-28 10:00:05,OVH,-12.50,0.00,EUR,TERMINÉ,1000.00\n"
    "TOPUP,Current,2026-11-28 11:00:00,2026-11-29 11:00:05,Virement de MARTIN SA,1200.00,0.00,EUR,TERMINÉ,2200.00\n",
    "société générale": '="0123400020123456";Du 01/11/2026 au 30/11/2026;;;\nSolde au 30/11/2026;2 200,'
    '00 EUR;;;\n;;;;\n'
    "Date de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise\n"
    "29/11/2026;VIR RECU 123;VIR RECU 9612345678 DE: MARTIN SA MOTIF: FA-1;1200,00;EUR\n"
    "28/11/2026;PRELEVEMENT;PRELEVEMENT EUROPEEN DE: OVH ID: FR12 MOTIF: ABO;-12,50;EUR\n",
    "banque postale": "Numéro Compte   ;1234567A020\nType         ;CCP\nCompte tenu en  ;euros\n"
    "Date            ;30/11/2026\nSolde (EUROS)   ;2200,00\n\nDate;Libellé;Montant(EUROS);Montant(FRANCS)\n"
    '29/11/2026;"VIREMENT DE MARTIN SA FA-1";1200,00;7871,48\n28/11/2026;"PRELEVEMENT DE OVH";-12,50;-81,99\n',
    "caisse d'épargne": "Code de la banque : 17515;Code de l'agence : 90000;;;;\nNuméro de compte : 08001234567;;;;;\n"
    "Solde en fin de période;;;;2200,00;\nDate;Numéro d'opération;Libellé;Débit;Crédit;Détail;\n"
    "29/11/2026;111;VIR MARTIN SA;;1200,00;FA-1;\n28/11/2026;112;PRLV OVH;-12,50;;ABO;\n"
    "Solde en début de période;;;;1012,50;\n",
    "n26": '"Datum","Empfänger","Kontonummer","Transaktionstyp","Verwendungszweck","Betrag (EUR)"\n'
    f'"2026-11-29","MARTIN SA","{IBAN}","Gutschrift","FA-1","1200.0"\n"2026-11-28","OVH","","Lastschrift","ABO",'
    f'"-12.5"\n',
    "ing": '"Date","Name / Description","Account","Counterparty","Code","Debit/credit","Amount (EUR)","Notifications"\n'
    f'"20261129","MARTIN SA","NL20INGB0001234567","{IBAN}","GT","Credit","1200,00","FA-1"\n'
    '"20261128","OVH","NL20INGB0001234567","","IC","Debit","12,50","ABO"\n',
    "rabobank": '"IBAN/BBAN","Munt","BIC","Volgnr","Datum","Rentedatum","Bedrag","Saldo na trn","Tegenrekening '
    'IBAN/BBAN","Naam tegenpartij","Omschrijving-1"\n'
    '"NL44RABO0123456789","EUR","R","1","2026-11-28","2026-11-28","-12,50","+1000,00","NL20INGB0001234567","OVH","A"\n'
    f'"NL44RABO0123456789","EUR","R","2","2026-11-29","2026-11-29","+1200,00","+2200,00","{IBAN}","MARTIN SA","F"\n',
    "kbc": "Rekeningnummer;Naam;Munt;Datum;Omschrijving;Valuta;Bedrag;Saldo;credit;debet;rekeningnummer tegenpartij;"
    "Naam tegenpartij;Vrije mededeling\n"
    f"BE68539007547034;A;EUR;29/11/2026;VAN MARTIN;29/11/2026;1200,00;2200,00;1200,00;;{IBAN};MARTIN SA;FA-1\n"
    "BE68539007547034;A;EUR;28/11/2026;OVH;28/11/2026;-12,50;1000,00;;-12,50;;OVH;ABO\n",
    "sparkasse": '"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";"Beguenstigter/'
    'Zahlungspflichtiger";"Kontonummer/IBAN";"Betrag";"Waehrung";"Info"\n'
    f'"DE89370400440532013000";"29.11.26";"29.11.26";"G";"FA-1";"MARTIN SA";"{IBAN}";"1200,00";"EUR";"Umsatz gebucht"\n'
    '"DE89370400440532013000";"28.11.26";"28.11.26";"F";"ABO";"OVH";"";"-12,50";"EUR";"Umsatz gebucht"\n'
    '"DE89370400440532013000";"30.11.26";"30.11.26";"F";"X";"TELEKOM";"";"-9,99";"EUR";"Umsatz vorgemerkt"\n',
    "mbank": '#Data operacji;#Opis operacji;#Rachunek;#Kategoria;#Kwota;\n'
    '2026-11-29;"MARTIN SA PRZELEW FA-1";"mKonto";"Wpływy";1 200,'
    '00 PLN;\n2026-11-28;"OVH";"mKonto";"Usługi";-12,50 PLN;\n',
    "intesa": "Data contabile;Data valuta;Descrizione;Accrediti;Addebiti;Descrizione estesa\n"
    "29/11/2026;29/11/2026;Bonifico;1.200,00;;MARTIN SA FA-1\n28/11/2026;28/11/2026;Addebito;;-12,50;OVH ABO\n",
    "postfinance": "Datum von:;01.11.2026\nKonto:;CH9300762011623852957\nWährung:;CHF\n\n"
    "Datum;Avisierungstext;Gutschrift in CHF;Lastschrift in CHF;Valuta;Saldo in CHF\n"
    '29.11.2026;"GUTSCHRIFT MARTIN SA";1200.00;;29.11.2026;2200.00\n28.11.2026;"OVH";;-12.50;28.11.2026;1000.00\n',
}  # fmt: skip
"""Of which bank → its export: 1,200.00 from MARTIN on the 29th, 12.50 to OVH on the 28th."""


@pytest.mark.parametrize("name", MANNERS)
def test_a_list_is_read_in_the_manner_of_its_bank_and_known_for_a_bank_s(tmp_path, name):
    path = tmp_path / "export.csv"
    path.write_text(MANNERS[name], "utf-8")
    rows = bank.read(path).movements.sort("booked_on").to_dicts()
    assert [(row["booked_on"], row["amount_cents"]) for row in rows] == [
        (date(2026, 11, 28), -1250), (date(2026, 11, 29), 120_000)
    ]  # fmt: skip
    assert "MARTIN" in f"{rows[1]['counterparty']} {rows[1]['label']}"
    assert recognition.of_file(path) == recognition.Recognised("bank", is_sure=True)


def test_a_list_without_headings_is_refused_with_what_to_add(tmp_path):
    path = tmp_path / "lcl.csv"
    path.write_text("29/11/2026;1200,00;Virement;;VIR SEPA MARTIN SA;FA-1;0\n28/11/2026;-12,50;Prlv;;OVH;;0\n")
    assert "Add it" in bank.read(path, language="en").problems[0].message
