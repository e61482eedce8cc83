"""Asks the domain name system, through this machine's resolver or the one named; waits for a dead one once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import dns.exception
import dns.name
import dns.resolver

from ardoise.domain.sending_domain.report import Answer, Lookup

SECONDS = 4.0  # for one question, all servers together
UNASKED = Answer(is_asked=False)
NOTHING = (
    dns.resolver.NXDOMAIN,
    dns.resolver.NoAnswer,
    dns.name.LabelTooLong,
    dns.name.NameTooLong,
    dns.name.EmptyLabel,
)


def lookup_by(server: str = "", seconds: float = SECONDS) -> Lookup:
    """A Lookup for one check: each name is asked once, and none after the resolver has been silent.

    `server`: "" for the system's, else an address, with a port behind a colon if it is not 53.
    """
    try:
        resolver = resolver_at(server)
    except (dns.exception.DNSException, OSError, ValueError):
        return lambda name, kind: UNASKED
    is_silent = False

    @cache
    def ask(name: str, kind: str) -> Answer:
        nonlocal is_silent
        if is_silent:
            return UNASKED
        try:
            found = resolver.resolve(name, kind, lifetime=seconds, search=False)
        except NOTHING:
            return Answer()
        except (dns.exception.Timeout, OSError):
            is_silent = True
            return UNASKED
        except dns.exception.DNSException:  # this name's servers fail; others may answer
            return UNASKED
        return Answer(tuple(READ[kind](found)))

    return ask


def resolver_at(server: str) -> dns.resolver.Resolver:
    """The resolver; DNSException where this machine has none."""
    if not server:
        return dns.resolver.Resolver()
    address, _, port = server.partition(":") if server.count(":") == 1 else (server, "", "")
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [address], int(port or 53)
    return resolver


def texts(found: dns.resolver.Answer) -> list[str]:
    """Each TXT as one text, its pieces joined."""
    return [b"".join(one.strings).decode("utf-8", "replace") for one in found]


def hosts(found: dns.resolver.Answer) -> list[str]:
    """The exchanges, the preferred first."""
    return [str(one.exchange).rstrip(".") for one in sorted(found, key=lambda one: one.preference)]


def plain(found: dns.resolver.Answer) -> list[str]:
    """Addresses or names as they are written."""
    return [str(one) for one in found]


READ: dict[str, Callable[[dns.resolver.Answer], list[str]]] = {
    "TXT": texts, "MX": hosts, "A": plain, "AAAA": plain, "PTR": plain
}  # fmt: skip
