"""Addresses of the wizard."""

from django.urls import path

from . import views

app_name = "drafting"
urlpatterns = [
    path("new-cluster/", views.drafts, name="drafts"),
    path("new-cluster/<int:draft>/text/", views.text, name="text"),
    path("new-cluster/<int:draft>/text/correct/", views.correct, name="correct"),
    path("new-cluster/<int:draft>/text/adopt/", views.adopt, name="adopt"),
    path("new-cluster/<int:draft>/identity/", views.identity, name="identity"),
    path("new-cluster/<int:draft>/organs/", views.organs, name="organs"),
    path("new-cluster/<int:draft>/organs/<str:organ>/", views.organ, name="organ"),
    path("new-cluster/<int:draft>/offices/", views.offices, name="offices"),
    path("new-cluster/<int:draft>/offices/<str:office>/", views.office, name="office"),
    path("new-cluster/<int:draft>/participants/", views.categories, name="categories"),
    path("new-cluster/<int:draft>/participants/<str:category>/", views.category, name="category"),
    path("new-cluster/<int:draft>/procedures/", views.chains, name="chains"),
    path("new-cluster/<int:draft>/procedures/<str:matter>/", views.chain, name="chain"),
    path("new-cluster/<int:draft>/try/", views.trials, name="trials"),
    path("new-cluster/<int:draft>/words/", views.preview, name="preview"),
    path("new-cluster/<int:draft>/download/", views.download, name="download"),
    path("new-cluster/<int:draft>/live/", views.live, name="live"),
    path("new-cluster/<int:draft>/done/", views.done, name="done"),
    path("new-cluster/<int:draft>/delete/", views.delete, name="delete"),
    path("c/<slug:cluster>/charter/health/<path:finding>/note/", views.finding, name="finding"),
]
