"""The addresses of the aged balance."""

from django.urls import path

from ardoise.desk.aged_balance import acting, views

urlpatterns = [
    path("", views.aged_balance, name="aged_balance"),
    path("items/", views.items, name="aged_items"),
    path("items/calls/", acting.call, name="aged_call"),
    path("items/peace/", acting.leave, name="aged_leave"),
    path("export/<str:kind>/", views.export, name="aged_export"),
]
