"""Addresses of the public site."""

from django.urls import path

from . import views

app_name = "public"
urlpatterns = [
    path("", views.front, name="front"),
    path("c/<slug:cluster>/", views.cluster, name="cluster"),
    path("c/<slug:cluster>/acts.atom", views.ActsFeed(), name="feed"),
    path("c/<slug:cluster>/news.atom", views.NewsFeed(), name="news"),
    path("c/<slug:cluster>/decisions/", views.decisions, name="decisions"),
    path("c/<slug:cluster>/decisions/<int:act>/", views.decision, name="decision"),
    path("c/<slug:cluster>/meetings/", views.meetings, name="sessions"),
    path("c/<slug:cluster>/meetings/<int:session>/", views.meeting, name="session"),
    path("check/", views.check, name="check"),
    path("privacy/", views.statement, {"page": "privacy"}, name="privacy"),
    path("accessibility/", views.statement, {"page": "accessibility"}, name="accessibility"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
