"""The pool of trainers, for the coordinators of a programme; and who trains a session."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from programmes.models import Programme
from programmes.views.coordinated import coordinated_programme
from reports.trainer_pool import pool_pages, session_page
from trainings.models import GuestExpert, SessionGuest, TrainerAbsence, TrainerProfile
from trainings.trainer_pool import absences, guests, naming, profiles
from trainings.trainer_pool.forms import DaysAwayForm, GuestForm, GuestOfSessionForm, ProfileForm
from trainings.views.coordinated import coordinated_session

LONGEST_WORDS = 100


@allow(is_coordinator)
@require_safe
def programmes(request: SignedInRequest) -> HttpResponse:
    """Leads to the pool of the programme; whoever coordinates several chooses one."""
    own = list(Programme.objects.coordinated_by(request.user).order_by("short_title_en")[:200])
    if len(own) == 1:
        return redirect("reports:trainers_of", own[0].code)
    return render_staff_page(request, "reports/trainer_pools.html", {"programmes": own})


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def trainers(request: SignedInRequest, code: str) -> HttpResponse:
    """The trainers of a programme. POST looks for a name: names do not belong into addresses."""
    programme = coordinated_programme(request, code)
    context = pool_pages.trainers_page(
        programme,
        pool_pages.Wanted.of(request.GET),
        words=_words(request),
        number=request.GET.get("page"),
        today=timezone.localdate(),
    )
    return render_staff_page(request, "reports/trainers.html", context)


@allow(is_coordinator)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def trainer(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """One trainer: record, languages, certificate, days away. POST notes languages and certificate."""
    programme = coordinated_programme(request, code)
    person = get_object_or_404(profiles.trainers_of(programme), pk=pk)
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=_profile(programme, person))
    if request.method == "POST" and form.is_valid():
        try:
            profiles.describe(person, programme, **form.cleaned_data, by=request.user, today=timezone.localdate())
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("Saved for %(name)s.") % {"name": person})
            return redirect("reports:trainer", programme.code, person.pk)
    return _trainer(request, programme, person, form=form, away_form=DaysAwayForm(auto_id="away_%s"))


@allow(is_coordinator)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def away(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Notes days on which a trainer is away; a GET leads to the page of the trainer, where the form is."""
    programme = coordinated_programme(request, code)
    person = get_object_or_404(profiles.trainers_of(programme), pk=pk)
    if request.method != "POST":
        return redirect("reports:trainer", programme.code, person.pk)
    form = DaysAwayForm(request.POST, auto_id="away_%s")
    if form.is_valid():
        try:
            noted = absences.note(person, programme, form.days(), by=request.user, now=timezone.now())
        except Refused as no:
            form.add_error(None, str(no))
        else:
            _say_noted(request, noted, [programme.pk])
            return redirect("reports:trainer", programme.code, person.pk)
    return _trainer(request, programme, person, form=ProfileForm(initial=_profile(programme, person)), away_form=form)


@allow(is_coordinator)
@require_POST
def remove_away(request: SignedInRequest, code: str, pk: int, days: int) -> HttpResponse:
    """Removes days that a coordinator of the programme noted."""
    programme = coordinated_programme(request, code)
    noted = get_object_or_404(TrainerAbsence.objects.of_programmes([programme.pk]).filter(user=pk), pk=days)
    try:
        absences.remove(noted, by=request.user)
        messages.success(request, _("The days are removed."))
    except Refused as no:
        messages.error(request, str(no))
    return redirect("reports:trainer", programme.code, pk)


@allow(is_coordinator)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def guests_of(request: SignedInRequest, code: str) -> HttpResponse:
    """Guests and experts of a programme. POST looks for a name."""
    programme = coordinated_programme(request, code)
    context = pool_pages.guests_page(programme, words=_words(request), number=request.GET.get("page"))
    return render_staff_page(request, "reports/guests.html", context)


@allow(is_coordinator)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def add_guest(request: SignedInRequest, code: str) -> HttpResponse:
    """The form of a new guest or expert."""
    programme = coordinated_programme(request, code)
    form = GuestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if not form.cleaned_data["form"]:
                raise Refused(_("Open the form again."))
            added = guests.add(
                programme, form.cleaned_data["form"], form.facts(), form.cleaned_data["languages"], by=request.user
            )
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("%(name)s is in the pool.") % {"name": added})
            return redirect("reports:guests_of", programme.code)
    context = {"programme": programme, "form": form}
    return render_staff_page(request, "reports/guest.html", context, status=422 if form.errors else 200)


@allow(is_coordinator)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def guest(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The form of a guest or expert who is in the pool."""
    programme = coordinated_programme(request, code)
    found = _guest(request, programme, pk)
    initial = {name: getattr(found, name) for name in guests.FIELDS}
    initial["languages"] = list(found.languages.values_list("language", flat=True))
    form = GuestForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            guests.change(found, form.facts(), form.cleaned_data["languages"], by=request.user)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("Saved."))
            return redirect("reports:guests_of", programme.code)
    context = {"programme": programme, "form": form, "guest": found}
    return render_staff_page(request, "reports/guest.html", context, status=422 if form.errors else 200)


@allow(is_coordinator)
@require_POST
def take_out(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Takes a guest or expert out of the pool."""
    programme = coordinated_programme(request, code)
    found = _guest(request, programme, pk)
    name = str(found)
    try:
        left = guests.take_out(found, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        done = (
            _("%(name)s is removed.") if left is None else _("%(name)s is out of the pool, and stays on the sessions.")
        )
        messages.success(request, done % {"name": name})
    return redirect("reports:guests_of", programme.code)


@allow(is_coordinator)
@require_safe
def of_session(request: SignedInRequest, code: str) -> HttpResponse:
    """Who trains a session, and who is free on its days."""
    session = coordinated_session(request, code)
    context = session_page.page(session, language=request.GET.get("language", ""), number=request.GET.get("page"))
    context["guest_form"] = GuestOfSessionForm(guests=session_page.guests_to_name(session))
    return render_staff_page(request, "reports/session_trainers.html", context)


@allow(is_coordinator)
@require_POST
def name_trainer(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Names a trainer of the pool for a session."""
    session = coordinated_session(request, code)
    person = get_object_or_404(profiles.trainers_of(session.phase.programme), pk=pk)
    try:
        naming.name_trainer(session, person, request.POST.get("role", ""), by=request.user)
        messages.success(request, _("%(name)s is named for this session.") % {"name": person})
    except Refused as no:
        messages.error(request, str(no))
    return redirect("reports:session_trainers", session.code)


@allow(is_coordinator)
@require_POST
def name_guest(request: SignedInRequest, code: str) -> HttpResponse:
    """Names a guest or expert for a session."""
    session = coordinated_session(request, code)
    form = GuestOfSessionForm(request.POST, guests=_guests(request, session.phase.programme))
    if not form.is_valid():
        messages.error(request, _("Choose a person and a role."))
        return redirect("reports:session_trainers", session.code)
    try:
        naming.name_guest(session, form.cleaned_data["guest"], form.cleaned_data["role"], by=request.user)
        messages.success(request, _("%(name)s is named for this session.") % {"name": form.cleaned_data["guest"]})
    except Refused as no:
        messages.error(request, str(no))
    return redirect("reports:session_trainers", session.code)


@allow(is_coordinator)
@require_POST
def take_guest_off(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Takes a guest or expert off a session."""
    session = coordinated_session(request, code)
    named = get_object_or_404(SessionGuest.objects.filter(session=session).select_related("guest"), pk=pk)
    try:
        naming.take_guest_off(session, named, by=request.user)
        messages.success(request, _("%(name)s is taken off this session.") % {"name": named.guest})
    except Refused as no:
        messages.error(request, str(no))
    return redirect("reports:session_trainers", session.code)


def _words(request):
    return request.POST.get("words", "").strip()[:LONGEST_WORDS]


def _profile(programme, person):
    profile = TrainerProfile.objects.filter(programme=programme, user=person).first()
    if profile is None:
        return {}
    return {
        "languages": list(profile.languages.values_list("language", flat=True)),
        "certified_on": profile.certified_on,
        "certified_by": profile.certified_by,
    }


def _trainer(request, programme, person, *, form, away_form):
    context: dict[str, Any] = pool_pages.trainer_page(programme, person, today=timezone.localdate())
    context |= {"form": form, "away_form": away_form}
    status = 422 if form.errors or away_form.errors else 200
    return render_staff_page(request, "reports/trainer.html", context, status=status)


def _say_noted(request, noted, programme_ids):
    met = absences.met_sessions(noted, programme_ids)
    if met:
        words = _("The days are noted. They meet %(sessions)s: somebody else has to teach there.")
        messages.warning(request, words % {"sessions": ", ".join(met)})
    else:
        messages.success(request, _("The days are noted."))


def _guests(request, programme):
    return GuestExpert.objects.coordinated_by(request.user).in_the_pool().filter(programme=programme)


def _guest(request, programme, pk):
    return get_object_or_404(_guests(request, programme).select_related("programme"), pk=pk)
