"""Addresses of the living charter."""

from django.urls import path

from . import views

app_name = "clusters"
urlpatterns = [
    path("c/<slug:cluster>/charter/", views.charter, name="charter"),
    path("c/<slug:cluster>/charter/defaults/", views.defaults, name="defaults"),
    path("c/<slug:cluster>/charter/health/", views.health, name="health"),
    path("c/<slug:cluster>/charter/compare/", views.comparison, name="compare"),
    path("c/<slug:cluster>/charter/download/", views.download, name="download"),
    path("c/<slug:cluster>/charter/cases/", views.cases, name="cases"),
    path("c/<slug:cluster>/charter/matters/", views.matters, name="matters"),
    path("c/<slug:cluster>/charter/matters/<str:matter>/", views.matter, name="matter"),
    path("c/<slug:cluster>/charter/<str:clause>/", views.clause, name="clause"),
]
