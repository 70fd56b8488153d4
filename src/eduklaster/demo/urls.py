"""Addresses of the room."""

from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [
    path("demo/", views.index, name="index"),
    path("demo/sign-in/<slug:key>/", views.sign_in, name="sign_in"),
]
