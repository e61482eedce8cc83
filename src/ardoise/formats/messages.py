"""Every sentence a reader may say, in French and in English: what, where, and what to do about it."""

from __future__ import annotations

import errno

from ardoise.domain.ledger import Problem
from ardoise.formats import bank_messages

SENTENCES: dict[str, tuple[str, str]] = {
    # the file as a whole
    "missing": (
        "Le fichier {name} n’existe pas : vérifiez son nom et son emplacement.",
        "The file {name} does not exist: check its name and where it is.",
    ),
    "directory": (
        "{name} est un dossier : indiquez le fichier qu’il contient.",
        "{name} is a directory: give the file inside it.",
    ),
    "not_a_file": (
        "{name} n’est pas un fichier ordinaire : enregistrez son contenu dans un fichier, puis donnez ce fichier.",
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
    "not_utf8": (
        "Le fichier {name} n’est pas un texte en UTF-8 : enregistrez-le en UTF-8 et recommencez.",
        "The file {name} is not a text in UTF-8: save it as UTF-8 and try again.",
    ),
    "no_room": (
        "Le fichier {name} est trop long pour la place qui reste dans {folder} ({reason}) : libérez-y de la place et "
        "recommencez.",
        "The file {name} is too long for the room left in {folder} ({reason}): free some there and try again.",
    ),
    "empty": (
        "Le fichier {name} est vide : refaites-en l’export.",
        "The file {name} is empty: export it again.",
    ),
    "zip": (
        "{name} est une archive ZIP : décompressez-la et donnez le fichier des écritures qu’elle contient.",
        "{name} is a ZIP archive: unpack it and give the file of entries inside it.",
    ),
    "pdf": (
        "{name} est un PDF, qui ne contient pas d’écritures lisibles : exportez le FEC depuis le logiciel comptable.",
        "{name} is a PDF, which holds no readable entries: export the FEC from your accounting software.",
    ),
    "binary": (
        "{name} n’est pas un fichier de texte ({kind}) : exportez le FEC, ou un fichier CSV ou XLSX.",
        "{name} is not a text file ({kind}): export the FEC, or a CSV or XLSX file.",
    ),
    "bank_statement": (
        "{name} est un relevé de compte bancaire ({kind}), pas un grand livre : "
        "donnez ici le FEC ou la liste des postes clients, et le relevé à la page Banque. Si c’est une liste de "
        "postes, nommez « Code client » la colonne du client.",
        "{name} is a bank statement ({kind}), not a ledger: give the FEC or the list of customer items here, "
        "and the statement on the Bank page. If it is a list of items, name the customer’s column “Customer code”.",
    ),
    "unknown": (
        "{name} n’est ni un FEC ni un tableau de postes clients, ni un relevé bancaire : sa première ligne doit "
        "nommer les colonnes (JournalCode, EcritureDate, CompteNum, Debit, Credit…).",
        "{name} is neither a FEC nor a table of customer items, nor a bank statement: its first line must "
        "name the columns (JournalCode, EcritureDate, CompteNum, Debit, Credit…).",
    ),
    "missing_columns": (
        "Il manque la colonne {columns} : la première ligne du fichier doit la nommer. Refaites l’export du FEC.",
        "The column {columns} is missing: the first line of the file must name it. Export the FEC again.",
    ),
    "absent_column": (
        "La colonne {columns} est absente : le fichier est lu sans elle.",
        "The column {columns} is absent: the file is read without it.",
    ),
    "repeated_column": (
        "La colonne {columns} figure plusieurs fois : seule la première est lue. Vérifiez l’export.",
        "The column {columns} appears more than once: only the first is read. Check the export.",
    ),
    "no_rows": (
        "Le fichier n’a que sa ligne de titres : vérifiez la période demandée à l’export.",
        "The file has nothing below its header: check the period asked for in the export.",
    ),
    "no_receivables": (
        "Aucune ligne sur un compte client (411 ou 416) parmi {rows} lignes : ce fichier ne dit pas ce que les clients "
        "doivent. Exportez le FEC de tout l’exercice, clients compris.",
        "No line on a customer account (411 or 416) among {rows} lines: this file does not say what customers owe. "
        "Export the FEC of the whole year, customers included.",
    ),
    "nothing_kept": (
        "Aucune des {rows} lignes n’a pu être lue : corrigez les erreurs signalées et refaites l’export.",
        "None of the {rows} lines could be read: repair what is reported and export again.",
    ),
    "mixed_encodings": (
        "Le fichier mélange deux jeux de caractères ({count} ligne(s) hors {encoding}, dont celle-ci) : "
        "les accents de ces lignes sont à vérifier. Refaites l’export en une seule fois.",
        "The file mixes two character sets ({count} line(s) outside {encoding}, this one first): "
        "check the accents of those lines. Export it again in one go.",
    ),
    "doctype": (
        "{name} contient une déclaration DOCTYPE, qui n’a rien à faire dans un fichier comptable : "
        "il n’est pas ouvert. Refaites l’export.",
        "{name} holds a DOCTYPE declaration, which has no place in an accounting file: it is not opened. "
        "Export it again.",
    ),
    "too_big": (
        "{name} dépasse {limit} Mo : découpez la liste, ou donnez le FEC, ou le relevé en CAMT, MT940, CFONB ou OFX, "
        "qui peuvent être plus longs.",
        "{name} is over {limit} MB: split the list, or give the FEC, or the statement as CAMT, MT940, CFONB or OFX, "
        "which may be longer.",
    ),
    "too_many_rows": (
        "Le tableau dépasse {limit} lignes : découpez-le, ou donnez le FEC, qui n’a pas de limite.",
        "The table has more than {limit} rows: split it, or give the FEC, which has no limit.",
    ),
    "workbook_too_big": (
        "Le classeur {name} est démesuré une fois ouvert (plus de {limit} Mo ou de 20 millions de cellules) : "
        "supprimez les lignes et colonnes vides, ou enregistrez la feuille en CSV.",
        "The workbook {name} is a giant once opened (over {limit} MB or 20 million cells): "
        "delete the empty rows and columns, or save the sheet as CSV.",
    ),
    "broken_workbook": (
        "Le classeur {name} est abîmé : ouvrez-le dans un tableur et enregistrez-le de nouveau.",
        "The workbook {name} is damaged: open it in a spreadsheet program and save it again.",
    ),
    "no_header": (
        "Aucune ligne de titres n’a été trouvée : la première ligne du tableau doit nommer ses colonnes "
        "(Date;Libellé;Montant par exemple). Ajoutez-la.",
        "No header row was found: the first row of the table must name its columns (Date;Label;Amount for instance). "
        "Add it.",
    ),
    "no_customer_column": (
        "Aucune colonne ne donne le client : choisissez-la parmi {columns}.",
        "No column gives the customer: choose it among {columns}.",
    ),
    "no_amount_column": (
        "Aucune colonne ne donne le montant : choisissez-la parmi {columns}.",
        "No column gives the amount: choose it among {columns}.",
    ),
    "no_items": (
        "Aucun poste ouvert parmi {rows} lignes : vérifiez les colonnes choisies et les erreurs signalées.",
        "No open item among {rows} lines: check the columns chosen and the errors reported.",
    ),
    "bad_xml": (
        "Le XML de {name} est abîmé ({reason}) : ce qui précède n’est pas repris. Refaites l’export.",
        "The XML of {name} is damaged ({reason}): nothing of it is kept. Export it again.",
    ),
    "unsigned_credits": (
        "Les avoirs et règlements ({count}) sont écrits sans signe : ils sont comptés en moins. "
        "Vérifiez le total avec votre balance.",
        "Credit notes and payments ({count}) are written without a sign: they are counted as negative. "
        "Check the total against your books.",
    ),
    "ambiguous_dates": (
        "« {value} » peut se lire jour/mois ou mois/jour, comme {count} valeur(s) de cette colonne : elle est lue "
        "sans ces dates. Indiquez l’ordre des dates.",
        "“{value}” can be read day/month or month/day, like {count} value(s) of this column: it is read "
        "without those dates. Say in which order dates are written.",
    ),
    # lines
    "ignored_day": (
        "« {value} » n’est pas une date : la ligne est lue sans cette date. Corrigez-la.",
        "“{value}” is not a date: the line is read without that date. Correct it.",
    ),
    "ambiguous_amount": (
        "« {value} » peut se lire de deux façons (millier ou décimales) et rien d’autre dans la colonne ne tranche : "
        "la ligne est laissée de côté. Écrivez les montants avec deux décimales.",
        "“{value}” can be read in two ways (thousands or decimals) and nothing else in the column decides: "
        "the line is left out. Write amounts with two decimals.",
    ),
    "bad_cell_amount": (
        "« {value} » n’est pas un montant : la ligne est laissée de côté. Corrigez-la.",
        "“{value}” is not an amount: the line is left out. Correct it.",
    ),
    "rounded_amount": (
        "« {value} » va au-delà du centime : le montant est arrondi au centime. Vérifiez-le.",
        "“{value}” goes beyond the cent: the amount is rounded to the cent. Check it.",
    ),
    "no_customer": (
        "La ligne ne nomme pas de client : elle est laissée de côté. Complétez-la ; un client écrit une fois pour "
        "plusieurs lignes est à répéter sur chacune.",
        "The line names no customer: it is left out. Complete it; a customer written once for several lines is to be "
        "repeated on each.",
    ),
    "running_balance": (
        "Cette colonne additionne les lignes (solde progressif) : elle n’est pas ce qui reste dû, les montants des "
        "lignes sont lus à sa place. Vérifiez le total.",
        "This column adds up the lines (a running balance): it is not what is open, the amounts of the lines are read "
        "instead. Check the total.",
    ),
    "no_amount": (
        "La ligne n’a pas de montant : elle est laissée de côté. Complétez-la.",
        "The line has no amount: it is left out. Complete it.",
    ),
    "total_row": (
        "Ligne de total : elle n’est pas comptée comme un poste. Rien à faire.",
        "A line of totals: it is not counted as an item. Nothing to do.",
    ),
    "bad_email": (
        "« {value} » n’est pas une adresse électronique : l’interlocuteur est lu sans elle. Corrigez-la.",
        "“{value}” is not an e-mail address: the contact is read without it. Correct it.",
    ),
    "unknown_customer_kind": (
        "« {value} » ne dit pas clairement si le client est professionnel, particulier ou public : son type reste ce "
        "qu’il était. Écrivez l’un de ces mots ; tant que le type est inconnu, aucun intérêt n’est annoncé.",
        "“{value}” does not say clearly whether the customer is a professional, a consumer or a public body: its kind "
        "stays what it was. Write one of these words; while the kind is unknown, no interest is announced.",
    ),
    "unknown_language": (
        "« {value} » n’est pas une langue connue (fr, en) : elle est laissée vide. Corrigez-la.",
        "“{value}” is not a known language (fr, en): it is left empty. Correct it.",
    ),
    "unknown_siren": (
        "« {value} » n’est pas un SIREN ou un SIRET valable (sa clé est fausse) : il est laissé vide. Corrigez-le.",
        "“{value}” is not a valid SIREN or SIRET (its key is wrong): it is left empty. Correct it.",
    ),
    "unknown_yes_no": (
        "« {value} » n’est ni oui ni non : ce que l’on savait reste. Écrivez oui ou non.",
        "“{value}” is neither yes nor no: what was known stays. Write yes or no.",
    ),
    "unknown_way_to_pay": (
        "« {value} » ne dit pas si le client paie par prélèvement : ce que l’on savait reste. Écrivez oui ou non.",
        "“{value}” does not say whether the customer pays by direct debit: what was known stays. Write yes or no.",
    ),
    "unknown_channel": (
        "« {value} » ne nomme pas clairement des canaux (courriel, SMS, téléphone, courrier, recommandé, fax, visite ; "
        "tous ; aucun) : aucun refus n’est repris de cette ligne. Corrigez-la.",
        "“{value}” does not clearly name channels (e-mail, SMS, telephone, letter, registered letter, fax, visit; all; "
        "none): no refusal is taken from this line. Correct it.",
    ),
    "unknown_country": (
        "« {value} » n’est pas un pays connu (attendu : FR, BE…) : il est laissé vide. Corrigez-le.",
        "“{value}” is not a known country (expected: FR, BE…): it is left empty. Correct it.",
    ),
    "too_few_fields": (
        "Ligne de {count} champs au lieu de {expected} : elle est laissée de côté. Complétez-la dans le fichier.",
        "Line of {count} fields instead of {expected}: it is left out. Complete it in the file.",
    ),
    "glued_header": (
        "Il manque une fin de ligne après les titres de colonnes (« {value} » y est collé) : cette première ligne de "
        "données n’est pas lue. Refaites l’export, ou coupez la ligne derrière le dernier titre.",
        "A line break is missing after the headings (“{value}” is stuck to them): this first row of data is not read. "
        "Export it again, or break the line behind the last heading.",
    ),
    "too_many_fields": (
        "Ligne de {count} champs au lieu de {expected} : elle est laissée de côté. "
        "Ôtez le séparateur qui se trouve dans un libellé.",
        "Line of {count} fields instead of {expected}: it is left out. Remove the separator that stands in a label.",
    ),
    "broken_line": (
        "Un retour à la ligne coupe un libellé : les lignes jusqu’à la {last} sont lues comme une seule. Rien à faire.",
        "A line break cuts a label: the lines up to {last} are read as one. Nothing to do.",
    ),
    "repeated_header": (
        "La ligne des titres revient ici, comme dans des fichiers mis bout à bout : elle est passée. Rien à faire.",
        "The header comes again here, as in files put end to end: it is passed over. Nothing to do.",
    ),
    "above_header": (
        "Ce qui est écrit au-dessus des titres des colonnes (ligne {place}) est passé. Rien à faire.",
        "What stands above the column headings (line {place}) is passed over. Nothing to do.",
    ),
    "zero_bytes": (
        "Le fichier contient {count} octet(s) nul(s), à partir de cette ligne : chacun est lu comme un blanc. "
        "Vérifiez ces lignes, ou refaites l’export.",
        "The file holds {count} zero byte(s), from this line on: each is read as a blank. "
        "Check those lines, or export again.",
    ),
    "truncated": (
        "La dernière ligne est coupée ({count} champs au lieu de {expected}) : elle est laissée de côté, "
        "et la suite du fichier manque sans doute. Refaites l’export.",
        "The last line is cut short ({count} fields instead of {expected}): it is left out, "
        "and the rest of the file is probably missing. Export it again.",
    ),
    "bad_amount": (
        "« {value} » n’est pas un montant (attendu : 1200,50) : la ligne est laissée de côté. Corrigez-la.",
        "“{value}” is not an amount (expected: 1200,50): the line is left out. Correct it.",
    ),
    "bad_side": (
        "« {value} » n’est pas un sens (attendu : D ou C, +1 ou -1) : la ligne est laissée de côté. Corrigez-la.",
        "“{value}” is not a side (expected: D or C, +1 or -1): the line is left out. Correct it.",
    ),
    "bad_date": (
        "« {value} » n’est pas une date (attendu : AAAAMMJJ) : la ligne est laissée de côté. Corrigez-la.",
        "“{value}” is not a date (expected: YYYYMMDD): the line is left out. Correct it.",
    ),
    "ignored_date": (
        "« {value} » n’est pas une date (attendu : AAAAMMJJ) : la ligne est lue sans cette date. Corrigez-la.",
        "“{value}” is not a date (expected: YYYYMMDD): the line is read without that date. Correct it.",
    ),
    "no_account": (
        "La ligne n’a pas de numéro de compte : elle est laissée de côté. Complétez-la.",
        "The line has no account number: it is left out. Complete it.",
    ),
    # balance
    "advances": (
        "Acomptes reçus (compte 4191) : {amount} (clients concernés : {count}, dont {customers}). Ils ne sont pas "
        "déduits de ce qui est réclamé : regardez ces clients avant de les relancer.",
        "Advances received (account 4191): {amount} (customers concerned: {count}, such as {customers}). They are not "
        "taken off what is claimed: look at these customers before writing to them.",
    ),
    "bills": (
        "Effets à recevoir (compte 413) : {amount} (clients concernés : {count}, dont {customers}). Les factures "
        "qu’ils règlent sont tenues pour payées, et l’effet n’est pas compté dans ce qui est dû : suivez-le jusqu’à "
        "son échéance.",
        "Bills of exchange (account 413): {amount} (customers concerned: {count}, such as {customers}). The invoices "
        "they settle are held to be paid, and the bill is not counted in what is owed: follow it until it falls due.",
    ),
    "headless": (
        "Le fichier n’a pas de ligne de titres : ses colonnes sont lues dans l’ordre officiel (JournalCode, "
        "JournalLib, EcritureNum…). Vérifiez les totaux.",
        "The file has no header: its columns are read in the official order (JournalCode, JournalLib, EcritureNum…). "
        "Check the totals.",
    ),
    "negative_credits": (
        "Les crédits sont écrits en négatif : ils sont lus comme des crédits. Rien à faire.",
        "Credits are written negative: they are read as credits. Nothing to do.",
    ),
    "unknown_credits": (
        "Des crédits sont écrits en négatif, et ni les totaux ni les écritures ne disent s’il faut les lire comme des "
        "crédits ou comme des corrections : rien n’est lu. Refaites l’export avec des crédits positifs.",
        "Some credits are written negative, and neither the totals nor the entries tell whether they are credits or "
        "corrections: nothing is read. Export it again with positive credits.",
    ),
    "unbalanced_entry": (
        "L’écriture {entry} n’est pas équilibrée : débit − crédit = {difference}. Elle est lue telle quelle ; "
        "vérifiez-la dans la comptabilité.",
        "The entry {entry} does not balance: debit − credit = {difference}. It is read as it stands; "
        "check it in the accounts.",
    ),
    "unbalanced_file": (
        "Le fichier n’est pas équilibré : débit {debit}, crédit {credit}, écart {difference}. "
        "Des lignes manquent sans doute : refaites l’export.",
        "The file does not balance: debit {debit}, credit {credit}, difference {difference}. "
        "Lines are probably missing: export it again.",
    ),
    "entries_untold": (
        "Les numéros d’écriture ne permettent pas de vérifier l’équilibre écriture par écriture ; "
        "l’ensemble du fichier est équilibré. Rien à faire.",
        "The entry numbers do not allow each entry to be checked; the file as a whole balances. Nothing to do.",
    ),
    "more_problems": (
        "{count} autres lignes ont le même défaut que la ligne {last} : corrigez la cause et refaites l’export.",
        "{count} more lines have the same fault as line {last}: repair the cause and export again.",
    ),
}
"""Code → the sentence in French, in English; `{…}` are its parts."""

OBSTACLES: dict[int, tuple[str, str]] = {
    errno.ENOENT: ("emplacement introuvable", "no such place"),
    errno.EISDIR: ("c’est un dossier", "it is a directory"),
    errno.ENOTDIR: ("son dossier n’existe pas", "its folder does not exist"),
    errno.EACCES: ("droits insuffisants", "permission denied"),
    errno.EPERM: ("droits insuffisants", "permission denied"),
    errno.EROFS: ("disque en lecture seule", "the disk is read-only"),
    errno.ENOSPC: ("disque plein", "the disk is full"),
    errno.EDQUOT: ("quota atteint", "the quota is used up"),
    errno.EIO: ("erreur du disque", "disk error"),
    errno.ENAMETOOLONG: ("nom trop long", "name too long"),
    errno.ELOOP: ("lien qui tourne en rond", "a link that runs in a circle"),
}
"""What the operating system says, in words of ours: its own are English whatever the screen."""
FULL = (errno.ENOSPC, errno.EDQUOT)


def obstacle(error: OSError, language: str = "fr") -> str:
    """Why the system refused, as it can stand in brackets."""
    french, english = OBSTACLES.get(error.errno or 0, (f"erreur système {error.errno}", f"system error {error.errno}"))
    return english if language == "en" else french


def unopened(name: str, error: OSError | UnicodeDecodeError, language: str = "fr") -> tuple[str, str]:
    """The code and the sentence of a file that can’t be opened, or is no text."""
    codes = {UnicodeDecodeError: "not_utf8", FileNotFoundError: "missing", IsADirectoryError: "directory"}
    code = "forbidden" if isinstance(error, PermissionError) else codes.get(type(error), "unreadable")
    reason = obstacle(error, language) if isinstance(error, OSError) else ""
    return code, say(code, language, name=name, reason=reason)


Place = tuple[int | None, str | None, bool]
"""Where a problem stands: line, column, and can nothing of the file be used?"""
REFUSED: Place = (None, None, True)


def problem(code: str, language: str, at: Place, **parts: object) -> Problem:
    """The Problem of a code in the language asked for, its `words` in each."""
    words = {each: say(code, each, **parts) for each in ("fr", "en")}
    line, column, is_fatal = at
    return Problem(line, column, words["en" if language == "en" else "fr"], is_fatal, words)


def say(code: str, language: str = "fr", **parts: object) -> str:
    """The finished sentence of a code, in French unless English is asked for; a part that is asked by the language is
    said in it."""
    french, english = SENTENCES.get(code) or bank_messages.SENTENCES[code]
    parts = {name: part(language) if callable(part) else part for name, part in parts.items()}
    return (english if language == "en" else french).format(**parts)
