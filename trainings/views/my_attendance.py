"""An officer's own attendance in a session, half-day by half-day, and objecting to it. Built for a phone."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.audit.trail import record
from accounts.permissions import coordinates_session, is_officer, is_the_officer, signed_in
from accounts.refusal import Refused
from programmes.files import evidence, uploaded_documents
from trainings.curriculum import required_modules
from trainings.curriculum.completion_rule import in_words, rule_of
from trainings.models import PARTICIPATES, Enrolment, Objection, SessionState
from trainings.objections import filing, pages, window
from trainings.objections.forms import ObjectionForm


@allow(is_officer, second_factor=False)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: SignedInRequest, enrolment: int) -> HttpResponse:
    """The marks of a closed session, what was objected to, and the form of the window; a POST files an objection."""
    held = Q(state__in=PARTICIPATES, session__state__in=[SessionState.CLOSED, SessionState.HELD])
    # What somebody objected to is answered here, also after the officer left or the session was cancelled.
    objected = Exists(Objection.objects.filter(enrolment=OuterRef("pk")))
    own = Enrolment.objects.filter(held | Q(objected), officer__user=request.user)
    found = get_object_or_404(
        own.select_related("session__course", "session__phase", "session__place", "officer"), pk=enrolment
    )
    half_days, now, status = pages.own_half_days(found), timezone.now(), 200
    form = ObjectionForm(request.POST or None, request.FILES or None, half_days=half_days)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                filing.file(found, form.filing(), by=request.user, now=now)
            except Refused as no:
                form.add_error(None, str(no))
                form.renew()
            else:
                messages.success(
                    request, _("Your objection is with the coordinator. You find the answer on this page.")
                )
                return redirect(request.path)
        elif filing.was_filed(form.cleaned_data.get("form"), found, whose=request.user):
            return redirect(request.path)
    context = {
        "enrolment": found,
        "session": found.session,
        "half_days": half_days if found.session.state == SessionState.CLOSED else [],
        "objections": pages.objections_of(found),
        "rule": " ".join([in_words(rule_of(found.session)), *required_modules.words_of(found.session)]),
        "window": window.sentence_of(found.session, now=now),
        "is_open": found.state in PARTICIPATES
        and window.is_open(found.session, now=now)
        and not all(one.waits for one in half_days),
        "form": form,
    }
    return render(request, "trainings/my_attendance.html", context, status=status)


@allow(is_officer, second_factor=False)
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Takes the own objection back, as far as it is not decided."""
    objection = get_object_or_404(Objection.objects.of_officer(request.user).select_related("enrolment"), pk=pk)
    try:
        filing.withdraw(objection, by=request.user, now=timezone.now())
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Your objection is taken back."))
    return redirect("my_attendance:attendance", objection.enrolment_id)


@allow(signed_in, second_factor=False)
@require_safe
def paper(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The paper of an objection: for the officer, who recorded it, and the coordinators of the session; for nobody else 404."""
    rows = Objection.objects.visible_to(request.user).exclude(paper="")
    found = get_object_or_404(rows.select_related("enrolment__officer", "enrolment__session__phase"), pk=pk)
    enrolment = found.enrolment
    if not (
        is_the_officer(request.user, enrolment.officer)
        or coordinates_session(request.user, enrolment.session)
        or found.filed_by_id == request.user.pk
    ):
        return get_object_or_404(rows.none())
    try:
        file = found.paper.open()
    except OSError:
        return render(request, "trainings/objection_paper_away.html", {}, status=503)
    if request.method == "GET":
        record(request.user, "objection.paper_read", found, session=enrolment.session_id)
    response = FileResponse(
        file,
        as_attachment=True,
        filename=f"objection-{found.pk}.{uploaded_documents.ending_of(found.paper_name)}",
        content_type=evidence.media_type_of(found.paper_name),
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
