"""Addresses of tasks and of the calendar."""

from django.urls import path

from . import views

app_name = "execution"
_C = "c/<slug:cluster>/"
_T = f"{_C}tasks/<int:task>/"
urlpatterns = [
    path(f"{_C}duties/", views.calendar, name="calendar"),
    path(f"{_C}tasks/", views.task_list, name="tasks"),
    path(f"{_C}tasks/give/", views.task_new, name="task_give"),
    path(f"{_C}reports/", views.head_report_list, name="head_reports"),
    path(f"{_C}reports/new/", views.head_report_new, name="head_report_new"),
    path(f"{_C}reports/<int:head_report>/", views.head_report_detail, name="head_report"),
    path(f"{_C}reports/<int:head_report>/write/", views.head_report_words, name="head_report_write"),
    path(f"{_C}reports/<int:head_report>/send/", views.head_report_handed_in, name="head_report_send"),
    path(_T, views.task_detail, name="task"),
    path(f"{_T}take/", views.task_taken, name="task_take"),
    path(f"{_T}report/", views.task_done, name="task_report"),
    path(f"{_T}check/", views.task_checked, name="task_check"),
    path(f"{_T}extend/", views.task_longer, name="task_extend"),
    path(f"{_T}extend/answer/", views.task_longer_answer, name="task_extend_answer"),
    path(f"{_T}contest/", views.task_powers, name="task_contest"),
    path(f"{_T}decide/", views.task_ruling, name="task_decide"),
    path(f"{_T}withdraw/", views.task_back, name="task_withdraw"),
    path(f"{_T}proofs/<int:proof>/", views.proof_file, name="proof"),
]
