"""The one Django app: all tables, one migration history."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import NotSupportedError
from django.db.backends.signals import connection_created

POSTGRESQL_MIN = 15


class RecordsConfig(AppConfig):
    name = "ardoise.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ardoise.records import alike  # its lookup is registered on the fields

        connection_created.connect(refuse_old)
        connection_created.connect(alike.teach)


def refuse_old(connection: Any, **_facts: object) -> None:
    """A server older than we test on is not worked with."""
    if connection.vendor == "postgresql" and connection.pg_version < POSTGRESQL_MIN * 10_000:
        found = connection.pg_version // 10_000
        connection.close()
        raise NotSupportedError(f"PostgreSQL {found} was found, {POSTGRESQL_MIN} or newer is needed.")
