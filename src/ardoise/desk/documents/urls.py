"""The addresses of the copies of invoices."""

from django.urls import path

from ardoise.desk.documents import views

urlpatterns = [
    path("", views.documents, name="documents"),
    path("<int:document_id>/", views.document, name="document"),
]
