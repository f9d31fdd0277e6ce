"""Addresses of officers for coordinators, inside the admin. The page of one officer is reports:officer."""

from django.urls import path

from participants.views import officers

app_name = "officers"

# /admin/officers/
urlpatterns = [
    path("search/", officers.search, name="search"),
    path("<id:pk>/postings/new/", officers.record_posting, name="record_posting"),
    path("<id:pk>/postings/leaving/", officers.record_leaving, name="record_leaving"),
    path("<id:pk>/postings/<id:posting_pk>/", officers.correct_posting, name="correct_posting"),
    path("<id:pk>/postings/<id:posting_pk>/remove/", officers.remove_posting, name="remove_posting"),
]
