"""The addresses of the desk, screen by screen."""

from django.urls import include, path

urlpatterns = [
    path("", include("ardoise.desk.frame.urls")),
    path("", include("ardoise.desk.today.urls")),
    path("day/", include("ardoise.desk.work.urls")),
    path("reconciliation/", include("ardoise.desk.reconciliation.urls")),
    path("replies/", include("ardoise.desk.replies.urls")),
    path("disputes/", include("ardoise.desk.disputes.urls")),
    path("outbox/", include("ardoise.desk.outbox.urls")),
    path("printing/", include("ardoise.desk.printing.urls")),
    path("tasks/", include("ardoise.desk.tasks.urls")),
    path("aged-balance/", include("ardoise.desk.aged_balance.urls")),
    path("customers/", include("ardoise.desk.customers.urls")),
    path("customers/", include("ardoise.desk.instalments.urls")),
    path("customers/", include("ardoise.desk.personal_messages.urls")),
    path("policies/", include("ardoise.desk.policies.urls")),
    path("templates/", include("ardoise.desk.templates.urls")),
    path("documents/", include("ardoise.desk.documents.urls")),
    path("imports/", include("ardoise.desk.imports.urls")),
    path("settings/", include("ardoise.desk.preferences.urls")),
]
