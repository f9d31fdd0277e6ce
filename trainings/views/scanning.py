"""The page that scans name tags; without a camera or a script, numbers are typed."""

import json
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access.middleware import PERMISSIONS_POLICY
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import can_mark_attendance, works_on_sessions
from accounts.refusal import Refused
from accounts.text.bilingual import localised_field
from accounts.text.sentences import numbers
from trainings.attendance import marking
from trainings.attendance.device_page import moment_text
from trainings.attendance.grid import FACES, grid_of
from trainings.models import AttendanceChange, AttendanceMark, Mark
from trainings.scanning.forms import TypedNumberForm
from trainings.scanning.scan_page import scan_data
from trainings.sessions.half_days import has_begun
from trainings.tags.numbers import holders_of
from trainings.trainer_forms import HalfDayForm
from trainings.views.sessions import session_for, takes_walk_ins

# One of the few pages that may use the camera.
WITH_CAMERA = PERMISSIONS_POLICY.replace("camera=()", "camera=(self)")
IS_THERE = (Mark.PRESENT, Mark.LATE)


@allow(works_on_sessions, second_factor=False)
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: SignedInRequest, code: str) -> HttpResponse:
    """Scans tags for the half-day that is on now, or the one that is named; a POST marks the officer of one typed number."""
    session, now = session_for(request, code), timezone.now()
    if not can_mark_attendance(request.user, session):
        raise Http404
    named = HalfDayForm(request.GET)
    grid = grid_of(session, now=now, **(named.cleaned_data if named.is_valid() else {}))
    half_day = grid.now.half_day if grid.now else None
    if request.method == "POST":
        return _mark_number(request, session, grid, now)
    context = {"session": session, "grid": grid, "half_day": half_day, "can_add": takes_walk_ins(session)}
    if half_day and grid.rows:
        why = marking.why_closed(session, half_day.day, half_day.half, today=timezone.localdate(now))
        data = scan_data(request.user, session, grid, static_url=settings.STATIC_URL, now=now)
        context |= {
            "why_closed": why,
            "early": "" if why or has_begun(half_day.day, half_day.half, now) else marking.not_begun_sentence(half_day),
            "data": json.dumps(data, cls=DjangoJSONEncoder),
            "there": [FACES[mark] for mark in IS_THERE],
            "done": _last_action(request, session),
        }
    response = render(request, "trainings/scan.html", context)
    response["Permissions-Policy"] = WITH_CAMERA
    return response


def _last_action(request, session):
    """The action this page was sent back with (?done=…), while it can be undone; else None."""
    try:
        action = UUID(request.GET.get("done", ""))
    except ValueError:
        return None
    changes = list(AttendanceChange.objects.filter(action=action, enrolment__session=session).order_by("pk"))
    return action if changes and marking.can_undo(changes, now=timezone.now()) else None


def _mark_number(request, session, grid, now):
    form = TypedNumberForm(request.POST)
    here = reverse("trainings:scan", args=[session.code])
    if grid.now is None or not form.is_valid():
        messages.error(request, _("Type the number on the tag."))
        return redirect(here)
    half_day, number = grid.now.half_day, form.cleaned_data["number"]
    back = f"{here}?{half_day.query}"
    holders = holders_of(session, ((row.number, row.enrolment.pk) for row in grid.rows))
    row = next((row for row in grid.rows if row.enrolment.pk == holders.get(number)), None)
    if row is None:
        messages.error(request, _("Nobody has the number %(number)s in this session.") % numbers(number=number))
        return redirect(back)
    enrolment, name = row.enrolment, localised_field(row.enrolment.officer, "name")
    given = AttendanceMark.objects.filter(enrolment=enrolment, day=half_day.day, half=half_day.half).first()
    if given and given.mark in IS_THERE:
        words = {"name": name, "time": moment_text(given.marked_at, half_day.day.date)}
        messages.info(request, _("%(name)s was marked at %(time)s already. Nothing changed.") % words)
        return redirect(back)
    try:
        marked = marking.mark(
            enrolment, half_day.day, half_day.half, form.cleaned_data["mark"], by=request.user, now=now
        )
    except Refused as no:
        messages.error(request, str(no))
        return redirect(back)
    words = {"name": name, "mark": FACES[form.cleaned_data["mark"]].spoken}
    messages.success(request, _("%(name)s: %(mark)s") % words)
    if row.now.excused:
        messages.info(request, _("An excuse was granted; the officer came."))
    return redirect(f"{back}&done={marked.action}")
