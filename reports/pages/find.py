"""One search over everything a coordinator works with: pages, sessions, certificates, officers. Every part has a limit."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access.requests import user_of
from accounts.text.bilingual import localised_field
from accounts.text.localised_text import date_text, digits
from certificates.models import Certificate
from participants.models import Officer
from participants.officers.search import find, record_search, remark
from trainings.models import TrainingSession

SHOWN = 8
SHORTEST = 2
# The last character there is: what begins with a text lies between it and the text followed by this.
LAST = "\uffff"


@dataclass(frozen=True)
class Hit:
    """One thing that was found: where it is, what it is called, and a line beside it."""

    url: str
    title: str
    detail: str
    shape: str


@dataclass(frozen=True)
class Part:
    """What was found of one kind; `has_more` says that the limit left some out."""

    title: str
    hits: tuple[Hit, ...]
    has_more: bool
    note: str = ""


def find_anything(request: HttpRequest, words: str) -> list[Part]:
    """Returns what the words find, by kind; kinds that have nothing are left out. Looking for officers is recorded."""
    if len(words) < SHORTEST:
        return []
    parts = (
        _pages(request, words),
        _sessions(request, words),
        _certificates(request, words),
        _officers(request, words),
    )
    return [part for part in parts if part.hits]


def _part(title: str, hits: list[Hit], note: str = "") -> Part:
    return Part(title, tuple(hits[:SHOWN]), len(hits) > SHOWN, note)


def _pages(request: HttpRequest, words: str) -> Part:
    """Pages of the sidebar, by their names in both languages."""
    asked, hits = words.casefold(), []
    for group in admin.site.get_sidebar_list(request):  # type: ignore[attr-defined]
        for item in group["items"]:
            names = []
            for language in ("en", "bn"):
                with translation.override(language):
                    names.append(str(item["title"]).casefold())
            if any(asked in name for name in names):
                hits.append(Hit(item["link"], str(item["title"]), str(group["title"] or ""), item["icon"]))
    return _part(_("Pages"), hits)


def _sessions(request: HttpRequest, words: str) -> Part:
    own = TrainingSession.objects.coordinated_by(user_of(request)).select_related("place")
    named = Q(code__icontains=digits(words, "en")) | Q(title_en__icontains=words) | Q(title_bn__icontains=words)
    found = own.filter(named).order_by("-starts_on", "code")[: SHOWN + 1]
    language = translation.get_language()
    return _part(
        _("Sessions"),
        [
            Hit(
                reverse("reports:session", args=[one.code]),
                one.code,
                f"{localised_field(one, 'title')} · {date_text(one.starts_on, language)}",
                "calendar3",
            )
            for one in found
        ],
    )


def _certificates(request: HttpRequest, words: str) -> Part:
    """By the beginning of the serial; a word without a digit or a dash begins none."""
    serial = digits(words, "en").upper().strip()
    if not any(character.isdigit() or character == "-" for character in serial):
        return _part(_("Certificates"), [])
    own = Certificate.objects.coordinated_by(user_of(request)).filter(serial__gte=serial, serial__lt=serial + LAST)
    found = own.order_by("serial")[: SHOWN + 1]
    return _part(
        _("Certificates"),
        [
            Hit(reverse("certificates:certificate", args=[one.serial]), one.serial, one.get_state_display(), "award")
            for one in found
        ],
    )


def _officers(request: HttpRequest, words: str) -> Part:
    own = Officer.objects.coordinated_by(user_of(request)).with_names().select_related("rank", "unit")
    answer = find(own, words)
    found = list(answer.officers[: SHOWN + 1])
    if found:
        record_search(user_of(request), len(found[:SHOWN]))
    return _part(_("Officers"), [_officer(one) for one in found], remark(answer) if found else "")


def _officer(officer: Any) -> Hit:
    about = (officer.service_number, officer.rank and officer.rank.name, officer.unit and officer.unit.name)
    return Hit(officer.get_absolute_url(), officer.name, " · ".join(str(one) for one in about if one), "person")
