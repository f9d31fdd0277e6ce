"""Addresses of the reports and of pages that read across the house."""

from django.urls import path

from reports.views import overview, staff

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

urlpatterns = report_urls + staff_urls
