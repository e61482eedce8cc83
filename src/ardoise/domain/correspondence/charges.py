"""What a letter says of late interest and the recovery charge: apart from the claim, and only to those who owe them."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from ardoise.domain.correspondence.wording import long_day, percent
from ardoise.domain.dunning import IN_WRITING
from ardoise.domain.money import with_currency as money
from ardoise.law.figures import MissingFigureError
from ardoise.law.regimes import FR_B2B, FR_B2C, FR_PUBLIC, Regime

if TYPE_CHECKING:
    from ardoise.domain.correspondence.letters import Context

REGIMES: dict[str, Regime] = {"professional": FR_B2B, "consumer": FR_B2C, "public_body": FR_PUBLIC}

SENTENCES = {
    ("fr", "firm", "professional"): (
        "Pour information, et sans que ces sommes soient comprises dans le total ci-dessus : des pénalités de "
        "retard courent de plein droit depuis le lendemain de l’échéance{accrued}, et une indemnité forfaitaire "
        "de 40 € pour frais de recouvrement est due pour chaque facture payée en retard (articles L441-10 et "
        "D441-5 du code de commerce)."
    ),
    ("fr", "firm", "public_body"): (
        "Pour information, et sans que ces sommes soient comprises dans le total ci-dessus : le dépassement du "
        "délai de paiement fait courir de plein droit des intérêts moratoires{accrued} et ouvre droit à une "
        "indemnité forfaitaire de 40 € pour frais de recouvrement par facture (articles L2192-13 et D2192-35 du "
        "code de la commande publique)."
    ),
    ("fr", "formal", "professional"): (
        "Des pénalités de retard courent de plein droit depuis le lendemain de chaque échéance{accrued}, au taux "
        "appliqué par la Banque centrale européenne à son opération de refinancement la plus récente majoré de dix "
        "points{rate}, ou au taux prévu à nos conditions de vente s’il est différent (article L441-10, II du code de "
        "commerce). S’y ajoute une indemnité forfaitaire pour frais de recouvrement de 40 € par facture "
        "(article D441-5). Ces sommes viennent en plus du principal réclamé ci-dessus."
    ),
    ("fr", "formal", "public_body"): (
        "Des intérêts moratoires courent de plein droit depuis le lendemain de l’expiration du délai de "
        "paiement{accrued}, au taux de la Banque centrale européenne majoré de huit points{rate} (articles L2192-13 et "
        "R2192-31 du code de la commande publique). S’y ajoute une indemnité forfaitaire pour frais de recouvrement de "
        "40 € par facture (article D2192-35). Ces sommes viennent en plus du principal réclamé ci-dessus."
    ),
    ("fr", "formal", "consumer"): (
        "À compter de la présente mise en demeure, la somme réclamée porte intérêt au taux légal{rate} (articles "
        "1231-6 et 1344-1 du code civil). Aucun autre frais ne vous est demandé."
    ),
    ("en", "firm", "professional"): (
        "For information, and not included in the total above: late-payment interest runs by law from the day after "
        "the due date{accrued}, and a fixed charge of €40 for recovery costs is due for each invoice paid late "
        "(articles L441-10 and D441-5 of the French commercial code)."
    ),
    ("en", "firm", "public_body"): (
        "For information, and not included in the total above: once the time for payment has passed, interest "
        "runs by law{accrued} and a fixed charge of €40 for recovery costs is due for each invoice (articles "
        "L2192-13 and D2192-35 of the French public procurement code)."
    ),
    ("en", "formal", "professional"): (
        "Late-payment interest runs by law from the day after each due date{accrued}, at the rate of the European "
        "Central Bank’s most recent refinancing operation plus ten percentage points{rate}, or at the rate of our "
        "terms of sale where it differs (article L441-10, II of the French commercial code). A fixed charge "
        "of €40 per invoice for recovery costs is due as well (article D441-5). These amounts come on top of the "
        "principal claimed above."
    ),
    ("en", "formal", "public_body"): (
        "Interest runs by law from the day after the time for payment expired{accrued}, at the rate of the European "
        "Central Bank plus eight percentage points{rate} (articles L2192-13 and R2192-31 of the French public "
        "procurement code). A fixed charge of €40 per invoice for recovery costs is due as well (article "
        "D2192-35). These amounts come on top of the principal claimed above."
    ),
    ("en", "formal", "consumer"): (
        "From this formal notice on, the amount claimed bears interest at the French legal rate{rate} (articles "
        "1231-6 and 1344-1 of the French civil code). You are asked for no other charge."
    ),
}
"""By language, tone and kind of customer. Where there is none, the letter says nothing of charges: so it is for
a customer whose kind nobody has told, who may be a consumer and may be none."""

NOTICED = {
    "fr": (
        "Depuis la mise en demeure du {date}, la somme réclamée porte intérêt au taux légal{rate} (articles 1231-6 et "
        "1344-1 du code civil). Aucun autre frais ne vous est demandé."
    ),
    "en": (
        "Since the formal notice of {date}, the amount claimed bears interest at the French legal rate{rate} (articles "
        "1231-6 and 1344-1 of the French civil code). You are asked for no other charge."
    ),
}
NOTICED_IN_TURN = {
    "fr": (
        "La somme réclamée porte intérêt au taux légal{rate}, {since} (articles 1231-6 et 1344-1 du code civil). Aucun "
        "autre frais ne vous est demandé."
    ),
    "en": (
        "The amount claimed bears interest at the French legal rate{rate}, {since} (articles 1231-6 and 1344-1 of the "
        "French civil code). You are asked for no other charge."
    ),
}
FIRST = {
    "fr": "depuis la mise en demeure du {date} pour les pièces qu’elle réclamait",
    "en": "since the formal notice of {date} on the items it claimed",
}
LATER = {
    "fr": "depuis celle du {date} pour les pièces qui s’y sont ajoutées",
    "en": "since that of {date} on the items added by then",
}
NOW = {"fr": "à compter de la présente pour les autres", "en": "from this notice on the others"}
"""A consumer owes interest from the first notice of each item on: a second one doesn't begin it anew."""

RATE = {"fr": ", soit {rate} l’an à ce jour", "en": ", that is {rate} a year today"}
FROZEN = {"fr": ", soit {rate} l’an", "en": ", that is {rate} a year"}
FROZEN_EACH = {"fr": ", soit {rate} l’an selon l’échéance", "en": ", that is {rate} a year, depending on the due date"}
OR = {"fr": " ou ", "en": " or "}
ONE_DAY = timedelta(1)
ACCRUED = {"fr": " ({amount} au {date})", "en": " ({amount} on {date})"}


def charge_sentences(context: Context) -> str:
    """Late interest (rate, start, what has run) and the fixed charge, as this customer may be told them."""
    sentence = SENTENCES.get((context.language, context.tone, context.customer_kind), "")
    if (context.tone, context.customer_kind) == ("formal", "consumer"):
        if context.channel not in IN_WRITING:
            return ""
        return _since_notice(context) or sentence.format(rate=_rate(context))
    return sentence.format(rate=_rate(context), accrued=_accrued(context)) if sentence else ""


def _since_notice(context: Context) -> str:
    """From which formal notice on a consumer owes interest, by its day; "" where this one is the first of all items."""
    language = context.language
    noticed = [item.formal_notice_on for item in context.items if item.open_cents > 0]
    days = [long_day(on, language) for on in sorted({on for on in noticed if on})]
    if not days:
        return ""
    if len(days) == 1 and None not in noticed:
        return NOTICED[language].format(date=days[0], rate=_rate(context))
    since = [FIRST[language].format(date=days[0]), *(LATER[language].format(date=day) for day in days[1:])]
    since += [NOW[language]] if None in noticed else []
    return NOTICED_IN_TURN[language].format(since=", ".join(since), rate=_rate(context))


def _rate(context: Context) -> str:
    """In figures, where the law of that day is known to us; of public debtors that of each debt's half-year."""
    regime, language = REGIMES[context.customer_kind], context.language
    try:
        rates = {Fraction(regime.base.on(day).pct + regime.margin) for day in _days(context, regime)}
    except MissingFigureError:
        return ""
    told = [percent(rate, language) for rate in sorted(rates)]
    if not regime.is_frozen:
        return RATE[language].format(rate=told[0])
    return (FROZEN_EACH if len(told) > 1 else FROZEN)[language].format(rate=OR[language].join(told))


def _days(context: Context, regime: Regime) -> set[date]:
    """On which days the rate is looked at: today, or the first day late, which public debtors keep (CCP R2192-31)."""
    late = {item.due_on + ONE_DAY for item in context.items if item.open_cents > 0}
    return (late or {context.as_of}) if regime.is_frozen else {context.as_of}


def _accrued(context: Context) -> str:
    interest_cents = sum(item.interest_cents for item in context.items)
    if interest_cents <= 0:
        return ""
    return ACCRUED[context.language].format(
        date=long_day(context.as_of, context.language),
        amount=money(interest_cents, context.currency, context.language),
    )
