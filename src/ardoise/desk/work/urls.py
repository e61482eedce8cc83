"""The addresses of the worklist."""

from django.urls import path

from ardoise.desk.work import bulk, customers, handing, views

urlpatterns = [
    path("", views.work, name="work"),
    path("postponements/", bulk.put_off, name="postpone_work"),
    path("handovers/", handing.hand_over, name="hand_over_work"),
    path("handovers/<slug:row>/", handing.handing, name="handing"),
    path("handovers/<slug:row>/end/", handing.give_back, name="give_back_work"),
    path("absences/", views.absences, name="absences"),
    path("absences/<int:absence_id>/end/", views.call_back, name="end_absence"),
    path("customers/<int:customer_id>/", customers.customer, name="work_customer"),
    path("customers/<int:customer_id>/script/", customers.script, name="call_script"),
    path("customers/<int:customer_id>/outcome/", customers.note, name="note_call"),
    path("customers/<int:customer_id>/task/", customers.ask, name="ask_call"),
    path("targets/", views.target, name="set_target"),
]
