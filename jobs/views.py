"""The page of one job: how far it is, stopping it, taking it up again."""

from django.contrib import messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access.view_guards import allow
from accounts.permissions import signed_in
from accounts.refusal import Refused
from jobs import requesting
from jobs.models import Job, State
from jobs.progress import picture


def _job(request, public_id):
    return get_object_or_404(Job.objects.visible_to(request.user).select_related("requested_by"), public_id=public_id)


def _shown(request, public_id):
    job = _job(request, public_id)
    return {"job": job, "picture": picture(job, timezone.now()), "mine": job.requested_by_id == request.user.pk}


@require_safe
@allow(signed_in)
def progress(request, public_id):
    """The whole page; it refreshes itself, with or without JavaScript."""
    shown = _shown(request, public_id)
    if _gives_way(shown["job"]):
        return redirect(shown["job"].next_url)
    return render(request, "jobs/progress.html", shown)


@require_safe
@allow(signed_in)
def progress_now(request, public_id):
    """The part that the page asks for every two seconds; `said` is the last announcement the screen reader heard."""
    shown = _shown(request, public_id)
    news = request.GET.get("said") != shown["picture"].announcement_key
    # Without the request, so that the shell's facts about the person are not read every two seconds for nothing.
    response = HttpResponse(
        render_to_string("jobs/_progress.html", {**shown, "news": news, "csrf_token": get_token(request)})
    )
    if _gives_way(shown["job"]):
        response["HX-Redirect"] = shown["job"].next_url
    return response


def _gives_way(job):
    return job.is_followed and job.state == State.DONE


@require_POST
@allow(signed_in)
def stop(request, public_id):
    """Stops the job after the chunk it is in."""
    return _changed(request, public_id, requesting.cancel)


@require_POST
@allow(signed_in)
def resume(request, public_id):
    """Takes a failed or stopped job up again."""
    return _changed(request, public_id, requesting.resume)


def _changed(request, public_id, change):
    job = _job(request, public_id)
    try:
        change(job, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    return redirect(job)
