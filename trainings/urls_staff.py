"""Addresses of a session for coordinators, inside the admin."""

from django.urls import path

from trainings.views import (
    allowances,
    calendar_feeds,
    holidays,
    incidents,
    letters,
    modules,
    nomination_links,
    nominations,
    objections,
    planning,
    resources,
    roster_columns,
    roster_rows,
    rosters,
    session_resources,
    session_templates,
    states,
    timetable,
    walk_ins,
)

app_name = "sessions"

# /admin/calendar/, which config/urls.py includes beside the rest; the calendar itself is a page of the reports
calendar_urls = [
    path("series/", planning.plan_series, name="series"),
    path("templates/", session_templates.templates, name="templates"),
    path("templates/new/", session_templates.new, name="new_template"),
    path("templates/<id:pk>/", session_templates.one, name="template"),
    path("templates/<id:pk>/days/<id:number>/", session_templates.day, name="template_day"),
    path("templates/<id:pk>/take-out/", session_templates.take_out, name="take_out_of_template"),
    path("templates/<id:pk>/retire/", session_templates.retire, name="retire_template"),
    path("templates/<id:pk>/session/", planning.from_template, name="session_from_template"),
    path("holidays/", holidays.holidays, name="holidays"),
    path("holidays/<id:pk>/remove/", holidays.remove, name="remove_holiday"),
    path("address/<slug:code>/", calendar_feeds.make_for_programme, name="make_address"),
    path("address/<slug:code>/take-back/", calendar_feeds.take_back_for_programme, name="take_back_address"),
]

# /admin/resources/, which config/urls.py includes beside the rest
resource_urls = [
    path("", resources.programmes, name="programmes"),
    path("<slug:code>/", resources.resources, name="list"),
    path("<slug:code>/month/", resources.month, name="month"),
    path("<slug:code>/venues/add/", resources.add_venue, name="add_venue"),
    path("<slug:code>/venues/<id:pk>/", resources.venue, name="venue"),
    path("<slug:code>/venues/<id:pk>/remove/", resources.remove_venue, name="remove_venue"),
    path("<slug:code>/add/<slug:kind>/", resources.add, name="add"),
    path("<slug:code>/<id:pk>/", resources.resource, name="resource"),
    path("<slug:code>/<id:pk>/change/", resources.change, name="change"),
    path("<slug:code>/<id:pk>/retire/", resources.retire, name="retire"),
    path("<slug:code>/<id:pk>/ledger/", resources.enter, name="enter"),
]

# /admin/sessions/<code>/resources/
booking_urls = [
    path("<str:code>/resources/", session_resources.for_coordinators, name="resources"),
    path("<str:code>/resources/book/<slug:kind>/", session_resources.book, name="book_resource"),
    path("<str:code>/resources/<id:pk>/release/", session_resources.release, name="release_resource"),
    path("<str:code>/resources/<id:pk>/hand-out/", session_resources.hand_out, name="hand_out"),
]

# /admin/sessions/<code>/
state_urls = [
    path("<str:code>/clone/", planning.clone, name="clone"),
    path("<str:code>/template/save/", session_templates.save, name="save_as_template"),
    path("<str:code>/template/", session_templates.use, name="use_template"),
    path("<str:code>/schedule/", states.schedule, name="schedule"),
    path("<str:code>/cancel/", states.cancel, name="cancel"),
    path("<str:code>/reopen/", states.reopen, name="reopen"),
    path("<str:code>/timetable/", timetable.for_coordinators, name="timetable"),
    path("<str:code>/course/", states.take_over_course, name="take_over_course"),
    path("<str:code>/walk-ins/noted/", walk_ins.note, name="note_walk_ins"),
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

# /admin/sessions/<code>/incidents/
incident_urls = [
    path("<str:code>/incidents/", incidents.for_coordinators, name="incidents"),
    path("<str:code>/incidents/<id:pk>/", incidents.settle, name="settle_incident"),
    path("<str:code>/incidents/<id:pk>/reopen/", incidents.reopen, name="reopen_incident"),
]

# /admin/sessions/<code>/objections/
objection_urls = [
    path("<str:code>/objections/", objections.for_coordinators, name="objections"),
    path("<str:code>/objections/record/", objections.whom_for_coordinators, name="objection_whom"),
    path("<str:code>/objections/record/<id:enrolment>/", objections.record_for_coordinators, name="record_objection"),
    path("<str:code>/objections/<id:pk>/", objections.one_for_coordinators, name="objection"),
    path("<str:code>/objections/<id:pk>/decide/", objections.decide, name="decide_objection"),
]

# /admin/sessions/<code>/allowances/
allowance_urls = [
    path("<str:code>/allowances/", allowances.allowances, name="allowances"),
    path("<str:code>/allowances/rate/", allowances.rate, name="set_allowance_rate"),
    path("<str:code>/allowances/pay/", allowances.pay, name="pay_allowances"),
    path("<str:code>/allowances/take-back/", allowances.take_back, name="take_back_allowance"),
    path("<str:code>/allowances/costs/", allowances.set_costs, name="set_costs"),
]

# /admin/sessions/<code>/nominations/links/
link_urls = [
    path("<str:code>/nominations/links/", nomination_links.links, name="nomination_links"),
    path("<str:code>/nominations/links/make/", nomination_links.make, name="make_nomination_links"),
    path("<str:code>/nominations/links/<id:pk>/", nomination_links.link, name="nomination_link"),
    path("<str:code>/nominations/links/<id:pk>/again/", nomination_links.again, name="new_nomination_link"),
    path(
        "<str:code>/nominations/links/<id:pk>/take-back/", nomination_links.take_back, name="take_back_nomination_link"
    ),
    path("<str:code>/nominations/links/<id:pk>/take-over/", nomination_links.take_over, name="take_over_nominated"),
]

# /admin/sessions/<code>/letters/
letter_urls = [
    path("<str:code>/letters/", letters.letters, name="letters"),
    path("<str:code>/letters/sent/<id:pk>/", letters.sent, name="sent_letter"),
    path("<str:code>/letters/offices/", letters.offices, name="letter_offices"),
    path("<str:code>/letters/<slug:kind>/", letters.letter, name="letter"),
    path("<str:code>/letters/<slug:kind>/send/", letters.send, name="send_letter"),
]

# /admin/sessions/modules/: what sessions teach
module_urls = [path("modules/<id:pk>/next-version/", modules.next_version, name="next_module_version")]

urlpatterns = [
    *module_urls,
    *state_urls,
    *roster_urls,
    *nomination_urls,
    *link_urls,
    *incident_urls,
    *objection_urls,
    *allowance_urls,
    *letter_urls,
    *booking_urls,
]
