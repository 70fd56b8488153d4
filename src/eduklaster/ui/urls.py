"""Addresses of the room."""

from django.urls import path
from django.views.i18n import set_language

from eduklaster.ui import views

app_name = "ui"
urlpatterns = [
    path("ui/appearance/", views.appearance_set, name="appearance"),
    path("ui/language/", set_language, name="language"),
    path("ui/kit/", views.kit, name="kit"),
]
