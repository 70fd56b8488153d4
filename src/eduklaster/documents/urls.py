"""Addresses of documents and of the page that checks them."""

from django.urls import path

from .views import blanks, issued, making, signed, verifying

app_name = "documents"
urlpatterns = [
    path("c/<slug:cluster>/documents/", issued.document_list, name="list"),
    path("c/<slug:cluster>/documents/of/<str:subject>/<int:pk>/", making.choose, name="of"),
    path("c/<slug:cluster>/documents/make/<slug:kind>/<int:pk>/", making.draft, name="draft"),
    path("c/<slug:cluster>/documents/make/<slug:kind>/<int:pk>/pdf/", making.draft_pdf, name="draft_pdf"),
    path("c/<slug:cluster>/documents/make/<slug:kind>/<int:pk>/docx/", making.draft_docx, name="draft_docx"),
    path("c/<slug:cluster>/documents/make/<slug:kind>/<int:pk>/issue/", making.issue, name="issue"),
    path("c/<slug:cluster>/documents/blank/", blanks.blank, name="blank"),
    path("c/<slug:cluster>/documents/blank/change/", blanks.blank_change, name="blank_change"),
    path("c/<slug:cluster>/documents/blank/sample/", blanks.blank_sample, name="blank_sample"),
    path("c/<slug:cluster>/documents/blank/specimen.pdf", blanks.blank_specimen_pdf, name="blank_specimen_pdf"),
    path("c/<slug:cluster>/documents/blank/specimen.docx", blanks.blank_specimen_docx, name="blank_specimen_docx"),
    path("c/<slug:cluster>/documents/blank/<int:version>/", blanks.blank_file, name="blank_file"),
    path("c/<slug:cluster>/documents/<int:document>/", issued.document_detail, name="document"),
    path("c/<slug:cluster>/documents/<int:document>/pdf/", issued.document_pdf, name="pdf"),
    path("c/<slug:cluster>/documents/<int:document>/docx/", issued.document_docx, name="docx"),
    path("c/<slug:cluster>/documents/<int:document>/signed/", signed.signed_copy_new, name="signed_copy_new"),
    path("c/<slug:cluster>/documents/<int:document>/signed/<int:copy>/", signed.signed_copy_file, name="signed_copy"),
    path("verify/", verifying.verify, name="verify"),
    path("verify/<slug:code>/", verifying.verified, name="verified"),
]
