"""Objections of a session: read, commented and recorded by those who teach it, decided by its coordinators, each in their frame."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.request_ids import id_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import can_mark_attendance, coordinates_session, is_coordinator, works_on_sessions
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from participants.officers.same_person import is_own
from trainings.attendance.grid import apart_of
from trainings.models import ObjectedHalfDay, Objection, ObjectionState
from trainings.objections import deciding, filing, pages, window
from trainings.objections.forms import CommentForm, DecisionForm, ObjectionForm
from trainings.views.coordinated import coordinated_session
from trainings.views.sessions import session_for

PER_PAGE = 20


@allow(works_on_sessions)
@require_http_methods(["GET", "HEAD"])
def for_trainers(request: SignedInRequest, code: str) -> HttpResponse:
    """What officers of the session object to."""
    return _list(request, _taught(request, code), staff=False)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD"])
def for_coordinators(request: SignedInRequest, code: str) -> HttpResponse:
    """What officers of the session object to."""
    return _list(request, coordinated_session(request, code), staff=True)


@allow(works_on_sessions)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def one_for_trainers(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """One objection; a POST adds what somebody saw."""
    return _one(request, _taught(request, code), pk, staff=False)


@allow(is_coordinator)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def one_for_coordinators(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """One objection with a form for each half-day that waits; a POST adds what somebody saw."""
    return _one(request, coordinated_session(request, code), pk, staff=True)


@allow(is_coordinator)
@sensitive_post_parameters()
@require_POST
def decide(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Decides one half-day of an objection."""
    session = coordinated_session(request, code)
    objection = _objection(request, session, pk)
    rows = ObjectedHalfDay.objects.filter(objection=objection).select_related("enrolment", "day")
    half_day = get_object_or_404(rows, pk=id_of(request.POST.get("half_day")))
    if half_day.state != ObjectionState.OPEN:  # its form is not on the page any more
        messages.error(request, _("This half-day was decided meanwhile."))
        return redirect("sessions:objection", session.code, objection.pk)
    form = DecisionForm(request.POST, prefix=str(half_day.pk))
    if not form.is_valid():
        return _show(request, session, objection, staff=True, decided=(half_day.pk, form))
    sent = form.cleaned_data
    try:
        deciding.decide(half_day, mark=sent["mark"] or None, answer=sent["answer"], by=request.user, now=timezone.now())
    except Refused as no:
        form.add_error(None, str(no))
        return _show(request, session, objection, staff=True, decided=(half_day.pk, form))
    messages.success(
        request, _("The mark is corrected.") if sent["mark"] else _("The mark stays. The officer reads why.")
    )
    return redirect("sessions:objection", session.code, objection.pk)


@allow(works_on_sessions)
@require_http_methods(["GET", "HEAD"])
def whom_for_trainers(request: SignedInRequest, code: str) -> HttpResponse:
    """The officers without an account, for whom an objection can be recorded."""
    return _whom(request, _taught(request, code), staff=False)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD"])
def whom_for_coordinators(request: SignedInRequest, code: str) -> HttpResponse:
    """The officers without an account, for whom an objection can be recorded."""
    return _whom(request, coordinated_session(request, code), staff=True)


@allow(works_on_sessions)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def record_for_trainers(request: SignedInRequest, code: str, enrolment: int) -> HttpResponse:
    """Records what an officer without an account objects to."""
    return _record(request, _taught(request, code), enrolment, staff=False)


@allow(is_coordinator)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def record_for_coordinators(request: SignedInRequest, code: str, enrolment: int) -> HttpResponse:
    """Records what an officer without an account objects to."""
    return _record(request, coordinated_session(request, code), enrolment, staff=True)


@allow(works_on_sessions)
@require_POST
def withdraw(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Takes an objection back that this person recorded, as far as it is not decided."""
    session = _taught(request, code)
    objection = _objection(request, session, pk)
    try:
        filing.withdraw(objection, by=request.user, now=timezone.now())
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("The objection is taken back."))
    staff = coordinates_session(request.user, session)
    return redirect("sessions:objection" if staff else "trainings:objection", session.code, objection.pk)


def _taught(request, code):
    session = session_for(request, code)
    if not can_mark_attendance(request.user, session):
        raise Http404
    return session


def _list(request, session, *, staff):
    page = Paginator(pages.listed_on(session), PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "page": page,
        "rows": pages.shown(page.object_list),
        "window": window.sentence_of(session, now=now),
        "is_open": window.is_open(session, now=now),
    }
    return _render(request, session, "trainings/objections.html", context, staff=staff)


def _objection(request, session, pk):
    rows = Objection.objects.visible_to(request.user)
    return get_object_or_404(rows.filter(pk__in=pages.listed_on(session).order_by().values("pk")), pk=pk)


def _one(request, session, pk, *, staff):
    objection = _objection(request, session, pk)
    if request.method != "POST":
        return _show(request, session, objection, staff=staff)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _show(request, session, objection, staff=staff, comment=form)
    try:
        deciding.comment(objection, form.cleaned_data["text"], by=request.user, now=timezone.now())
    except Refused as no:  # the page may have no form any more
        messages.error(request, str(no))
        return redirect(request.path)
    messages.success(request, _("Your comment is kept with the objection."))
    return redirect(request.path)


def _show(request, session, objection, *, staff, comment=None, decided=(None, None)):
    [shown] = pages.shown(pages.listed_on(session).filter(pk=objection.pk))
    sent, form = decided
    # What others saw is not said to the officer, whoever the officer is besides.
    own = is_own(objection.enrolment.officer, request.user)
    context = {
        "shown": shown,
        "lines": [
            (one, form if one.row.pk == sent else DecisionForm(prefix=str(one.row.pk))) for one in shown.half_days
        ],
        "own": own,
        "comments": [] if own else objection.comments.select_related("written_by"),
        "comment_form": comment or CommentForm(),
    }
    status = 422 if comment or form else 200
    return _render(request, session, "trainings/objection.html", context, staff=staff, status=status)


def _whom(request, session, *, staff):
    page = Paginator(pages.without_account(session), PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "page": page,
        "apart": apart_of(page.object_list),
        "window": window.sentence_of(session, now=now),
        "is_open": window.is_open(session, now=now),
    }
    return _render(request, session, "trainings/objection_whom.html", context, staff=staff)


def _record(request, session, pk, *, staff):
    enrolment = get_object_or_404(pages.without_account(session), pk=pk)
    enrolment.session = session
    own, now, status = pages.own_half_days(enrolment), timezone.now(), 200
    form = ObjectionForm(request.POST or None, request.FILES or None, half_days=own)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                filed = filing.file(enrolment, form.filing(), by=request.user, now=now)
            except Refused as no:
                form.add_error(None, str(no))
                form.renew()
            else:
                messages.success(request, _("The objection is recorded."))
                return redirect("sessions:objection" if staff else "trainings:objection", session.code, filed.pk)
        elif filing.was_filed(form.cleaned_data.get("form"), enrolment, whose=request.user):
            return redirect("sessions:objections" if staff else "trainings:objections", session.code)
    context = {
        "enrolment": enrolment,
        "own": own,
        "form": form,
        "window": window.sentence_of(session, now=now),
        "is_open": window.is_open(session, now=now),
    }
    return _render(request, session, "trainings/objection_record.html", context, staff=staff, status=status)


def _render(request, session, template, context, *, staff, status=200):
    space = "sessions" if staff else "trainings"
    context |= {
        "session": session,
        "staff": staff,
        "shell": "shells/staff.html" if staff else "shells/portal.html",
        "all_of_them": f"{space}:objections",
        "one_of_them": f"{space}:objection",
        "whom": f"{space}:objection_whom",
        "record_one": f"{space}:record_objection",
    }
    if staff:
        return render_staff_page(request, template, context, status=status)
    return render(request, template, context, status=status)
