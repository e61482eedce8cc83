"""The one Django app: all tables, one migration history."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "ardoise.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
