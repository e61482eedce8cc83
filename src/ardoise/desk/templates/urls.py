"""The addresses of the letters."""

from django.urls import path

from ardoise.desk.templates import editor, trials, versions, views

PLACE = "<str:language>/<str:channel>/<str:key>/<str:customer_kind>/"

urlpatterns = [
    path("", views.templates, name="templates"),
    path("new/", views.add, name="new_template"),
    path("customers/", trials.customers, name="template_customers"),
    path(PLACE, editor.template, name="template"),
    path(PLACE + "preview/", trials.preview, name="template_preview"),
    path(PLACE + "paper/", trials.paper, name="template_paper"),
    path(PLACE + "test/", trials.test, name="test_template"),
    path(PLACE + "pack/", versions.retire, name="retire_template"),
    path(PLACE + "versions/<int:version_number>/", versions.version, name="template_version"),
]
