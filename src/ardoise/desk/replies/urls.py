"""The addresses of the replies."""

from django.urls import path

from ardoise.desk.replies import decisions, mailbox, views

urlpatterns = [
    path("", views.replies, name="replies"),
    path("fetching/", mailbox.fetch, name="fetch_replies"),
    path("<int:reply_id>/", views.reply, name="reply"),
    path("<int:reply_id>/mail/", views.raw, name="reply_mail"),
    path("<int:reply_id>/customer/", decisions.attach, name="attach_reply"),
    path("<int:reply_id>/closing/", decisions.close, name="close_reply"),
    path("<int:reply_id>/findings/<int:finding_id>/", decisions.decide, name="decide_finding"),
]
