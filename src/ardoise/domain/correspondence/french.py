"""The French letters: from courteous to formal, for professionals, consumers and public bodies."""

from __future__ import annotations

LAST_REMINDER = "Notre précédent courrier du {date} est resté sans suite."
PAYMENT = (
    "Règlement par virement : IBAN {iban}\nRéférence à rappeler : {reference}\n"
    "Nos coordonnées bancaires ne changent jamais par courriel : en cas de doute, appelez-nous au numéro que vous "
    "connaissez déjà."
)

CLOSING = """

Si votre règlement nous est déjà parvenu ou vient de partir, nous vous remercions de ne pas tenir compte de ce message.

Bien cordialement,

{{signature}}
"""

BEFORE_DUE = (
    "Échéance à venir : {{total}} au {{first_due_on}}",
    """
Madame, Monsieur,

Nous vous rappelons l’échéance prochaine suivante :

{{items}}

Si tout est en ordre, vous n’avez rien d’autre à faire que de prévoir le règlement à la date indiquée, et nous vous en remercions. S’il vous manque une pièce ou si un point appelle une remarque, répondez simplement à ce message : nous y regarderons aussitôt.

{{payment}}
"""
    + CLOSING,
)
BEFORE_DUE_PUBLIC = (
    "Échéance à venir : {{total}} au {{first_due_on}}",
    """
Madame, Monsieur,

Nous vous signalons l’échéance prochaine suivante :

{{items}}

S’il manque une pièce à l’appui de la demande de paiement, ou si le service fait appelle une observation, répondez simplement à ce message : nous vous l’adresserons aussitôt, afin que le mandatement puisse intervenir dans le délai.

{{payment}}
"""
    + CLOSING,
)

FRIENDLY = (
    "Rappel : {{total}} en attente de règlement",
    """
Madame, Monsieur,

Sauf erreur de notre part, nous n’avons pas encore reçu le règlement suivant, arrivé à échéance :

{{items}}

Il s’agit sans doute d’un oubli. Nous vous remercions de bien vouloir procéder au règlement dans les prochains jours. Vous trouverez le relevé correspondant en pièce jointe.

Si vous n’êtes pas d’accord avec l’un de ces montants, ou si ce message devrait être adressé à quelqu’un d’autre, répondez-nous simplement : nous suspendrons la relance le temps de la vérification.

{{payment}}
"""
    + CLOSING,
)
FRIENDLY_CONSUMER = (
    "Rappel : {{total}} à régler",
    """
Madame, Monsieur,

Sauf erreur de notre part, nous n’avons pas encore reçu le règlement suivant, arrivé à échéance :

{{items}}

Il s’agit sans doute d’un oubli. Nous vous remercions de bien vouloir le régler dans les prochains jours. Vous trouverez le relevé correspondant en pièce jointe.

Si vous n’êtes pas d’accord avec ce montant, ou si vous rencontrez une difficulté pour le régler en une fois, répondez-nous simplement : nous chercherons une solution avec vous.

{{payment}}
"""
    + CLOSING,
)
FRIENDLY_PUBLIC = (
    "Rappel : {{total}} en attente de paiement",
    """
Madame, Monsieur,

Sauf erreur de notre part, le délai de paiement de la créance suivante est expiré et nous n’en avons pas encore reçu le règlement :

{{items}}

Nous vous remercions de bien vouloir nous indiquer la date de mandatement prévue. Vous trouverez le relevé correspondant en pièce jointe.

S’il manque une pièce, si la facture a été rejetée ou si ce message relève d’un autre service, répondez-nous simplement : nous ferons le nécessaire.

{{payment}}
"""
    + CLOSING,
)

FIRM = (
    "Deuxième rappel : {{total}} impayés",
    """
Madame, Monsieur,

{{last_reminder}}

À ce jour, et sauf erreur de notre part, votre compte présente le retard suivant :

{{items}}

Nous vous demandons de régler cette somme sous huit jours, ou de nous indiquer par retour la date de votre règlement. Vous trouverez le relevé correspondant en pièce jointe.

{{charges}}

Si un désaccord explique ce retard, faites-le-nous savoir en réponse à ce message, en précisant la pièce concernée : nous l’examinerons sans délai.

{{payment}}
"""
    + CLOSING,
)
FIRM_CONSUMER = (
    "Deuxième rappel : {{total}} à régler",
    """
Madame, Monsieur,

{{last_reminder}}

À ce jour, et sauf erreur de notre part, la somme suivante reste à régler :

{{items}}

Nous vous demandons de la régler sous huit jours, ou de nous indiquer par retour la date de votre règlement. Vous trouverez le relevé correspondant en pièce jointe.

Si vous n’êtes pas d’accord, ou si vous rencontrez une difficulté de paiement, répondez-nous : nous examinerons votre situation et pourrons convenir d’un échéancier.

{{payment}}
"""
    + CLOSING,
)
FIRM_PUBLIC = (
    "Deuxième rappel : {{total}} hors délai de paiement",
    """
Madame, Monsieur,

{{last_reminder}}

À ce jour, et sauf erreur de notre part, la créance suivante reste impayée au-delà du délai réglementaire :

{{items}}

Nous vous demandons de bien vouloir faire procéder à son paiement, ou nous indiquer par retour le motif du retard et la date de mandatement. Vous trouverez le relevé correspondant en pièce jointe.

{{charges}}

{{payment}}
"""
    + CLOSING,
)

FORMAL_HEAD = """
{{creditor_name}}
{{creditor_address}}
{{creditor_siren}}

À l’attention de : {{customer_name}}
{{customer_address}}

Le {{date}}

Objet : mise en demeure de payer

Madame, Monsieur,

{{last_reminder}}

À ce jour, et sauf erreur de notre part, nous n’avons pas reçu le règlement de la somme suivante, dont l’échéance est dépassée :

{{items}}
"""
FORMAL = (
    "Mise en demeure de payer {{total}}",
    FORMAL_HEAD
    + """
Par la présente, nous vous mettons en demeure de nous régler la somme de {{total}} dans un délai de huit jours à compter de la réception de ce courrier (article 1344 du code civil).

{{charges}}

{{payment}}

À défaut de règlement ou de réponse motivée dans ce délai, nous nous réservons le droit d’engager, sans autre avis, le recouvrement de notre créance par voie de justice, notamment par une requête en injonction de payer.

Si vous contestez tout ou partie de cette somme, indiquez-nous-en le motif et la pièce concernée en réponse à ce courrier. Si votre règlement nous est déjà parvenu ou vient de partir, la présente est sans objet.

Veuillez agréer, Madame, Monsieur, nos salutations distinguées.

{{signature}}
""",
)
FORMAL_CONSUMER = (
    "Mise en demeure de payer {{total}}",
    FORMAL_HEAD
    + """
Par la présente, nous vous mettons en demeure de nous régler la somme de {{total}} dans un délai de huit jours à compter de la réception de ce courrier (article 1344 du code civil).

{{charges}}

{{payment}}

À défaut de règlement ou de réponse dans ce délai, nous nous réservons le droit de saisir la juridiction compétente.

Si vous rencontrez une difficulté de paiement, ou si vous contestez cette somme, répondez-nous dans ce délai : un échéancier peut être convenu, et une contestation sera examinée avant toute suite. Si votre règlement nous est déjà parvenu ou vient de partir, la présente est sans objet.

Veuillez agréer, Madame, Monsieur, nos salutations distinguées.

{{signature}}
""",
)
FORMAL_PUBLIC = (
    "Mise en demeure de payer {{total}}",
    FORMAL_HEAD
    + """
Par la présente, nous vous mettons en demeure de faire procéder au paiement de la somme de {{total}} dans un délai de huit jours à compter de la réception de ce courrier.

{{charges}}

{{payment}}

À défaut de paiement ou de réponse motivée dans ce délai, nous nous réservons le droit d’exercer les voies de droit ouvertes au créancier, notamment devant la juridiction administrative compétente.

Si le paiement est déjà mandaté, nous vous remercions de nous en indiquer la date ; la présente sera alors sans objet.

Veuillez agréer, Madame, Monsieur, nos salutations distinguées.

{{signature}}
""",
)

LETTERS: dict[tuple[str, str], tuple[str, str]] = {
    ("courteous", "professional"): BEFORE_DUE,
    ("courteous", "consumer"): BEFORE_DUE,
    ("courteous", "public_body"): BEFORE_DUE_PUBLIC,
    ("friendly", "professional"): FRIENDLY,
    ("friendly", "consumer"): FRIENDLY_CONSUMER,
    ("friendly", "public_body"): FRIENDLY_PUBLIC,
    ("firm", "professional"): FIRM,
    ("firm", "consumer"): FIRM_CONSUMER,
    ("firm", "public_body"): FIRM_PUBLIC,
    ("formal", "professional"): FORMAL,
    ("formal", "consumer"): FORMAL_CONSUMER,
    ("formal", "public_body"): FORMAL_PUBLIC,
}
"""By tone and kind of customer: subject and body. A paragraph is one line; the reader's screen wraps it."""
