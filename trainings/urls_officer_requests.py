"""Addresses of the requests between programmes, inside the admin."""

from django.urls import path

from trainings.views import officer_requests

app_name = "officer_requests"

# /admin/officer-requests/
urlpatterns = [
    path("", officer_requests.desk, name="desk"),
    path("<uuid:public_id>/", officer_requests.one, name="one"),
    path("<uuid:public_id>/accept/", officer_requests.accept, name="accept"),
    path("<uuid:public_id>/decline/", officer_requests.decline, name="decline"),
    path("<uuid:public_id>/withdraw/", officer_requests.withdraw, name="withdraw"),
]
