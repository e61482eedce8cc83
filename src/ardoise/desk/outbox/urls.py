from django.urls import path

from ardoise.desk.outbox import views

urlpatterns = [path("", views.outbox, name="outbox")]
