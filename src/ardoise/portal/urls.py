"""The addresses of the portal."""

from django.urls import path

from ardoise.portal import views

urlpatterns = [
    path("<str:token>/", views.door, name="link"),
    path("<str:token>/opened/", views.opened, name="link_opened"),
    path("<str:token>/answer/", views.answer, name="link_answer"),
    path("<str:token>/papers/<int:paper_id>/", views.paper, name="link_paper"),
]
