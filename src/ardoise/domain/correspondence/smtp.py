"""What a mail server answers (RFC 5321, RFC 3463), in words for the person who wanted the message to leave."""

from __future__ import annotations

import re

REPLY = re.compile(r"(?P<code>[245]\d\d)[ -]+(?P<words>.*)", re.S)
ENHANCED = re.compile(r"\b[45]\.(\d{1,3})\.\d{1,3}\b")
DEAD = re.compile(r"\b5\.1\.(?:1|2|3|6|10)\b")  # the mailbox or its domain; 5.1.7 and 5.1.8 are about the sender's
OURS = re.compile(r"\b5\.1\.[78]\b")  # the sender's own mailbox is the one that is refused
RELAY = re.compile(r"(?i)\brelay")

MEANINGS: dict[str, tuple[str, str]] = {
    "login": (
        "Le serveur de messagerie veut savoir qui nous sommes, ou refuse notre mot de passe : vérifiez-le dans "
        "Réglages, Serveur de messagerie.",
        "The mail server wants to know who we are, or refuses our password: check it in Settings, Mail server.",
    ),
    "relay": (
        "Le serveur de messagerie n’achemine pas nos courriers : identifiez-vous auprès de lui, ou demandez-en le "
        "droit à qui l’administre.",
        "The mail server does not carry our mail: sign in to it, or ask whoever runs it for the right.",
    ),
    "policy": (
        "Le courrier est refusé par une règle d’en face (indésirable, réputation, expéditeur) : vérifiez le domaine "
        "d’envoi dans les réglages.",
        "The message is refused by a rule of theirs (spam, reputation, sender): check the sending domain in Settings.",
    ),
    "nobody": (
        "Cette adresse n’existe pas ou n’est plus lue : corrigez-la.",
        "This address does not exist or is no longer read: correct it.",
    ),
    "full": (
        "La boîte du destinataire est pleine, ou le courrier est trop lourd pour elle.",
        "The recipient’s mailbox is full, or the message is too large for it.",
    ),
    "later": (
        "Le serveur de messagerie demande de revenir plus tard : un autre essai suit de lui-même.",
        "The mail server asks to come again later: another try follows by itself.",
    ),
    "closing": (
        "Le serveur de messagerie n’est pas disponible et ferme la ligne : un autre essai suit de lui-même.",
        "The mail server is not available and closes the line: another try follows by itself.",
    ),
    "refused": (
        "Le serveur de messagerie refuse ce courrier.",
        "The mail server refuses this message.",
    ),
}
"""Meaning → what it is in French, in English."""

BY_CODE = {"421": "closing", "530": "login", "534": "login", "535": "login", "552": "full", "452": "full"}
NOBODY = ("550", "551", "553")
QUOTES = {"fr": "{sentence} Réponse : « {words} »", "en": "{sentence} Answer: “{words}”"}


LINE = {
    "timed out": ("le serveur n’a plus répondu", "the server answered no more"),
    "closed": ("le serveur a raccroché", "the server hung up"),
    "no reply": ("ce que le serveur répond n’est pas une réponse", "what the server answers is no answer"),
    "connection refused": ("personne ne répond à cette adresse", "nobody answers there"),
}
LINE |= dict.fromkeys(
    ("name", "getaddrinfo", "no address"),
    ("aucun serveur de ce nom n’a été trouvé", "no server of that name was found"),
)
LINE |= dict.fromkeys(("unreachable", "is down", "no route"), ("aucun réseau n’y mène", "no network leads there"))
"""What Python says of a line that broke → the same in words of ours; the first that fits."""
BROKEN = re.compile(
    r"(?i)((?:_ssl\S* )?(?:the )?(?:read |handshake )?(?:operation )?timed out|connection unexpectedly closed|no reply|"
    r"\[errno -?\d+\] (?:connection refused|name or service not known|no address associated|nodename nor servname|"
    r"temporary failure in name resolution|getaddrinfo failed|(?:network|host) is (?:unreachable|down)|no route)).*",
    re.S,
)
BRACKETED = re.compile(r"(?P<place>.*) \((?P<said>.*)\)", re.S)


def in_words(reply: str, language: str) -> str | None:
    """A sentence for a server's reply, which it quotes, or for a line that broke; None where the text is neither.

    What broke may stand in brackets behind the place.
    """
    if (behind := BRACKETED.fullmatch(reply)) and BROKEN.fullmatch(behind["said"]):
        return f"{behind['place']} ({in_words(behind['said'], language)})"
    if found := BROKEN.fullmatch(reply.strip()):
        said = next(words for key, words in LINE.items() if key in found[0].lower())
        return said[0 if language == "fr" else 1]
    if not (found := REPLY.fullmatch(reply.strip())):
        return None
    french, english = MEANINGS[meaning(found["code"], found["words"])]
    sentence = french if language == "fr" else english
    return QUOTES[language if language == "fr" else "en"].format(sentence=sentence, words=reply.strip())


def says_dead(reply: str) -> bool:
    """Does the server say, by its class, that there is no such mailbox, and not merely that it refuses?"""
    found = REPLY.fullmatch(reply.strip())
    return bool(found and found["code"][0] == "5" and DEAD.search(found["words"]) and not RELAY.search(found["words"]))


def meaning(code: str, words: str) -> str:
    """What the reply is about: by its class first (RFC 3463: 1 address, 2 mailbox, 7 policy), then by its number."""
    told = ENHANCED.search(words)
    subject = told[1] if told else ""
    if RELAY.search(words):
        return "relay"
    if code in BY_CODE:
        return BY_CODE[code]
    if code.startswith("4"):
        return "later"
    if subject == "7" or OURS.search(words):
        return "policy"
    return "nobody" if subject == "1" or (code in NOBODY and subject in ("", "2")) else "refused"
