"""The lookup `alike`: `name__alike="epicerie"` finds « Épicerie », whatever case and accents, on either database."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import CharField, Lookup, TextField

from ardoise.domain.folding import ONE_FOR_ONE, fold


@CharField.register_lookup
@TextField.register_lookup
class Alike(Lookup):
    """The text holds what is looked for, both without case and accents."""

    lookup_name = "alike"

    def get_prep_lookup(self) -> str:
        """What is looked for, as it is compared."""
        return fold(str(self.rhs))

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """By the function that each connection is given, where the text bears an accent: most have none, and SQLite
        compares those itself, whatever their case."""
        text, params = self.process_lhs(compiler, connection)
        signs = max(re.findall(r"[0-9.,/-]+", self.rhs), key=len, default="")  # which bear no accent and have no case
        if signs == self.rhs and signs:
            return f"instr({text}, %s) > 0", [*params, signs]
        has_accents = f"length({text}) <> length(CAST({text} AS BLOB))"
        has_signs = f" AND instr({text}, %s)" if signs else ""
        asked = f"({text} LIKE %s ESCAPE '\\' OR ({has_accents}{has_signs} AND instr(fold({text}), %s) > 0))"
        guard = [*params, signs] if signs else []
        return asked, [*params, pattern_of(self.rhs), *params, *params, *guard, *params, self.rhs]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """By the letters one for one."""
        text, params = self.process_lhs(compiler, connection)
        letters = [*params, ONE_FOR_ONE, fold(ONE_FOR_ONE)]
        return f"lower(translate({text}, %s, %s)) LIKE %s", [*letters, pattern_of(self.rhs)]


def pattern_of(word: str) -> str:
    """What LIKE finds the word by, whatever its signs."""
    return "%" + word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"


def teach(connection: Any, **_facts: object) -> None:
    """Gives a connection of SQLite the function `fold`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("fold", 1, folded, deterministic=True)


def folded(text: str | None) -> str | None:
    """As the database asks it: nothing stays nothing."""
    return None if text is None else fold(text)
