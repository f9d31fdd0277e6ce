"""A trainer's own languages and days away."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_trainer
from accounts.refusal import Refused
from trainings.models import TrainerAbsence
from trainings.trainer_pool import absences, profiles
from trainings.trainer_pool.forms import DaysAwayForm, LanguagesForm


@allow(is_trainer)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def my_days(request: SignedInRequest) -> HttpResponse:
    """Languages and days away of the person; a POST notes days."""
    form = DaysAwayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            noted = absences.note_own(request.user, form.days(), by=request.user, now=timezone.now())
        except Refused as no:
            form.add_error(None, str(no))
        else:
            _say_noted(request, noted)
            return redirect("trainings:my_days")
    rows = TrainerAbsence.objects.visible_to(request.user).filter(user=request.user)
    context: dict[str, Any] = {
        "form": form,
        "languages_form": LanguagesForm(initial={"languages": sorted(profiles.languages_of(request.user))}),
        "days_away": [
            {"days": one, "may_remove": absences.may_remove(one, request.user)}
            for one in absences.to_come(rows, today=timezone.localdate())
        ],
    }
    return render(request, "trainings/my_days.html", context, status=422 if form.errors else 200)


@allow(is_trainer)
@require_POST
def languages(request: SignedInRequest) -> HttpResponse:
    """Notes in which languages the person teaches."""
    try:
        profiles.set_own_languages(request.user, request.POST.getlist("languages"), by=request.user)
        messages.success(request, _("Your languages are noted."))
    except Refused as no:
        messages.error(request, str(no))
    return redirect("trainings:my_days")


@allow(is_trainer)
@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Removes days that the person noted."""
    noted = get_object_or_404(TrainerAbsence.objects.filter(user=request.user), pk=pk)
    try:
        absences.remove(noted, by=request.user)
        messages.success(request, _("The days are removed."))
    except Refused as no:
        messages.error(request, str(no))
    return redirect("trainings:my_days")


def _say_noted(request, noted):
    met = absences.met_sessions(noted, request.user.programmes_trained)
    if met:
        words = _("The days are noted. They meet %(sessions)s, where your name stands: speak with the coordinators.")
        messages.warning(request, words % {"sessions": ", ".join(met)})
    else:
        messages.success(request, _("The days are noted."))
