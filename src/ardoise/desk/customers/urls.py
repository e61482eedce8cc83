"""The addresses of customers, their restraints and their contacts."""

from django.urls import path

from ardoise.desk.customers import contacts, evidence, listing, overrides, reach, restraints, settings, views

urlpatterns = [
    path("", listing.customers, name="customers"),
    path("<int:customer_id>/", views.customer, name="customer"),
    path("<int:customer_id>/timeline/", views.timeline, name="customer_timeline"),
    path("<int:customer_id>/evidence/", evidence.export, name="customer_evidence"),
    path("<int:customer_id>/terms/", settings.change, name="customer_settings"),
    path("<int:customer_id>/note/", settings.note, name="customer_note"),
    path("<int:customer_id>/restraints/<str:kind>/", restraints.restrain, name="restrain_customer"),
    path("<int:customer_id>/restraints/<str:kind>/<int:restraint_id>/end/", restraints.end, name="end_restraint"),
    path("<int:customer_id>/notices/<int:restraint_id>/proof/", restraints.proof, name="notice_proof"),
    path("<int:customer_id>/policy/", overrides.override, name="override_policy"),
    path("<int:customer_id>/policy/<int:override_id>/end/", overrides.end_override, name="end_override"),
    path("<int:customer_id>/address/", reach.address, name="customer_address"),
    path("<int:customer_id>/opt-outs/", reach.opt_out, name="opt_out"),
    path("<int:customer_id>/opt-outs/<int:opt_out_id>/end/", reach.opt_in, name="opt_in"),
    path("<int:customer_id>/contacts/new/", contacts.add, name="add_contact"),
    path("<int:customer_id>/contacts/<int:contact_id>/", contacts.change, name="change_contact"),
    path("<int:customer_id>/contacts/<int:contact_id>/again/", contacts.write_again, name="write_again"),
    path("<int:customer_id>/contacts/<int:contact_id>/removal/", contacts.remove, name="remove_contact"),
]
