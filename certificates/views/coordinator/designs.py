"""For coordinators: the designs of a programme with their versions, and the page where one is composed."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.localised_text import digits
from accounts.ui.staff_pages import render_staff_page
from certificates.designs import editing, preview, versions
from certificates.designs.forms import OWN_COLOURS, DesignForm, initial, suggested
from certificates.designs.levels import ISSUABLE, why_not_issuable
from certificates.drawing import draw
from certificates.drawing.design.packaged import Elsewhere, artwork, package_digest
from certificates.drawing.text import placeholders
from certificates.models import CertificateDesign, Layout, Level, Signatory
from programmes.models import Programme
from programmes.views.coordinated import coordinated_programme


def _designs(request):
    return CertificateDesign.objects.coordinated_by(request.user).select_related("programme")


def _design(request, pk):
    return get_object_or_404(_designs(request), pk=pk)


@allow(is_coordinator)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Every design of the programmes one coordinates, newest version first."""
    programmes = Programme.objects.coordinated_by(request.user)
    if request.GET.get("programme"):
        programmes = programmes.filter(code=request.GET["programme"])
    counted = (
        _designs(request)
        .filter(programme__in=programmes)
        .with_can_be_deleted()
        .annotate(
            printed=Count("certificates", distinct=True),
            holding=Count("certificates", filter=Q(certificates__state="issued"), distinct=True),
            asked_for=Count("batches", distinct=True),
        )
        .order_by("programme__short_title_en", "programme", "name", "-version")
    )
    listed: dict[int, dict[str, list[CertificateDesign]]] = {}
    for design in counted:
        design.unusable = why_not_issuable(design.level)
        listed.setdefault(design.programme_id, {}).setdefault(design.name, []).append(design)
    groups = [(programme, list(listed.get(programme.pk, {}).items())) for programme in programmes]
    return render_staff_page(request, "certificates/designs.html", {"groups": groups})


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: SignedInRequest, code: str) -> HttpResponse:
    """Composes the first version of a design of the programme with that code."""
    programme = coordinated_programme(request, code)
    layout, level = request.GET.get("layout", ""), request.GET.get("level", "")
    start: dict[str, Any] = {
        "layout": layout if layout in Layout else Layout.HERITAGE,
        "level": level if level in ISSUABLE else Level.COMPLETION,
        "paper": "a4",
        "shows_rank": True,
        "shows_hours": True,
    }
    start |= {"palette": OWN_COLOURS[start["layout"]], **suggested(start["level"])}
    start |= {f"partner_{order}": one.pk for order, one in enumerate(editing.partners_of(programme)[:3], start=1)}
    return _compose(request, programme, None, start)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Changes a design; of one that was used, the next version is made."""
    design = _design(request, pk)
    return _compose(request, design.programme, design, initial(design))


def _compose(request, programme, design, start):
    latest = preview.sessions_of(programme).filter(starts_on__lte=timezone.localdate()).first()
    start["session"] = latest and latest.code
    form = DesignForm(_data(request), initial=start, programme=programme, is_named=design is None)
    saves = request.method == "POST" and not {"look", "suggest"} & set(request.POST)
    if saves and form.is_valid():
        try:
            saved = _saved(form, programme, design, by=request.user)
        except Refused as no:
            form.add_error(None, str(no))
            form.data = _with_current(form.data, design)
        else:
            _tell(request, saved, design)
            return redirect("certificates:compose", saved.pk)
    return render_staff_page(
        request,
        "certificates/compose.html",
        {
            "form": form,
            "programme": programme,
            "design": design,
            "is_used": design is not None and design.is_used,
            "unusable": why_not_issuable(design.level) if design else "",
            "versions": _versions(design),
            "placeholders": [(f"{{{name}}}", meaning) for name, meaning in placeholders.MEANINGS.items()],
            "looked_at": _look(request, form) if form.is_bound else _look_at(_first(form, programme, design), latest),
        },
        status=422 if saves and form.errors else 200,
    )


def _data(request):
    """What was sent, with the wording replaced where somebody asked for that of the level."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    if "suggest" in data and data.get("level") in Level:
        for field, text in suggested(data["level"]).items():
            data[field] = text
    return data


def _with_current(data, design):
    """Somebody else saved first: the next attempt starts from their values."""
    if design is None:
        return data
    data = data.copy()
    current = CertificateDesign.objects.filter(pk=design.pk).first()
    data["seen"] = current.changed_at.isoformat() if current else ""
    return data


def _saved(form, programme, design, *, by):
    if design is None:
        return editing.begin(programme, form.cleaned_data["name"], form.composed, by=by)
    return editing.change(design, form.composed, by=by, expected=_moment(form.cleaned_data["seen"]))


def _moment(text):
    try:
        return parse_datetime(text) if text else None
    except ValueError:
        return None


def _tell(request, saved, design):
    if design is not None and saved.pk != design.pk:
        messages.success(
            request,
            _(
                "Certificates were issued with version %(old)s, so it stays as it is. Your changes are version %(new)s: "
                "a draft, until you use it for new certificates."
            )
            % {"old": digits(design.version, get_language()), "new": digits(saved.version, get_language())},
        )
    else:
        messages.success(request, _("The design is saved."))


def _versions(design):
    if design is None:
        return []
    same = CertificateDesign.objects.filter(programme=design.programme_id, name=design.name)
    found = list(same.with_can_be_deleted().annotate(printed=Count("certificates", distinct=True)).order_by("-version"))
    for one in found:
        one.unusable = why_not_issuable(one.level)
    return found


def _first(form, programme, design):
    """What is to be looked at before anything was changed, as (design, signatories, partners)."""
    if design is not None:
        composed = editing.composition(design)
        return design, composed.signatories, composed.partners
    values = {field: form.initial[field] for field in CertificateDesign.PRINTED}
    partners = tuple(editing.partners_of(programme)[:3])
    return CertificateDesign(programme=programme, **values), (), partners


def _look(request, form):
    """The preview of what was sent: pictures and sentences, or what has to be corrected first."""
    if not _is_drawable(form):
        return {"problems": form.problems}
    seconds = preview.seconds_to_wait(request.user)
    if seconds:
        return {"wait": seconds}
    composed = form.composed
    drawn = composed.unsaved(form.programme), composed.signatories, composed.partners
    return _look_at(drawn, form.cleaned_data["session"])


def _is_drawable(form):
    """Whether everything but the name is right: the preview needs no name."""
    return form.is_valid() or not set(form.errors) - {"name", "__all__"}


def _look_at(drawn, session):
    try:
        looked = preview.preview(*drawn, session, address=_art_address)
    except Refused as no:
        return {"problems": [("", str(no))]}
    return {"pictures": looked.pictures, "remarks": looked.remarks, "session": session}


def _art_address(palette, name):
    return f"{reverse('certificates:design_art', args=[palette, name])}?v={package_digest()[:12]}"


@allow(is_coordinator)
@require_POST
def look(request: SignedInRequest, code: str) -> HttpResponse:
    """The preview alone, for values that nobody saved. Nothing is stored; too many in a minute have to wait."""
    programme = coordinated_programme(request, code)
    form = DesignForm(request.POST, programme=programme)
    return render(request, "certificates/_look.html", {"looked_at": _look(request, form)})


@allow(is_coordinator)
@require_POST
def specimen(request: SignedInRequest, code: str) -> HttpResponse:
    """The real PDF of values that nobody saved, with a made-up name; its serial says SPECIMEN, its code opens nothing."""
    form = DesignForm(request.POST, programme=coordinated_programme(request, code))
    if not _is_drawable(form) or preview.seconds_to_wait(request.user):
        return render_staff_page(
            request, "certificates/no_specimen.html", {"problems": form.problems}, status=422 if form.problems else 429
        )
    composed, session = form.composed, form.cleaned_data["session"]
    design = composed.unsaved(form.programme)
    try:
        drawn = versions.as_drawn(design, composed.signatories, composed.partners)
        pdf = draw(preview.samples(design, session, preview.holders_of(session))[0].facts, drawn)
    except Refused as no:
        return render_staff_page(request, "certificates/no_specimen.html", {"problems": [("", str(no))]}, status=422)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = "inline; filename=specimen.pdf"
    response["Cache-Control"] = "private, no-store"
    return response


@allow(is_coordinator)
@require_safe
def thumbnail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A small picture of a stored design, with a made-up name."""
    response = HttpResponse(preview.thumbnail(_design(request, pk)), content_type="image/svg+xml")
    patch_cache_control(response, private=True, no_cache=True)
    return response


@allow(is_coordinator)
@require_safe
def art(request: SignedInRequest, palette: str, name: str) -> HttpResponse:
    """A part of the built-in artwork in the colours of a palette; the same for everybody."""
    try:
        drawing = artwork(palette, name)
    except Elsewhere as gone:
        raise Http404 from gone
    response = HttpResponse(drawing, content_type="image/svg+xml")
    patch_cache_control(response, private=True, max_age=30 * 24 * 3600)
    return response


@allow(is_coordinator)
@require_safe
def signature(request: SignedInRequest, pk: int) -> HttpResponse:
    """The picture of a signature, for the coordinators of its programme alone."""
    found = get_object_or_404(Signatory.objects.coordinated_by(request.user).exclude(signature=""), pk=pk)
    try:
        with found.signature.open("rb") as file:
            content = file.read()
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = HttpResponse(content, content_type="image/png")
    response["Cache-Control"] = "private, no-store"
    return response


@allow(is_coordinator)
@require_POST
def next_version(request: SignedInRequest, pk: int) -> HttpResponse:
    """A copy of a design, to be changed."""
    design = _design(request, pk)
    try:
        copy = versions.next_version(design, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("certificates:designs")
    messages.success(request, _("This is the next version. Change it, then use it for new certificates."))
    return redirect("certificates:compose", copy.pk)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks before a draft that was never used is deleted; POST deletes it. Of any other version it says why it stays."""
    design = _design(request, pk)
    if request.method == "POST":
        try:
            editing.discard(design, by=request.user)
        except Refused as no:
            messages.error(request, str(no))
        else:
            messages.success(
                request,
                _("Version %(version)s of “%(design)s” is deleted.")
                % {"version": digits(design.version, get_language()), "design": design.name},
            )
        return redirect("certificates:designs")
    context = {"design": design, "why_not": editing.why_not_discard(design)}
    return render_staff_page(request, "certificates/discard_design.html", context)


@allow(is_coordinator)
@require_POST
def use(request: SignedInRequest, pk: int) -> HttpResponse:
    """From now on new certificates of this level get this design."""
    design = _design(request, pk)
    try:
        versions.use(design, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
        if not CertificateDesign.objects.filter(pk=pk).exists():
            return redirect("certificates:designs")
    else:
        messages.success(request, _("New certificates of this level get this design from now on."))
    return redirect("certificates:compose", design.pk)
