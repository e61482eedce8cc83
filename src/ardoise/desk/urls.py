"""The addresses of the desk, screen by screen."""

from django.urls import include, path

urlpatterns = [
    path("", include("ardoise.desk.frame.urls")),
    path("", include("ardoise.desk.today.urls")),
    path("outbox/", include("ardoise.desk.outbox.urls")),
]
