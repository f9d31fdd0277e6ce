"""The findings register and the page of one finding."""

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.request_ids import id_of, ids_of
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.models import User
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.inputs import ReasonForm
from accounts.ui.staff_pages import render_staff_page
from programmes.findings import lifecycle, merging
from programmes.findings.forms import AssignForm, MergeForm, OutcomeForm
from programmes.findings.history import history_of
from programmes.findings.register import Register
from programmes.models import Finding, FindingSource, FindingState, Programme

ROWS_PER_PAGE = 25


def _owners(user: Any) -> QuerySet[User]:
    teams = Programme.objects.coordinated_by(user)
    team = {"team_memberships__programme__in": teams, "team_memberships__role": "coordinator"}
    return User.objects.filter(is_active=True, **team).distinct().order_by("full_name", "pk")


def _finding(request: SignedInRequest, pk: int) -> Finding:
    return get_object_or_404(
        Finding.objects.coordinated_by(request.user).select_related("programme", "owner", "recorded_by"), pk=pk
    )


@allow(is_coordinator)
@require_safe
def register(request: SignedInRequest) -> HttpResponse:
    """All findings of own programmes under filters with counts, the most urgent first."""
    today = timezone.localdate()
    own = Finding.objects.coordinated_by(request.user)
    shown = Register(own, request.GET, user=request.user, today=today)
    sources = Prefetch("sources", FindingSource.objects.select_related("consultation").order_by("pk"))
    rows = shown.rows().select_related("owner").prefetch_related(sources, "modules")
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    for finding in page:
        cast("Any", finding).late = finding.is_overdue(today)
    context = {
        "register": shown,
        "facets": shown.facets(),
        "page": page,
        "query": shown.query,
        "form": AssignForm(owners=_owners(request.user)),
    }
    return render_staff_page(request, "programmes/findings.html", context)


@allow(is_coordinator)
@require_POST
def bulk(request: SignedInRequest) -> HttpResponse:
    """The actions on selected findings: assign, accept, start, merge."""
    back = _back(request)
    ticked = ids_of(request.POST.getlist("finding"))
    chosen = list(Finding.objects.coordinated_by(request.user).filter(pk__in=ticked))
    if not chosen:
        messages.error(request, _("Tick at least one finding."))
        return redirect(back)
    act = request.POST.get("act", "")
    if act == "merge":
        return redirect(f"{reverse('programme:merge')}?{urlencode([('finding', one.pk) for one in chosen])}")
    try:
        if act in (FindingState.ACCEPTED, FindingState.IN_PROGRESS):
            number = lifecycle.move_many(chosen, act, by=request.user)
            state = FindingState(act).label
            sentence = ngettext("%(n)s finding is now “%(state)s”.", "%(n)s findings are now “%(state)s”.", number)
            messages.success(request, sentence % {"n": number, "state": state})
        else:
            _assign(request, chosen)
    except Refused as no:
        messages.error(request, str(no))
    return redirect(back)


def _assign(request: SignedInRequest, chosen: Any) -> None:
    form = AssignForm(request.POST, owners=_owners(request.user))
    if not form.is_valid():
        raise Refused(" ".join(str(sentence) for sentences in form.errors.values() for sentence in sentences))
    if not form.changes:
        raise Refused(_("Choose an owner, a due date or a priority first."))
    number = lifecycle.assign(chosen, by=request.user, **form.changes)
    sentence = ngettext("%(n)s finding was changed.", "%(n)s findings were changed.", number)
    messages.success(request, sentence % {"n": number})


@allow(is_coordinator)
@require_safe
def finding(request: SignedInRequest, pk: int) -> HttpResponse:
    """One finding: both texts, where it came up, what answers it, what is next, who did what."""
    known = Finding.objects.filter(programme__in=Programme.objects.coordinated_by(request.user))
    into = known.filter(pk=pk, merged_into__isnull=False).values_list("merged_into", flat=True).first()
    if into:
        messages.info(request, _("F%(number)s was merged into this finding.") % {"number": pk})
        return redirect("programme:finding", into)
    found = _finding(request, pk)
    context = {
        "finding": found,
        "late": found.is_overdue(timezone.localdate()),
        "next": lifecycle.next_states(found),
        "sources": list(found.sources.select_related("consultation").order_by("pk")),
        "merged": list(found.merged.order_by("pk")),
        # Modules are in an app above this one, so they are reached by their related name.
        "answers": list(found.answers.select_related("module").order_by("-weight", "module__code")),
        "workstreams": list(found.workstreams.all()),
        "history": history_of(found),
        "rail": _rail(found),
    }
    return render_staff_page(request, "programmes/finding.html", context)


def _rail(found: Any) -> list[Any]:
    """Returns the states a finding passes as (label, "done" | "now" | "")."""
    if found.state == FindingState.DECLINED:
        return [(FindingState.OPEN.label, "done"), (FindingState.DECLINED.label, "now")]
    states = [state for state in FindingState if state != FindingState.DECLINED]
    here = states.index(found.state)
    return [(state.label, "now" if i == here else "done" if i < here else "") for i, state in enumerate(states)]


@allow(is_coordinator)
@require_POST
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """A step that needs no text: accepted, in progress, or open again."""
    found = _finding(request, pk)
    steps = {"accept": lifecycle.accept, "start": lifecycle.start, "reopen": lifecycle.reopen}
    step = steps.get(request.POST.get("step", ""))
    try:
        if step is None:
            raise Refused(_("Choose what to do with the finding."))
        moved = step(found, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(
            request, _("%(number)s is now “%(state)s”.") % {"number": moved.number, "state": moved.get_state_display()}
        )
    return redirect("programme:finding", found.pk)


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Marks a finding done, with its outcome."""
    return _with_words(request, pk, OutcomeForm, "programmes/finding_done.html", lifecycle.finish)


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Declines a finding, with a reason."""
    return _with_words(request, pk, ReasonForm, "programmes/finding_decline.html", lifecycle.decline)


def _with_words(request: SignedInRequest, pk: int, form_class: Any, template: Any, act: Any) -> HttpResponse:
    found = _finding(request, pk)
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(found, by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("programme:finding", found.pk)
    return render_staff_page(request, template, {"finding": found, "form": form}, status=422 if form.errors else 200)


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def merge(request: SignedInRequest) -> HttpResponse:
    """Merges several findings with the same content into one with all their sources."""
    asked = (request.GET if request.method == "GET" else request.POST).getlist("finding")
    chosen = list(
        Finding.objects.coordinated_by(request.user)
        .filter(pk__in=ids_of(asked))
        .prefetch_related("sources__consultation")
        .order_by("pk")
    )
    if len(chosen) < 2:
        messages.error(request, _("Choose at least two findings to merge."))
        return redirect("programme:findings")
    first = chosen[0]
    words = {
        field: next((getattr(one, field) for one in chosen if getattr(one, field)), "")
        for field in ("text_en", "text_bn")
    }
    form = MergeForm(
        request.POST if "stays" in request.POST else None, findings=chosen, initial={"stays": first.pk, **words}
    )
    if form.is_bound and form.is_valid():
        stays = next(one for one in chosen if one.pk == form.cleaned_data["stays"])
        others = [one for one in chosen if one != stays]
        texts = {field: form.cleaned_data[field] for field in ("text_en", "text_bn")}
        try:
            merging.merge(stays, others, by=request.user, **texts)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            sentence = _("%(others)s merged into %(stays)s.")
            messages.success(
                request, sentence % {"others": ", ".join(one.number for one in others), "stays": stays.number}
            )
            return redirect("programme:finding", stays.pk)
    status = 422 if form.errors else 200
    return render_staff_page(request, "programmes/merge.html", {"chosen": chosen, "form": form}, status=status)


@allow(is_coordinator)
@require_POST
def separate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Separates a finding that was merged by mistake."""
    known = Finding.objects.filter(
        programme__in=Programme.objects.coordinated_by(request.user), merged_into__isnull=False
    )
    merged = get_object_or_404(known, pk=pk)
    into = merged.merged_into_id
    try:
        merging.separate(merged, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("programme:finding", into)
    messages.success(request, _("%(number)s is a finding of its own again.") % {"number": merged.number})
    return redirect("programme:finding", merged.pk)


@allow(is_coordinator)
@require_http_methods(["GET", "POST"])
def alike(request: SignedInRequest) -> HttpResponse:
    """Similar findings, the most similar first: merge them, or mark them as distinct."""
    own = Finding.objects.coordinated_by(request.user)
    if request.method == "POST":
        pair = [get_object_or_404(own, pk=id_of(request.POST.get(name))) for name in ("one", "other")]
        try:
            merging.mark_distinct(*pair, by=request.user)
        except Refused as no:
            messages.error(request, str(no))
        else:
            sentence = _("%(one)s and %(other)s are not suggested again.")
            messages.success(request, sentence % {"one": pair[0].number, "other": pair[1].number})
        return redirect("programme:alike")
    pairs, total = merging.suggestions(own)
    return render_staff_page(request, "programmes/alike.html", {"pairs": pairs, "total": total})


def _back(request: SignedInRequest) -> str:
    """Returns the address of the list with its filters and page."""
    back = request.POST.get("back", "")
    home = reverse("programme:findings")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith(home)
    return back if is_ours else home
