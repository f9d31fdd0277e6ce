"""The editor of a session's timetable: the same page for coordinators and for the lead trainer, in their frames."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access.request_ids import id_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import can_plan_timetable, coordinates_session, is_coordinator, works_on_sessions
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from accounts.ui.staff_pages import render_staff_page
from trainings.models import SlotKind
from trainings.timetable import editing, page, standard
from trainings.timetable.forms import SlotForm, initial_of, initial_of_new
from trainings.views.coordinated import coordinated_session
from trainings.views.sessions import session_for


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def for_coordinators(request: SignedInRequest, code: str) -> HttpResponse:
    """The timetable inside the admin."""
    return _editor(request, coordinated_session(request, code), staff=True)


@allow(works_on_sessions)
@require_http_methods(["GET", "HEAD", "POST"])
def for_trainers(request: SignedInRequest, code: str) -> HttpResponse:
    """The timetable in the training portal, for the lead trainer."""
    session = session_for(request, code)
    if not can_plan_timetable(request.user, session):
        raise Http404
    return _editor(request, session, staff=False)


def _editor(request, session, *, staff):
    plan = page.plan_of(session)
    here = plan.day(id_of(request.GET.get("day")))
    form = _form(request, plan, here)
    if request.method == "POST":
        try:
            answer = _act(request, session, here, form)
        except Refused as no:
            if form is None:
                messages.error(request, str(no))
                return _back(request, here)
            form.add_error(None, str(no))
        else:
            if answer is not None:
                return answer
    context = {
        **page.context(plan, here[0].number if here else None),
        "form": form,
        "opened": id_of(request.GET.get("slot")),
        "adding": request.GET.get("add", "") if form is not None else "",
        "staff": staff,
        "shell": "shells/staff.html" if staff else "shells/portal.html",
        "can_set_standard": coordinates_session(request.user, session),
    }
    status = 422 if form is not None and form.errors else 200
    if staff:
        return render_staff_page(request, "trainings/timetable.html", context, status=status)
    return render(request, "trainings/timetable.html", context, status=status)


def _form(request, plan, here):
    """Returns the form of the line that the address opens or adds; None when it names none."""
    if here is None or plan.session.state in editing.LOCKED:
        return None
    slot = _named(here, request.GET.get("slot"))
    kind = request.GET.get("add")
    if slot is not None:
        initial = initial_of(slot)
    elif kind in SlotKind.values:
        initial = initial_of_new(kind, here[1], plan.modules)
    else:
        return None
    sent = request.POST if request.method == "POST" and "save" in request.POST else None
    return SlotForm(sent, initial=initial, modules=plan.modules, trainers=plan.trainers, slot=slot)


def _act(request, session, here, form):
    """Does what the pressed button says. Returns the answer, or None where the form has to be shown again."""
    sent, by = request.POST, request.user
    if "take_again" in sent:
        return _taken(request, here, standard.take_again(session, by=by))
    if "make_standard" in sent:
        standard.make_standard(session, by=by)
        messages.success(request, _("This is the standard timetable of the course now."))
        return _back(request, here)
    if here is None:
        raise Refused(_("The days are not planned yet."))
    if "halves" in sent:
        editing.choose_halves(here[0], has_morning="morning" in sent, has_afternoon="afternoon" in sent, by=by)
        messages.success(request, _("Saved."))
        return _back(request, here)
    if "save" in sent:
        return _save(request, here, form)
    return _moved(request, here)


def _save(request, here, form):
    if form is None:
        raise Refused(_("This line was taken out of the timetable meanwhile."))
    if not form.is_valid():
        return None
    slot = _named(here, request.GET.get("slot"))
    if slot is None:
        slot = editing.add(here[0], form.facts, by=request.user)
    else:
        editing.change(slot, form.facts, by=request.user)
    return _back(request, here, slot)


def _moved(request, here):
    sent, by = request.POST, request.user
    for name, down in (("up", False), ("down", True)):
        if name in sent:
            return _back(request, here, editing.move(_one(here, sent[name]), down=down, by=by))
    if "take_out" in sent:
        editing.take_out(_one(here, sent["take_out"]), by=by)
        messages.success(request, _("The line is taken out."))
    elif "place" in sent:
        before = _one(here, sent["before"]) if sent.get("before") else None
        return _back(request, here, editing.place(_one(here, sent["place"]), before=before, by=by))
    return _back(request, here)


def _taken(request, here, taken):
    words = numbers(count=taken.lines)
    sentence = ngettext("%(count)s line was taken over.", "%(count)s lines were taken over.", taken.lines)
    messages.success(request, sentence % words)
    for left_out in taken.left_out:
        messages.warning(request, left_out)
    return _back(request, here)


def _named(here, sent):
    pk = id_of(sent)
    return next((slot for slot in here[1] if slot.pk == pk), None)


def _one(here, sent):
    slot = _named(here, sent)
    if slot is None:
        raise Refused(_("This line was taken out of the timetable meanwhile."))
    return slot


def _back(request: HttpRequest, here, slot=None) -> HttpResponse:
    """Back to the day, and there to the line that was touched."""
    day = f"?day={here[0].number}" if here else ""
    return redirect(f"{request.path}{day}{f'#slot-{slot.pk}' if slot else ''}")
