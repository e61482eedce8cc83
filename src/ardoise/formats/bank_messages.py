"""What the readers of bank files may say, in French and in English: what, where, and what to do about it."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    # the file as a whole
    "not_a_statement": (
        "{name} n'est pas un relevé bancaire que nous savons lire (CAMT, MT940, CFONB, OFX, CSV, XLSX) : "
        "téléchargez-le à nouveau sur le site de la banque, dans l'un de ces formats.",
        "{name} is not a bank statement we can read (CAMT, MT940, CFONB, OFX, CSV, XLSX): "
        "download it again from the bank's site in one of these formats.",
    ),
    "no_statement": (
        "Le fichier a la forme d'un {kind}, mais ne contient aucun relevé : téléchargez-le à nouveau.",
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
    # balances
    "unbalanced_statement": (
        "Le relevé {number} du compte {account} ne tombe pas juste : {opening} + mouvements {movements} ≠ {closing} "
        "(écart {difference}). Des mouvements manquent ou sont en trop : demandez ce relevé à la banque.",
        "Statement {number} of account {account} does not add up: {opening} + movements {movements} ≠ {closing} "
        "(difference {difference}). Movements are missing or too many: ask the bank for this statement.",
    ),
    "statement_gap": (
        "Le relevé {number} du compte {account} s'ouvre à {opening} alors que le précédent se ferme à {before} : "
        "des jours manquent entre les deux. Ajoutez le relevé qui manque.",
        "Statement {number} of account {account} opens at {opening} while the one before closes at {before}: "
        "days are missing between the two. Add the missing statement.",
    ),
    "foreign_balance": (
        "Ce solde est en {currency} alors que le compte est en {expected} : il n'est pas retenu. "
        "Vérifiez le relevé auprès de la banque.",
        "This balance is in {currency} while the account is in {expected}: it is not kept. "
        "Check the statement with the bank.",
    ),
    "bad_bank_balance": (
        "Le solde « {value} » est illisible : le relevé est lu sans lui. Téléchargez-le à nouveau.",
        "The balance “{value}” cannot be read: the statement is read without it. Download it again.",
    ),
    "bad_bank_account": (
        "« {value} » n'est pas un numéro de compte : le relevé est lu sans lui. Téléchargez-le à nouveau.",
        "“{value}” is not an account number: the statement is read without it. Download it again.",
    ),
    "interim_sum": (
        "La banque annonce un total de {told}, les mouvements font {found} : il en manque ou il y en a trop. "
        "Demandez ce relevé à la banque.",
        "The bank states a total of {told}, the movements make {found}: some are missing or too many. "
        "Ask the bank for this statement.",
    ),
    # movements
    "no_amount_told": (
        "Le montant manque : le mouvement est laissé de côté. Demandez-le à la banque.",
        "The amount is missing: the movement is left out. Ask the bank for it.",
    ),
    "no_side": (
        "« {value} » ne dit pas si l'argent entre ou sort (CRDT ou DBIT) : le mouvement est laissé de côté. "
        "Demandez à la banque.",
        "“{value}” does not say whether money came in or went out (CRDT or DBIT): the movement is left out. "
        "Ask the bank.",
    ),
    "bad_bank_amount": (
        "« {value} » n'est pas un montant : le mouvement est laissé de côté. Vérifiez-le auprès de la banque.",
        "“{value}” is not an amount: the movement is left out. Check it with the bank.",
    ),
    "rounded_bank_amount": (
        "« {value} » va au-delà du centime : le montant est arrondi au centime. Vérifiez-le.",
        "“{value}” goes beyond the cent: the amount is rounded to the cent. Check it.",
    ),
    "bad_bank_date": (
        "« {value} » n'est pas une date : le mouvement est lu sans elle. Vérifiez-le auprès de la banque.",
        "“{value}” is not a date: the movement is read without it. Check it with the bank.",
    ),
    "bad_statement_line": (
        "La ligne « {value} » n'est pas un mouvement lisible (date, sens, montant) : elle est laissée de côté. "
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
    "not_booked": (
        "Ce mouvement est seulement annoncé ({value}) : il est laissé de côté et viendra, comptabilisé, "
        "dans un relevé suivant. Rien à faire.",
        "This movement is only announced ({value}): it is left out and will come, booked, in a later statement. "
        "Nothing to do.",
    ),
    "details_differ": (
        "Les détails font {details} et l'écriture {booking} : l'écriture seule est lue, d'un seul bloc. "
        "Demandez le détail à la banque.",
        "The details make {details} and the booking {booking}: the booking alone is read, as one movement. "
        "Ask the bank for the details.",
    ),
    "details_without_amount": (
        "{count} détails de cette écriture n'ont pas de montant : elle est lue d'un seul bloc. "
        "Demandez le détail à la banque.",
        "{count} details of this booking have no amount: it is read as one movement. Ask the bank for the details.",
    ),
}
"""Code → the sentence in French, in English; `{…}` are its parts."""
