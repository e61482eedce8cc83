"""Why an import came to nothing."""

from __future__ import annotations

from typing import Any

from ardoise.domain.ledger import Problem


class Unusable(ValueError):  # noqa: N818 - it reads as what happened
    """Nothing of the file can be used; `problems` says why, the reason first."""

    def __init__(self, *problems: dict[str, Any]) -> None:
        super().__init__(problems[0]["message"])
        self.problems = list(problems)


def refusal(sentence: str, *choices: str) -> Unusable:
    """A refusal of the file as a whole; `choices`: options of `receive` with one of which it is taken after all."""
    problem = {"line": None, "column": None, "message": sentence}
    return Unusable(problem | ({"choices": list(choices)} if choices else {}))


def told(problem: Problem) -> dict[str, Any]:
    """A problem as it is kept on the import."""
    return {"line": problem.line, "column": problem.column, "message": problem.message}
