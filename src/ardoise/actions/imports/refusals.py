"""Why an import came to nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import override

from ardoise.actions.lines import on_one_line
from ardoise.domain.ledger import Problem

LANGUAGES = ("fr", "en")
SAID_MAX = 20
CODE_LENGTH = 100  # a customer whose code is longer is refused: cut, two of them would be one


class Unusable(ValueError):  # noqa: N818 - it reads as what happened
    """Nothing of the file can be used; `problems` says why, the reason first."""

    def __init__(self, *problems: dict[str, Any]) -> None:
        super().__init__(problems[0]["message"])
        self.problems = list(problems)


def refusal(say: Callable[[], str], *choices: str) -> Unusable:
    """A refusal of the file as a whole, for readers of each language; `choices`: options of `receive` with one of
    which it is taken after all."""
    words = {}
    for language in LANGUAGES:
        with override(language):
            words[language] = say()
    problem: dict[str, Any] = {"line": None, "column": None, "message": say(), "words": words}
    return Unusable(problem | ({"choices": list(choices)} if choices else {}))


def told(problem: Problem) -> dict[str, Any]:
    """A problem as it is kept on the import, for readers of each language."""
    kept = {"line": problem.line, "column": problem.column, "message": problem.message}
    return kept | ({"words": dict(problem.words)} if problem.words else {})


def in_each_language(say: Callable[[str], list[dict[str, Any]]], own: str) -> list[dict[str, Any]]:
    """Problems as `say` tells them in a language, for readers of each; `own`: the company's."""
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = say(language)
    kept = said.get(own, said["en"])
    return [
        problem
        | {"words": {language: told[nth]["message"] for language, told in said.items()}}
        | ({"lists": {language: told[nth]["lists"] for language, told in said.items()}} if "lists" in problem else {})
        for nth, problem in enumerate(kept)
    ]


def in_words(problem: dict[str, Any], language: str) -> str:
    """Its sentence in the reader's language, where it has one; else as it was said."""
    return str(problem.get("words", {}).get(language) or problem["message"])


def lists_in(problem: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """The lists below its sentence ({"title", "lines"}), in the reader's language."""
    return list(problem.get("lists", {}).get(language, ()))


@dataclass
class Complaints:
    """What is wrong with the values of a file of any length: each fault of a column told for its first lines."""

    said: list[dict[str, Any]] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, problems: list[dict[str, Any]]) -> None:
        """Some more of them, in the order of the lines."""
        for problem in problems:
            fault = (problem["column"], problem["message"])
            self.counts[fault] += 1
            if self.counts[fault] <= SAID_MAX:
                self.said.append(problem)

    def told(self) -> list[dict[str, Any]]:
        """Those of the first lines, in their order, then how many more have the same fault."""
        sentence = _("%(count)s more lines have a fault told above: repair the cause and export again.")
        more = [
            {"line": None, "column": column, "message": sentence % {"count": count - SAID_MAX}}
            for (column, _message), count in self.counts.items()
            if count > SAID_MAX
        ]
        return [*sorted(self.said, key=lambda problem: problem["line"]), *more]


def fit(rows: pl.DataFrame, lengths: dict[str, int]) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    """The rows whose customer has a code that can be kept, and a problem for each that is too long somewhere."""
    rows, problems = on_one_line(rows)
    limits = {"customer": CODE_LENGTH, **lengths}
    longest = rows.select(pl.col(limits).str.len_chars().max()).row(0, named=True)
    for column, length in limits.items():
        if (longest[column] or 0) <= length:
            continue
        long = rows.filter(pl.col(column).str.len_chars() > length)
        sentence = _("The customer's code is longer than %(length)s characters: its line is left out. Shorten it.")
        if column != "customer":
            sentence = _("Longer than %(length)s characters: only the first ones are kept. Nothing else is lost.")
        told_of = sentence % {"length": length}
        problems += [{"line": line, "column": column, "message": told_of} for line in long["line"].to_list()]
    if (longest["customer"] or 0) > CODE_LENGTH:
        rows = rows.filter((pl.col("customer").str.len_chars() <= CODE_LENGTH).fill_null(True))
    return rows, problems
