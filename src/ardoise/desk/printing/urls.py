"""The addresses of printing."""

from django.urls import path

from ardoise.desk.printing import views

urlpatterns = [
    path("", views.printing, name="printing"),
    path("batches/", views.make, name="make_batch"),
    path("batches/<int:batch_id>/pdf/", views.pdf, name="batch_pdf"),
    path("batches/<int:batch_id>/posting/", views.post, name="post_batch"),
    path("batches/<int:batch_id>/undoing/", views.unmake, name="unmake_batch"),
    path("letters/<int:message_id>/removal/", views.take_out, name="take_out"),
]
