"""Addresses of the signed-in home."""

from django.urls import path

from . import views

app_name = "desk"
urlpatterns = [
    path("my/", views.start, name="start"),
    path("c/<slug:cluster>/my/", views.home, name="home"),
    path("c/<slug:cluster>/search/", views.find, name="search"),
]
