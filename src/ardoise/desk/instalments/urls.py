"""The address of a plan to agree."""

from django.urls import path

from ardoise.desk.instalments import views

urlpatterns = [path("<int:customer_id>/plan/", views.agree, name="agree_plan")]
