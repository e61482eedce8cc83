from django.urls import path

from ardoise.desk.today import views

urlpatterns = [path("", views.today, name="today")]
