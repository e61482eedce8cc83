"""What was found, in words: what it is, and what to do about it."""

from __future__ import annotations

from ardoise.domain.sending_domain.report import Check

NAMES = {
    "spf": {"fr": "SPF : qui peut envoyer", "en": "SPF: who may send"},
    "dkim": {"fr": "DKIM : la signature", "en": "DKIM: the signature"},
    "dmarc": {"fr": "DMARC : la règle affichée", "en": "DMARC: the policy shown"},
    "alignment": {"fr": "Alignement avec l’expéditeur", "en": "Alignment with the sender"},
    "ptr": {"fr": "Nom inverse du serveur (PTR)", "en": "Reverse name of the server (PTR)"},
}
SENTENCES: dict[str, tuple[str, str]] = {
    "unasked": (
        "Le système de noms n’a pas pu être interrogé : rien n’est dit de bon ni de mauvais. Vérifiez la connexion de "
        "ce poste, puis recommencez.",
        "The domain name system could not be asked: nothing good or bad is said. Check this machine’s connection, then "
        "try again.",
    ),
    "spf_good": ("Un seul enregistrement, qui se termine par {end}.", "One record, that ends with {end}."),
    "spf_missing": (
        "{domain} n’a pas d’enregistrement SPF : publiez un TXT « v=spf1 include:… -all » qui nomme votre serveur.",
        "{domain} has no SPF record: publish a TXT “v=spf1 include:… -all” that names your server.",
    ),
    "spf_several": (
        "{domain} a plusieurs enregistrements SPF, ce qui les annule tous : réunissez-les en un seul.",
        "{domain} has several SPF records, which voids them all: put them into one.",
    ),
    "spf_too_many": (
        "Le SPF de {domain} demande plus de dix recherches, il est donc ignoré : retirez des include.",
        "The SPF of {domain} needs more than ten lookups, so it is ignored: remove includes.",
    ),
    "spf_include_missing": (
        "Le SPF de {domain} renvoie à un domaine sans SPF, il est donc ignoré : corrigez cet include.",
        "The SPF of {domain} includes a domain without SPF, so it is ignored: correct that include.",
    ),
    "spf_unknown": (
        "Le SPF de {domain} contient un terme qui n’existe pas, il est donc ignoré : corrigez-le.",
        "The SPF of {domain} holds a term that does not exist, so it is ignored: correct it.",
    ),
    "spf_open": (
        "Le SPF de {domain} se termine par +all : n’importe qui peut envoyer en votre nom. Écrivez -all.",
        "The SPF of {domain} ends with +all: anybody may send in your name. Write -all.",
    ),
    "spf_neutral": (
        "L’enregistrement ne refuse personne : terminez-le par ~all, puis par -all.",
        "The record refuses nobody: end it with ~all, then with -all.",
    ),
    "spf_server_unnamed": (
        "L’adresse du serveur ({address}) n’y est pas nommée. C’est normal si votre fournisseur sort par d’autres "
        "adresses ; sinon, ajoutez-la.",
        "The server’s address ({address}) is not named in it. That is usual where your provider sends from other "
        "addresses; if not, add it.",
    ),
    "dkim_good": ("Une clé est publiée ({selector}, {domain}).", "A key is published ({selector}, {domain})."),
    "dkim_short": (
        "La clé {selector} a moins de 2048 bits : elle suffit, remplacez-la à l’occasion.",
        "The key {selector} has less than 2048 bits: it will do, replace it in time.",
    ),
    "dkim_weak": (
        "La clé {selector} est trop courte (moins de 1024 bits) pour être crue : publiez-en une de 2048 bits.",
        "The key {selector} is too short (below 1024 bits) to be believed: publish one of 2048 bits.",
    ),
    "dkim_revoked": (
        "La clé {selector} de {domain} est vide, donc révoquée : indiquez le sélecteur en service.",
        "The key {selector} of {domain} is empty, which revokes it: give the selector in use.",
    ),
    "dkim_broken": (
        "La clé {selector} de {domain} est illisible : copiez-la de nouveau depuis votre fournisseur.",
        "The key {selector} of {domain} can’t be read: copy it again from your provider.",
    ),
    "dkim_missing": (
        "Aucune clé sous {selector}._domainkey.{domain} : vérifiez le sélecteur, ou publiez la clé du fournisseur.",
        "No key under {selector}._domainkey.{domain}: check the selector, or publish your provider’s key.",
    ),
    "dkim_unfound": (
        "Aucun des sélecteurs habituels n’a de clé pour {domain} : indiquez celui que donne votre fournisseur.",
        "None of the usual selectors has a key for {domain}: give the one your provider names.",
    ),
    "dmarc_good": ("La règle est « {policy} » ({domain}).", "The policy is “{policy}” ({domain})."),
    "dmarc_watches": (
        "La règle observe seulement (p=none, {domain}) : c’est le minimum demandé, passez à quarantine une fois sûr.",
        "The policy only watches (p=none, {domain}): that is the least asked for, go on to quarantine once sure.",
    ),
    "dmarc_missing": (
        "{domain} n’affiche pas de règle : publiez sous _dmarc.{domain} un TXT « v=DMARC1; p=none; rua=mailto:… ».",
        "{domain} shows no policy: publish under _dmarc.{domain} a TXT “v=DMARC1; p=none; rua=mailto:…”.",
    ),
    "dmarc_several": (
        "{domain} affiche plusieurs règles DMARC, ce qui les annule : n’en gardez qu’une.",
        "{domain} shows several DMARC policies, which voids them: keep one.",
    ),
    "dmarc_broken": (
        "La règle DMARC de {domain} ne dit pas quoi faire : écrivez p=none, p=quarantine ou p=reject.",
        "The DMARC policy of {domain} does not say what to do: write p=none, p=quarantine or p=reject.",
    ),
    "aligned": (
        "Le domaine que voit le destinataire est celui de {by}.",
        "The domain the recipient sees is the one of {by}.",
    ),
    "unaligned": (
        "Ni SPF ni DKIM ne répond du domaine que voit le destinataire : mettez l’un des deux en ordre.",
        "Neither SPF nor DKIM answers for the domain the recipient sees: put one of them in order.",
    ),
    "signed_elsewhere": (
        "Les messages sont signés par {signer}, un autre domaine que l’expéditeur : signez avec le vôtre.",
        "Messages are signed by {signer}, another domain than the sender’s: sign with your own.",
    ),
    "ptr_good": ("{address} porte un nom qui y ramène.", "{address} has a name that leads back to it."),
    "ptr_missing": (
        "{address} n’a pas de nom inverse : demandez-le à qui fournit l’adresse, si vous envoyez vous-même.",
        "{address} has no reverse name: ask whoever provides the address for one, if you send yourself.",
    ),
    "ptr_unconfirmed": (
        "Le nom de {address}, {name}, ne ramène pas à cette adresse : faites concorder les deux.",
        "The name of {address}, {name}, does not lead back to it: make the two agree.",
    ),
    "ptr_private": (
        "{address} est une adresse interne : c’est l’adresse par laquelle ce serveur sort qui comptera.",
        "{address} is an inside address: the one by which that server goes out is what will count.",
    ),
    "ptr_no_address": (
        "Le serveur {host} n’a pas d’adresse : corrigez son nom sous Serveur d’envoi.",
        "The server {host} has no address: correct its name under Mail server.",
    ),
    "ptr_no_server": (
        "Aucun serveur d’envoi n’est réglé : rien ne part encore.",
        "No mail server is set: nothing leaves yet.",
    ),
}


def say(check: Check, language: str = "fr") -> str:
    """The sentence of a check."""
    french, english = SENTENCES[check.code]
    return (english if language == "en" else french).format_map(check.facts)
