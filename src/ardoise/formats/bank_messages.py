"""What the readers of bank files may say, in French and in English: what, where, and what to do about it."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    # the file as a whole
    "not_a_statement": (
        "{name} n’est pas un relevé bancaire que nous savons lire (CAMT, MT940, CFONB, OFX, CSV, XLSX) : "
        "téléchargez-le à nouveau sur le site de la banque, dans l’un de ces formats.",
        "{name} is not a bank statement we can read (CAMT, MT940, CFONB, OFX, CSV, XLSX): "
        "download it again from the bank’s site in one of these formats.",
    ),
    "no_statement": (
        "Le fichier a la forme d’un {kind}, mais ne contient aucun relevé : téléchargez-le à nouveau.",
        "The file has the shape of a {kind} but holds no statement: download it again.",
    ),
    "cut_file": (
        "Le fichier {name} est coupé ou abîmé ici ({reason}) : ce qui précède est lu, la suite manque. "
        "Téléchargez-le à nouveau.",
        "The file {name} is cut or damaged here ({reason}): what stands before is read, the rest is missing. "
        "Download it again.",
    ),
    "no_namespace": (
        "Le fichier ne dit pas sa version de {kind} : il est lu quand même. Signalez-le à la banque.",
        "The file does not say which version of {kind} it is: it is read all the same. Tell the bank.",
    ),
    "of_archive": ("{name} : {message}", "{name}: {message}"),
    "empty_archive": (
        "L’archive {name} ne contient aucun relevé bancaire. Si elle contient un grand livre, décompressez-la et "
        "donnez le fichier des écritures.",
        "The archive {name} holds no bank statement. If it holds a ledger, unpack it and give the file of entries.",
    ),
    "damaged_archive": (
        "L’archive {name} est abîmée ou protégée par un mot de passe : décompressez-la, puis donnez ses fichiers.",
        "The archive {name} is damaged or has a password: unpack it, then give its files.",
    ),
    "statement_too_big": (
        "{name} dépasse {limit} Mo, plus qu’un relevé n’en prend : demandez à la banque des relevés plus courts, "
        "un par mois ou par jour, et importez-les l’un après l’autre ou dans une archive ZIP.",
        "{name} is over {limit} MB, more than a statement may take: ask the bank for shorter ones, "
        "one per month or per day, and import them one after the other or in a ZIP archive.",
    ),
    "archive_too_big": (
        "L’archive {name} contient trop de fichiers ou d’archives emboîtées, ou plus de {limit} Mo une fois ouverte : "
        "décompressez-la, puis donnez ses fichiers un à un.",
        "The archive {name} holds too many files or archives in archives, or more than {limit} MB once unpacked: "
        "unpack it, then give its files one by one.",
    ),
    # balances
    "unbalanced_statement": (
        "Le relevé {number} du compte {account} ne tombe pas juste : {opening} + mouvements {movements} ≠ {closing} "
        "(écart {difference}). Des mouvements manquent ou sont en trop : demandez ce relevé à la banque.",
        "Statement {number} of account {account} does not add up: {opening} + movements {movements} ≠ {closing} "
        "(difference {difference}). Movements are missing or too many: ask the bank for this statement.",
    ),
    "statement_gap": (
        "Le relevé {number} du compte {account} s’ouvre à {opening} alors que le précédent se ferme à {before} : "
        "des jours manquent entre les deux. Ajoutez le relevé qui manque.",
        "Statement {number} of account {account} opens at {opening} while the one before closes at {before}: "
        "days are missing between the two. Add the missing statement.",
    ),
    "foreign_balance": (
        "Ce solde est en {currency} alors que le compte est en {expected} : il n’est pas retenu. "
        "Vérifiez le relevé auprès de la banque.",
        "This balance is in {currency} while the account is in {expected}: it is not kept. "
        "Check the statement with the bank.",
    ),
    "bad_bank_balance": (
        "Le solde « {value} » est illisible : le relevé est lu sans lui. Téléchargez-le à nouveau.",
        "The balance “{value}” cannot be read: the statement is read without it. Download it again.",
    ),
    "bad_bank_currency": (
        "« {value} » n’est pas le code d’une devise (EUR, USD…) : c’est lu dans la devise du compte. Vérifiez-le.",
        "“{value}” is not the code of a currency (EUR, USD…): it is read in that of the account. Check it.",
    ),
    "bad_bank_account": (
        "« {value} » n’est pas un numéro de compte : le relevé est lu sans lui. Téléchargez-le à nouveau.",
        "“{value}” is not an account number: the statement is read without it. Download it again.",
    ),
    "interim_sum": (
        "La banque annonce un total de {told}, les mouvements font {found} : il en manque ou il y en a trop. "
        "Demandez ce relevé à la banque.",
        "The bank states a total of {told}, the movements make {found}: some are missing or too many. "
        "Ask the bank for this statement.",
    ),
    "no_opening": (
        "Un solde final sans solde initial : le relevé est lu sans lui. Demandez le début de ce relevé à la banque.",
        "A closing balance without an opening one: the statement is read without it. Ask the bank for its beginning.",
    ),
    "no_balances": (
        "Le relevé n’a ni solde initial ni solde final : il est lu, mais ne peut pas être vérifié. "
        "Demandez à la banque un relevé avec ses soldes.",
        "The statement has neither an opening nor a closing balance: it is read but cannot be checked. "
        "Ask the bank for one with its balances.",
    ),
    "no_closing": (
        "Le relevé n’a pas de solde final : il est lu, mais ne peut pas être vérifié. Demandez la fin à la banque.",
        "The statement has no closing balance: it is read but cannot be checked. Ask the bank for its end.",
    ),
    "investment": (
        "C’est un compte de titres : seuls ses mouvements d’argent sont lus, pas ses titres. Rien à faire.",
        "This is an investment account: only its movements of money are read, not its securities. Nothing to do.",
    ),
    "bank_says": (
        "Au lieu d’un relevé, la banque répond : « {value} ». Recommencez le téléchargement, ou appelez la banque.",
        "Instead of a statement the bank answers: “{value}”. Download it again, or call the bank.",
    ),
    "cut_movement": (
        "Le fichier s’arrête au milieu d’un mouvement : celui-ci est laissé de côté. Téléchargez le fichier à nouveau.",
        "The file ends in the middle of a movement, which is left out. Download the file again.",
    ),
    # tables
    "no_date_told": (
        "Aucune colonne de {name} ne donne la date des mouvements (colonnes : {columns}) : indiquez laquelle.",
        "No column of {name} gives the date of the movements (columns: {columns}): say which one does.",
    ),
    "no_amount_told_at_all": (
        "Aucune colonne de {name} ne donne le montant des mouvements (colonnes : {columns}) : indiquez laquelle.",
        "No column of {name} gives the amount of the movements (columns: {columns}): say which one does.",
    ),
    "row_without_day": (
        "La ligne « {value} » n’a pas de date : elle est laissée de côté. Complétez-la si c’est un mouvement.",
        "The line “{value}” has no date: it is left out. Complete it if it is a movement.",
    ),
    "broken_balance": (
        "Le solde de cette ligne ne suit pas de celui d’avant et du montant : des mouvements manquent, ou un montant "
        "est faux. Vérifiez auprès de la banque.",
        "The balance of this line does not follow from the one before and the amount: movements are missing, or an "
        "amount is wrong. Check with the bank.",
    ),
    # records
    "unknown_record": (
        "La ligne « {value} » n’est pas un enregistrement de ce format : elle est laissée de côté. "
        "Téléchargez le fichier à nouveau.",
        "The line “{value}” is not a record of this format: it is left out. Download the file again.",
    ),
    "long_record": (
        "La ligne dépasse {size} caractères : « {value} » n’est pas lu. Téléchargez le fichier à nouveau.",
        "The line is longer than {size} characters: “{value}” is not read. Download the file again.",
    ),
    "detail_alone": (
        "Le complément « {value} » ne suit aucun mouvement : il est laissé de côté. Vérifiez auprès de la banque.",
        "The detail “{value}” follows no movement: it is left out. Check with the bank.",
    ),
    "outside_statement": (
        "Ce mouvement vient hors de tout relevé (solde initial manquant) : il est lu dans un relevé sans solde. "
        "Demandez le relevé entier à la banque.",
        "This movement stands outside any statement (no opening balance): it is read in a statement without balances. "
        "Ask the bank for the whole statement.",
    ),
    # movements
    "no_amount_told": (
        "Le montant manque : le mouvement est laissé de côté. Demandez-le à la banque.",
        "The amount is missing: the movement is left out. Ask the bank for it.",
    ),
    "no_side": (
        "« {value} » ne dit pas si l’argent entre ou sort (CRDT ou DBIT) : le mouvement est laissé de côté. "
        "Demandez à la banque.",
        "“{value}” does not say whether money came in or went out (CRDT or DBIT): the movement is left out. "
        "Ask the bank.",
    ),
    "bad_bank_amount": (
        "« {value} » n’est pas un montant : le mouvement est laissé de côté. Vérifiez-le auprès de la banque.",
        "“{value}” is not an amount: the movement is left out. Check it with the bank.",
    ),
    "rounded_bank_amount": (
        "« {value} » va au-delà du centime : le montant est arrondi au centime. Vérifiez-le.",
        "“{value}” goes beyond the cent: the amount is rounded to the cent. Check it.",
    ),
    "bad_bank_date": (
        "« {value} » n’est pas une date : le mouvement est lu sans elle. Vérifiez-le auprès de la banque.",
        "“{value}” is not a date: the movement is read without it. Check it with the bank.",
    ),
    "no_decimal_comma": (
        "Le montant « {value} » n’a pas la virgule que ce format exige : il est lu en unités entières. Vérifiez-le.",
        "The amount “{value}” has not the comma this format requires: it is read as whole units. Check it.",
    ),
    "bad_statement_line": (
        "La ligne « {value} » n’est pas un mouvement lisible (date, sens, montant) : elle est laissée de côté. "
        "Demandez ce mouvement à la banque.",
        "The line “{value}” is not a movement we can read (date, side, amount): it is left out. "
        "Ask the bank for this movement.",
    ),
    "foreign_movement": (
        "Ce mouvement est en {currency} alors que le compte est en {expected} : il est lu dans sa devise, "
        "sans compter dans le solde. Vérifiez-le auprès de la banque.",
        "This movement is in {currency} while the account is in {expected}: it is read in its own currency and does "
        "not count in the balance. Check it with the bank.",
    ),
    "not_executed": (
        "Ce mouvement est marqué « {value} » : aucun argent n’a bougé, il est laissé de côté. Rien à faire.",
        "This movement is marked “{value}”: no money moved, it is left out. Nothing to do.",
    ),
    "not_booked": (
        "Ce mouvement est seulement annoncé ({value}) : il est laissé de côté et viendra, comptabilisé, "
        "dans un relevé suivant. Rien à faire.",
        "This movement is only announced ({value}): it is left out and will come, booked, in a later statement. "
        "Nothing to do.",
    ),
    "details_differ": (
        "Les détails font {details} et l’écriture {booking} : l’écriture seule est lue, d’un seul bloc. "
        "Demandez le détail à la banque.",
        "The details make {details} and the booking {booking}: the booking alone is read, as one movement. "
        "Ask the bank for the details.",
    ),
    "details_without_amount": (
        "{count} détails de cette écriture n’ont pas de montant : elle est lue d’un seul bloc. "
        "Demandez le détail à la banque.",
        "{count} details of this booking have no amount: it is read as one movement. Ask the bank for the details.",
    ),
    # remittance advices
    "not_an_advice": (
        "{name} n’est pas un avis de paiement que nous savons lire (CSV, XLSX, PDF ou texte d’un courriel, avec des "
        "numéros de factures et des montants) : demandez-le sous l’une de ces formes.",
        "{name} is not a remittance advice we can read (CSV, XLSX, PDF or the text of a mail, with invoice numbers and "
        "amounts): ask for it in one of these forms.",
    ),
    "mailed_too_big": (
        "Plus de 10 Mo : ce fichier n’est pas lu avec le courriel. Importez-le seul.",
        "Over 10 MB: this file is not read with the mail. Import it by itself.",
    ),
    "mailed_too_many": (
        "Plus de 10 fichiers accompagnent le courriel : celui-ci n’est pas lu. Importez-le seul.",
        "More than 10 files came with the mail: this one is not read. Import it by itself.",
    ),
    "no_advice": (
        "Aucune facture n’est nommée : ce n’est pas un avis de paiement, ou ses numéros ne se reconnaissent pas. "
        "Saisissez les factures à la main.",
        "No invoice is named: this is no remittance advice, or its numbers are not recognised. "
        "Enter the invoices by hand.",
    ),
    "advice_total": (
        "Les factures de l’avis font {sum} et son total annonce {total} : vérifiez auprès du client.",
        "The invoices of the advice make {sum} and its total states {total}: check with the customer.",
    ),
    "long_text": (
        "{name} dépasse {limit} caractères : seul le début est lu. Demandez l’avis en CSV ou en XLSX.",
        "{name} is longer than {limit} characters: only the beginning is read. Ask for the advice as CSV or XLSX.",
    ),
    "bad_pdf": (
        "Le PDF {name} ne peut pas être lu (abîmé, protégé ou démesuré) : demandez l’avis en CSV, en XLSX ou en texte.",
        "The PDF {name} cannot be read (damaged, protected or too big): ask for the advice as CSV, XLSX or text.",
    ),
    "picture_pdf": (
        "Le PDF {name} ne contient que des images, sans texte : demandez l’avis en CSV, en XLSX ou en texte.",
        "The PDF {name} holds pictures only, no text: ask for the advice as CSV, XLSX or text.",
    ),
}
"""Code → the sentence in French, in English; `{…}` are its parts."""
