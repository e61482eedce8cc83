"""Why an import came to nothing."""

from __future__ import annotations

from typing import Any

from ardoise.domain.ledger import Problem


class Unusable(ValueError):  # noqa: N818 - it reads as what happened
    """Nothing of the file can be used; `problems` says why, the reason first."""

    def __init__(self, *problems: dict[str, Any]) -> None:
        super().__init__(problems[0]["message"])
        self.problems = list(problems)


def refusal(sentence: str) -> Unusable:
    """A refusal of the file as a whole."""
    return Unusable({"line": None, "column": None, "message": sentence})


def told(problem: Problem) -> dict[str, Any]:
    """A problem as it is kept on the import."""
    return {"line": problem.line, "column": problem.column, "message": problem.message}
