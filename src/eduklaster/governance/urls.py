"""Addresses of organs and votes."""

from django.urls import path

from . import views

app_name = "governance"
_C = "c/<slug:cluster>/"
urlpatterns = [
    path(f"{_C}organs/", views.organ_list, name="organs"),
    path(f"{_C}organs/compose/", views.compose, name="compose"),
    path(f"{_C}organs/elect/", views.elect, name="elect"),
    path(f"{_C}organs/appoint/", views.appoint, name="appoint"),
    path(f"{_C}organs/designate/", views.designate, name="designate"),
    path(f"{_C}organs/<slug:organ>/", views.organ_card, name="organ"),
    path(f"{_C}cases/<int:case>/steps/<str:step>/vote/", views.vote, name="vote"),
    path(f"{_C}ballots/", views.ballot_list, name="ballots"),
    path(f"{_C}ballots/<int:ballot>/", views.ballot_detail, name="ballot"),
]
