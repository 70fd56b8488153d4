"""Addresses of the wizard."""

from django.urls import path

from .views import amending, changes, clauses, drafts, findings, live, parts, procedures, returning, rules, text, trials

app_name = "drafting"
_HERE = "new-cluster/<int:draft>"
urlpatterns = [
    path("new-cluster/", drafts.drafts, name="drafts"),
    path(f"{_HERE}/text/", text.text, name="text"),
    path(f"{_HERE}/text/correct/", text.correct, name="correct"),
    path(f"{_HERE}/text/adopt/", text.adopt, name="adopt"),
    path(f"{_HERE}/identity/", parts.identity, name="identity"),
    path(f"{_HERE}/organs/", parts.rows, {"section": "organs"}, name="organs"),
    path(f"{_HERE}/organs/<str:key>/", parts.row, {"section": "organs"}, name="organ"),
    path(f"{_HERE}/offices/", parts.rows, {"section": "offices"}, name="offices"),
    path(f"{_HERE}/offices/<str:key>/", parts.row, {"section": "offices"}, name="office"),
    path(f"{_HERE}/participants/", parts.rows, {"section": "categories"}, name="categories"),
    path(f"{_HERE}/participants/<str:key>/", parts.row, {"section": "categories"}, name="category"),
    path(f"{_HERE}/rules/", rules.rules, name="rules"),
    path(f"{_HERE}/rules/<str:scope>/<str:key>/", rules.rule, name="rule"),
    path(f"{_HERE}/procedures/", procedures.chains, name="chains"),
    path(f"{_HERE}/procedures/<str:matter>/", procedures.chain, name="chain"),
    path(f"{_HERE}/procedures/<str:matter>/<str:step>/", procedures.step, name="step"),
    path(f"{_HERE}/procedure/<str:matter>/", procedures.matter, name="matter"),
    path(f"{_HERE}/more/", parts.more, name="more"),
    path(f"{_HERE}/more/about/<str:name>/", parts.single, name="single"),
    path(f"{_HERE}/more/<str:section>/", parts.rows, name="rows"),
    path(f"{_HERE}/more/<str:section>/<str:key>/", parts.row, name="row"),
    path(f"{_HERE}/clauses/", clauses.clauses, name="clauses"),
    path(f"{_HERE}/clauses/<path:clause>/", clauses.clause, name="clause"),
    path(f"{_HERE}/try/", trials.trials, name="trials"),
    path(f"{_HERE}/words/", trials.preview, name="preview"),
    path(f"{_HERE}/download/", drafts.download, name="download"),
    path(f"{_HERE}/submit/", amending.submit, name="submit"),
    path("c/<slug:cluster>/amendments/draft/", amending.begin, name="amend"),
    path("c/<slug:cluster>/amendments/<int:amendment>/draft/", amending.revise, name="revise"),
    path("c/<slug:cluster>/amendments/adoption/draft/", returning.take_back, name="take_back"),
    path(f"{_HERE}/live/", live.live, name="live"),
    path(f"{_HERE}/done/", live.done, name="done"),
    path(f"{_HERE}/history/", drafts.history, name="history"),
    path(f"{_HERE}/history/<int:number>/restore/", drafts.restore, name="restore"),
    path(f"{_HERE}/editors/<int:editor>/remove/", drafts.editor_remove, name="editor_remove"),
    path(f"{_HERE}/delete/", drafts.delete, name="delete"),
    path("c/<slug:cluster>/charter/rules/set/", changes.change, name="rule_change"),
    path("c/<slug:cluster>/charter/rules/read/", changes.interpret, name="rule_interpret"),
    path("c/<slug:cluster>/charter/health/<path:finding>/note/", findings.finding, name="finding"),
]
