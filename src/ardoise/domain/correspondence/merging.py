"""The language of letters: `{{field}}`, `{{field|filter}}`, `{% if field %}`, `{% for item in items %}`. Nothing else.

What it works on is a mapping of names to texts: there is no attribute to reach for, nothing to call and no other
text to include. A value is written once and never read again, so a value that looks like a field stays text.
A text is refused as a whole when anything in it has no meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ardoise.domain.correspondence.filters import FILTERS
from ardoise.domain.correspondence.mistakes import Mistake, Unmergeable, mistake

TEXT_MAX = 64 * 1024  # characters of a text that somebody wrote
WRITTEN_MAX = 256 * 1024  # characters that may come out of it
STEPS_MAX = 100_000  # pieces written for one letter: less than a fifth of a second
DEPTH_MAX = 5  # conditions within conditions
MISTAKES_MAX = 20  # told at once
DRAWN = ("items", "instalments")  # the fields that draw a whole table, however long that is
TABLES_MAX = 4  # times it may stand in a letter: once in each branch of a condition or two
ITEM_FIELDS = ("item_document", "item_document_on", "item_due_on", "item_days_overdue", "item_amount")
"""What may be said of each item inside the loop."""

MARK = re.compile(r"\{\{[^{}\n]{0,200}\}\}|\{%[^{}\n]{0,200}%\}|\{\{|\{%")
FIELD = re.compile(r"\{\{\s*([a-z_]+)\s*((?:\|\s*[a-z_]+\s*)*)\}\}")
CONDITION = re.compile(r"\{%\s*if\s+(not\s+)?([a-z_]+)\s*%\}")
LOOP = re.compile(r"\{%\s*for\s+item\s+in\s+items\s*%\}")
WORD = re.compile(r"\{%\s*(else|endif|endfor)\s*%\}")

Write = Callable[[str], str]


@dataclass(frozen=True)
class Field:
    """A name to replace by its value."""

    name: str
    filters: tuple[str, ...]
    at: int  # where it stands in the text


@dataclass(frozen=True)
class If:
    """Two texts, of which the first is written if the field says something."""

    name: str
    is_negated: bool
    then: tuple[Node, ...]
    otherwise: tuple[Node, ...]
    at: int


@dataclass(frozen=True)
class For:
    """A text written once per item."""

    each: tuple[Node, ...]
    at: int


Node = str | Field | If | For


def merge(
    text: str, fields: Mapping[str, str], items: Sequence[Mapping[str, str]] = (), written: Write = lambda text: text
) -> str:
    """The text with each field replaced by its value; `written` is put over every piece (to escape it).

    Raises Unmergeable, with sentences, where the text holds anything unknown or what comes out is too long.
    """
    parsed = parse(text)
    wrong = parsed.mistakes or [*_unknown(text, parsed.nodes, fields, in_loop=False), *_too_many(text, parsed.nodes)]
    if wrong:
        raise Unmergeable(wrong)
    return "".join(_Writer(fields, items, written).pieces(parsed.nodes))


def mistakes(text: str, fields: Iterable[str]) -> list[Mistake]:
    """What keeps the text from being a letter, each at its line and column; [] if it is sound."""
    parsed = parse(text)
    unknown = _unknown(text, parsed.nodes, set(fields), in_loop=False)
    return [*parsed.mistakes, *unknown, *_too_many(text, parsed.nodes)][:MISTAKES_MAX]


def always_says(text: str, name: str) -> bool:
    """Does the text write that field whatever the others say: outside any condition?"""
    return any(isinstance(node, Field) and node.name == name for node in parse(text).nodes)


@dataclass(frozen=True)
class Parsed:
    """What a text is made of, and what is wrong with it."""

    nodes: tuple[Node, ...]
    mistakes: tuple[Mistake, ...]


@lru_cache(maxsize=256)
def parse(text: str) -> Parsed:
    """The text as nodes; never raises."""
    if len(text) > TEXT_MAX:
        return Parsed((), (mistake("too_long", text, 0, limit=str(TEXT_MAX)),))
    parser = _Parser(text)
    return Parsed(parser.nodes(), tuple(parser.mistakes))


class _Parser:
    """Reads a text once, from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.mistakes = text, 0, list[Mistake]()
        self.depth, self.is_in_loop = 0, False

    def nodes(self) -> tuple[Node, ...]:
        """The whole text; an `else` or an `end` that closes nothing is a mistake."""
        nodes: list[Node] = []
        while True:
            inner, end, at = self._until()
            nodes += inner
            if not end:
                return tuple(nodes)
            self._wrong("closes_nothing", at, mark=end)

    def _until(self) -> tuple[list[Node], str, int]:
        """The nodes up to the next `else`, `endif`, `endfor` or the end, that word and its place."""
        nodes: list[Node] = []
        while found := MARK.search(self.text, self.at):
            if found.start() > self.at:
                nodes.append(self.text[self.at : found.start()])
            self.at, mark = found.end(), found[0]
            if word := WORD.fullmatch(mark):
                return nodes, word[1], found.start()
            nodes += self._node(mark, found.start())
        if self.at < len(self.text):
            nodes.append(self.text[self.at :])
        self.at = len(self.text)
        return nodes, "", self.at

    def _node(self, mark: str, at: int) -> list[Node]:
        if field := FIELD.fullmatch(mark):
            filters = tuple(name.strip() for name in field[2].split("|")[1:])
            for name in filters:
                if name not in FILTERS:
                    self._wrong("unknown_filter", at, mark=name, known=", ".join(FILTERS))
            return [Field(field[1], filters, at)]
        if condition := CONDITION.fullmatch(mark):
            return [self._condition(condition[2], bool(condition[1]), at)]
        if LOOP.fullmatch(mark):
            return [self._loop(at)]
        self._wrong("never_closed" if len(mark) == 2 else "no_meaning", at, mark=mark)
        return []

    def _condition(self, name: str, is_negated: bool, at: int) -> Node:
        if self.depth >= DEPTH_MAX:
            self._wrong("too_deep", at, limit=str(DEPTH_MAX))
            return self._passed_over()
        self.depth += 1
        then, end, _ = self._until()
        otherwise: list[Node] = []
        if end == "else":
            otherwise, end, _ = self._until()
        if end != "endif":
            self._wrong("if_never_ends", at, mark=name)
        self.depth -= 1
        return If(name, is_negated, tuple(then), tuple(otherwise), at)

    def _loop(self, at: int) -> Node:
        if self.is_in_loop:
            self._wrong("loop_in_loop", at)
            return self._passed_over()
        self.is_in_loop = True
        each, end, _ = self._until()
        if end != "endfor":
            self._wrong("loop_never_ends", at)
        self.is_in_loop = False
        return For(tuple(each), at)

    def _passed_over(self) -> Node:
        """What was opened here, up to its end, unread: it is refused once, and what follows is read as it stands."""
        depth = 1
        while depth and (found := MARK.search(self.text, self.at)):
            self.at, word = found.end(), WORD.fullmatch(found[0])
            opens = CONDITION.fullmatch(found[0]) or LOOP.fullmatch(found[0])
            depth += 1 if opens else -1 if word and word[1] != "else" else 0
        return ""

    def _wrong(self, code: str, at: int, **told: str) -> None:
        said = mistake(code, self.text, at, **told)
        if len(self.mistakes) < MISTAKES_MAX and said not in self.mistakes:
            self.mistakes.append(said)


class _Writer:
    """Writes nodes with the values of one letter, within the limits."""

    def __init__(self, fields: Mapping[str, str], items: Sequence[Mapping[str, str]], written: Write) -> None:
        self.fields, self.items, self.written = fields, items, written
        self.room, self.steps = WRITTEN_MAX, STEPS_MAX

    def pieces(self, nodes: Sequence[Node], fields: Mapping[str, str] | None = None) -> list[str]:
        """Each node's text, in order."""
        fields = self.fields if fields is None else fields
        out: list[str] = []
        for node in nodes:
            self._count(1, 0)
            if isinstance(node, If):
                says_something = bool(fields[node.name].strip())
                out += self.pieces(node.then if says_something is not node.is_negated else node.otherwise, fields)
            elif isinstance(node, For):
                for item in self.items:
                    out += self.pieces(node.each, {**self.fields, **item})
            else:
                out.append(self._piece(node, fields))
        return out

    def _piece(self, node: str | Field, fields: Mapping[str, str]) -> str:
        if isinstance(node, str):
            text = node
        else:
            text = fields[node.name]
            for name in node.filters:
                text = FILTERS[name](text)
        text = self.written(text)
        self._count(0, len(text))
        return text

    def _count(self, steps: int, characters: int) -> None:
        self.steps -= steps
        self.room -= characters
        if self.steps < 0 or self.room < 0:
            raise Unmergeable([mistake("comes_out_too_long", "", 0, limit=str(WRITTEN_MAX // 1024))])


def _unknown(text: str, nodes: Iterable[Node], fields: Container[str], in_loop: bool) -> list[Mistake]:
    """A mistake per name that means nothing where it stands."""
    wrong: list[Mistake] = []
    for node in nodes:
        if isinstance(node, For):
            wrong += _unknown(text, node.each, fields, in_loop=True)
        elif not isinstance(node, str) and node.name not in fields and not (in_loop and node.name in ITEM_FIELDS):
            wrong.append(mistake("unknown_field", text, node.at, mark=node.name))
        if isinstance(node, If):
            wrong += _unknown(text, (*node.then, *node.otherwise), fields, in_loop)
    return wrong


def _too_many(text: str, nodes: Iterable[Node]) -> list[Mistake]:
    """A mistake per table of items that stands in a list of items, and one where there are too many tables: drawn
    again for each item, or some thousand times, the letter would be larger than the machine."""
    free, looped = _tables(nodes, False), _tables(nodes, True)
    wrong = [mistake("table_in_loop", text, at) for at in looped]
    return wrong + [mistake("many_tables", text, at, limit=str(TABLES_MAX)) for at in free[TABLES_MAX : TABLES_MAX + 1]]


def _tables(nodes: Iterable[Node], of_loops: bool) -> list[int]:
    """Where a table stands: in the loops, or outside of any."""
    found: list[int] = []
    for node in nodes:
        if isinstance(node, For):
            found += _tables(node.each, False) if of_loops else []
        elif isinstance(node, If):
            found += _tables((*node.then, *node.otherwise), of_loops)
        elif isinstance(node, Field) and node.name in DRAWN and not of_loops:
            found.append(node.at)
    return found
