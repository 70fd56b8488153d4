"""Addresses of participants, applications, founders, agreements, holders and units."""

from django.urls import path

from .views import admission, agreements, applications, components, duties, founders, leaving, participants

app_name = "membership"
_P = "c/<slug:cluster>/participants/"
_F = "c/<slug:cluster>/founders/"
_A = "c/<slug:cluster>/agreements/"
_H = "c/<slug:cluster>/holdings/"
_U = "c/<slug:cluster>/components/"
urlpatterns = [
    path(_P, participants.participant_list, name="participants"),
    path(f"{_P}join/", admission.join, name="join"),
    path(f"{_P}leave/", leaving.choose, {"what": "leave"}, name="choose_leave"),
    path(f"{_P}exclude/", leaving.choose, {"what": "exclude"}, name="choose_exclude"),
    path(f"{_P}duties/new/", duties.duty_new, name="duty_new"),
    path(f"{_P}admissions/", applications.admissions, name="admissions"),
    path(f"{_P}admissions/<str:matter>/<str:step>/", applications.batch, name="batch"),
    path(f"{_P}<int:participant>/", participants.participant_card, name="participant"),
    path(f"{_P}<int:participant>/leave/", leaving.leave, name="leave"),
    path(f"{_P}<int:participant>/exclude/", leaving.exclude, name="exclude"),
    path("c/<slug:cluster>/cases/<int:case>/applicant/", admission.applicant, name="applicant"),
    path(_F, founders.founder_register, name="founders"),
    path(f"{_F}from-charter/", founders.founders_from_charter, name="founders_from_charter"),
    path(f"{_F}meeting/", founders.meeting, name="meeting"),
    path(f"{_F}<int:founder>/sign/", founders.sign, name="founder_sign"),
    path(_A, agreements.agreement_list, name="agreements"),
    path(f"{_A}new/", agreements.agreement_new, name="agreement_new"),
    path(f"{_A}<int:agreement>/end/", agreements.agreement_close, name="agreement_end"),
    path(_H, agreements.holding_list, name="holdings"),
    path(f"{_H}new/", agreements.holding_new, name="holding_new"),
    path(_U, components.component_list, name="components"),
    path(f"{_U}new/", components.component_new, name="component_new"),
    path(f"{_U}<int:component>/", components.component_card, name="component"),
    path(f"{_U}<int:component>/head/", components.component_head, name="component_head"),
    path("c/<slug:cluster>/acknowledge/", components.acknowledgement, name="acknowledge"),
]
