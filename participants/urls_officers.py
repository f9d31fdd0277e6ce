"""Addresses of officers for coordinators, inside the admin. The page of one officer is reports:officer."""

from django.urls import path

from participants.views import new_slips, officers

app_name = "officers"

# /admin/officers/
urlpatterns = [
    path("search/", officers.search, name="search"),
    path("<id:pk>/postings/new/", officers.record_posting, name="record_posting"),
    path("<id:pk>/postings/leaving/", officers.record_leaving, name="record_leaving"),
    path("<id:pk>/postings/<id:posting_pk>/", officers.correct_posting, name="correct_posting"),
    path("<id:pk>/postings/<id:posting_pk>/remove/", officers.remove_posting, name="remove_posting"),
    path("<id:pk>/slip/", new_slips.new_slip, name="new_slip"),
    path("<id:pk>/slip/end/", new_slips.end_slip, name="end_slip"),
]
