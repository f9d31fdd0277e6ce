"""Addresses of a session for coordinators, inside the admin."""

from django.urls import path

from trainings.views import rosters, states

app_name = "sessions"

# /admin/sessions/<code>/
state_urls = [
    path("<str:code>/schedule/", states.schedule, name="schedule"),
    path("<str:code>/cancel/", states.cancel, name="cancel"),
    path("<str:code>/reopen/", states.reopen, name="reopen"),
]

# /admin/sessions/<code>/rosters/
roster_urls = [
    path("<str:code>/rosters/upload/", rosters.upload, name="upload"),
    path("<str:code>/rosters/template/", rosters.template, name="template"),
    path("<str:code>/rosters/<uuid:public_id>/", rosters.roster, name="roster"),
    path("<str:code>/rosters/<uuid:public_id>/rows/<int:number>/", rosters.decide, name="decide"),
    path("<str:code>/rosters/<uuid:public_id>/apply/", rosters.apply, name="apply"),
    path("<str:code>/rosters/<uuid:public_id>/discard/", rosters.discard, name="discard"),
    path("<str:code>/rosters/<uuid:public_id>/returned/", rosters.returned, name="returned"),
]

urlpatterns = state_urls + roster_urls
