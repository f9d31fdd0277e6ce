"""The admin in our look: colours, marks, and a sidebar in the words of those who use it."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.permissions import is_administrator, is_coordinator, is_observer

OVERVIEW = "reports:programmes"
ADMINISTRATION = "reports:administration"

# A group: its title and its entries. Models by label, other pages by URL name and who may open them.
SIDEBAR = (
    (
        None,
        (
            (_("Today"), "home", "admin:index", is_coordinator),
            (_("Programmes and people"), "shield_person", ADMINISTRATION, is_administrator),
        ),
    ),
    (
        _("Programme"),
        (
            (_("Overview"), "account_tree", OVERVIEW, is_coordinator),
            (_("Consultations"), "forum", "programmes.Consultation"),
            (_("Findings"), "lightbulb", "programme:findings", is_coordinator),
            (_("Workstreams"), "flag", "programme:workstreams", is_coordinator),
            (_("Case studies"), "travel_explore", "programme:case_studies", is_coordinator),
            (_("Reflections"), "format_quote", "programmes.Reflection"),
            (_("Library"), "local_library", "programme:library", is_coordinator),
            (_("Partners"), "handshake", "programmes.Organisation"),
            (_("Updates"), "campaign", "programmes.NewsUpdate"),
            (_("Subscribers"), "contact_mail", "programmes.Subscription"),
        ),
    ),
    (
        _("Training"),
        (
            (_("Sessions"), "calendar_month", "trainings.TrainingSession"),
            (_("Courses"), "school", "trainings.Course"),
            (_("Modules"), "menu_book", "trainings.Module"),
            (_("Roster imports"), "table_view", "participants.RosterImport"),
        ),
    ),
    (
        _("People"),
        (
            (_("Officers"), "groups", "participants.Officer"),
            (_("Units"), "apartment", "participants.Unit"),
            (_("Ranks"), "military_tech", "participants.Rank"),
        ),
    ),
    (
        _("Certificates"),
        (
            (_("Issued"), "workspace_premium", "certificates.Certificate"),
            (_("Corrections"), "rate_review", "certificates:corrections", is_coordinator),
            (_("Ceremonies"), "celebration", "certificates:ceremonies", is_coordinator),
            (_("Designs"), "palette", "certificates:designs", is_coordinator),
            (_("Signatories"), "signature", "certificates.Signatory"),
        ),
    ),
    (
        _("Reports"),
        (
            (_("Overview"), "bar_chart", "reports:overview", lambda user: is_coordinator(user) or is_observer(user)),
            (_("Trained capacity"), "map", "reports:capacity", is_coordinator),
        ),
    ),
    (
        _("System"),
        (
            (_("Long work"), "settings_slow_motion", "jobs.Job"),
            (_("Places"), "location_on", "programmes.Place"),
            (_("People and access"), "admin_panel_settings", "reports:people", is_coordinator),
            (_("Audit trail"), "fact_check", "accounts.AuditEntry"),
        ),
    ),
)


# Pages of our own that belong to an entry although their address does not begin with its link.
PAGES_OF = {
    "certificates:corrections": "/admin/certificates/corrections/",
    "programmes.Consultation": "/admin/programme/consultations/",
    "programmes.Reflection": "/admin/programme/reflections/",
    "programme:workstreams": "/admin/programme/milestones/",
    "participants.Officer": "/admin/officers/",
    "reports:capacity": "/admin/capacity/",
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


UNFOLD = {
    "SITE_TITLE": _("Shetu"),
    "SITE_HEADER": _("Shetu"),
    "SITE_SUBHEADER": programme,
    "SITE_URL": None,
    "SITE_ICON": lambda request: static("shetu/logo.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("shetu/logo.svg")},
        {"rel": "apple-touch-icon", "sizes": "180x180", "href": lambda request: static("shetu/touch-icon.png")},
    ],
    "LOGIN": {"image": lambda request: static("shetu/bridge.svg")},
    "STYLES": [lambda request: static("shetu/shetu.css"), lambda request: static("shetu/admin.css")],
    "SCRIPTS": [lambda request: static("shetu/admin-theme.js"), lambda request: static("shetu/staff.js")],
    "THEME": lambda request: getattr(request.user, "theme", "light"),
    "BORDER_RADIUS": "6px",
    "SHOW_VIEW_ON_SITE": False,
    "DASHBOARD_CALLBACK": "reports.pages.start.start_page",
    "ACCOUNT": {
        "navigation": [
            {"title": _("Change your password"), "link": reverse_lazy("account_change_password")},
            {"title": _("Second step at sign-in"), "link": reverse_lazy("mfa_index")},
            {"title": _("Where you are signed in"), "link": reverse_lazy("usersessions_list")},
        ]
    },
    "SIDEBAR": {"show_search": False, "show_all_applications": False, "navigation": navigation},
    "COLORS": {
        "base": {
            "50": "#f4f6f4",
            "100": "#eef1ef",
            "200": "#dde3e0",
            "300": "#c5ceca",
            "400": "#9aa8a3",
            "500": "#5a6763",
            "600": "#44524e",
            "700": "#2a3734",
            "800": "#1d2927",
            "900": "#17211f",
            "950": "#0f1615",
        },
        "primary": {
            "50": "#f0f7f6",
            "100": "#e2efed",
            "200": "#cfe5e1",
            "300": "#9fcbc4",
            "400": "#63a9a1",
            "500": "#2a807b",
            "600": "#0b5c5a",
            "700": "#084846",
            "800": "#063b3a",
            "900": "#052e2d",
            "950": "#031d1c",
        },
    },
}
