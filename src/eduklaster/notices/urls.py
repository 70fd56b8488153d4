"""Addresses of letters."""

from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [
    path("me/letters/", views.mine, name="mine"),
    path("me/letters/rhythm/", views.rhythm, name="rhythm"),
    path("me/letters/<int:letter>/", views.letter, name="letter"),
    path("letters/stop/<str:token>/", views.stop, name="stop"),
    path("letters/unsent/", views.unsent, name="unsent"),
    path("letters/unsent/<int:letter>/again/", views.again, name="again"),
]
