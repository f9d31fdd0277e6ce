"""Addresses of certificates: the officer's own pages, the public check, and issuing inside the admin."""

from django.urls import path

from certificates.views import officer, public, staff

app_name = "certificates"

# /me/
officer_urls = [
    path("me/", officer.mine, name="mine"),
    path("me/certificates/<str:serial>/", officer.download, name="download"),
]

# /verify/
public_urls = [
    path("verify/", public.verify, name="verify"),
    path("verify/<str:code>/", public.verify_code, name="verify_code"),
]

# /admin/sessions/<code>/certificates/
staff_urls = [
    path("admin/sessions/<str:code>/certificates/", staff.issue, name="issue"),
    path("admin/sessions/<str:code>/certificates/specimen/", staff.specimen, name="specimen"),
]

# /admin/certificate-designs/<pk>/
design_urls = [
    path("admin/certificate-designs/<int:pk>/next-version/", staff.next_version, name="next_design_version"),
    path("admin/certificate-designs/<int:pk>/use/", staff.use_design, name="use_design"),
]

urlpatterns = officer_urls + public_urls + staff_urls + design_urls
