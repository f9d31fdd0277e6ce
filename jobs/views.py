"""The page of one job: its progress, and the buttons that stop and resume it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
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
from jobs.progress import summary


def _job(request: HttpRequest, public_id: uuid.UUID) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user).select_related("requested_by"), public_id=public_id)


def _context(request: HttpRequest, public_id: uuid.UUID) -> dict[str, Any]:
    job = _job(request, public_id)
    return {"job": job, "summary": summary(job, timezone.now()), "mine": job.requested_by_id == request.user.pk}


@require_safe
@allow(signed_in)
def progress(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The whole page; it refreshes itself, with or without JavaScript."""
    context = _context(request, public_id)
    if _redirects_to_result(context["job"]):
        return redirect(context["job"].next_url)
    return render(request, "jobs/progress.html", context)


@require_safe
@allow(signed_in)
def progress_now(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The part of the page that it reloads every two seconds. `announced`: key of the last announcement for screen readers."""
    context = _context(request, public_id)
    is_announced = request.GET.get("announced") == context["summary"].announcement_key
    # Rendered without the request: the context processors would read the account every two seconds for nothing.
    response = HttpResponse(
        render_to_string(
            "jobs/_progress.html", {**context, "is_announced": is_announced, "csrf_token": get_token(request)}
        )
    )
    if _redirects_to_result(context["job"]):
        response["HX-Redirect"] = context["job"].next_url
    return response


def _redirects_to_result(job: Job) -> bool:
    return job.is_followed and job.state == State.DONE


@require_POST
@allow(signed_in)
def stop(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Stops the job after its current chunk."""
    return _changed(request, public_id, requesting.cancel)


@require_POST
@allow(signed_in)
def resume(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Resumes a failed or stopped job."""
    return _changed(request, public_id, requesting.resume)


def _changed(request: HttpRequest, public_id: uuid.UUID, change: Callable[..., Job]) -> HttpResponse:
    job = _job(request, public_id)
    try:
        change(job, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    return redirect(job)
