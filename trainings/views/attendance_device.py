"""Attendance on a device that has no line: what it sends, what is decided, and the files with which it opens the page."""

import hashlib
import json
from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.access.request_ids import id_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow, public
from accounts.database.compiled import Compiled
from accounts.permissions import can_mark_attendance, works_on_sessions
from accounts.refusal import Refused
from accounts.sign_in.device_person import device_person
from accounts.text.localised_text import time_text
from accounts.text.typed_text import one_line
from trainings.attendance import undecided
from trainings.attendance.act_forms import MOST_ACTS, read_act
from trainings.attendance.device_acts import MARK, Answer, receive
from trainings.attendance.device_page import marks_to_decide, may_be_kept
from trainings.models import AttendanceMark, Outcome, TrainingSession, UndecidedMark
from trainings.views.sessions import session_for

# Without these the page that stands in looks like nothing. What the other pages need, they name themselves.
FILES = ("vendor/bootstrap/bootstrap.used.css", "shetu/shetu.css", "shetu/logo.svg")

_OF_CODE = Compiled(lambda code: TrainingSession.objects.filter(code=code).order_by().select_related("phase"), str)


@allow(works_on_sessions, second_factor=False)
@require_POST
def acts(request: SignedInRequest, code: str) -> HttpResponse:
    """Takes in acts of a device, in their order, each for itself; answers in JSON what became of each.

    409 when the device holds the acts of another person than the one who is signed in: nothing is taken in.
    """
    # Without what only pages show: a tap is the most frequent request of all.
    session = _OF_CODE.first(code)
    # Whoever marks a session sees it (`visible_to`), so nobody learns here that there are others.
    if session is None or not can_mark_attendance(request.user, session):
        raise Http404
    sent = _sent(request)
    if sent is None:
        return JsonResponse({"sentence": _("This can't be read. Load the page again.")}, status=400)
    if sent.get("person") != device_person(request.user):
        return JsonResponse({"other_person": True}, status=409)
    now = timezone.now()
    answers, asks = {}, not sent["acts"]
    for one in sent["acts"]:
        answer, act = _take_in(session, one, request.user, now)
        asks |= answer.asks
        answers[str(one.get("id"))] = {
            "outcome": answer.outcome,
            "count": answer.count,
            "sentence": answer.sentence,
            **({"officer": answer.officer} if answer.officer else {}),
            **_on_record(session, act, answer),
        }
    return JsonResponse(
        {
            "now": now.timestamp(),
            "keep": may_be_kept(session, timezone.localdate(now)),
            "saved_at": time_text(now, get_language()),
            "answers": answers,
            "undecided": _undecided_html(request, session) if asks else "",
        }
    )


def _sent(request):
    """Returns {"person", "acts"} of the request, or None when it cannot be read."""
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):  # the latter: brackets in brackets, thousands deep
        return None
    listed = sent.get("acts") if isinstance(sent, dict) else None
    if not isinstance(listed, list) or len(listed) > MOST_ACTS or not all(isinstance(one, dict) for one in listed):
        return None
    return sent


def _take_in(session, one, user, now):
    act = read_act(one, now)
    if act is None:
        return Answer(Outcome.REFUSED, sentence=_("This can't be read. Load the page again.")), None
    try:
        return receive(session, act, by=user, now=now), act
    except Refused as no:
        return Answer(Outcome.REFUSED, sentence=str(no)), act


def _on_record(session, act, answer):
    """The marks that stand now for the officers of an act, so that the page shows no other."""
    if act is not None and answer.officer:
        act = replace(act, officers=(answer.officer,))
    if act is None or not act.officers:
        return {}
    if act.kind == MARK and answer.outcome in (Outcome.SAVED, Outcome.SAME) and not answer.repeated:
        return {"marks": {act.officers[0]: act.mark}}
    marks = AttendanceMark.objects.filter(
        enrolment__in=act.officers, enrolment__session=session, day__number=act.day, day__session=session, half=act.half
    ).order_by()
    return {"marks": dict(marks.values_list("enrolment", "mark"))}


def _undecided_html(request, session):
    to_decide = marks_to_decide(session)
    if not to_decide:
        return ""
    context = {"session": session, "to_decide": to_decide}
    return render_to_string("trainings/_marks_to_decide.html", context, request)


@allow(works_on_sessions, second_factor=False)
@require_POST
def decide(request: SignedInRequest, code: str) -> HttpResponse:
    """Decides one mark that waits, sent as a plain form."""
    session = session_for(request, code)
    pk = id_of(request.POST.get("undecided", ""))
    rows = UndecidedMark.objects.filter(pk=pk, enrolment__session=session) if pk else UndecidedMark.objects.none()
    if pk is None or not can_mark_attendance(request.user, session) or not rows.exists():
        raise Http404
    take = request.POST.get("take") == "yes"
    try:
        undecided.decide(
            pk, take=take, by=request.user, now=timezone.now(), reason=one_line(request.POST.get("reason", ""))[:500]
        )
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Decided. Both marks stay in the history."))
    return redirect("trainings:attendance", session.code)


@public
@require_safe
@cache_control(public=True, max_age=0, must_revalidate=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of attendance. Its own cache holds what is the same for everyone, never a list."""
    files = [static(name) for name in FILES]
    page = reverse("trainings:away")
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    facts = {
        "files": files,
        "static": settings.STATIC_URL,
        "pages": [f"{page}?language={code}" for code, _name in settings.LANGUAGES],
        "policy": "; ".join(f"{name} {' '.join(sources)}" for name, sources in policy.items()),
        "version": hashlib.sha256(" ".join(files).encode()).hexdigest()[:12],
    }
    scripts = [static("shetu/device-store.js"), static("shetu/attendance-worker.js")]
    return HttpResponse(
        f"const SHETU = {json.dumps(facts)};\nimportScripts({', '.join(json.dumps(name) for name in scripts)});\n",
        content_type="text/javascript; charset=utf-8",
    )


@public
@require_safe
@cache_control(public=True, max_age=3600)
def away(request: HttpRequest) -> HttpResponse:
    """What stands in for a page that cannot be opened without a line. The same for everyone."""
    language = request.GET.get("language")
    with translation.override(language if language in dict(settings.LANGUAGES) else get_language()):
        return HttpResponse(render_to_string("trainings/away.html"))


@allow(works_on_sessions, second_factor=False)
@require_safe
def manifest(request: SignedInRequest, code: str) -> HttpResponse:
    """The web app manifest: the page of attendance on the home screen of a phone, for this session."""
    session: TrainingSession = session_for(request, code)
    address = reverse("trainings:attendance", args=[session.code])
    facts = {
        "id": address,
        "name": " ".join([_("Attendance"), session.code]),
        "short_name": session.code,
        "lang": get_language(),
        "start_url": address,
        "scope": address,
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": [
            {"src": static("shetu/touch-icon.png"), "sizes": "180x180", "type": "image/png"},
            {"src": static("shetu/logo.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
    }
    return JsonResponse(facts, content_type="application/manifest+json")
