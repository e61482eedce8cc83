"""The addresses of the workbench."""

from django.urls import path

from ardoise.desk.reconciliation import bulk, decisions, done, views

urlpatterns = [
    path("", views.receipts, name="receipts"),
    path("<int:movement_id>/", views.receipt, name="receipt"),
    path("<int:movement_id>/acceptance/", decisions.accept, name="accept_match"),
    path("<int:movement_id>/choice/", decisions.choose, name="choose_items"),
    path("<int:movement_id>/mark/", decisions.mark, name="mark_movement"),
    path("many/", bulk.confirm, name="confirm_bulk"),
    path("many/applied/", bulk.apply, name="apply_bulk"),
    path("done/", done.reconciliations, name="reconciliations"),
    path("done/<int:reconciliation_id>/", done.reconciliation, name="reconciliation"),
    path("done/<int:reconciliation_id>/undoing/", done.undo, name="undo_reconciliation"),
]
