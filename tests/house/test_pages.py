"""What a page names is there: files, functions, other pages and their headings."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
FLOORS = "law|domain|formats|engine|records|actions|channels|sources"
FOLDERS = f"src|tests|docs|tools|benchmarks|examples|desk|portal|cli|demo|{FLOORS}"
CONTRACTS = ROOT / "docs" / "reference" / "contracts.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_names_is_there(page):
    words = page.read_text(encoding="utf-8")
    code = set(re.findall(r"`([^`\n]+)`", words))
    assert not [name for name in code if re.fullmatch(rf"(?:{FLOORS})(?:\.\w+)+", name) and not named(name)]
    paths = [name for name in code if re.fullmatch(rf"(?:{FOLDERS})/[\w./-]*", name)]
    assert not [path for path in paths if not any((top / path).exists() for top in (ROOT, ROOT / "src" / "ardoise"))]
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", words) if not re.match(r"\w+:", link)]
    assert not [link for link in links if not leads_somewhere(page, link)]


def test_what_the_floors_promise_each_other_is_kept():
    """A function is named with its room, in the chapter of its floor, by the arguments that it takes."""
    for chapter in re.split(r"^## ", CONTRACTS.read_text(encoding="utf-8"), flags=re.M)[1:]:
        floor = chapter.split("\n", 1)[0]
        told = re.findall(r"`(?:with )?([a-z_]+(?:\.[a-z_]+)+)(?:\(([^()`]*)\))?", chapter)
        told = [(named(name) or named(f"{floor}.{name}"), name, arguments) for name, arguments in told]
        assert not [name for found, name, _arguments in told if found is None]
        assert not {name: odd for found, name, arguments in told if (odd := untaken(found, arguments))}


def untaken(function: object, arguments: str) -> set[str]:
    """Those of the arguments that it does not take."""
    said = {re.split(r"[:=]", argument)[0].strip() for argument in arguments.split(",")}
    plain = {argument for argument in said if re.fullmatch(r"[a-z_]+", argument)}
    return plain - set(inspect.signature(function).parameters) if plain else set()


def named(name: str) -> object | None:
    """The module of that name, or what it holds: a function, a class, its field; None: there is none."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(["ardoise", *parts[:count]]))
        except ImportError:
            continue
        for part in parts[count:]:
            found = getattr(found, part, None) or getattr(found, "__annotations__", {}).get(part)
        return found
    return None


def leads_somewhere(page: Path, link: str) -> bool:
    """Is there such a file, with such a heading where one is named?"""
    name, _, place = link.partition("#")
    led = page.parent / name if name else page
    return led.exists() and (not place or place in places(led))


def places(page: Path) -> set[str]:
    """The headings of a page, as a link names them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
