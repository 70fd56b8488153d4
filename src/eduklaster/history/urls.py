"""Addresses of histories and of the journal."""

from django.urls import path

from . import views

app_name = "history"
_H = "c/<slug:cluster>/history/"
urlpatterns = [
    path(_H, views.journal, name="journal"),
    path(f"{_H}verify/", views.verification, name="verify"),
    path(f"{_H}<slug:kind>/<str:identifier>/", views.thing_history, name="object"),
]
