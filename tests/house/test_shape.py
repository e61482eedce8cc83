"""The house rules that a machine can check."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(p for p in (ROOT / "src").rglob("*.py") if "migrations" not in p.parts)
CODE = SOURCES + sorted((ROOT / "tests").rglob("*.py")) + sorted((ROOT / "benchmarks").rglob("*.py"))
NAMES_THAT_HIDE_A_NOUN = re.compile(r"^(utils?|helpers?|core|common|managers?|services?|misc|handlers?|processors?)$")


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_is_short_and_its_name_says_what_it_holds(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    assert not NAMES_THAT_HIDE_A_NOUN.match(path.stem)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_function_fits_on_a_screen(path):
    too_long = [f.name for f in functions(path) if f.end_lineno - f.lineno + 1 > 60]
    assert not too_long


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), "a module opens with one plain sentence"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_is_left_for_later(path):
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error")
    assert not [w for w in words if re.search(rf"\b{w}\b", path.read_text(encoding="utf-8"))]


PURE = [p for p in SOURCES if {"law", "domain", "engine", "formats", "records", "actions", "channels"} & set(p.parts)]


@pytest.mark.parametrize("path", PURE, ids=lambda p: str(p.relative_to(ROOT)))
def test_only_doors_read_the_clock(path):
    clocks = r"\b(?:date\.today|datetime\.now|datetime\.utcnow|timezone\.now|localdate|time\.time)\("
    assert not re.findall(clocks, path.read_text(encoding="utf-8")), "as_of and at are arguments"


MONEY = [p for p in SOURCES if {"domain", "engine", "law", "actions", "records"} & set(p.parts)]


@pytest.mark.parametrize("path", MONEY, ids=lambda p: str(p.relative_to(ROOT)))
def test_money_is_never_a_float(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    annotated = [n for n in ast.walk(tree) if isinstance(n, ast.AnnAssign | ast.arg) and n.annotation is not None]
    floats = [
        n
        for n in annotated
        if "cents" in (getattr(n, "arg", None) or getattr(getattr(n, "target", None), "id", ""))
        and "float" in ast.unparse(n.annotation)
    ]
    assert not floats


def test_no_query_is_built_from_what_a_browser_sent():
    for path in SOURCES:
        assert not re.search(r"\.(?:filter|exclude|get)\(\*\*request", path.read_text()), path


def test_the_repository_names_no_machine_and_no_registry():
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.split(b"\0")
    forbidden = re.compile(rb"/work/|/opt/pypi|/root/\.|pypi\.org/simple|files\.pythonhosted|registry\.npmjs")
    for name in filter(None, files):
        path = ROOT / name.decode()
        if path.is_file() and path != Path(__file__):
            assert not forbidden.search(path.read_bytes()), path


def test_every_command_of_the_terminal_is_documented():
    from ardoise.cli import COMMANDS

    reference = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert not [c for c in COMMANDS if f"`ardoise {c}" not in reference]


def test_every_word_of_the_schemas_is_english_and_ends_as_the_house_says():
    from ardoise.domain import dunning, ledger

    for schema in (ledger.ENTRIES, ledger.BOOK, ledger.ITEMS, dunning.PROPOSALS, dunning.PROPOSAL_ITEMS, dunning.SKIPS):
        for name, kind in schema.items():
            if kind.__name__ == "date":
                assert name == "on" or name.endswith("_on"), name
            if kind is bool:
                assert name.startswith(("is_", "has_")), name
