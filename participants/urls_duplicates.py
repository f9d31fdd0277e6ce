"""Addresses of likely duplicates, inside the admin: /admin/officers/duplicates/…"""

from django.urls import path

from participants.views import duplicates, merges

app_name = "duplicates"

pair_urls = [
    path("", duplicates.desk, name="desk"),
    path("search/", duplicates.search, name="search"),
    path("<id:one>-<id:other>/", duplicates.pair, name="pair"),
    path("<id:one>-<id:other>/apart/", duplicates.apart, name="apart"),
    path("apart/", duplicates.told_apart, name="told_apart"),
    path("apart/<id:pk>/forget/", duplicates.withdraw, name="forget"),
]

merge_urls = [
    path("merges/", merges.merges, name="merges"),
    path("merges/<id:pk>/", merges.merge, name="merge"),
    path("merges/<id:pk>/take-back/", merges.take_back, name="take_back"),
]

urlpatterns = pair_urls + merge_urls
