"""What the library of the admin is told: the sidebar in the words of those who use it, and the name in the top bar."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import is_administrator, is_coordinator, is_observer

OVERVIEW = "reports:programmes"
ADMINISTRATION = "reports:administration"

# A group: its title and its entries. Models by label, other pages by URL name and who may open them. The heading of the
# group one is in stands open, so that no more than 14 lines are seen (tests/look/test_sidebar.py).
SIDEBAR = (
    (
        None,
        (
            (_("Today"), "house", "admin:index", is_coordinator),
            (_("Programmes and people"), "shield-lock", ADMINISTRATION, is_administrator),
        ),
    ),
    (
        _("Programme"),
        (
            (_("Overview"), "diagram-3", OVERVIEW, is_coordinator),
            (_("Consultations"), "chat-square-text", "programmes.Consultation"),
            (_("Findings"), "lightbulb", "programme:findings", is_coordinator),
            (_("Workstreams"), "flag", "programme:workstreams", is_coordinator),
            (_("Case studies"), "journal-text", "programme:case_studies", is_coordinator),
            (_("Reflections"), "chat-square-heart", "programmes.Reflection"),
            (_("Library"), "book", "programme:library", is_coordinator),
        ),
    ),
    (
        _("Training"),
        (
            (_("Sessions"), "calendar3", "trainings.TrainingSession"),
            (_("Calendar"), "calendar-event", "reports:calendar", is_coordinator),
            (_("Trainers"), "person-vcard", "reports:trainers", is_coordinator),
            (_("Courses"), "mortarboard", "trainings.Course"),
            (_("Modules"), "journal", "trainings.Module"),
            (_("Roster imports"), "table", "participants.RosterImport"),
            (_("Places"), "geo-alt", "programmes.Place"),
        ),
    ),
    (
        _("People"),
        (
            (_("Officers"), "people", "participants.Officer"),
            (_("Units"), "buildings", "participants.Unit"),
            (_("Ranks"), "person-badge", "participants.Rank"),
            (_("Partners"), "building", "programmes.Organisation"),
            (_("People and access"), "key", "reports:people", is_coordinator),
        ),
    ),
    (
        _("Certificates"),
        (
            (_("Issued"), "award", "certificates.Certificate"),
            (_("Corrections"), "pencil-square", "certificates:corrections", is_coordinator),
            (_("Ceremonies"), "stars", "certificates:ceremonies", is_coordinator),
            (_("Designs"), "palette", "certificates:designs", is_coordinator),
            (_("Signatories"), "pen", "certificates.Signatory"),
        ),
    ),
    (
        _("Reports and records"),
        (
            (_("Results"), "bar-chart", "reports:overview", lambda user: is_coordinator(user) or is_observer(user)),
            (_("Trained capacity"), "signpost-split", "reports:capacity", is_coordinator),
            (_("Updates"), "megaphone", "programmes.NewsUpdate"),
            (_("Subscribers"), "envelope", "programmes.Subscription"),
            (_("Long work"), "gear-wide-connected", "jobs.Job"),
            (_("Audit trail"), "list-check", "accounts.AuditEntry"),
        ),
    ),
)


# Pages that belong to an entry although their address does not begin with its link.
PAGES_OF = {
    "certificates:corrections": ("/admin/certificates/corrections/",),
    "programmes.Consultation": ("/admin/programme/consultations/", "/admin/participants/delegate/"),
    "programmes.Reflection": ("/admin/programme/reflections/",),
    "programme:findings": ("/admin/programmes/finding/",),
    "programme:workstreams": ("/admin/programme/milestones/", "/admin/programmes/workstream/"),
    "programme:case_studies": ("/admin/programmes/casestudy/",),
    "programme:library": ("/admin/programmes/libraryresource/",),
    "trainings.TrainingSession": ("/admin/sessions/",),
    "reports:calendar": ("/admin/resources/",),
    "participants.Officer": ("/admin/officers/",),
    "certificates.Certificate": ("/admin/certificates/to-review/",),
    "reports:capacity": ("/admin/capacity/",),
    "jobs.Job": ("/work/",),
}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Returns the sidebar for Unfold: groups of links to what this person may open, with the number that waits."""
    groups = []
    for title, entries in SIDEBAR:
        items = [item for entry in entries if (item := _item(request, *entry))]
        if items:
            groups.append({"title": title, "items": items})
    return groups


def _item(request: HttpRequest, title: Any, icon: str, target: Any, may_open: Any = None) -> dict[str, Any] | None:
    link = _page(request, target, may_open) if may_open else _list_of(request, target)
    if not link:
        return None
    item = {"title": title, "icon": icon, "link": link}
    if target == OVERVIEW:
        # The addresses of findings, workstreams and others begin with it too.
        item["active"] = getattr(request.resolver_match, "namespace", "") == "reports" and link in request.path
    if target in PAGES_OF and request.path.startswith(PAGES_OF[target]):
        item["active"] = True
    if target == ADMINISTRATION and request.path == reverse("admin:index") and not is_coordinator(request.user):
        item["active"] = True  # it is the start page of whoever coordinates nothing
    waiting = WAITING[target](request.user) if target in WAITING else 0
    return item | {"badge": waiting, "badge_variant": "warning"} if waiting else item


def _page(request: HttpRequest, name: str, may_open: Callable[..., bool]) -> str | None:
    try:
        return reverse(name) if may_open(request.user) else None
    except NoReverseMatch:
        return None


def _list_of(request: HttpRequest, label: str) -> str | None:
    """Returns the address of the list of a model, or None when it is not in the admin or not for this person."""
    from django.contrib import admin  # noqa: PLC0415 -- the settings import this module before there are models

    model_admin = admin.site._registry.get(apps.get_model(label))
    if model_admin is None or not model_admin.has_view_or_change_permission(request):
        return None
    return reverse(f"admin:{label.lower().replace('.', '_')}_changelist")


def _rosters_to_decide(user: Any) -> int:
    return apps.get_model("participants", "RosterImport").objects.visible_to(user).filter(state="ready").count()


def _jobs_that_stopped(user: Any) -> int:
    return apps.get_model("jobs", "Job").objects.visible_to(user).filter(state="failed").count()


WAITING = {"participants.RosterImport": _rosters_to_decide, "jobs.Job": _jobs_that_stopped}


def programme(request: HttpRequest) -> Any:
    """Returns the short title of the programme this person works in; with several, a word for all of them."""
    if not request.user.is_authenticated:
        return ""
    titles = [str(one) for one in apps.get_model("programmes", "Programme").objects.visible_to(request.user)[:2]]
    return titles[0] if len(titles) == 1 else _("Training programmes")


# What the library needs to know of us; the frame, its colours and its files are ours (templates/admin, static/shetu).
UNFOLD = {
    "SITE_TITLE": _("Shetu"),
    "SITE_HEADER": _("Shetu"),
    "SITE_SUBHEADER": programme,
    "SITE_URL": None,
    "THEME": lambda request: getattr(request.user, "theme", "light"),
    "DASHBOARD_CALLBACK": "reports.pages.start.start_page",
    "SIDEBAR": {"show_search": False, "show_all_applications": False, "navigation": navigation},
}
