"""What to say to a customer whose bank took a payment back, by why it did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ardoise.domain.bank import say_return
from ardoise.domain.money import with_currency
from ardoise.domain.reasons import day_written

SHORT_OF_FUNDS, WRONG_ACCOUNT, REFUSED = "short_of_funds", "wrong_account", "refused"
CLASSES = {
    "AM04": SHORT_OF_FUNDS, "20": SHORT_OF_FUNDS,
    "12": WRONG_ACCOUNT, "14": WRONG_ACCOUNT, "34": WRONG_ACCOUNT,
    "13": REFUSED, "31": REFUSED, "66": REFUSED, "70": REFUSED, "71": REFUSED, "73": REFUSED, "74": REFUSED,
    "80": REFUSED,
    "AC01": WRONG_ACCOUNT, "AC04": WRONG_ACCOUNT, "AC06": WRONG_ACCOUNT, "AC13": WRONG_ACCOUNT,
    "AG01": WRONG_ACCOUNT, "RC01": WRONG_ACCOUNT, "DNOR": WRONG_ACCOUNT,
    "MD01": REFUSED, "MD02": REFUSED, "MD06": REFUSED, "MS02": REFUSED, "SL01": REFUSED,
}  # fmt: skip
OPENING = {
    "fr": "Bonjour, ici {creditor}. Votre banque nous a rejeté un règlement de {amount} le {day}{why}.",
    "en": "Hello, this is {creditor}. Your bank returned a payment of {amount} to us on {day}{why}.",
}
OPEN_AGAIN = {
    "fr": ("{documents} est donc de nouveau à payer.", "{documents} sont donc de nouveau à payer."),
    "en": ("{documents} is therefore due again.", "{documents} are therefore due again."),
}
QUESTION: dict[str, dict[str, str]] = {
    SHORT_OF_FUNDS: {
        "fr": "Pouvez-vous nous régler par virement, et quel jour ? Si le montant est trop lourd d’un coup, "
        "dites-nous ce que vous pouvez verser et quand.",
        "en": "Can you pay us by bank transfer, and on which day? If it is too much at once, tell us what you can pay "
        "and when.",
    },
    WRONG_ACCOUNT: {
        "fr": "Avez-vous changé de compte ou de banque ? Nous vous enverrons un mandat à signer : ne dictez pas d’IBAN "
        "par téléphone. Pouvez-vous d’ici là nous régler par virement, et quel jour ?",
        "en": "Have you changed account or bank? We will send you a mandate to sign: please do not read an IBAN out "
        "over the telephone. Could you meanwhile pay us by bank transfer, and on which day?",
    },
    REFUSED: {
        "fr": "Contestez-vous ce prélèvement ou la facture elle-même ? Si c’est le mandat, nous vous en enverrons un à "
        "signer. Si c’est la facture, qu’est-ce qui ne va pas ?",
        "en": "Do you dispute the direct debit, or the invoice itself? If it is the mandate, we will send you one to "
        "sign. If it is the invoice, what is wrong with it?",
    },
    "": {
        "fr": "Savez-vous pourquoi ? Pouvez-vous nous régler par virement, et quel jour ?",
        "en": "Do you know why? Can you pay us by bank transfer, and on which day?",
    },
}


def script(
    language: str, creditor: str, cents: int, currency: str, on: date, reason: str, documents: Sequence[str] = ()
) -> str:
    """The words of the call; `reason` is a return code or the bank's own word, `documents` what is open again."""
    spoken = language if language in OPENING else "en"
    told = say_return(reason, spoken).partition(" (")[0]
    why = f" : {told.lower()}" if told and spoken == "fr" else f": {told.lower()}" if told else ""
    amount = with_currency(cents, currency, spoken)
    lines = [OPENING[spoken].format(creditor=creditor, amount=amount, day=day_written(on, spoken), why=why)]
    if documents:
        lines.append(OPEN_AGAIN[spoken][len(documents) > 1].format(documents=", ".join(documents)))
    return " ".join([*lines, QUESTION[CLASSES.get(reason.upper(), "")][spoken]])
