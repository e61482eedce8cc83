"""SPF, DKIM, DMARC, alignment and the server's name, on invented domains."""

from __future__ import annotations

import pytest
from tests.channels.name_server import GOOD_KEY

from ardoise.domain.sending_domain import Report, Sender, examine, say
from ardoise.domain.sending_domain.report import Answer
from ardoise.domain.sending_domain.words import NAMES, SENTENCES

KEY = f"v=DKIM1; p={GOOD_KEY}"
NAMES_OF = {
    ("ardoise.example", "TXT"): "v=spf1 ip4:93.184.216.34 -all",
    ("selector1._domainkey.ardoise.example", "TXT"): KEY,
    ("_dmarc.ardoise.example", "TXT"): "v=DMARC1; p=none",
    ("smtp.ardoise.example", "A"): "93.184.216.34",
    ("34.216.184.93.in-addr.arpa", "PTR"): "smtp.ardoise.example.",
}
SENDER = Sender("ardoise.example", "smtp.ardoise.example")


def found(changes=(), sender=SENDER, silent=()):
    """Check → code, where these names say something else; None: they say nothing."""
    names = NAMES_OF | dict(changes)

    def lookup(name, kind):
        if name in silent:
            return Answer(is_asked=False)
        said = names.get((name, kind))
        return Answer() if said is None else Answer((said,) if isinstance(said, str) else tuple(said))

    return examine(sender, lookup)


def codes(report):
    return {check.check: check.code for check in report.checks}


def test_a_domain_in_order():
    assert codes(found()) == {
        "spf": "spf_good", "dkim": "dkim_good", "dmarc": "dmarc_watches", "alignment": "aligned", "ptr": "ptr_good",
    }  # fmt: skip
    assert found().state == "good"


SPF = ("ardoise.example", "TXT")


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (None, "spf_missing"),
        ("google-site-verification=x", "spf_missing"),
        (["v=spf1 -all", "v=spf1 mx -all"], "spf_several"),
        ("v=spf1 +all", "spf_open"),
        ("v=spf1 all", "spf_open"),
        ("v=spf1 ip4:93.184.216.34 ?all", "spf_neutral"),
        ("v=spf1 ip4:93.184.216.34", "spf_neutral"),
        ("v=spf1 ip4:203.0.113.9 -all", "spf_server_unnamed"),
        ("v=spf1 a:smtp.ardoise.example ~all", "spf_good"),
        ("v=spf1 a:smtp.ardoise.example/24 ~all", "spf_good"),
        ("v=spf1 include:other.example -all", "spf_include_missing"),
        ("v=spf1 include:a.example -all", "spf_too_many"),
        ("v=spf1 redirect=relay.example", "spf_good"),
        ("v=spf1 include:relay.example ~all", "spf_good"),
        ("v=spf1 exists:%{i}.spf.example ip4:93.184.216.34 -all", "spf_good"),
        ("v=spf1 ip4:not-an-address -all", "spf_unknown"),
        ("v=spf1 pigeon:x -all", "spf_unknown"),
    ],
)
def test_who_may_send(record, code):
    changes = {
        SPF: record,
        ("relay.example", "TXT"): "v=spf1 ip4:93.184.216.0/24 -all",
        ("a.example", "TXT"): "v=spf1 include:a.example -all",
    }
    assert codes(found(changes))["spf"] == code


@pytest.mark.parametrize(
    ("selector", "record", "code"),
    [
        ("", None, "dkim_unfound"),
        ("mykey", None, "dkim_missing"),
        ("mykey", KEY, "dkim_good"),
        ("mykey", "v=DKIM1; p=", "dkim_revoked"),
        ("mykey", "v=DKIM1; p=***", "dkim_broken"),
        ("mykey", "v=DKIM1; p=" + "A" * 120, "dkim_weak"),
        ("mykey", "v=DKIM1; p=" + "A" * 216, "dkim_short"),
        ("mykey", "v=DKIM1; k=ed25519; p=" + "A" * 44, "dkim_good"),
    ],
)
def test_the_signature(selector, record, code):
    own = {("selector1._domainkey.ardoise.example", "TXT"): None, ("mykey._domainkey.ardoise.example", "TXT"): record}
    assert codes(found(own, Sender("ardoise.example", "smtp.ardoise.example", selector)))["dkim"] == code


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (None, "dmarc_missing"),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], "dmarc_several"),
        ("v=DMARC1; rua=mailto:x@y.example", "dmarc_broken"),
        ("v=DMARC1;p=REJECT", "dmarc_good"),
    ],
)
def test_the_policy(record, code):
    assert codes(found({("_dmarc.ardoise.example", "TXT"): record}))["dmarc"] == code


def test_the_policy_of_the_organisation_holds_for_a_domain_below_it():
    below = Sender("mail.ardoise.example", "smtp.ardoise.example", "selector1", "ardoise.example")
    report = found({("_dmarc.ardoise.example", "TXT"): "v=DMARC1; p=reject; sp=quarantine"}, below)
    assert codes(report)["dmarc"] == "dmarc_good" and report.checks[2].facts["policy"] == "quarantine"
    assert codes(report)["spf"] == "spf_missing" and codes(report)["alignment"] == "aligned"
    strict = found({("_dmarc.ardoise.example", "TXT"): "v=DMARC1; p=reject; adkim=s"}, below)
    assert codes(strict)["alignment"] == "signed_elsewhere"


def test_a_signature_of_somebody_else_speaks_for_nobody():
    report = found(
        {SPF: None, ("s1._domainkey.post.example", "TXT"): KEY},
        Sender("ardoise.example", "smtp.ardoise.example", "s1", "post.example"),
    )
    assert codes(report)["dkim"] == "dkim_good" and codes(report)["alignment"] == "signed_elsewhere"
    assert report.state == "bad" and report.wrong == ("spf", "alignment")


@pytest.mark.parametrize(
    ("changes", "host", "code"),
    [
        ({}, "", "ptr_no_server"),
        ({}, "nowhere.example", "ptr_no_address"),
        ({}, "192.168.1.4", "ptr_private"),
        ({("34.216.184.93.in-addr.arpa", "PTR"): None}, "smtp.ardoise.example", "ptr_missing"),
        ({("34.216.184.93.in-addr.arpa", "PTR"): "other.example."}, "smtp.ardoise.example", "ptr_unconfirmed"),
    ],
)
def test_the_server_s_name(changes, host, code):
    assert codes(found(changes, Sender("ardoise.example", host)))["ptr"] == code


def test_what_could_not_be_asked_is_neither_good_nor_bad():
    report = found(silent=["_dmarc.ardoise.example"])
    assert report.state == "unknown" and report.wrong == ("dmarc",)
    silent = found(silent=[name for name, _ in NAMES_OF] + ["smtp.ardoise.example"])
    assert silent.state == "unknown" and "bad" not in {c.state for c in silent.checks}


def test_a_report_is_stored_and_read_back_and_every_code_has_its_words():
    report = found({SPF: None})
    assert Report.of("ardoise.example", report.told()) == report
    for language in ("fr", "en"):
        assert all(say(check, language) for check in report.checks)
    assert all(french != english for french, english in SENTENCES.values()) and len(NAMES) == 5
