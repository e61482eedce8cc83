"""Why a reminder could not be approved or did not leave, in words for the person who wanted it."""

from __future__ import annotations

IN_WORDS: dict[str, dict[str, str]] = {
    "fr": {
        "nothing_open": "Le client ne doit plus rien.",
        "credits_cover": "Des avoirs ou règlements non affectés couvrent désormais ce qui est échu.",
        "not_due": "Plus rien n’est échu.",
        "in_grace": "Le retard restant est trop court pour une relance.",
        "too_small": "Le montant restant est trop faible pour une relance.",
        "disputed": "Un litige a été ouvert.",
        "promised": "Le client a promis de payer.",
        "payment_booked": "Un règlement à venir est déjà lettré avec ce qui est échu.",
        "blocked": "Les relances de ce client ou de cette pièce sont suspendues.",
        "insolvent": "Le client est en procédure collective.",
        "contacted_recently": "Un autre courrier est parti il y a peu.",
        "waiting_next_level": "Ce niveau a déjà été envoyé ; le suivant attend son jour.",
        "ladder_exhausted": "Le dernier niveau du scénario a déjà été envoyé.",
        "no_address": "Aucun interlocuteur n’a d’adresse électronique : complétez la fiche du client.",
        "several_currencies": "Les pièces sont en plusieurs devises.",
        "amount_changed": "Les pièces ou les montants ont changé : relancez le calcul des propositions.",
        "level_changed": "Le niveau de relance a changé : relancez le calcul des propositions.",
        "contact_changed": "L’adresse du destinataire a changé : relancez le calcul des propositions.",
        "replaced": "La proposition a été recalculée entre-temps : rechargez la page.",
        "old_run": "Une campagne plus récente existe : approuvez celle-là.",
        "not_today": "Cette campagne porte sur un jour à venir.",
        "already_said": "Un courrier de ce niveau, ou de ce jour, existe déjà pour ce client.",
        "unsafe_header": "L’adresse, l’expéditeur ou l’objet contient un caractère interdit.",
        "no_sender": "La société n’a pas d’adresse d’expéditeur : indiquez-la dans les réglages.",
        "day_off": "Rien ne part un samedi, un dimanche ou un jour férié : la relance attend le prochain jour ouvré.",
        "prepared_long_ago": "La relance a été préparée il y a {n} jours : proposez-la de nouveau.",
        "not_whole": "Le courrier n’est plus tel qu’il a été approuvé : il ne partira pas.",
        "too_many_attempts": "Le serveur de messagerie n’a pas répondu après plusieurs essais.",
        "lease_expired": "L’envoi a été interrompu après sa dernière étape : le courrier est peut-être parti.",
        "copied": "La base a été restaurée ou copiée : ce courrier est peut-être déjà parti.",
    },
    "en": {
        "nothing_open": "The customer owes nothing any more.",
        "credits_cover": "Credit notes or unapplied payments now cover what is overdue.",
        "not_due": "Nothing is overdue any more.",
        "in_grace": "What remains is not late enough for a reminder.",
        "too_small": "What remains is too small for a reminder.",
        "disputed": "A dispute was opened.",
        "promised": "The customer promised to pay.",
        "payment_booked": "A payment to come is already lettered with what is overdue.",
        "blocked": "Reminders are blocked for this customer or document.",
        "insolvent": "The customer is in collective proceedings.",
        "contacted_recently": "Another message left a short time ago.",
        "waiting_next_level": "This level was already sent; the next one waits for its day.",
        "ladder_exhausted": "The last level of the policy was already sent.",
        "no_address": "No contact has an e-mail address: complete the customer’s file.",
        "several_currencies": "The documents are in several currencies.",
        "amount_changed": "The items or their amounts have changed: compute the proposals again.",
        "level_changed": "The level has changed: compute the proposals again.",
        "contact_changed": "The recipient’s address has changed: compute the proposals again.",
        "replaced": "The proposal was computed anew in the meantime: reload the page.",
        "old_run": "There is a later run: approve that one.",
        "not_today": "This run is for a day to come.",
        "already_said": "A message of this level, or of this day, already exists for this customer.",
        "unsafe_header": "The address, the sender or the subject holds a forbidden character.",
        "no_sender": "The company has no sender’s address: give one in Settings.",
        "day_off": "No reminder leaves on a Saturday, a Sunday or a public holiday: it waits for the next working day.",
        "prepared_long_ago": "The reminder was prepared {n} days ago: propose it anew.",
        "not_whole": "The message is no longer as it was approved: it will not leave.",
        "too_many_attempts": "The mail server did not answer after several attempts.",
        "lease_expired": "Sending was cut off after its last step: the message may have left.",
        "copied": "The database was restored or copied: this message may have left already.",
    },
}


def in_words(reason: str, language: str) -> str:
    """The sentence of a code, its number after a colon; what is no code (a server's answer) is shown as it is."""
    code, _, number = reason.partition(":")
    sentence = IN_WORDS[language if language in IN_WORDS else "en"].get(code)
    return sentence.replace("{n}", number) if sentence else reason
