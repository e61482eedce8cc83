"""The addresses of the outbox."""

from django.urls import path

from ardoise.desk.outbox import decisions, doubts, proofs, views

urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("<int:message_id>/", views.message, name="message"),
    path("<int:message_id>/html/", views.as_html, name="message_html"),
    path("<int:message_id>/attachments/<int:attachment_id>/", views.attachment, name="attachment"),
    path("<int:message_id>/proofs/", proofs.bring, name="bring_proof"),
    path("<int:message_id>/proofs/<int:proof_id>/", proofs.paper, name="proof"),
    path("<int:message_id>/decision/", decisions.decide, name="decide"),
    path("<int:message_id>/withdrawal/", decisions.withdraw, name="withdraw"),
    path("doubts/", doubts.confirm, name="confirm_doubts"),
    path("doubts/decision/", doubts.decide, name="decide_doubts"),
    path("kept/forgetting/", decisions.forget_kept, name="forget_kept"),
    path("adoption/", decisions.adopt, name="adopt_database"),
    path("stop/", decisions.stop, name="stop_sending"),
    path("resumption/", decisions.resume, name="resume_sending"),
]
