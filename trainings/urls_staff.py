"""Addresses of a session for coordinators, inside the admin."""

from django.urls import path

from trainings.views import nominations, roster_columns, roster_rows, rosters, states

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
    path("<str:code>/rosters/<uuid:public_id>/columns/", roster_columns.columns, name="columns"),
    path("<str:code>/rosters/<uuid:public_id>/columns/forget/", roster_columns.forget, name="forget_columns"),
    path("<str:code>/rosters/<uuid:public_id>/tables/", roster_columns.choose_table, name="choose_table"),
    path("<str:code>/rosters/<uuid:public_id>/find/", rosters.find, name="find_rows"),
    path("<str:code>/rosters/<uuid:public_id>/conversions/", roster_rows.conversions, name="conversions"),
    path("<str:code>/rosters/<uuid:public_id>/rows/", roster_rows.decide_many, name="decide_many"),
    path("<str:code>/rosters/<uuid:public_id>/rows/<id:number>/", roster_rows.decide, name="decide"),
    path("<str:code>/rosters/<uuid:public_id>/rows/<id:number>/<slug:field>/", roster_rows.cell, name="cell"),
    path("<str:code>/rosters/<uuid:public_id>/apply/", rosters.apply, name="apply"),
    path("<str:code>/rosters/<uuid:public_id>/discard/", rosters.discard, name="discard"),
    path("<str:code>/rosters/<uuid:public_id>/returned/", rosters.returned, name="returned"),
    path("<str:code>/rosters/<uuid:public_id>/undo/", rosters.undo, name="undo"),
]

# /admin/sessions/<code>/nominations/
nomination_urls = [
    path("<str:code>/nominations/", nominations.nominations, name="nominations"),
    path("<str:code>/nominations/decide/", nominations.decide, name="decide_nominations"),
    path("<str:code>/nominations/quotas/", nominations.quotas, name="quotas"),
    path("<str:code>/nominations/<id:enrolment>/up/", nominations.move_up, name="move_up"),
]

urlpatterns = state_urls + roster_urls + nomination_urls
