"""Why the database can't be worked with, in a sentence that says what to do."""

from __future__ import annotations

import errno
import sys

STATUS = 3  # of a command that could not work with the database
KNOWN = {
    "refused": ("password", "authenti", "mot de passe", "pg_hba", "role ", "rôle", "permission denied"),
    "missing": ("database", "base de données"),
}
"""Words of the server's answer, in its languages; the first case that fits is told."""
ANSWERED = ("FATAL", "FATALE", "ERROR", "ERREUR")  # the server answers; without them nobody did


def language() -> str:
    """The language asked for on the command line; French unless English is."""
    said = " ".join(sys.argv[1:])
    return "en" if "--language en" in said or "--language=en" in said else "fr"


def place() -> str:
    """The database, as a person would know it; never its password."""
    from django.db import connection

    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(told["NAME"])
    return f"{told['NAME'] or told['USER']} @ {told['HOST'] or 'localhost'}:{told['PORT'] or 5432}"


class MisfitError(Exception):
    """The tables in the database are not those of this Ardoise."""


def require_current() -> None:
    """Refuse tables that another version of Ardoise made, before anything is read or written; none at all pass."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        if connection.vendor == "postgresql":
            raise
        raise MisfitError(told("other", reason=reason_of(error))) from error
    applied = set(executor.loader.applied_migrations)
    if applied - set(executor.loader.graph.nodes):
        raise MisfitError(told("newer"))
    if applied and executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MisfitError(told("behind"))


def told(case: str, **parts: str) -> str:
    """The sentence of a case, in the language asked for."""
    return SENTENCES[case][language()].format(place=place(), **parts)


def sentence_of(error: Exception, language: str) -> str | None:
    """What is wrong with the database or its settings and what to do; None when the error is about something else."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, NotSupportedError, connection

    from ardoise.actions import obstacles

    if isinstance(error, MisfitError):
        return str(error)
    if isinstance(error, ImproperlyConfigured):
        return str(error) if "ARDOISE_DATABASE" in str(error) else None
    if isinstance(error, NotSupportedError) and connection.vendor == "postgresql":
        return SENTENCES["old"][language].format(place=place(), reason=reason_of(error))
    if isinstance(error, DatabaseError) and obstacles.number_of(error) == errno.ENOSPC:
        return SENTENCES["full"][language].format(place=place())
    if is_busy(error):
        return SENTENCES["busy"][language].format(place=place())
    if not is_out_of_reach(error):
        return None
    user = connection.settings_dict["USER"]
    return SENTENCES[case_of(str(error))][language].format(
        place=place(), reason=reason_of(error), user=user or "?", name=connection.settings_dict["NAME"] or user
    )


def is_out_of_reach(error: Exception) -> bool:
    """Is it the way to the server, and not what was asked of it? A file is always within reach."""
    from django.db import InterfaceError, OperationalError, connection

    return connection.vendor == "postgresql" and isinstance(error, (OperationalError, InterfaceError))


def is_busy(error: Exception) -> bool:
    """Does somebody else hold the database for longer than we waited? It passes."""
    from django.db import OperationalError

    from ardoise.actions import obstacles

    return isinstance(error, OperationalError) and obstacles.is_busy(error)


def case_of(said: str) -> str:
    """Which sentence answers what the server, or nobody, said."""
    if not any(word in said for word in ANSWERED):
        return "refused" if "no password" in said else "down"
    return next((case for case, words in KNOWN.items() if any(word in said.lower() for word in words)), "other")


def reason_of(error: Exception) -> str:
    """The server's own words, on one line."""
    return " ".join(str(error).split())[:300]


SENTENCES = {
    "down": {
        "fr": "PostgreSQL ne répond pas ({place}) : démarrez le serveur, ou corrigez ARDOISE_DATABASE. ({reason})",
        "en": "PostgreSQL does not answer ({place}): start the server, or correct ARDOISE_DATABASE. ({reason})",
    },
    "refused": {
        "fr": "PostgreSQL refuse l’utilisateur « {user} » ({place}) : vérifiez son nom, son mot de passe et ses droits "
        "dans ARDOISE_DATABASE. ({reason})",
        "en": "PostgreSQL refuses the user “{user}” ({place}): check its name, password and rights in "
        "ARDOISE_DATABASE. ({reason})",
    },
    "missing": {
        "fr": "La base « {name} » n’existe pas sur ce serveur ({place}) : créez-la, par exemple par "
        "« createdb --encoding UTF8 {name} ». ({reason})",
        "en": "The database “{name}” is not on that server ({place}): create it, for example with "
        "“createdb --encoding UTF8 {name}”. ({reason})",
    },
    "old": {
        "fr": "Ce serveur PostgreSQL est trop ancien ({place}) : il en faut la version 15 ou une plus récente. "
        "({reason})",
        "en": "This PostgreSQL server is too old ({place}): version 15 or newer is needed. ({reason})",
    },
    "behind": {
        "fr": "La base de données ({place}) vient d’un Ardoise plus ancien : lancez une fois « ardoise up », qui la "
        "met à jour, puis recommencez. Rien n’a été changé.",
        "en": "The database ({place}) comes from an older Ardoise: start “ardoise up” once, which upgrades it, then "
        "try again. Nothing was changed.",
    },
    "newer": {
        "fr": "La base de données ({place}) a été écrite par un Ardoise plus récent : installez cette version, ou "
        "nommez un autre dossier par ARDOISE_HOME=…. Rien n’a été changé.",
        "en": "The database ({place}) was written by a newer Ardoise: install that version, or name another folder "
        "with ARDOISE_HOME=…. Nothing was changed.",
    },
    "busy": {
        "fr": "Un autre traitement écrit depuis trop longtemps dans la base ({place}) : recommencez dans un instant.",
        "en": "Something else has been writing to the database ({place}) for too long: try again in a moment.",
    },
    "full": {
        "fr": "Le disque de la base ({place}) est plein : libérez-y de la place, puis recommencez.",
        "en": "The disk of the database ({place}) is full: free some room there, then try again.",
    },
    "other": {
        "fr": "La base de données ne peut pas servir ({place}) : {reason}",
        "en": "The database can't be used ({place}): {reason}",
    },
}
