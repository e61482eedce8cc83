"""SPF (RFC 7208): who may send for a domain, asked for one address."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from ardoise.domain.sending_domain.report import Answer, Lookup

LOOKUPS_MAX = 10  # RFC 7208 4.6.4
QUALIFIERS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}


class PermanentError(Exception):
    """The record can't be followed; its text is the code of the fault."""


class NotAskedError(Exception):
    """The domain name system did not answer."""


@dataclass
class Walk:
    """One evaluation: how many questions it cost, and what its records end with."""

    lookup: Lookup
    asked: int = 0
    end: str = "?"  # the qualifier of the outermost `all`

    def ask(self, name: str, kind: str, is_counted: bool = True) -> tuple[str, ...]:
        """The values; counts towards the bound of a walk."""
        self.asked += is_counted
        if self.asked > LOOKUPS_MAX:
            raise PermanentError("spf_too_many")
        answer = self.lookup(name, kind)
        if not answer.is_asked:
            raise NotAskedError
        return answer.values

    def result(self, domain: str, address: str | None, is_counted: bool = False, is_outer: bool = True) -> str:
        """pass | fail | softfail | neutral | none for that address; without one nothing matches but `all`."""
        records = records_of(Answer(self.ask(domain, "TXT", is_counted)))
        if len(records) != 1:
            if not records:
                return "none"
            raise PermanentError("spf_several")
        terms = records[0].split()[1:]
        for term in terms:
            qualifier, mechanism = (term[0], term[1:]) if term[0] in QUALIFIERS else ("+", term)
            if mechanism.lower() == "all":
                self.end = qualifier if is_outer else self.end
                return QUALIFIERS[qualifier]
            if "=" not in mechanism and self._matches(mechanism, domain, address):
                return QUALIFIERS[qualifier]
        redirect = next((t.partition("=")[2] for t in terms if t.lower().startswith("redirect=")), "")
        return self.result(redirect, address, True, is_outer) if redirect else "neutral"

    def _matches(self, mechanism: str, domain: str, address: str | None) -> bool:
        kind, _, rest = mechanism.partition(":")
        kind, _, width = kind.lower().partition("/")
        target, _, inner = rest.partition("/") if kind in ("a", "mx") else (rest, "", "")
        if kind in ("ip4", "ip6"):
            return address is not None and is_within(address, rest)
        if "%" in mechanism or kind in ("ptr", "exists"):
            self.asked += 1
            return False  # depends on each message: what it says of one address tells nothing
        if kind == "include":
            result = self.result(target, address, True, is_outer=False)
            if result == "none":
                raise PermanentError("spf_include_missing")
            return result == "pass"
        if kind == "a":
            return self._is_at([target or domain], address, inner or width)
        if kind == "mx":
            return self._is_at(list(self.ask(target or domain, "MX")[:10]), address, inner or width, is_counted=False)
        raise PermanentError("spf_unknown")

    def _is_at(self, hosts: list[str], address: str | None, width: str, is_counted: bool = True) -> bool:
        kind = "AAAA" if address and ":" in address else "A"
        found = [value for host in hosts for value in self.ask(host, kind, is_counted)]
        suffix = f"/{width.strip('/').split('/')[0]}" if width.strip("/") else ""
        return address is not None and any(is_within(address, value + suffix) for value in found)


def records_of(answer: Answer) -> list[str]:
    """The SPF records among the texts of a name."""
    return [text for text in answer.values if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]


def is_within(address: str, network: str) -> bool:
    """Is the address in the network? A network nobody understands is a fault of the record."""
    try:
        return ip_address(address) in ip_network(network, strict=False)
    except ValueError as error:
        raise PermanentError("spf_unknown") from error
