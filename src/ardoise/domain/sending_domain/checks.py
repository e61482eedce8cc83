"""The checks one by one."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from ardoise.domain.sending_domain import spf
from ardoise.domain.sending_domain.report import Answer, Check, Lookup, Report

USUAL_SELECTORS = (
    "default", "selector1", "selector2", "google", "dkim", "mail", "s1", "s2", "k1", "smtp", "mta", "ovh1", "fm1",
)  # fmt: skip
ADDRESSES_MAX = 2  # of the mail server, looked at
WEAK_BYTES, SHORT_BYTES = 160, 290  # of an RSA key as it is published: below 1024, below 2048 bits


@dataclass(frozen=True)
class Sender:
    """From where mail leaves: the domain of the sender's address, the server, who signs."""

    domain: str
    host: str = ""  # of the mail server; "": none
    selector: str = ""  # of the DKIM key; "": the usual ones are tried
    signing_domain: str = ""  # that signs; "": the sender's own


def examine(sender: Sender, lookup: Lookup) -> Report:
    """All checks of the sender, in the order of CHECKS."""
    addresses = addresses_of(sender.host, lookup)
    spf_check = check_spf(sender.domain, addresses, lookup)
    dkim = check_dkim(sender, lookup)
    organisation, dmarc = check_dmarc(sender.domain, lookup)
    alignment = check_alignment(sender, spf_check, dkim, dmarc, organisation)
    return Report(sender.domain, (spf_check, dkim, dmarc, alignment, check_ptr(sender.host, addresses, lookup)))


def addresses_of(host: str, lookup: Lookup) -> Answer:
    """The server's addresses."""
    if not host:
        return Answer()
    try:
        return Answer((str(ip_address(host)),))
    except ValueError:
        found = [lookup(host, "A"), lookup(host, "AAAA")]
    values = tuple(value for answer in found for value in answer.values)
    return Answer(values[:ADDRESSES_MAX], any(answer.is_asked for answer in found))


def check_spf(domain: str, addresses: Answer, lookup: Lookup) -> Check:
    """One record, that can be followed, that ends, and names the server where that is known."""
    walk = spf.Walk(lookup)
    try:
        result = walk.result(domain, None)
        if result == "none":
            return Check("spf", "bad", "spf_missing", {"domain": domain})
        results = {address: spf.Walk(lookup).result(domain, address) for address in addresses.values}
    except spf.NotAskedError:
        return Check("spf", "unknown", "unasked")
    except spf.PermanentError as fault:
        return Check("spf", "bad", str(fault), {"domain": domain})
    if walk.end == "+":
        return Check("spf", "bad", "spf_open", {"domain": domain})
    unnamed = [address for address, result in results.items() if result != "pass"]
    if unnamed:
        return Check("spf", "warn", "spf_server_unnamed", {"address": ", ".join(unnamed)})
    return (
        Check("spf", "warn", "spf_neutral")
        if walk.end == "?"
        else Check("spf", "good", "spf_good", {"end": f"{walk.end}all"})
    )


def check_dkim(sender: Sender, lookup: Lookup) -> Check:
    """A key under the selector given, or under a usual one."""
    domain = sender.signing_domain or sender.domain
    for selector in [sender.selector] if sender.selector else USUAL_SELECTORS:
        answer = lookup(f"{selector}._domainkey.{domain}", "TXT")
        if not answer.is_asked:
            return Check("dkim", "unknown", "unasked")
        for text in answer.values:
            tags = tags_of(text)
            if "p" in tags:
                return judged_key(selector, domain, tags)
    told = {"selector": sender.selector, "domain": domain}
    return Check("dkim", "bad", "dkim_missing" if sender.selector else "dkim_unfound", told)


def judged_key(selector: str, domain: str, tags: dict[str, str]) -> Check:
    """The key that is published: revoked, broken, too short, or good."""
    told: dict[str, Any] = {"selector": selector, "domain": domain}
    if not tags["p"]:
        return Check("dkim", "bad", "dkim_revoked", told)
    try:
        length = len(b64decode("".join(tags["p"].split()), validate=True))
    except ValueError:
        return Check("dkim", "bad", "dkim_broken", told)
    if tags.get("k", "rsa") != "rsa":
        return Check("dkim", "good", "dkim_good", told)
    if length < WEAK_BYTES:
        return Check("dkim", "bad", "dkim_weak", told)
    return (
        Check("dkim", "warn", "dkim_short", told) if length < SHORT_BYTES else Check("dkim", "good", "dkim_good", told)
    )


def check_dmarc(domain: str, lookup: Lookup) -> tuple[str, Check]:
    """The domain at which the policy stands, the organisation's, and whether it is one."""
    labels = domain.split(".")
    for place in range(len(labels) - 1):
        name = ".".join(labels[place:])
        answer = lookup(f"_dmarc.{name}", "TXT")
        if not answer.is_asked:
            return domain, Check("dmarc", "unknown", "unasked")
        records = [text for text in answer.values if text.replace(" ", "").lower().startswith("v=dmarc1")]
        if len(records) > 1:
            return name, Check("dmarc", "bad", "dmarc_several", {"domain": name})
        if records:
            return name, judged_policy(name, domain, tags_of(records[0]))
    return domain, Check("dmarc", "bad", "dmarc_missing", {"domain": domain})


def judged_policy(name: str, domain: str, tags: dict[str, str]) -> Check:
    """What the policy asks for; of a parent's, what it asks for its children."""
    wanted = (tags.get("sp") if name != domain else None) or tags.get("p", "")
    told = {"domain": name, "policy": wanted.lower(), "spf": tags.get("aspf", "r"), "dkim": tags.get("adkim", "r")}
    if wanted.lower() not in ("none", "quarantine", "reject"):
        return Check("dmarc", "bad", "dmarc_broken", told)
    return Check("dmarc", "good", "dmarc_watches" if wanted.lower() == "none" else "dmarc_good", told)


def check_alignment(sender: Sender, spf_check: Check, dkim: Check, dmarc: Check, organisation: str) -> Check:
    """Does SPF or DKIM speak for the very domain the recipient sees? The envelope is always the sender's own."""
    signer = sender.signing_domain or sender.domain
    is_strict = dmarc.facts.get("dkim") == "s"
    is_signed = signer == sender.domain or (not is_strict and is_of(signer, organisation))
    by = [name for name, holds in (("SPF", is_sound(spf_check)), ("DKIM", is_sound(dkim) and is_signed)) if holds]
    if by:
        return Check("alignment", "good", "aligned", {"by": " + ".join(by)})
    if "unknown" in (spf_check.state, dkim.state):
        return Check("alignment", "unknown", "unasked")
    return Check("alignment", "bad", "unaligned" if is_signed else "signed_elsewhere", {"signer": signer})


def is_sound(check: Check) -> bool:
    """Is there something to align?"""
    return check.state in ("good", "warn")


def is_of(domain: str, organisation: str) -> bool:
    """Is it the organisation's domain, or one below it?"""
    return domain == organisation or domain.endswith(f".{organisation}")


def check_ptr(host: str, addresses: Answer, lookup: Lookup) -> Check:
    """Each address of the server has a name that leads back to it. Where a relay sends, its own way out counts."""
    if not host:
        return Check("ptr", "warn", "ptr_no_server")
    if not addresses.is_asked:
        return Check("ptr", "unknown", "unasked")
    if not addresses.values:
        return Check("ptr", "bad", "ptr_no_address", {"host": host})
    for address in addresses.values:
        if not ip_address(address).is_global:
            return Check("ptr", "warn", "ptr_private", {"address": address})
        named = lookup(ip_address(address).reverse_pointer, "PTR")
        if not named.is_asked:
            return Check("ptr", "unknown", "unasked")
        if not named.values:
            return Check("ptr", "warn", "ptr_missing", {"address": address})
        name, kind = named.values[0].rstrip("."), "AAAA" if ":" in address else "A"
        if address not in lookup(name, kind).values:
            return Check("ptr", "warn", "ptr_unconfirmed", {"address": address, "name": name})
    return Check("ptr", "good", "ptr_good", {"address": ", ".join(addresses.values)})


def tags_of(text: str) -> dict[str, str]:
    """`v=DMARC1; p=none` as a mapping, names in lower case."""
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
