"""The addresses of the disputes."""

from django.urls import path

from ardoise.desk.disputes import decisions, views

urlpatterns = [
    path("", views.board, name="disputes"),
    path("<int:dispute_id>/", views.dispute, name="dispute"),
    path("<int:dispute_id>/resolver/", decisions.assign, name="assign_dispute"),
    path("<int:dispute_id>/stage/", decisions.move, name="move_dispute"),
    path("<int:dispute_id>/credit-note/", decisions.ask_for_credit_note, name="ask_for_credit_note"),
    path("<int:dispute_id>/remarks/", decisions.remark, name="remark_dispute"),
    path("<int:dispute_id>/remarks/<int:remark_id>/file/", views.joined, name="dispute_file"),
    path("<int:dispute_id>/answers/<int:answer_id>/", decisions.decide_answer, name="decide_answer"),
    path("<int:dispute_id>/outcome/", decisions.settle, name="settle_dispute"),
]
