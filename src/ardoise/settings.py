"""Django's settings: the embedded default needs none of the environment variables read here."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

if sys.platform == "linux":  # Debian 12's SQLite has the WAL-reset bug (3.7.0–3.51.2): bring our own
    import pysqlite3

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

HERE = Path(__file__).parent
HOME = Path(os.environ.get("ARDOISE_HOME", "~/.local/share/ardoise")).expanduser()
"""Where the database, the received files and the secret key of this installation are."""


def secret_key() -> str:
    """The installation's own key, made once; a variable may give it instead."""
    if key := os.environ.get("ARDOISE_SECRET_KEY"):
        return key
    path = HOME / "secret_key"
    if not path.exists() or not path.read_text().strip():
        import secrets

        HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = secret_key()
DEBUG = False
PUBLIC_BASE_URL = os.environ.get("ARDOISE_URL", "http://127.0.0.1:8765")
PUBLIC = urlsplit(PUBLIC_BASE_URL)
IS_BEHIND_TLS = PUBLIC.scheme == "https"
HOSTS = ["127.0.0.1", "localhost", "[::1]", *([PUBLIC.hostname] if IS_BEHIND_TLS and PUBLIC.hostname else [])]
ALLOWED_HOSTS = [name.strip() for name in os.environ.get("ARDOISE_HOSTS", ",".join(HOSTS)).split(",")]
CSRF_TRUSTED_ORIGINS = [f"https://{PUBLIC.netloc.lower().removesuffix(':443')}"] if IS_BEHIND_TLS else []
"""Where forms come from when a proxy speaks TLS for us: the browser says https, and the host as it writes it; we are
asked by http."""
ROOT_URLCONF = "ardoise.urls"
AUTH_USER_MODEL = "records.User"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [HERE / "desk" / "locale"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "today"

INSTALLED_APPS = [
    "ardoise.records",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_include_bootstrap",
    "axes",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",  # the browser's language, for whoever has not signed in
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ardoise.desk.frame.gate.Gate",  # who passes, in which company, in which language
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "desk", HERE / "portal"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ardoise.desk.frame.menu.frame",
            ],
            "libraries": {
                "reconciliation_words": "ardoise.desk.reconciliation.words",
                "reply_words": "ardoise.desk.replies.words",
            },
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "ardoise.desk.frame.tags",
            ],
        },
    }
]
SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": HOME / "ardoise.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        " PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;",
    },
}
SESSION = {
    "datestyle": "ISO",  # COPY writes days as the session does
    "synchronous_commit": "on",  # what is committed stays: an intent lost in a power cut would be sent again
    "idle_in_transaction_session_timeout": "10min",  # a frozen worker doesn't hold a company for ever
    "tcp_keepalives_idle": "60",  # nor a machine that lost its power, whose locks end after two minutes
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "6",
}
"""What each PostgreSQL session is asked for, whatever the server's own defaults."""


def database(address: str) -> dict[str, Any]:
    """The database at an address like postgresql://user:password@host:5432/name; none is SQLite, in HOME."""
    if not address:
        return SQLITE
    if not address.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured(
            "ARDOISE_DATABASE is no address of a PostgreSQL database: write postgresql://user:password@host:5432/name, "
            "or leave it out to keep the data in SQLite, in ARDOISE_HOME."
        )
    asked = parts_of(address)
    session = " ".join(f"-c {name}={value}" for name, value in SESSION.items())
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{key: str(asked.pop(name, "")) for key, name in PLACES.items()},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10, "application_name": "ardoise"}
        | asked
        | {"options": f"{session} {asked.get('options', '')}".strip()},
    }


def parts_of(address: str) -> dict[str, Any]:
    """What the address says, by the names of PostgreSQL's own library; a refusal repeats none of it."""
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise ImproperlyConfigured(
            "ARDOISE_DATABASE asks for PostgreSQL and its driver is not installed: pip install 'ardoise[postgresql]'."
        ) from error
    try:
        asked = {name: value for name, value in conninfo_to_dict(address).items() if value is not None}
    except ProgrammingError:
        asked = {}
    if asked.get("dbname") or asked.get("service"):
        return asked
    raise ImproperlyConfigured(
        "ARDOISE_DATABASE can't be read, or names no database: write postgresql://user:password@host:5432/name, "
        "with % and two digits for the signs / @ : % of a password (@ is %40)."
    )


PLACES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
DATABASES = {"default": database(os.environ.get("ARDOISE_DATABASE", ""))}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": False}}
STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "desk" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # a file replaced while we run is served whole, not cut at its former length
RECEIVED_FILES = HOME / "received"
ARDOISE_RESOLVER = os.environ.get(
    "ARDOISE_RESOLVER", ""
)  # a domain name server, address or address:port; "": the system's
PROVIDER_HOSTS = [host for host in os.environ.get("ARDOISE_PROVIDERS", "").split(",") if host]
"""The only hosts of providers (text messages, letters) that may be called; empty: any, by TLS."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000  # each open item of a customer is a field or two, ticked at first
DATA_UPLOAD_MAX_NUMBER_FILES = 300  # copies of invoices come many at a time; the page says where it stops
FILE_UPLOAD_BYTES_MAX = 2 * 1024**3
FILE_UPLOAD_HANDLERS = [
    "ardoise.desk.imports.oversize.Oversize",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
CSRF_FAILURE_VIEW = "ardoise.desk.frame.refusals.stale_form"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_BEHIND_TLS
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "ardoise.desk.frame.callers.network_of"
AXES_RESET_ON_SUCCESS = True
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_CALLABLE = "ardoise.desk.frame.views.locked_out"
AXES_VERBOSE = False
TODAY = os.environ.get("ARDOISE_TODAY", "")
"""A business date (2026-11-23) that stands instead of the clock's, for a rehearsal; empty: the clock's."""
