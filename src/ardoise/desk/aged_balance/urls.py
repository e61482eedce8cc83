"""The addresses of the aged balance."""

from django.urls import path

from ardoise.desk.aged_balance import views

urlpatterns = [
    path("", views.aged_balance, name="aged_balance"),
    path("items/", views.items, name="aged_items"),
    path("export/<str:kind>/", views.export, name="aged_export"),
]
