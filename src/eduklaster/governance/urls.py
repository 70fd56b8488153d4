"""Addresses of organs and votes."""

from django.urls import path

from .views import ballots, hosts, matters, organs, votes

app_name = "governance"
_C = "c/<slug:cluster>/"
urlpatterns = [
    path(f"{_C}organs/", organs.organ_list, name="organs"),
    path(f"{_C}organs/compose/", matters.compose, name="compose"),
    path(f"{_C}organs/elect/", matters.elect, name="elect"),
    path(f"{_C}organs/appoint/", matters.appoint, name="appoint"),
    path(f"{_C}organs/dismiss/", matters.dismiss, name="dismiss"),
    path(f"{_C}organs/designate/", matters.designate, name="designate"),
    path(f"{_C}organs/<slug:organ>/", organs.organ_card, name="organ"),
    path(f"{_C}organs/<slug:organ>/members/", hosts.members, name="members"),
    path(f"{_C}cases/<int:case>/steps/<str:step>/vote/", votes.vote, name="vote"),
    path(f"{_C}ballots/", ballots.ballot_list, name="ballots"),
    path(f"{_C}ballots/<int:ballot>/", ballots.ballot_detail, name="ballot"),
]
