"""Addresses of amendments and of votes counted again."""

from django.urls import path

from .views import adoption, amendments, comparing, recommendations

app_name = "amendments"
_C = "c/<slug:cluster>/"
_A = f"{_C}amendments/<int:amendment>/"
_R = f"{_C}amendments/recommendations/<int:recommendation>/"
urlpatterns = [
    path(f"{_C}amendments/", amendments.amendment_list, name="list"),
    path(f"{_C}amendments/begin/", amendments.begin, name="begin"),
    path(f"{_C}amendments/adoption/", adoption.adoption, name="adoption"),
    path(f"{_C}amendments/adoption/<str:matter>/open/", adoption.open_case, name="adoption_open"),
    path(f"{_C}amendments/adoption/<str:matter>/declare/", adoption.declare, name="declare"),
    path(f"{_C}amendments/replay/", comparing.replay, name="replay"),
    path(_A, amendments.amendment_detail, name="amendment"),
    path(f"{_A}redline/", comparing.redline, name="redline"),
    path(f"{_A}impact/", comparing.impact, name="impact"),
    path(f"{_A}recommend/", recommendations.recommend, name="recommend"),
    path(_R, recommendations.recommendation_detail, name="recommendation"),
    path(f"{_R}answer/", recommendations.answer, name="answer"),
    path(f"{_R}withdraw/", recommendations.take_back, name="withdraw"),
]
