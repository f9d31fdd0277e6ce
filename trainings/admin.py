"""Sessions, courses and modules in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.access.admin_access import (
    ChangedByItsUsers,
    CoordinatorHistoryAdmin,
    CoordinatorTabularInline,
    SpokenTitle,
)
from accounts.access.requests import user_of
from accounts.audit.trail import record
from accounts.refusal import Refused
from accounts.text.localised_text import date_text, digits
from programmes.models import LibraryResource
from trainings.calendar.days_off import days_off_of
from trainings.curriculum.course_form import CourseForm
from trainings.curriculum.module_answers import programmes_of
from trainings.curriculum.module_versions import FROZEN_FIELDS, TEXTS, is_taught, save_module, versions_of
from trainings.curriculum.pinning import is_pinned, pin
from trainings.enrolment.waiting_list import promote_waiting
from trainings.letters.writing import BEFORE_THE_END
from trainings.models import (
    Course,
    CourseModule,
    LetterKind,
    Module,
    ModuleFinding,
    SessionState,
    SessionTrainer,
    TrainingSession,
)
from trainings.resources.availability import problems_of
from trainings.sessions import lifecycle
from trainings.sessions.trainer_field import MOST_TO_UNFOLD, OFFERED, TrainerField, TypedTrainers
from trainings.sessions.trainers import possible_trainers
from trainings.staff_forms import SessionForm
from trainings.timetable import standard

# What people who were told of a session must hear of when it changes.
MOVES = {"starts_on", "ends_on", "place", "venue_en", "venue_bn"}
STATE_LABELS = {
    SessionState.DRAFT: "default",
    SessionState.SCHEDULED: "info calendar-event",
    SessionState.RUNNING: "info play-circle-fill",
    SessionState.HELD: "warn clock-history",
    SessionState.CLOSED: "success",
    SessionState.CANCELLED: "off slash-circle",
}


class TrainerInline(CoordinatorTabularInline):
    """Offers the trainers of the programme; whoever was one when named stays on the list of that session."""

    model = SessionTrainer
    may_delete = True
    extra = 1
    offered_as, offered_names = OFFERED, ()

    def get_formset(self, request: HttpRequest, obj: TrainingSession | None = None, **kwargs: Any) -> Any:
        self.session = obj
        return super().get_formset(request, obj, **kwargs)

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        if db_field.name != "user":
            return super().get_field_queryset(db, db_field, request)
        return possible_trainers(user_of(request), self.session)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Of many trainers the names are offered once for all lines, not in a list for each."""
        possible = possible_trainers(user_of(request), self.session) if db_field.name == "user" else None
        if possible is None or possible[MOST_TO_UNFOLD : MOST_TO_UNFOLD + 1].count() == 0:
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        kwargs |= {"form_class": TrainerField, "widget": TrainerField.widget}
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.people = TypedTrainers(possible, field.label_from_instance)
        self.offered_names = field.people.offered
        return field


@admin.register(TrainingSession)
class TrainingSessionAdmin(SpokenTitle, CoordinatorHistoryAdmin):
    """Planning a session. Its state changes on its own page, by the verbs of trainings.sessions.lifecycle."""

    list_display = ("code_link", "title_spoken", "place", "first_day", "last_day", "enrolled_of_seats", "state_label")
    list_display_links = None
    list_filter = ("state", "course__kind", "phase")
    list_select_related = ("place",)
    search_fields = ("code", "title_en", "title_bn", "place__name_en")
    date_hierarchy = "starts_on"
    autocomplete_fields = ("place",)
    form = SessionForm
    adding = _("Plan a session")
    shape_of_empty = "calendar3"
    list_before_template = "trainings/_sessions_list_links.html"
    inlines = (TrainerInline,)
    fieldsets = (
        (_("What"), {"fields": ("phase", "course")}),
        (
            _("When and where"),
            {"fields": (("starts_on", "ends_on"), "nominations_due_on", "place", "venue_en", "venue_bn", "capacity")},
        ),
        (
            _("Name"),
            {
                "fields": ("code", "title_en", "title_bn"),
                "description": _("May be left out: code, titles and last day follow from course, place and first day."),
            },
        ),
        (_("For the reports"), {"fields": ("regions", "goals")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.with_turnout()

    def get_readonly_fields(self, request: HttpRequest, obj: TrainingSession | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        fixed = ("code",)
        if obj.state in (SessionState.CLOSED, SessionState.CANCELLED):
            when_and_where = ("starts_on", "ends_on", "nominations_due_on", "place", "venue_en", "venue_bn", "capacity")
            return (*fixed, "phase", "course", *when_and_where)
        # From its first day on a session keeps the course that it began with.
        return (*fixed, "course") if obj.state in (SessionState.RUNNING, SessionState.HELD) else fixed

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The phase under way and the course held last are the likely ones."""
        held = TrainingSession.objects.coordinated_by(user_of(request)).order_by("-starts_on").first()
        likely = {"phase": held.phase_id, "course": held.course_id} if held else {}
        return likely | super().get_changeform_initial_data(request)

    @admin.display(description=_("session"), ordering="code")
    def code_link(self, session: TrainingSession) -> SafeString:
        return format_html(
            '<a class="sh-link" href="{}">{}</a>', reverse("reports:session", args=[session.code]), session.code
        )

    @admin.display(description=_("officers"))
    def enrolled_of_seats(self, session: Any) -> str:
        return digits(f"{session.enrolled} / {session.capacity}", get_language())

    enrolled_of_seats.is_number = True  # type: ignore[attr-defined]

    @admin.display(description=_("first day"), ordering="starts_on")
    def first_day(self, session: TrainingSession) -> str:
        return date_text(session.starts_on, get_language())

    first_day.is_short = True  # type: ignore[attr-defined]

    @admin.display(description=_("last day"), ordering="ends_on")
    def last_day(self, session: TrainingSession) -> str:
        return date_text(session.ends_on, get_language())

    last_day.is_short = True  # type: ignore[attr-defined]

    @display(description=_("state"), ordering="state", label=STATE_LABELS)
    def state_label(self, session: TrainingSession) -> tuple[str, str]:
        return session.state, session.get_state_display()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        session = form.instance
        record(user_of(request), "session.changed" if change else "session.planned", session)
        if "course" in form.changed_data and is_pinned(session):
            pin(session, by=user_of(request))
        promote_waiting(session, by=user_of(request))
        try:
            lifecycle.plan_days(session, by=user_of(request))
            taken = standard.take_into_empty(session, by=user_of(request))
        except Refused as no:
            messages.error(request, str(no))
        else:
            days_off = days_off_of(session) if not change or {"starts_on", "ends_on"} & set(form.changed_data) else []
            for sentence in [*taken.left_out, *days_off]:
                messages.warning(request, sentence)
        if change and MOVES & set(form.changed_data) and session.state in BEFORE_THE_END:
            address = reverse("sessions:letter", args=[session.code, LetterKind.CHANGE])
            link = format_html('<a href="{}">{}</a>', address, _("Tell the trainers, officers and units"))
            messages.info(request, link)
        # What is booked has moved along with the days.
        for sentence in problems_of([session]).get(session.pk, {}).values():
            messages.warning(request, sentence)

    def response_add(
        self, request: HttpRequest, obj: TrainingSession, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._to_session(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: TrainingSession) -> HttpResponse:
        return self._to_session(request, obj) or super().response_change(request, obj)

    def _to_session(self, request, session):
        if "_continue" in request.POST or "_addanother" in request.POST or "_popup" in request.POST:
            return None
        messages.success(request, _("%(code)s is saved.") % {"code": session.code})
        return HttpResponseRedirect(reverse("reports:session", args=[session.code]))


class CourseModuleInline(CoordinatorTabularInline):
    model = CourseModule
    may_delete = True


@admin.register(Course)
class CourseAdmin(SpokenTitle, CoordinatorHistoryAdmin):
    adding = _("Add a course")
    shape_of_empty = "mortarboard"
    list_display = ("title_spoken", "code", "kind", "days", "required_share")
    list_filter = ("kind",)
    search_fields = ("title_en", "title_bn", "code")
    inlines = (CourseModuleInline,)
    form = CourseForm
    fieldsets = (
        (None, {"fields": ("programme", "kind", "code", "title_en", "title_bn", "days", "contact_hours")}),
        (_("Who completes"), {"fields": ("required_share", "late_counts")}),
        (
            _("Who may enter"),
            {
                "fields": (("lowest_rank", "highest_rank"), "unit_kinds", "earlier_course"),
                "description": _(
                    "Whoever does not meet a rule enters for a reason only, which stays with the enrolment. Sessions that were scheduled "
                    "keep the rules they had."
                ),
            },
        ),
    )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Ranks from the highest to the lowest."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and db_field.name in ("lowest_rank", "highest_rank"):
            field.queryset = field.queryset.order_by("country", "-order")
        return field

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        record(user_of(request), "course.changed" if change else "course.added", form.instance)


class AnswerInline(CoordinatorTabularInline):
    """What the module answers; chosen on the page of the finding."""

    model = ModuleFinding
    may_add = may_change = False
    fields = ("finding_link", "weight")
    readonly_fields = ("finding_link",)

    @admin.display(description=_("finding"))
    def finding_link(self, answer: ModuleFinding) -> SafeString:
        return format_html(
            '<a class="sh-link sh-long" href="{}">{}</a>', answer.finding.get_absolute_url(), answer.finding
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("finding")


class ModuleResourceInline(CoordinatorTabularInline):
    """Documents of own programmes; those that others gave the module stay as they are."""

    model = Module.resources.through
    autocomplete_fields = ("libraryresource",)
    may_delete = True
    verbose_name = _("document for it")
    verbose_name_plural = _("documents for it")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The column by the name of what is chosen: the table between has none of its own."""
        name = capfirst(db_field.remote_field.model._meta.verbose_name)
        return super().formfield_for_foreignkey(db_field, request, **{"label": name, **kwargs})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        own = LibraryResource.objects.coordinated_by(user_of(request))
        return super().get_queryset(request).filter(libraryresource__in=own)


@admin.register(Module)
class ModuleAdmin(SpokenTitle, ChangedByItsUsers, CoordinatorHistoryAdmin):
    adding = _("Add a module")
    shape_of_empty = "journal"
    list_display = ("title_spoken", "code", "version", "minutes", "human_rights_minutes", "gender_minutes")
    search_fields = ("title_en", "title_bn", "code")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("code", "version", "title_en", "title_bn"),
                    *("minutes", "human_rights_minutes", "gender_minutes"),
                )
            },
        ),
        (_("What is taught, and how"), {"fields": TEXTS}),
    )
    inlines = (AnswerInline, ModuleResourceInline)
    change_form_outer_before_template = "trainings/_module_versions.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What was taught stays as it was."""
        fixed = tuple(super().get_readonly_fields(request, obj))
        return (*fixed, *FROZEN_FIELDS) if obj and is_taught(obj) else fixed

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        module = self.get_object(request, object_id)
        facts = {"module_facts": self._facts(module, user_of(request))} if module else {}
        return super().change_view(request, object_id, form_url, {**facts, **(extra_context or {})})

    @staticmethod
    def _facts(module: Module, user: Any) -> dict[str, Any]:
        versions = versions_of(module)
        return {
            "is_taught": is_taught(module),
            "newest": versions[0],
            "others": [one for one in versions if one.pk != module.pk],
            "programmes": programmes_of(module, user),
        }

    def save_model(self, request: HttpRequest, obj: Module, form: Any, change: bool) -> None:
        save_module(obj, by=user_of(request))
