"""Addresses of modules for coordinators, inside the admin: /admin/programme/…"""

from django.urls import path

from trainings.views import addressing

app_name = "modules"

# /admin/programme/findings/<id>/
urlpatterns = [
    path("findings/<int:pk>/modules/", addressing.choose_modules, name="choose"),
]
