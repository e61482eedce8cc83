"""A domain name server of this machine, with the names a test gives it: it really speaks the protocol, over UDP."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

GOOD_KEY = "MIIBIjAN" + "A" * 384  # as long as the RSA key of 2048 bits that it stands for
IN_ORDER = {
    ("ardoise.example", "TXT"): ['"v=spf1 include:spf.post.example mx -all"', '"some-verification=1"'],
    ("ardoise.example", "MX"): ["10 mx.ardoise.example."],
    ("mx.ardoise.example", "A"): ["93.184.216.10"],
    ("spf.post.example", "TXT"): ['"v=spf1 ip4:93.184.216.0/24 ~all"'],
    ("selector1._domainkey.ardoise.example", "TXT"): [f'"v=DKIM1; k=rsa; p={GOOD_KEY[:200]}" "{GOOD_KEY[200:]}"'],
    ("_dmarc.ardoise.example", "TXT"): ['"v=DMARC1; p=quarantine; rua=mailto:dmarc@ardoise.example"'],
    ("smtp.post.example", "A"): ["93.184.216.34"],
    ("34.216.184.93.in-addr.arpa", "PTR"): ["smtp.post.example."],
}
Names = dict[tuple[str, str], list[str]]


@contextmanager
def name_server(names: Names, is_silent: bool = False) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The server's address:port while it runs, and the questions it was asked; one sent again to a slow one is one."""
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))
    line.settimeout(0.1)
    asked: list[tuple[str, str]] = []
    heard: set[tuple[int, str, str]] = set()
    is_over = threading.Event()

    def serve() -> None:
        while not is_over.is_set():
            try:
                packet, caller = line.recvfrom(4096)
            except OSError:
                continue
            question = dns.message.from_wire(packet)
            name = question.question[0].name.to_text(omit_final_dot=True).lower()
            kind = dns.rdatatype.to_text(question.question[0].rdtype)
            if (question.id, name, kind) not in heard:
                heard.add((question.id, name, kind))
                asked.append((name, kind))
            if not is_silent:
                line.sendto(answer(question, names, name, kind).to_wire(), caller)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{line.getsockname()[1]}", asked
    finally:
        is_over.set()
        thread.join()
        line.close()


def answer(question: dns.message.Message, names: Names, name: str, kind: str) -> dns.message.Message:
    """What the server says: the values, nothing of that kind, no such name, or that it fails (“SERVFAIL”)."""
    said = dns.message.make_response(question)
    said.flags |= dns.flags.RA
    values = names.get((name, kind))
    if values == ["SERVFAIL"]:
        said.set_rcode(dns.rcode.SERVFAIL)
    elif values:
        said.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", kind, *values))
    elif name not in {known for known, _kind in names}:
        said.set_rcode(dns.rcode.NXDOMAIN)
    return said
