"""Addresses of cases and acts."""

from django.urls import path

from .views import acts, cases, delegations, ending, evidence, matters, steps

app_name = "procedures"
urlpatterns = [
    path("c/<slug:cluster>/cases/", cases.case_list, name="cases"),
    path("c/<slug:cluster>/cases/open/", matters.matter_list, name="matters"),
    path("c/<slug:cluster>/cases/open/<str:matter>/", matters.case_create, name="open"),
    path("c/<slug:cluster>/cases/<int:case>/", cases.case_detail, name="case"),
    path("c/<slug:cluster>/cases/<int:case>/evidence/", evidence.evidence, name="evidence"),
    path("c/<slug:cluster>/cases/<int:case>/evidence/<int:evidence>/", evidence.evidence_file, name="evidence_file"),
    path("c/<slug:cluster>/cases/<int:case>/steps/<str:step>/", steps.step, name="step"),
    path("c/<slug:cluster>/cases/<int:case>/steps/<str:step>/decline/", steps.decline, name="decline"),
    path("c/<slug:cluster>/cases/<int:case>/follow/", cases.follow, name="follow"),
    path("c/<slug:cluster>/delegations/", delegations.delegation_list, name="delegations"),
    path("c/<slug:cluster>/delegations/new/", delegations.delegation_new, name="delegation_new"),
    path("c/<slug:cluster>/delegations/<int:delegation>/", delegations.delegation_detail, name="delegation"),
    path("c/<slug:cluster>/delegations/<int:delegation>/end/", delegations.delegation_end, name="delegation_end"),
    path("c/<slug:cluster>/winding-up/", ending.winding_up, name="winding_up"),
    path("c/<slug:cluster>/acts/", acts.act_list, name="acts"),
    path("c/<slug:cluster>/acts/<int:act>/", acts.act_detail, name="act"),
    path("c/<slug:cluster>/acts/<int:act>/correct/", acts.act_correction, name="act_correct"),
]
