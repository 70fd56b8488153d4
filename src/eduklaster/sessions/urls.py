"""Addresses of sessions and proposals."""

from django.urls import path

from . import views

app_name = "sessions"
_C = "c/<slug:cluster>/"
_S = f"{_C}sessions/<int:session>/"
_I = f"{_S}items/<int:item>/"
urlpatterns = [
    path(f"{_C}sessions/", views.session_list, name="list"),
    path(f"{_C}sessions/plan/", views.session_new, name="plan"),
    path(f"{_C}sessions/enter/", views.session_on_paper, name="enter"),
    path(_S, views.session_detail, name="session"),
    path(f"{_S}edit/", views.session_edit, name="edit"),
    path(f"{_S}notify/", views.session_announce, name="notify"),
    path(f"{_S}attendance/", views.session_attendance, name="attendance"),
    path(f"{_S}open/", views.session_begin, name="open"),
    path(f"{_S}leaders/", views.session_leaders, name="leaders"),
    path(f"{_S}reconvene/", views.session_again, name="reconvene"),
    path(f"{_S}cancel/", views.session_call_off, name="cancel"),
    path(f"{_S}close/", views.session_end, name="close"),
    path(f"{_S}sign/", views.session_sign, name="sign"),
    path(f"{_S}minutes/", views.minutes_file, name="minutes"),
    path(f"{_S}items/add/", views.item_new, name="item_add"),
    path(_I, views.item_detail, name="item"),
    path(f"{_I}move/", views.item_shift, name="item_move"),
    path(f"{_I}remove/", views.item_take_off, name="item_remove"),
    path(f"{_I}vote/", views.item_vote, name="item_vote"),
    path(f"{_I}votes/<int:vote>/round/", views.item_round, name="item_round"),
    path(f"{_I}consensus/", views.item_consensus, name="consensus"),
    path(f"{_I}papers/", views.paper_new, name="paper_add"),
    path(f"{_I}conflict/", views.conflict_new, name="conflict"),
    path(f"{_I}papers/<int:paper>/", views.paper_file, name="paper"),
    path(f"{_I}papers/<int:paper>/remove/", views.paper_take_away, name="paper_remove"),
    path(f"{_C}proposals/", views.proposal_list, name="proposals"),
    path(f"{_C}proposals/file/", views.proposal_new, name="proposal_file"),
    path(f"{_C}proposals/<int:proposal>/", views.proposal_detail, name="proposal"),
    path(f"{_C}proposals/<int:proposal>/admit/", views.proposal_sort, name="proposal_admit"),
    path(f"{_C}proposals/<int:proposal>/answer/", views.proposal_answer, name="proposal_dispose"),
    path(f"{_C}proposals/<int:proposal>/withdraw/", views.proposal_take_back, name="proposal_withdraw"),
]
