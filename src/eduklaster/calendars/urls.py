"""Addresses of calendars."""

from django.urls import path

from . import views

app_name = "calendars"
urlpatterns = [
    path("me/calendar/", views.mine, name="mine"),
    path("me/calendar/make/", views.make, name="make"),
    path("me/calendar/revoke/", views.revoke, name="revoke"),
    path("calendar/<str:token>.ics", views.personal, name="personal"),
    path("c/<slug:cluster>/sessions.ics", views.of_cluster, name="cluster"),
]
