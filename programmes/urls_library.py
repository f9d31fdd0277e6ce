"""Addresses of the library for those who read it: /library/…"""

from django.urls import path

from programmes.views import library

app_name = "library"

urlpatterns = [
    path("", library.reading_room, name="reading_room"),
    path("<uuid:public_id>/", library.read, name="read"),
    path("<uuid:public_id>/<id:number>/", library.read, name="read_version"),
]
