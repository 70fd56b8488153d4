"""Addresses of persons, organisations, offices, invitations and one's own account."""

from django.urls import path

from .views import imports, invitations, me, offices, organisations, persons, wording

app_name = "people"
_O = "c/<slug:cluster>/organisations/"
_P = "c/<slug:cluster>/people/"
urlpatterns = [
    path(_O, organisations.organisation_list, name="organisations"),
    path(f"{_O}new/", organisations.organisation_new, name="organisation_new"),
    path(f"{_O}import/", imports.import_upload, name="import"),
    path(f"{_O}import/template/", imports.import_template, name="import_template"),
    path(f"{_O}import/<int:batch>/", imports.import_preview, name="import_preview"),
    path(f"{_O}import/<int:batch>/faulty/", imports.import_faulty, name="import_faulty"),
    path(f"{_O}import/<int:batch>/apply/", imports.import_apply, name="import_apply"),
    path(f"{_O}import/<int:batch>/discard/", imports.import_discard, name="import_discard"),
    path(f"{_O}<int:organisation>/", organisations.organisation_card, name="organisation"),
    path(f"{_O}<int:organisation>/edit/", organisations.organisation_edit, name="organisation_edit"),
    path(f"{_O}<int:organisation>/merge/", organisations.organisation_merge, name="organisation_merge"),
    path(
        f"{_O}<int:organisation>/contacts/new/", organisations.organisation_contact_add, name="organisation_contact_add"
    ),
    path(
        f"{_O}<int:organisation>/contacts/<int:contact>/",
        organisations.organisation_contact_change,
        name="organisation_contact_change",
    ),
    path(f"{_O}<int:organisation>/marks/new/", organisations.flag_new, name="flag_new"),
    path(f"{_O}<int:organisation>/marks/<int:flag>/end/", organisations.flag_end, name="flag_end"),
    path(_P, persons.person_list, name="persons"),
    path(f"{_P}new/", persons.person_new, name="person_new"),
    path(f"{_P}offices/", offices.office_list, name="offices"),
    path(f"{_P}offices/assign/", offices.office_assign, name="office_assign"),
    path(f"{_P}offices/holdings/<int:holding>/end/", offices.office_end, name="office_end"),
    path(f"{_P}offices/<str:office>/", offices.office_card, name="office"),
    path(f"{_P}invitations/", invitations.invitation_list, name="invitations"),
    path(f"{_P}invitations/new/", invitations.invite, name="invite"),
    path(f"{_P}invitations/<int:invitation>/withdraw/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path(f"{_P}<int:person>/", persons.person_card, name="person"),
    path(f"{_P}posts/cases/", wording.post_forms, name="post_forms"),
    path(f"{_P}<int:person>/cases/", wording.name_forms, name="name_forms"),
    path(f"{_P}<int:person>/edit/", persons.person_edit, name="person_edit"),
    path(f"{_P}<int:person>/positions/new/", persons.affiliation_new, name="affiliation_new"),
    path(f"{_P}<int:person>/positions/<int:affiliation>/end/", persons.affiliation_end, name="affiliation_end"),
    path(f"{_P}<int:person>/contacts/new/", persons.person_contact_add, name="person_contact_add"),
    path(f"{_P}<int:person>/contacts/<int:contact>/", persons.person_contact_change, name="person_contact_change"),
    path(f"{_P}<int:person>/account/close/", persons.account_close, name="account_close"),
    path("invitations/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
    path("me/", me.me, name="me"),
    path("me/welcome/", me.welcome, name="welcome"),
    path("me/edit/", me.me_edit, name="me_edit"),
    path("me/contacts/new/", me.me_contact_add, name="me_contact_add"),
    path("me/contacts/<int:contact>/", me.me_contact_change, name="me_contact_change"),
    path("me/consents/<slug:purpose>/", me.me_consent, name="me_consent"),
    path("me/data/", me.me_data, name="me_data"),
    path("me/close/", me.me_close, name="me_close"),
]
