"""The lookup `alike`: `name__alike="epicerie"` finds « Épicerie », whatever case and accents, on either database."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Lookup, TextField

from ardoise.domain.folding import ONE_FOR_ONE, fold


@CharField.register_lookup
@TextField.register_lookup
class Alike(Lookup):
    """The text holds what is looked for, both without case and accents."""

    lookup_name = "alike"

    def get_prep_lookup(self) -> str:
        """What is looked for, its own signs of pattern taken as they are."""
        typed = fold(str(self.rhs))
        return "%" + typed.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """By the function that each connection is given."""
        text, params = self.process_lhs(compiler, connection)
        return rf"fold({text}) LIKE %s ESCAPE '\'", [*params, self.rhs]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """By the letters one for one."""
        text, params = self.process_lhs(compiler, connection)
        return f"lower(translate({text}, %s, %s)) LIKE %s", [*params, ONE_FOR_ONE, fold(ONE_FOR_ONE), self.rhs]


def teach(connection: Any, **_facts: object) -> None:
    """Gives a connection of SQLite the function `fold`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("fold", 1, folded, deterministic=True)


def folded(text: str | None) -> str | None:
    """As the database asks it: nothing stays nothing."""
    return None if text is None else fold(text)
