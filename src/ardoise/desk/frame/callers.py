"""Who asks: the address at the other end of a request, seen through a proxy of this machine."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.http import HttpRequest

NETWORK_BITS = 64  # of IPv6: what one caller has to himself; who may change address at will is one caller


def network_of(request: HttpRequest) -> str | None:
    """The address whose wrong passwords count together.

    A proxy on this machine is believed for the last address it tells, which is the one it saw; what stands before it
    the caller may have written. Nobody else's word counts, and where nothing is told all that come through the proxy
    are one.
    """
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    asked = request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(told if ip_address(asked).is_loopback else asked)
    except ValueError:
        return asked or None
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, NETWORK_BITS), strict=False).network_address)


def is_this_machine(request: HttpRequest) -> bool:
    """Does the request come from here, and not through a proxy?"""
    return "HTTP_X_FORWARDED_FOR" not in request.META and ip_address(request.META["REMOTE_ADDR"]).is_loopback
