from django.urls import path

from trainings.views import (
    attendance,
    attendance_device,
    calendar_feeds,
    excuses,
    incidents,
    making_up,
    my_attendance,
    my_days,
    my_excuses,
    nominate,
    objections,
    paper,
    scanning,
    session_resources,
    sessions,
    slips,
    timetable,
    trainer,
    walk_ins,
)

app_name = "trainings"

# /training/<code>/attendance/
attendance_urls = [
    path("<slug:code>/attendance/", attendance.sheet, name="attendance"),
    path("<slug:code>/attendance/mark/", attendance.tap, name="tap"),
    path("<slug:code>/attendance/acts/", attendance_device.acts, name="acts"),
    path("<slug:code>/attendance/decide/", attendance_device.decide, name="decide_mark"),
    path("<slug:code>/attendance/manifest.webmanifest", attendance_device.manifest, name="manifest"),
    path("<slug:code>/attendance/undo/", attendance.undo, name="undo"),
    path("<slug:code>/attendance/<id:enrolment>/", attendance.correct, name="correct"),
]

# /training/<code>/walk-in/
walk_in_urls = [
    path("<slug:code>/walk-in/", walk_ins.walk_in, name="walk_in"),
    path("<slug:code>/walk-in/undo/", walk_ins.undo, name="undo_walk_in"),
]

# /training/<code>/
session_urls = [
    path("<slug:code>/", sessions.session, name="session"),
    path("<slug:code>/close/", sessions.close, name="close"),
    path("<slug:code>/timetable/", timetable.for_trainers, name="timetable"),
    path("<slug:code>/resources/", session_resources.for_trainers, name="resources"),
    path("<slug:code>/slips/", slips.slips, name="slips"),
    path("<slug:code>/slips/<id:officer>/", slips.new_slip, name="new_slip"),
    path("<slug:code>/results/<id:enrolment>/", sessions.decide, name="decide"),
]

# /training/<code>/scan/
scan_urls = [path("<slug:code>/scan/", scanning.scan, name="scan")]

# /training/<code>/sheet/
paper_urls = [
    path("<slug:code>/sheet/", paper.key_in, name="key_in"),
    path("<slug:code>/sheet/photographs/", paper.add_photographs, name="add_sheet_photographs"),
    path("<slug:code>/sheet/photographs/<id:pk>/", paper.photograph, name="sheet_photograph"),
    path(
        "<slug:code>/sheet/photographs/<id:pk>/small/", paper.photograph, {"small": True}, name="small_sheet_photograph"
    ),
]

# /training/<code>/incidents/
incident_urls = [path("<slug:code>/incidents/", incidents.for_trainers, name="incidents")]

# /training/<code>/excuses/
excuse_urls = [
    path("<slug:code>/excuses/", excuses.excuses, name="excuses"),
    path("<slug:code>/excuses/new/", excuses.new, name="new_excuse"),
    path("<slug:code>/excuses/<id:pk>/", excuses.one, name="excuse"),
    path("<slug:code>/excuses/<id:pk>/withdraw/", excuses.withdraw, name="withdraw_excuse"),
    path("<slug:code>/excuses/<id:pk>/paper/", excuses.paper, name="paper_of_excuse"),
]

# /training/<code>/made-up/
made_up_urls = [
    path("<slug:code>/made-up/", making_up.made_up, name="made_up"),
    path("<slug:code>/made-up/<id:enrolment>/", making_up.make_up, name="make_up"),
    path("<slug:code>/made-up/<id:pk>/take-back/", making_up.take_back, name="take_back_made_up"),
]

# /training/<code>/objections/
objection_urls = [
    path("<slug:code>/objections/", objections.for_trainers, name="objections"),
    path("<slug:code>/objections/record/", objections.whom_for_trainers, name="objection_whom"),
    path("<slug:code>/objections/record/<id:enrolment>/", objections.record_for_trainers, name="record_objection"),
    path("<slug:code>/objections/<id:pk>/", objections.one_for_trainers, name="objection"),
    path("<slug:code>/objections/<id:pk>/take-back/", objections.withdraw, name="withdraw_objection"),
]

# The same for everyone, and before the codes, which are written in capitals.
device_urls = [
    path("worker.js", attendance_device.worker, name="worker"),
    path("away/", attendance_device.away, name="away"),
]

# /training/my-days/: also before the codes
own_urls = [
    path("my-days/", my_days.my_days, name="my_days"),
    path("my-days/languages/", my_days.languages, name="my_languages"),
    path("my-days/<id:pk>/remove/", my_days.remove, name="remove_my_days"),
]

# /training/calendar/address/; the calendar itself is a page of the reports
calendar_urls = [
    path("calendar/address/", calendar_feeds.make_own, name="make_address"),
    path("calendar/address/take-back/", calendar_feeds.take_back_own, name="take_back_address"),
]

# /calendar/<secret>.ics, for calendar programs; config/urls.py includes it beside the rest
feed_urls = [path("<str:code>.ics", calendar_feeds.file, name="file")]

urlpatterns = [
    path("", trainer.today, name="today"),
    *calendar_urls,
    *device_urls,
    *own_urls,
    *session_urls,
    *attendance_urls,
    *walk_in_urls,
    *incident_urls,
    *excuse_urls,
    *made_up_urls,
    *objection_urls,
    *scan_urls,
    *paper_urls,
]

# /n/<secret>/: nominations by a link, open to whoever has one; config/urls.py gives them their place.
nominate_urls = (
    [path("<str:secret>/", nominate.page, name="page"), path("<str:secret>/remove/", nominate.remove, name="remove")],
    "nominate",
)

# /me/excuses/: of officers; config/urls.py gives them their place.
my_excuse_urls = (
    [
        path("<id:enrolment>/", my_excuses.mine, name="mine"),
        path("<id:pk>/withdraw/", my_excuses.withdraw, name="withdraw"),
        path("<id:pk>/paper/", my_excuses.paper, name="paper"),
    ],
    "my_excuses",
)

# /me/attendance/<number>/: an officer's own; config/urls.py gives them their place.
officer_urls = (
    [
        path("<id:enrolment>/", my_attendance.attendance, name="attendance"),
        path("objections/<id:pk>/take-back/", my_attendance.withdraw, name="withdraw"),
        path("objections/<id:pk>/paper/", my_attendance.paper, name="paper"),
    ],
    "my_attendance",
)
