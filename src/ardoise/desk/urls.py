"""The addresses of the desk, screen by screen."""

urlpatterns: list = []
