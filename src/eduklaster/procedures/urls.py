"""Addresses of cases and acts."""

from django.urls import path

from . import views

app_name = "procedures"
urlpatterns = [
    path("c/<slug:cluster>/cases/", views.case_list, name="cases"),
    path("c/<slug:cluster>/cases/open/", views.matter_list, name="matters"),
    path("c/<slug:cluster>/cases/open/<str:matter>/", views.case_create, name="open"),
    path("c/<slug:cluster>/cases/<int:case>/", views.case_detail, name="case"),
    path("c/<slug:cluster>/cases/<int:case>/history/", views.case_history, name="case_history"),
    path("c/<slug:cluster>/cases/<int:case>/evidence/", views.evidence, name="evidence"),
    path("c/<slug:cluster>/cases/<int:case>/evidence/<int:evidence>/", views.evidence_file, name="evidence_file"),
    path("c/<slug:cluster>/cases/<int:case>/steps/<str:step>/", views.step, name="step"),
    path("c/<slug:cluster>/cases/<int:case>/steps/<str:step>/decline/", views.decline, name="decline"),
    path("c/<slug:cluster>/acts/", views.act_list, name="acts"),
    path("c/<slug:cluster>/acts/<int:act>/", views.act_detail, name="act"),
    path("c/<slug:cluster>/acts/<int:act>/correct/", views.act_correction, name="act_correct"),
]
