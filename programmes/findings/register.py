"""The findings register: its rows, and its filters with the number of rows for each value."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access.request_ids import id_of
from accounts.models import User
from accounts.text.localised_text import digits
from accounts.ui.facets import Facet, Option
from programmes.models import Consultation, FindingKind, FindingState, Priority, Programme, Theme
from programmes.models.finding import FindingQuerySet

LATE, UNANSWERED, MINE, NOBODYS = "late", "unanswered", "mine", "nobodys"
DESK = "desk"
ASKED = "q"


class Register:
    """The findings of a queryset under the filters of an address. Facets cost one query each, whatever the number of rows."""

    def __init__(self, findings: FindingQuerySet, params: Any, *, user: User, today: date) -> None:
        """findings: those the user may see. params: QueryDict or dict. today: date in Dhaka."""
        self.findings, self.user, self.today = findings, user, today
        self.asked = params.get(ASKED, "").strip()[:200]
        self.choice = {}
        for key in ("state", "kind", "theme", "priority", "show", "programme", "source"):
            value = params.get(key, "")
            if value and self._is_known(key, value):
                self.choice[key] = value

    def rows(self) -> FindingQuerySet:
        """Returns the findings that fit, the most urgent first."""
        return self._matching(self.choice).by_urgency()

    @property
    def query(self) -> str:
        """The address of what is shown, without the page: "state=open&q=media"; "" for everything."""
        return urlencode(self._with(self.choice))

    @property
    def in_force(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.choice or self.asked)

    @property
    def narrowed(self) -> bool:
        """Whether a filter other than the state is in force."""
        return bool(set(self.choice) - {"state"})

    def facets(self) -> list[Facet]:
        """Returns the Facets; those with nothing to choose between are left out."""
        lists = [
            ("state", _("State"), FindingState.choices, "state"),
            ("show", _("Show only"), self._shows(), None),
            ("kind", _("Kind"), FindingKind.choices, "kind"),
            ("theme", _("Theme"), Theme.choices, "theme"),
            ("priority", _("Priority"), Priority.choices, "priority"),
            ("source", _("Came up at"), None, "sources__consultation"),
            ("programme", _("Programme"), None, "programme"),
        ]
        found = [self._facet(key, str(title), labels, field) for key, title, labels, field in lists]
        return [facet for facet in found if facet.chosen or len(facet.options) > (facet.key == "programme")]

    def _facet(self, key: str, title: str, labels: Any, field: str | None) -> Facet:
        others = {name: value for name, value in self.choice.items() if name != key}
        rows = self._matching(others)
        counts = self._counted(rows, field) if field else self._counted_shows(rows)
        if labels is None:
            labels = self._labels(key, counts)
        options = []
        for value, label in labels:
            count = counts.get(str(value), 0)
            is_chosen = self.choice.get(key) == str(value)
            if count or is_chosen:
                query = urlencode(self._with(others if is_chosen else {**others, key: value}))
                options.append(Option(str(label), count, f"?{query}", is_chosen))
        chosen = next((option.label for option in options if option.is_chosen), "")
        return Facet(key, title, tuple(options), chosen, f"?{urlencode(self._with(others))}")

    def _matching(self, choice: dict[str, Any]) -> FindingQuerySet:
        rows = self.findings
        for key, value in choice.items():
            rows = self._narrowed(rows, key, value)
        return self._searched(rows)

    def _narrowed(self, rows: FindingQuerySet, key: str, value: Any) -> FindingQuerySet:
        if key == "show":
            return {
                LATE: lambda: rows.overdue(self.today),
                UNANSWERED: lambda: rows.not_closed().unanswered(),
                MINE: lambda: rows.filter(owner=self.user),
                NOBODYS: lambda: rows.not_closed().filter(owner=None),
            }[value]()
        if key == "source":
            at = None if value == DESK else value
            # A subquery: a second join over the sources would count a finding once for each of them.
            return rows.filter(
                pk__in=self.findings.filter(sources__isnull=False, sources__consultation=at).values("pk")
            )
        return rows.filter(**{key: value})

    def _searched(self, rows: FindingQuerySet) -> FindingQuerySet:
        if not self.asked:
            return rows
        number = digits(self.asked, "en").upper().removeprefix("F")
        fits = Q(text_en__icontains=self.asked) | Q(text_bn__icontains=self.asked)
        if pk := id_of(number):
            fits |= Q(pk=pk)
        return rows.filter(fits)

    def _counted(self, rows: FindingQuerySet, field: str) -> dict[Any, int]:
        counted = rows.order_by().values_list(field).annotate(n=Count("pk", distinct=True))
        counts = {str(value): n for value, n in counted if value is not None}
        if field == "sources__consultation":
            desk = rows.filter(sources__isnull=False, sources__consultation=None).distinct().count()
            counts |= {DESK: desk} if desk else {}
        return counts

    def _counted_shows(self, rows: FindingQuerySet) -> dict[str, int]:
        return {value: self._narrowed(rows, "show", value).count() for value, _label in self._shows()}

    def _shows(self) -> Any:
        return [
            (LATE, pgettext("task", "Late")),
            (UNANSWERED, _("No module answers it")),
            (MINE, _("Mine")),
            (NOBODYS, _("Nobody's yet")),
        ]

    def _labels(self, key: str, counts: Any) -> Any:
        if key == "programme":
            return [(one.pk, one.short_title) for one in Programme.objects.filter(pk__in=counts)]
        held = Consultation.objects.filter(pk__in=[pk for pk in counts if pk != DESK]).in_time()
        labels = [(one.pk, f"{one.title}, {one.when}" if one.when else one.title) for one in held]
        return [*labels, (DESK, _("Desk review"))]

    def _with(self, choice: dict[str, Any]) -> dict[str, Any]:
        return {**choice, ASKED: self.asked} if self.asked else choice

    def _is_known(self, key: str, value: Any) -> bool:
        known = {
            "state": FindingState.values,
            "kind": FindingKind.values,
            "theme": Theme.values,
            "priority": [str(priority) for priority in Priority.values],
            "show": [LATE, UNANSWERED, MINE, NOBODYS],
        }
        if key in known:
            return value in known[key]
        return (key == "source" and value == DESK) or id_of(value) is not None
