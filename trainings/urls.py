from django.urls import path

from trainings.views import attendance, sessions, slips, trainer

app_name = "trainings"

# /training/<code>/attendance/
attendance_urls = [
    path("<slug:code>/attendance/", attendance.sheet, name="attendance"),
    path("<slug:code>/attendance/mark/", attendance.tap, name="tap"),
    path("<slug:code>/attendance/undo/", attendance.undo, name="undo"),
    path("<slug:code>/attendance/<id:enrolment>/", attendance.correct, name="correct"),
]

# /training/<code>/
session_urls = [
    path("<slug:code>/", sessions.session, name="session"),
    path("<slug:code>/close/", sessions.close, name="close"),
    path("<slug:code>/slips/", slips.slips, name="slips"),
    path("<slug:code>/slips/<id:officer>/", slips.new_slip, name="new_slip"),
    path("<slug:code>/results/<id:enrolment>/", sessions.decide, name="decide"),
]

urlpatterns = [path("", trainer.today, name="today"), *session_urls, *attendance_urls]
