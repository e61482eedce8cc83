"""The addresses of preferences."""

from django.urls import path

from ardoise.desk.aged_balance import views

urlpatterns = [path("", views.aged_balance, name="settings")]
