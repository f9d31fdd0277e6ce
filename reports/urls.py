"""Addresses of the reports and of pages that read across the house."""

from django.urls import path

from reports.views import matrix, overview, programmes, staff

app_name = "reports"

# /reports/
report_urls = [
    path("reports/", overview.overview, name="overview"),
]

# /admin/sessions/<code>/ and the rows behind a number
staff_urls = [
    path("admin/sessions/<str:code>/", staff.session, name="session"),
    path("admin/participations/", staff.participations, name="participations"),
]

# /admin/programme/<code>/
programme_urls = [
    path("admin/programme/", programmes.programmes, name="programmes"),
    path("admin/programme/<slug:code>/", programmes.programme, name="programme"),
]

# /admin/programme/<code>/matrix/
matrix_urls = [
    path("admin/programme/<slug:code>/matrix/", matrix.matrix, name="matrix"),
    path("admin/programme/<slug:code>/matrix/workbook/", matrix.matrix_workbook, name="matrix_workbook"),
    path("admin/programme/<slug:code>/matrix/print/", matrix.print_matrix, name="print_matrix"),
    path("admin/programme/<slug:code>/matrix/print/<slug:token>/", matrix.matrix_file, name="matrix_file"),
    path("admin/programme/<slug:code>/matrix/findings/<int:pk>/", matrix.finding, name="finding"),
    path("admin/programme/<slug:code>/matrix/findings/<int:pk>/answers/", matrix.answers, name="answers"),
    path("admin/programme/<slug:code>/matrix/modules/<int:pk>/", matrix.module, name="module"),
]

urlpatterns = report_urls + staff_urls + programme_urls + matrix_urls
