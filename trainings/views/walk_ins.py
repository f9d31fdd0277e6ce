"""Adding an officer on the spot: the number first, then who it is; taking it back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.request_ids import id_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import can_mark_attendance, is_coordinator, works_on_sessions
from accounts.refusal import Refused
from accounts.text.bilingual import localised_field
from trainings.models import TrainingSession, WalkIn
from trainings.views.sessions import session_for
from trainings.walk_ins import adding, looking_up, telling, undoing
from trainings.walk_ins.forms import EntryForm, NewPersonForm, NumberForm


def _session(request, code):
    found = session_for(request, code)
    if not can_mark_attendance(request.user, found):
        raise Http404
    return found


@allow(works_on_sessions, second_factor=False)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: SignedInRequest, code: str) -> HttpResponse:
    """Asks for the number, shows whom it means or asks who it is, and adds the officer."""
    session, now = _session(request, code), timezone.now()
    try:
        adding.refuse_unless_under_way(session, now=now)
    except Refused as no:
        return _ask_number(request, session, None, now, why_closed=str(no))
    if request.method != "POST":
        return _ask_number(request, session, NumberForm(), now)
    if "form" not in request.POST:
        return _look_up(request, session, now)
    return _add(request, session, now)


def _add(request, session, now):
    kind = NewPersonForm if request.POST.get("is_new") else EntryForm
    form = kind(request.POST, session=session, now=now)
    if not form.is_valid():
        return _ask_entry(request, session, form, now, status=422)
    try:
        added = adding.add(session, form.entry(), by=request.user, now=now)
    except adding.NotOnRecord as no:
        messages.error(request, str(no))
        return _ask_entry(request, session, _new_form(session, form.cleaned_data["number"], now), now)
    except adding.EntryReasonNeeded as no:
        again = kind(request.POST, session=session, now=now, asks_why=True)
        return _ask_entry(request, session, again, now, facts=no.facts, status=409)
    except Refused as no:
        messages.error(request, str(no))
        return _ask_entry(request, session, form, now, status=409)
    _say_what_was_done(request, added)
    return redirect("trainings:attendance", session.code)


def _ask_number(request, session, form, now, *, status=200, why_closed=""):
    context = {"session": session, "form": form, "why_closed": why_closed}
    context |= {"mine": undoing.mine_of_today(session, request.user, now)}
    return render(request, "trainings/walk_in.html", context, status=status)


def _look_up(request, session, now):
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _ask_number(request, session, form, now, status=422)
    number = form.cleaned_data["number"]
    try:
        officer = looking_up.look_up(session, number, by=request.user, now=now)
    except Refused as no:
        form.add_error("number", str(no))
        return _ask_number(request, session, form, now, status=409)
    if officer is None:
        return _ask_entry(request, session, _new_form(session, number, now), now)
    facts = adding.entry_facts(session, officer, is_new=False)
    known = EntryForm(initial={"number": number}, session=session, now=now, asks_why=bool(facts))
    return _ask_entry(request, session, known, now, officer=officer, facts=facts)


def _new_form(session, number, now):
    return NewPersonForm(initial={"number": number}, session=session, now=now)


def _ask_entry(request, session, form, now, *, officer=None, facts=(), status=200):
    number = form["number"].value() or ""
    if officer is None and not isinstance(form, NewPersonForm):
        try:
            officer = looking_up.look_up(session, number, by=request.user, now=now)
        except Refused as no:
            messages.error(request, str(no))
            return redirect("trainings:walk_in", session.code)
    enrolled = officer is not None and session.enrolments.active().filter(officer=officer).exists()
    context = {
        "session": session,
        "form": form,
        "number": number,
        "officer": officer,
        "enrolled": enrolled,
        "is_new": isinstance(form, NewPersonForm),
        "facts": facts,
    }
    return render(request, "trainings/walk_in_entry.html", context, status=status)


def _say_what_was_done(request, added):
    if added.asked:
        messages.warning(
            request,
            _(
                "This officer is not on the list yet: the record has to be checked first. The coordinators are told. "
                "Let the officer sign on a free line of the sheet."
            ),
        )
        return
    name = localised_field(added.enrolment.officer, "name") if added.enrolment else ""
    sentence = _("%(name)s is on the list already.") if added.already else _("%(name)s is on the list.")
    messages.success(request, sentence % {"name": name} if name else _("This was taken back meanwhile."))


@allow(works_on_sessions, second_factor=False)
@require_POST
def undo(request: SignedInRequest, code: str) -> HttpResponse:
    """Takes one addition back."""
    session = _session(request, code)
    one = get_object_or_404(WalkIn.objects.filter(session=session), pk=id_of(request.POST.get("walk_in")))
    try:
        undoing.take_back(one, by=request.user)
        messages.success(request, _("Taken back. The officer is not on the list any more."))
    except Refused as no:
        messages.error(request, str(no))
    return redirect("trainings:walk_in", session.code)


@allow(is_coordinator)
@require_POST
def note(request: SignedInRequest, code: str) -> HttpResponse:
    """A coordinator has read who was added on the spot."""
    session = get_object_or_404(TrainingSession.objects.coordinated_by(request.user), code=code)
    telling.note_all(session, by=request.user)
    messages.success(request, _("Noted."))
    return redirect("reports:session", session.code)
