"""The addresses of personal messages, under the customer's."""

from django.urls import path

from ardoise.desk.personal_messages import views

urlpatterns = [
    path("<int:customer_id>/writing/", views.write, name="write"),
    path("<int:customer_id>/writing/paper/", views.paper, name="writing_paper"),
    path("<int:customer_id>/writing/preview/", views.preview, name="preview_writing"),
]
