"""What a coordinator does to a session as a whole: schedule it, cancel it, open it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from trainings.curriculum import pinning
from trainings.sessions import lifecycle
from trainings.staff_forms import ReasonForm
from trainings.views.coordinated import coordinated_session


@allow(is_coordinator)
@require_POST
def schedule(request: SignedInRequest, code: str) -> HttpResponse:
    """From now on the trainers see the session."""
    session = coordinated_session(request, code)
    try:
        lifecycle.schedule(session, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("%(code)s is scheduled. Its trainers see it now.") % {"code": session.code})
    return redirect("reports:session", session.code)


@allow(is_coordinator)
@require_POST
def take_over_course(request: SignedInRequest, code: str) -> HttpResponse:
    """Gives a scheduled session the modules and the completion rule that its course has now."""
    session = coordinated_session(request, code)
    try:
        pinning.take_over(session, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("The session uses the course as it is now."))
    return redirect(reverse("reports:session", args=[session.code]) + "#course")


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def cancel(request: SignedInRequest, code: str) -> HttpResponse:
    """The session will not be held; everybody reads why."""
    return _with_reason(
        request,
        code,
        "trainings/cancel.html",
        lambda session, reason: lifecycle.cancel(session, by=request.user, reason=reason),
        _("The session is cancelled. What was entered stays on record."),
    )


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def reopen(request: SignedInRequest, code: str) -> HttpResponse:
    """Attendance can be corrected again, until the session is closed once more."""
    return _with_reason(
        request,
        code,
        "trainings/reopen.html",
        lambda session, reason: lifecycle.reopen(session, by=request.user, reason=reason),
        _("The session is open again. Close it once the corrections are made."),
    )


def _with_reason(request, code, template, act, done):
    session = coordinated_session(request, code)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(session, form.cleaned_data["reason"])
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, done)
            return redirect("reports:session", session.code)
    return render_staff_page(request, template, {"session": session, "form": form}, status=422 if form.errors else 200)
