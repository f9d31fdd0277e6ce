"""Addresses of officers for coordinators, inside the admin. The page of one officer is reports:officer."""

from django.urls import path

from participants.views import new_slips, officers

app_name = "officers"

# /admin/officers/
urlpatterns = [
    path("search/", officers.search, name="search"),
    path("<int:pk>/postings/new/", officers.record_posting, name="record_posting"),
    path("<int:pk>/postings/leaving/", officers.record_leaving, name="record_leaving"),
    path("<int:pk>/postings/<int:posting_pk>/", officers.correct_posting, name="correct_posting"),
    path("<int:pk>/postings/<int:posting_pk>/remove/", officers.remove_posting, name="remove_posting"),
    path("<int:pk>/slip/", new_slips.new_slip, name="new_slip"),
    path("<int:pk>/slip/end/", new_slips.end_slip, name="end_slip"),
]
