"""The addresses of a plan: to agree it, to confirm it in writing."""

from django.urls import path

from ardoise.desk.instalments import confirming, views

urlpatterns = [
    path("<int:customer_id>/plan/", views.agree, name="agree_plan"),
    path("<int:customer_id>/plan/<int:plan_id>/confirmation/", confirming.confirmation, name="confirm_plan"),
]
