"""The addresses of tasks."""

from django.urls import path

from ardoise.desk.tasks import views

urlpatterns = [
    path("", views.tasks_page, name="tasks"),
    path("<int:task_id>/", views.task, name="task"),
    path("<int:task_id>/opening/", views.open_it, name="open_task"),
    path("<int:task_id>/outcome/", views.note, name="note_task"),
    path("<int:task_id>/postponement/", views.put_off, name="put_off_task"),
    path("<int:task_id>/closing/", views.close, name="close_task"),
]
