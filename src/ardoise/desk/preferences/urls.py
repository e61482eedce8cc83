"""The addresses of the settings."""

from django.urls import path

from ardoise.desk.preferences import channels, domain, mail, mine, people, views
from ardoise.desk.reconciliation import settings as reconciliation
from ardoise.desk.replies import mailbox

urlpatterns = [
    path("", views.settings, name="settings"),
    path("company/", views.company, name="settings_company"),
    path("dunning/", views.dunning, name="settings_dunning"),
    path("due-date/", views.due_date, name="settings_due_date"),
    path("reconciliation/", reconciliation.tolerances, name="settings_reconciliation"),
    path("reconciliation/limits/", reconciliation.limit, name="limit_write_offs"),
    path("mail/", mail.mail_server, name="settings_mail"),
    path("replies/", mailbox.mailbox, name="settings_replies"),
    path("domain/", domain.sending_domain, name="settings_domain"),
    path("domain/acceptance/", domain.accept, name="accept_domain"),
    path("channels/", channels.channels, name="settings_channels"),
    path("channels/<str:channel>/", channels.channel, name="settings_channel"),
    path("people/", people.people, name="settings_people"),
    path("people/new/", people.add, name="add_person"),
    path("people/<int:membership_id>/role/", people.change_role, name="change_role"),
    path("people/<int:membership_id>/removal/", people.remove, name="remove_person"),
    path("companies/new/", views.new_company, name="new_company"),
    path("mine/", mine.mine, name="settings_mine"),
]
