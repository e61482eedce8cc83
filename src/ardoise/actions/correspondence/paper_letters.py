"""A letter on paper, from the same context and the same words as any other message."""

from __future__ import annotations

from ardoise.domain import postal
from ardoise.domain.correspondence import letters as words
from ardoise.formats.letters import LetterPage

CHANNELS = ("letter", "registered_letter")
MENTIONS = {"fr": "Lettre recommandée avec avis de réception", "en": "Registered letter with receipt"}
STATEMENT = {"fr": "Relevé de compte", "en": "Statement of account"}


def page_of(context: words.Context, letter: words.Letter, recipient: str) -> LetterPage:
    """What is printed: the words as they are frozen, the address as it is reached."""
    creditor, language = context.creditor, context.language
    sender = (creditor.name, *creditor.address, creditor.phone, creditor.email)
    address = postal.lines_of(recipient) if "@" not in recipient else (context.customer_name, *context.address)
    return LetterPage(
        sender=tuple(line for line in sender if line),
        address=tuple(address) or (context.customer_name,),
        language=language,
        on=context.as_of,
        place="",
        reference=context.customer_code,
        subject=letter.subject,
        body=letter.body,
        items=context.items,
        currency=context.currency,
        mentions=(MENTIONS[language],) if context.channel == "registered_letter" else (),
        enclosures=(STATEMENT[language],),
    )
