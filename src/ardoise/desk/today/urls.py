"""The addresses of Today."""

from django.urls import path

from ardoise.desk.today import approvals, aside, errands, restraints, views

urlpatterns = [
    path("", views.today, name="today"),
    path("not-chased/", views.not_chased, name="not_chased"),
    path("runs/", views.compute, name="compute"),
    path("errands/<int:errand_id>/progress/", errands.progress, name="errand_progress"),
    path("proposals/<int:proposal_id>/", views.proposal, name="proposal"),
    path("proposals/<int:proposal_id>/statement.pdf", views.statement, name="proposal_statement"),
    path("proposals/<int:proposal_id>/approval/", approvals.approve_one, name="approve_one"),
    path("proposals/<int:proposal_id>/restraints/<str:kind>/", restraints.restrain, name="restrain"),
    path("proposals/exclusions/", aside.put_off, {"kind": "exclude"}, name="exclude"),
    path("proposals/postponements/", aside.put_off, {"kind": "postpone"}, name="postpone"),
    path("set-aside/", aside.listed, name="set_aside"),
    path("set-aside/return/", aside.take_back, name="take_back_aside"),
    path("approvals/confirmation/", approvals.confirm, name="confirm_approvals"),
    path("approvals/", approvals.approve, name="approve"),
]
