"""The addresses of the worklist."""

from django.urls import path

from ardoise.desk.work import views

urlpatterns = [
    path("", views.work, name="work"),
    path("absences/", views.absences, name="absences"),
    path("absences/<int:absence_id>/end/", views.call_back, name="end_absence"),
    path("targets/", views.target, name="set_target"),
]
