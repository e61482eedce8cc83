"""Every customer bears a canary in every field; whatever leaves, interleaved, sings only its own song."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader
from tests.channels.sink import listening, taken
from tests.street import bases
from tests.street.forge_client import Forge

N = 24
WORKERS = 4
CANARY = re.compile(r"CANARI(\d{3})", re.IGNORECASE)


@pytest.mark.slow
def test_each_mail_sings_only_its_own_song(tmp_path):
    forge, home, world = Forge(), str(tmp_path), tmp_path / "world"
    world.mkdir()
    bases.create(tmp_path)
    assert forge.run({"do": "aviary", "home": home, "count": N}) == [0]
    with listening(world) as port:
        bases.query(tmp_path, "UPDATE records_mailserver SET port = %s", port)
        assert forge.run(*[{"do": "work", "home": home}] * WORKERS) == [0] * WORKERS
    bases.drop(tmp_path)
    mails = taken(world)
    assert len(mails) == N
    for mail in mails:
        own = CANARY.search(mail["To"])[1]
        heard = CANARY.findall(whole_text(mail))
        assert set(heard) == {own} and len(heard) > 8


def whole_text(mail):
    """All a reader could see: headers, words, HTML, the name and every page of the papers."""
    parts = [str(value) for _, value in mail.items()]
    parts += [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]
    for paper in mail.iter_attachments():
        reader = PdfReader(io.BytesIO(paper.get_content()))
        parts += [
            paper.get_filename(),
            *(page.extract_text() for page in reader.pages),
            str(dict(reader.metadata or {})),
        ]
    return "\n".join(parts)
