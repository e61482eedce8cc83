"""French is complete: every message on screen has its translation, and the compiled file is that of the source."""

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


@pytest.fixture(scope="module")
def spoken(translations):
    """What the code and the templates say: read once."""
    return translations.updated()


def test_every_message_on_screen_has_its_french(translations, spoken):
    assert not translations.untranslated(spoken)


def test_the_source_holds_what_is_said_and_nothing_else(translations, spoken):
    said = {m.id if isinstance(m.id, str) else m.id[0] for m in spoken}
    held = {m.id if isinstance(m.id, str) else m.id[0] for m in translations.stored()}
    assert said == held, "run tools/translations.py"


def test_the_compiled_file_is_that_of_the_source(translations):
    with translations.MO.open("rb") as compiled:
        told = dict(key(m) for m in read_mo(compiled) if m.id)
    typeset = translations.typeset(translations.stored())
    assert told == dict(key(m) for m in typeset if m.id and all(strings(m))), "run tools/translations.py"


def key(message):
    return (message.id if isinstance(message.id, str) else message.id[0]), strings(message)


def messages(translations):
    return [m for m in translations.stored() if m.id]


def strings(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_a_translation_keeps_the_figures_of_its_message(translations):
    fields = re.compile(r"%\((\w+)\)[sdr]")
    for message in messages(translations):
        original = message.id if isinstance(message.id, str) else message.id[-1]
        french = strings(message)[-1]
        assert not french or set(fields.findall(french)) == set(fields.findall(original)), original


def test_french_spaces_its_punctuation_and_curls_its_apostrophes(translations):
    for message in messages(translations):
        for french in strings(message):
            assert "'" not in french, french
            assert not re.search(r"\w[;!?]", french), french
