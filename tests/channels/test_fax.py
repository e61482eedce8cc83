"""Fax: an e-mail to the gateway, and nothing without a mail server."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.channels.sink import listening, taken

from ardoise.channels import email, fax
from ardoise.channels.outcomes import NotSent, Paper, Parcel
from ardoise.channels.settings import Setting

AT = datetime(2026, 3, 16, 9, 30, tzinfo=UTC)
PARCEL = Parcel(
    "<f1@ardoise.example>", "Ardoise <compta@ardoise.example>", "01 42 00 00 00", "fr", "Rappel", "Bonjour", "<p>x</p>",
    (Paper("lettre.pdf", "application/pdf", b"%PDF-1.7"),),
)  # fmt: skip


def test_a_fax_leaves_to_its_number_at_the_gateway(tmp_path):
    with listening(tmp_path) as port:
        setting = Setting("fax", "gateway", {"gateway": "fax.example"}, mail=email.Server("127.0.0.1", port, "none"))
        with fax.session(setting) as session:
            session.address(PARCEL, AT)
            session.hand_over(PARCEL, lambda: False)
    (mail,) = taken(tmp_path)
    assert mail["To"] == "33142000000@fax.example" and mail["Message-ID"] == PARCEL.message_id
    assert mail.get_body(("html",)) is None and len(list(mail.iter_attachments())) == 1


def test_a_wrong_number_is_refused_for_good(tmp_path):
    setting = Setting("fax", "gateway", {"gateway": "fax.example"}, mail=email.Server("127.0.0.1", 1, "none"))
    with fax.session(setting) as session, pytest.raises(NotSent) as refused:
        session.address(replace(PARCEL, recipient="standard"), AT)
    assert refused.value.is_final


def test_without_a_mail_server_there_is_no_fax():
    assert fax.test_connection(Setting("fax", "gateway")) == "fax_needs_mail"
    with pytest.raises(NotSent):
        fax.session(Setting("fax", "gateway"))
