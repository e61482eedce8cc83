"""A letter on paper, from the same context and the same words as any other message."""

from __future__ import annotations

from ardoise.domain import postal
from ardoise.domain.correspondence import letters as words
from ardoise.formats.letters import LetterPage

CHANNELS = ("letter", "registered_letter")
MENTIONS = {"fr": "Lettre recommandée avec avis de réception", "en": "Registered letter with receipt"}
COPIES = {"fr": "copies de factures ({n})", "en": "copies of invoices ({n})"}
STATEMENT = {"fr": "Relevé de compte", "en": "Statement of account"}


def page_of(context: words.Context, letter: words.Letter, recipient: str, place: str, code: str) -> LetterPage:
    """What is printed: the words as they are frozen, the address as it is reached, the payment code."""
    creditor, language = context.creditor, context.language
    siren = f"SIREN {creditor.siren}" if creditor.siren else ""
    sender = (creditor.name, *creditor.address, creditor.phone, creditor.email, siren)
    address = postal.lines_of(recipient) if "@" not in recipient else (context.customer_name, *context.address)
    return LetterPage(
        sender=tuple(line for line in sender if line),
        address=tuple(address) or (context.customer_name,),
        language=language,
        on=context.as_of,
        place=place,
        reference=context.customer_code,
        subject=letter.subject,
        body=letter.body,
        items=context.items,
        credits=context.credits,
        schedule=context.schedule,
        currency=context.currency,
        mentions=(MENTIONS[language],) if context.channel == "registered_letter" else (),
        enclosures=tuple(_enclosed(context)),
        payment_code=code,
        online=context.online,
    )


def _enclosed(context: words.Context) -> list[str]:
    papers, language = context.papers, context.language
    copies = [COPIES[language].format(n=papers.invoices)] if papers.invoices else []
    return [*([STATEMENT[language]] if papers.has_statement else []), *copies]
