"""Nomination links of a session, for coordinators: who has one, what was typed by it, taking people over, taking links back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access.request_ids import ids_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from accounts.ui.staff_pages import render_staff_page
from participants.claim_slips.codes import qr_path
from trainings.models import NominationLink, TrainingSession
from trainings.nomination_links import making, page_facts, taking_over
from trainings.nomination_links.addresses import address_of
from trainings.rosters.importing import why_closed
from trainings.views.coordinated import coordinated_session


def _of(session: TrainingSession, pk: int) -> NominationLink:
    return get_object_or_404(session.nomination_links.select_related("unit", "session", "made_by"), pk=pk)


@allow(is_coordinator)
@require_safe
def links(request: SignedInRequest, code: str) -> HttpResponse:
    """The units with a quota, each with its link: not made, waiting, opened, used, ended."""
    session = coordinated_session(request, code)
    lines = page_facts.link_lines(session)
    context = {
        "session": session,
        "lines": lines,
        "to_make": sum(line.seats is not None and not line.is_live for line in lines),
        "waiting": sum(line.waiting for line in lines),
        "closed": why_closed(session),
        "days": making.VALID_FOR.days,
    }
    return render_staff_page(request, "trainings/nomination_links.html", context)


@allow(is_coordinator)
@require_POST
def make(request: SignedInRequest, code: str) -> HttpResponse:
    """Makes a link for each unit with a quota that has none which works."""
    session = coordinated_session(request, code)
    try:
        made = making.make(session, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        count = len(made)
        sentence = ngettext("%(count)s link is made.", "%(count)s links are made.", count)
        if count:
            messages.success(request, sentence % numbers(count=count))
        else:
            messages.info(request, _("Every unit with a quota has a link that works."))
    return redirect("sessions:nomination_links", session.code)


@allow(is_coordinator)
@never_cache
@require_safe
def link(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The address of one link, as text and as a square code, and who was typed by the unit."""
    session = coordinated_session(request, code)
    found = _of(session, pk)
    address = address_of(found) if found.is_live() else ""
    path, side = qr_path(address) if address else ("", 0)
    people = page_facts.people_of_unit(session, found.unit_id)
    context = {
        "session": session,
        "link": found,
        "address": address,
        "qr": path,
        "side": side,
        "people": people,
        "waiting": sum(not person.is_taken_over for person in people),
        "closed": why_closed(session),
        "days": making.VALID_FOR.days,
    }
    return render_staff_page(request, "trainings/nomination_link.html", context)


@allow(is_coordinator)
@require_POST
def again(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Makes a new link for the unit of a link; an older one that still works ends."""
    session = coordinated_session(request, code)
    found = _of(session, pk)
    try:
        (new,) = making.make(session, units=[found.unit_id], renew=True, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("sessions:nomination_link", session.code, found.pk)
    messages.success(request, _("The unit has a new link. The older one opens nothing any more."))
    return redirect("sessions:nomination_link", session.code, new.pk)


@allow(is_coordinator)
@require_POST
def take_back(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Ends a link at once."""
    session = coordinated_session(request, code)
    found = _of(session, pk)
    try:
        making.take_back(found, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Taken back. The link opens nothing any more; what was typed by it is still here."))
    return redirect("sessions:nomination_link", session.code, found.pk)


@allow(is_coordinator)
@require_POST
def take_over(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Makes a list of nominations of the chosen people; its preview says what would become of each."""
    session = coordinated_session(request, code)
    found = _of(session, pk)
    try:
        roster = taking_over.take_over(session, found.unit, ids_of(request.POST.getlist("person")), by=request.user)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("sessions:nomination_link", session.code, found.pk)
    return redirect("sessions:roster", session.code, roster.public_id)
