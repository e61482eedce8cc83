"""The entrance for web servers."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ardoise.settings")
application = get_wsgi_application()


def keep_loaded() -> None:
    """Load every page, and walk no more through what stays: a sweep of it takes a tenth of a second, of some page's."""
    get_resolver().check()
    gc.freeze()


keep_loaded()
