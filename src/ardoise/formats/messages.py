"""Every sentence a reader may say, in French and in English: what, where, and what to do about it."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    # the file as a whole
    "missing": (
        "Le fichier {name} n'existe pas : vérifiez son nom et son emplacement.",
        "The file {name} does not exist: check its name and where it is.",
    ),
    "directory": (
        "{name} est un dossier : indiquez le fichier qu'il contient.",
        "{name} is a directory: give the file inside it.",
    ),
    "not_a_file": (
        "{name} n'est pas un fichier ordinaire : enregistrez son contenu dans un fichier, puis donnez ce fichier.",
        "{name} is not a regular file: save its content to a file, then give that file.",
    ),
    "forbidden": (
        "Le fichier {name} ne peut pas être ouvert, faute de droits : donnez-vous le droit de le lire.",
        "The file {name} cannot be opened for want of permission: give yourself the right to read it.",
    ),
    "unreadable": (
        "Le fichier {name} ne peut pas être lu ({reason}) : copiez-le sur ce poste et recommencez.",
        "The file {name} cannot be read ({reason}): copy it to this machine and try again.",
    ),
    "empty": (
        "Le fichier {name} est vide : refaites l'export depuis votre logiciel comptable.",
        "The file {name} is empty: export it again from your accounting software.",
    ),
    "zip": (
        "{name} est une archive ZIP : décompressez-la et donnez le fichier des écritures qu'elle contient.",
        "{name} is a ZIP archive: unpack it and give the file of entries inside it.",
    ),
    "pdf": (
        "{name} est un PDF, qui ne contient pas d'écritures lisibles : exportez le FEC depuis le logiciel comptable.",
        "{name} is a PDF, which holds no readable entries: export the FEC from your accounting software.",
    ),
    "binary": (
        "{name} n'est pas un fichier de texte ({kind}) : exportez le FEC, ou un fichier CSV ou XLSX.",
        "{name} is not a text file ({kind}): export the FEC, or a CSV or XLSX file.",
    ),
    "bank_statement": (
        "{name} est un relevé de compte bancaire ({kind}), pas un grand livre : "
        "donnez le FEC ou la liste des postes clients.",
        "{name} is a bank statement ({kind}), not a ledger: give the FEC or the list of customer items.",
    ),
    "unknown": (
        "{name} n'est ni un FEC ni un tableau de postes clients : sa première ligne doit nommer les colonnes "
        "(JournalCode, EcritureDate, CompteNum, Debit, Credit…).",
        "{name} is neither a FEC nor a table of customer items: its first line must name the columns "
        "(JournalCode, EcritureDate, CompteNum, Debit, Credit…).",
    ),
    "missing_columns": (
        "Il manque la colonne {columns} : la première ligne du fichier doit la nommer. Refaites l'export du FEC.",
        "The column {columns} is missing: the first line of the file must name it. Export the FEC again.",
    ),
    "absent_column": (
        "La colonne {columns} est absente : le fichier est lu sans elle.",
        "The column {columns} is absent: the file is read without it.",
    ),
    "repeated_column": (
        "La colonne {columns} figure plusieurs fois : seule la première est lue. Vérifiez l'export.",
        "The column {columns} appears more than once: only the first is read. Check the export.",
    ),
    "no_rows": (
        "Le fichier n'a que sa ligne de titres : vérifiez la période demandée à l'export.",
        "The file has nothing below its header: check the period asked for in the export.",
    ),
    "no_receivables": (
        "Aucune ligne sur un compte client (411 ou 416) parmi {rows} lignes : ce fichier ne dit pas ce que les clients "
        "doivent. Exportez le FEC de tout l'exercice, clients compris.",
        "No line on a customer account (411 or 416) among {rows} lines: this file does not say what customers owe. "
        "Export the FEC of the whole year, customers included.",
    ),
    "nothing_kept": (
        "Aucune des {rows} lignes n'a pu être lue : corrigez les erreurs signalées et refaites l'export.",
        "None of the {rows} lines could be read: repair what is reported and export again.",
    ),
    "mixed_encodings": (
        "Le fichier mélange deux jeux de caractères ({count} ligne(s) hors {encoding}, dont celle-ci) : "
        "les accents de ces lignes sont à vérifier. Refaites l'export en une seule fois.",
        "The file mixes two character sets ({count} line(s) outside {encoding}, this one first): "
        "check the accents of those lines. Export it again in one go.",
    ),
    "broken_text": (
        "Le texte est abîmé à partir d'ici ({encoding}) : les caractères illisibles sont remplacés. Refaites l'export.",
        "The text is damaged from here on ({encoding}): unreadable characters are replaced. Export it again.",
    ),
    # lines
    "too_few_fields": (
        "Ligne de {count} champs au lieu de {expected} : elle est laissée de côté. Complétez-la dans le fichier.",
        "Line of {count} fields instead of {expected}: it is left out. Complete it in the file.",
    ),
    "too_many_fields": (
        "Ligne de {count} champs au lieu de {expected} : elle est laissée de côté. "
        "Ôtez le séparateur qui se trouve dans un libellé.",
        "Line of {count} fields instead of {expected}: it is left out. Remove the separator that stands in a label.",
    ),
    "truncated": (
        "La dernière ligne est coupée ({count} champs au lieu de {expected}) : elle est laissée de côté, "
        "et la suite du fichier manque sans doute. Refaites l'export.",
        "The last line is cut short ({count} fields instead of {expected}): it is left out, "
        "and the rest of the file is probably missing. Export it again.",
    ),
    "bad_amount": (
        "« {value} » n'est pas un montant (attendu : 1200,50) : la ligne est laissée de côté. Corrigez-la.",
        "“{value}” is not an amount (expected: 1200,50): the line is left out. Correct it.",
    ),
    "huge_amount": (
        "« {value} » dépasse tout montant possible : la ligne est laissée de côté. Corrigez-la.",
        "“{value}” is beyond any possible amount: the line is left out. Correct it.",
    ),
    "bad_side": (
        "« {value} » n'est pas un sens (attendu : D ou C, +1 ou -1) : la ligne est laissée de côté. Corrigez-la.",
        "“{value}” is not a side (expected: D or C, +1 or -1): the line is left out. Correct it.",
    ),
    "bad_date": (
        "« {value} » n'est pas une date (attendu : AAAAMMJJ) : la ligne est laissée de côté. Corrigez-la.",
        "“{value}” is not a date (expected: YYYYMMDD): the line is left out. Correct it.",
    ),
    "ignored_date": (
        "« {value} » n'est pas une date (attendu : AAAAMMJJ) : la ligne est lue sans cette date. Corrigez-la.",
        "“{value}” is not a date (expected: YYYYMMDD): the line is read without that date. Correct it.",
    ),
    "no_account": (
        "La ligne n'a pas de numéro de compte : elle est laissée de côté. Complétez-la.",
        "The line has no account number: it is left out. Complete it.",
    ),
    # balance
    "unbalanced_entry": (
        "L'écriture {entry} n'est pas équilibrée : débit − crédit = {difference}. Elle est lue telle quelle ; "
        "vérifiez-la dans la comptabilité.",
        "The entry {entry} does not balance: debit − credit = {difference}. It is read as it stands; "
        "check it in the accounts.",
    ),
    "unbalanced_more": (
        "{count} autres écritures ne sont pas équilibrées : vérifiez l'export.",
        "{count} more entries do not balance: check the export.",
    ),
    "unbalanced_file": (
        "Le fichier n'est pas équilibré : débit {debit}, crédit {credit}, écart {difference}. "
        "Des lignes manquent sans doute : refaites l'export.",
        "The file does not balance: debit {debit}, credit {credit}, difference {difference}. "
        "Lines are probably missing: export it again.",
    ),
    "entries_untold": (
        "Les numéros d'écriture ne permettent pas de vérifier l'équilibre écriture par écriture ; "
        "l'ensemble du fichier est équilibré. Rien à faire.",
        "The entry numbers do not allow each entry to be checked; the file as a whole balances. Nothing to do.",
    ),
    "more_problems": (
        "{count} autres lignes ont le même défaut : corrigez la cause et refaites l'export.",
        "{count} more lines have the same fault: repair the cause and export again.",
    ),
}
"""Code → the sentence in French, in English; `{…}` are its parts."""


def say(code: str, language: str = "fr", **parts: object) -> str:
    """The finished sentence of a code, in French unless English is asked for."""
    french, english = SENTENCES[code]
    return (english if language == "en" else french).format(**parts)
