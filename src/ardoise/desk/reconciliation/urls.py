"""The addresses of the workbench."""

from django.urls import path

from ardoise.desk.reconciliation import accounts, bulk, clearing, decisions, deposits, done, instruments, learned, views

urlpatterns = [
    path("", views.receipts, name="receipts"),
    path("<int:movement_id>/", views.receipt, name="receipt"),
    path("<int:movement_id>/acceptance/", decisions.accept, name="accept_match"),
    path("<int:movement_id>/choice/", decisions.choose, name="choose_items"),
    path("<int:movement_id>/question/", decisions.ask, name="ask_customer"),
    path("<int:movement_id>/mark/", decisions.mark, name="mark_movement"),
    path("explanations/", bulk.explain, name="explain_anew"),
    path("many/", bulk.confirm, name="confirm_bulk"),
    path("many/applied/", bulk.apply, name="apply_bulk"),
    path("account/", clearing.on_account, name="on_account"),
    path("account/<int:customer_id>/", clearing.account, name="clear_items"),
    path("account/<int:customer_id>/clearing/", clearing.clear, name="apply_clearing"),
    path("account/<int:customer_id>/letting-go/", clearing.let_go, name="let_go"),
    path("bank/", accounts.bank, name="bank"),
    path("bank/export/", accounts.export, name="export_reconciliations"),
    path("bank/returns/<int:movement_id>/", accounts.decide_return, name="decide_return"),
    path("bank/differences/<int:difference_id>/", accounts.decide_difference, name="decide_difference"),
    path("cheques/", instruments.instruments, name="instruments"),
    path("cheques/<int:movement_id>/return/", instruments.give_back, name="give_back_instrument"),
    path("cheques/slips/", deposits.make, name="make_deposit"),
    path("cheques/slips/undoing/", deposits.undo, name="undo_deposit"),
    path("cheques/slips/paper/", deposits.paper, name="deposit_slip"),
    path("learned/", learned.learned, name="learned"),
    path("learned/<str:kind>/<int:learned_id>/", learned.forget, name="forget_learned"),
    path("done/", done.reconciliations, name="reconciliations"),
    path("done/<int:reconciliation_id>/", done.reconciliation, name="reconciliation"),
    path("done/<int:reconciliation_id>/undoing/", done.undo, name="undo_reconciliation"),
]
