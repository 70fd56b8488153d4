"""Addresses of live votes."""

from django.urls import path

from . import views

app_name = "votes"
_C = "c/<slug:cluster>/votes/"
_V = f"{_C}<int:vote>/"
urlpatterns = [
    path(_C, views.vote_list, name="list"),
    path(f"{_C}screen/<str:token>/", views.screen, name="screen"),
    path("c/<slug:cluster>/cases/<int:case>/steps/<str:step>/election/", views.start, name="start"),
    path(_V, views.vote_detail, name="vote"),
    path(f"{_V}ballot/", views.ballot, name="ballot"),
    path(f"{_V}objection/", views.objection, name="objection"),
    path(f"{_V}card/", views.card, name="card"),
    path(f"{_V}control/", views.control, name="control"),
    path(f"{_V}record/", views.record, name="record"),
    path(f"{_V}close/", views.close, name="close"),
    path(f"{_V}annul/", views.annul, name="annul"),
    path(f"{_V}slips.json", views.slips, name="slips"),
]
