"""What a paper is, told by its words: what somebody pays, an invoice, a statement, a claim, an order, a contract.

The words of a payment stand on papers of every kind (*règlement*, *virement*, *net à payer*): one is only sure where
it speaks of a payment made more clearly than of anything else.
"""

from __future__ import annotations

import re

from ardoise.domain.folding import fold

LOOKED_AT = 60_000  # characters: what a paper is stands on its first pages
ENOUGH = 2.0  # what must be said for a kind
CLEARLY = 1.5  # times as much as for any other
Words = tuple[tuple[float, str], ...]

ADVICE: Words = (
    (3, r"avis d[eu] (?:notre )?(?:paiement|virement|reglement)|remittance|payment (?:advice|notification)"
        r"|advice of payment|lettre[- ]cheque|zahlungsavis|avviso di pagamento|aviso de pago|betalingsadvies"),
    (3, r"bordereau de (?:paiement|reglement|virement)"
        r"|details? (?:du|de votre|de notre|des) (?:paiement|virement|reglement)s?"),
    (2, r"(?:nous|we)\b.{0,60}?\b(?:avons|venons|ont|have|had)\b.{0,40}?\b(?:regle|vire|verse|procede|emis|ordonne|paid"
        r"|transferred|remitted|initiated|made (?:a|the) payment)"),
    (2, r"(?:nous|we)\b.{0,60}?\b(?:effectuons|procedons|virons|reglons|versons|are (?:paying|transferring))\b"),
    (2, r"votre compte (?:bancaire )?(?:sera|a ete|est|va etre) credite"
        r"|your (?:bank )?account (?:will be|has been|was) credited"),
    (2, r"\bvirement (?:bancaire |sepa )?(?:n[°o]|num|du|de ce jour|ref|emis|effectue)"
        r"|\b(?:notre|our) (?:reglement|virement|paiement|payment)"),
    (1, r"montant (?:regle|paye|verse|vire|net (?:regle|paye))|net (?:paye|regle|paid)"
        r"|(?:amount paid|paid amount|net amount paid)"),
    (1, r"(?:date|n[°o]|num(?:ero)?|ref(?:erence)?|mode|montant|total)\.? (?:de |du )?(?:paiement|reglement|virement)"
        r"|payment (?:date|no|number|ref|reference|amount|total|method)"),
    (1, r"(?:votre|vos|your) (?:ref(?:erence)?|n[°o]|facture|invoice|document|piece)"),
)  # fmt: skip
OTHERS: dict[str, Words] = {
    "invoice": (
        (2, r"^\W*(?:facture|invoice|rechnung|avoir|credit note)\s*(?:n[°o]|num|number|no\b|#|:|$)"),
        (1, r"total (?:general )?(?:ht|h\.t|hors|ttc|tva)|montant (?:ht|tva)|base (?:ht|tva)|sub[- ]?total"
            r"|\bvat\b(?! (?:no|id|reg))"),
        (1, r"net a payer|a (?:payer|regler) avant|amount due|montant du\b|please pay|merci de (?:regler|payer)"),
        (1, r"penalites? de retard|indemnite forfaitaire|conditions (?:de )?(?:reglement|paiement)|payment terms"
            r"|escompte pour"),
        (1, r"quantite|\bqte\b|prix unit|\bp\.?u\.?\b|designation|unit price|\bqty\b"),
        (1, r"bill(?:ed)? to|facture a\b|adresse de (?:facturation|livraison)|date d'?echeance|due date"),
    ),
    "bank": (
        (2, r"releve (?:de|d') ?(?:votre )?(?:compte|operation)|releve bancaire|(?:bank|account) statement"
            r"|kontoauszug"),
        (2, r"(?:ancien|nouveau|dernier) solde|solde (?:initial|final|precedent|crediteur|debiteur|au|en)"
            r"|(?:opening|closing) balance"),
        (1, r"date (?:de )?valeur|value date|\bvaleur\b.*\bdebit\b"),
        (1, r"\bdebit\b\W+.{0,40}\bcredit\b"),
        (2, r"avis (?:de (?:rejet|credit|debit|prelevement)|d'?(?:impaye|opere))|lettre de rejet"),
    ),
    "claim": (
        (3, r"mise en demeure|\brelance\b|\brappel (?:de|n)|\breminder\b|\bdunning\b|formal notice|\boverdue\b"
            r"|mahnung"),
        (2, r"releve (?:de )?(?:factures|echeances|client|situation)|statement of account"
            r"|factures? (?:impayee|echue|ouverte|non reglee)s?"),
        (2, r"reste (?:du|a payer|a regler)|solde (?:du|restant|a regler)|outstanding|jours? de retard"
            r"|days (?:late|overdue)"),
        (1, r"restent? (?:impayee?s?|due?s?)|sauf erreur (?:de notre part|ou omission)|creance"),
    ),
    "order": (
        (3, r"bon de (?:commande|livraison)|purchase order|delivery note"
            r"|^\W*(?:devis|quotation|quote|proforma|commande)\b"),
    ),
    "contract": (
        (2, r"^\W*(?:contrat|convention|agreement)\b|les soussignes|hereinafter|ci-apres (?:denomme|designe)"),
        (2, r"^\W*article \d|conditions generales|terms and conditions"),
    ),
}  # fmt: skip
"""What other papers say of themselves."""


def weigh(text: str, words: Words) -> float:
    """How strongly a text speaks for a kind: each manner of saying it counts once."""
    return sum(weight for weight, said in words if re.search(said, text, re.MULTILINE))


def kind_of(text: str) -> tuple[bool, str]:
    """(is it surely what somebody pays, what else it reads like: one of OTHERS; "" for none)."""
    told = "\n".join(" ".join(line.split()) for line in fold(text[:LOOKED_AT].replace("’", "'")).split("\n"))
    paying = weigh(told, ADVICE)
    other, name = max((weigh(told, words), name) for name, words in OTHERS.items())
    is_sure = paying >= ENOUGH and paying >= CLEARLY * other
    return is_sure, name if other >= ENOUGH and not is_sure else ""
