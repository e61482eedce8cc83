"""The addresses of imports."""

from django.urls import path

from ardoise.desk.imports import choices, uploads, views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("files/", uploads.upload, name="upload"),
    path("files/<str:token>/", choices.choose, name="import_choices"),
    path("<int:import_id>/", views.report, name="import"),
    path("<int:import_id>/progress/", views.progress, name="import_progress"),
    path("<int:import_id>/again/", choices.again, name="import_again"),
    path("<int:import_id>/undoing/", views.undo, name="undo_import"),
]
