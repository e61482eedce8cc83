"""Every address of the house."""

from django.urls import include, path

urlpatterns = [path("l/", include("ardoise.portal.urls")), path("", include("ardoise.desk.urls"))]

handler400 = "ardoise.desk.frame.refusals.bad_request"
handler403 = "ardoise.desk.frame.refusals.forbidden"
handler404 = "ardoise.desk.frame.refusals.not_found"
handler500 = "ardoise.desk.frame.refusals.server_error"
