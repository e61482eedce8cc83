"""The page that says where each rule lives says what is so."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "rules.md"
WORDS = PAGE.read_text(encoding="utf-8")
HOMES = sorted(set(re.findall(r"`((?:law|domain|formats|engine|records|actions)\.[a-z_.]+)`", WORDS)))


@pytest.mark.parametrize("home", HOMES)
def test_a_rule_s_home_is_there_and_says_what_it_promises(home):
    module, name = home.rsplit(".", 1)
    assert getattr(importlib.import_module(f"ardoise.{module}"), name).__doc__


def test_every_twin_is_told():
    twins = set(re.findall(r"`tests/reference/([a-z_]+\.py)`", WORDS))
    assert twins == {path.name for path in (PAGE.parents[2] / "tests" / "reference").glob("[a-z]*.py")}
