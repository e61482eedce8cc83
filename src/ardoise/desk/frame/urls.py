"""The addresses of the frame."""

from django.urls import path

from ardoise.desk.frame import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/link/<str:signed>/", views.session_link, name="session_link"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("company/", views.switch_company, name="switch_company"),
    path("language/", views.switch_language, name="switch_language"),
    path("theme/", views.switch_theme, name="switch_theme"),
]
