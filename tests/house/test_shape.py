"""The house rules that a machine can check."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(p for p in (ROOT / "src").rglob("*.py") if "migrations" not in p.parts)
CODE = SOURCES + sorted((ROOT / "tests").rglob("*.py")) + sorted((ROOT / "benchmarks").rglob("*.py"))
NAMES_THAT_HIDE_A_NOUN = re.compile(r"^(utils?|helpers?|core|common|managers?|services?|misc|handlers?|processors?)$")


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """Every node of a file's code; the file itself first."""
    return list(ast.walk(ast.parse(text_of(path))))


@pytest.fixture(scope="module", autouse=True)
def _forgotten():
    """A million nodes are not carried through all the tests that follow."""
    yield
    text_of.cache_clear()
    nodes_of.cache_clear()


def those(paths: list[Path], is_wrong: Callable[[Path], object]) -> dict[str, object]:
    """The files of which something is wrong, each with what."""
    return {str(path.relative_to(ROOT)): wrong for path in paths if (wrong := is_wrong(path))}


def of_rooms(*rooms: str) -> list[Path]:
    """The files of these floors, wherever the house itself stands."""
    return [path for path in SOURCES if path.relative_to(ROOT / "src" / "ardoise").parts[0] in rooms]


def test_a_file_is_short_and_its_name_says_what_it_holds():
    assert not those(CODE, lambda path: max(0, len(text_of(path).splitlines()) - 400))
    assert not those(CODE, lambda path: NAMES_THAT_HIDE_A_NOUN.match(path.stem))


def test_a_function_fits_on_a_screen():
    def too_long(path: Path) -> list[str]:
        functions = [n for n in nodes_of(path) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
        return [f.name for f in functions if f.end_lineno - f.lineno + 1 > 60]

    assert not those(SOURCES, too_long)


def test_a_module_says_what_it_is_for():
    unsaid = those(SOURCES, lambda path: not ast.get_docstring(nodes_of(path)[0]))
    assert not unsaid, "a module opens with one plain sentence"


def test_nothing_is_left_for_later():
    words = re.compile(rf"\b({'TO'}DO|{'FIX'}ME|{'XX'}X|{'NotImplemented'}Error)\b")
    assert not those(SOURCES, lambda path: words.findall(text_of(path)))


PURE = of_rooms("law", "domain", "engine", "formats", "records", "actions", "channels")


def test_a_browser_is_waited_for_and_never_asked_in_an_instant():
    """`expect(…)` waits until the page says it; what a page shows in this very instant depends on the machine."""
    instant = re.compile(r"assert (?!.*objects\.).*\.(is_(?:visible|hidden|enabled|checked)|count|input_value)\(")
    assert not those(sorted((ROOT / "tests" / "browser").glob("*.py")), lambda path: instant.findall(text_of(path)))


def test_only_doors_read_the_clock():
    clocks = r"\b(?:date\.today|datetime\.now|datetime\.utcnow|timezone\.now|localdate|time\.time)\("
    assert not those(PURE, lambda path: re.findall(clocks, text_of(path))), "as_of and at are arguments"


MONEY = of_rooms("domain", "engine", "law", "actions", "records")


def test_money_is_never_a_float():
    def floats(path: Path) -> list[str]:
        annotated = [n for n in nodes_of(path) if isinstance(n, ast.AnnAssign | ast.arg) and n.annotation is not None]
        return [ast.unparse(n) for n in annotated if "cents" in name_of(n) and "float" in ast.unparse(n.annotation)]

    assert not those(MONEY, floats)


def name_of(node: ast.AnnAssign | ast.arg) -> str:
    return getattr(node, "arg", None) or getattr(getattr(node, "target", None), "id", "")


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


def test_no_paragraph_of_a_page_stands_there_twice():
    """Two people changed it at once, and both were kept: what one of them said is out of date."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")]
    lines = Counter((p.name, line[:60]) for p in pages for line in p.read_text("utf-8").splitlines() if len(line) > 100)
    assert not [begun for begun, times in lines.items() if times > 1]


def test_a_word_has_one_meaning():
    rows = re.findall(r"^\| ((?:`[^|]*`|on account)[^|]*) \|", (ROOT / "GLOSSARY.md").read_text("utf-8"), re.MULTILINE)
    words = [word.strip() for row in rows for word in row.split("·")]
    assert len(words) > 100 and [word for word in words if words.count(word) > 1] == []


def test_every_word_of_the_schemas_is_english_and_ends_as_the_house_says():
    from ardoise.domain import dunning, ledger

    for schema in (ledger.ENTRIES, ledger.BOOK, ledger.ITEMS, dunning.PROPOSALS, dunning.PROPOSAL_ITEMS, dunning.SKIPS):
        for name, kind in schema.items():
            if kind.__name__ == "date":
                assert name == "on" or name.endswith("_on"), name
            if kind is bool:
                assert name.startswith(("is_", "has_")), name


def test_migrations_are_one_line_of_numbers():
    numbers = sorted(path.name[:4] for path in (ROOT / "src/ardoise/records/migrations").glob("[0-9]*.py"))
    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]
