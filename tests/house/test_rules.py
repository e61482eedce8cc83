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


def test_every_twin_and_every_page_named_is_there():
    root = PAGE.parents[2]
    twins = set(re.findall(r"`(tests/reference/[a-z_]+\.py)`", WORDS))
    assert not [twin for twin in twins if not (root / twin).is_file()]
    assert not [link for link in re.findall(r"\]\(([^)]+)\)", WORDS) if not leads_somewhere(link)]
    assert twins == {f"tests/reference/{path.name}" for path in (root / "tests/reference").glob("[a-z]*.py")}


def leads_somewhere(link: str) -> bool:
    """Is there such a page, with such a heading where one is named?"""
    name, _, place = link.partition("#")
    page = PAGE.parent / name if name else PAGE
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M) if page.is_file() else []
    return bool(titles) and place in {
        "",
        *(re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles),
    }
