"""French is complete: every message that the screens say has its translation, and the compiled file is that of the source."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def translations():
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools" / "translations.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_message_on_screen_has_its_french(translations):
    assert not translations.untranslated(translations.updated())


def test_the_source_holds_what_is_said_and_nothing_else(translations):
    said = {m.id if isinstance(m.id, str) else m.id[0] for m in translations.updated()}
    held = {m.id if isinstance(m.id, str) else m.id[0] for m in translations.stored()}
    assert said == held, "run tools/translations.py"


def test_the_compiled_file_is_that_of_the_source(translations):
    with translations.MO.open("rb") as compiled:
        told = {m.id: m.string for m in read_mo(compiled) if m.id}
    assert told == {m.id: m.string for m in translations.stored() if m.id}, "run tools/translations.py"


def test_a_translation_keeps_the_figures_of_its_message(translations):
    fields = re.compile(r"%\((\w+)\)[sdr]")
    for message in translations.stored():
        originals = [message.id] if isinstance(message.id, str) else message.id
        strings = [message.string] if isinstance(message.string, str) else message.string
        for french in strings:
            assert set(fields.findall(french)) <= set(fields.findall(" ".join(originals))), message.id
        assert set(fields.findall(strings[-1])) == set(fields.findall(originals[-1])), message.id


def test_french_spaces_its_punctuation_and_curls_its_apostrophes(translations):
    for message in translations.stored():
        for french in [message.string] if isinstance(message.string, str) else message.string:
            assert "'" not in french, french
            assert not re.search(r"\w[;!?]", french), french
