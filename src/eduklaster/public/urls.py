"""Addresses of the public site."""

from django.urls import path

from . import views

app_name = "public"
urlpatterns = [
    path("", views.front, name="front"),
    path("c/<slug:cluster>/", views.cluster, name="cluster"),
    path("c/<slug:cluster>/acts.atom", views.ActsFeed(), name="feed"),
    path("check/", views.check, name="check"),
    path("privacy/", views.statement, {"page": "privacy"}, name="privacy"),
    path("accessibility/", views.statement, {"page": "accessibility"}, name="accessibility"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
