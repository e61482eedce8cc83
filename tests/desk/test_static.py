"""Styles and scripts, served by the server itself."""

from __future__ import annotations

from django.contrib.staticfiles.finders import get_finder
from django.test import RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware


def test_a_style_replaced_while_we_run_is_served_whole(settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path]
    get_finder.cache_clear()
    style, ask = tmp_path / "replaced.css", RequestFactory().get("/static/replaced.css")
    style.write_text("a{}")
    served = WhiteNoiseMiddleware(lambda request: None)
    assert served(ask).getvalue() == b"a{}"
    style.write_text("a{color:red}")
    again = served(ask)
    assert (again["Content-Length"], again.getvalue()) == ("12", b"a{color:red}")
    get_finder.cache_clear()
