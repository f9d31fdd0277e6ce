"""An uploaded roster: the file, its rows as typed, and the result of each row."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.constraints import known_values
from accounts.models import User
from participants.models.undoable import Undoable
from programmes.models import Programme


def _stored_name(roster_import, name):
    """A name nobody can guess and that tells nothing: the original name may hold names of people."""
    return f"rosters/{uuid.uuid4().hex}"


class RosterImportState(models.TextChoices):
    READING = "reading", _("Being read")
    COLUMNS = "columns", _("Columns to match")
    READY = "ready", _("Preview")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")
    REFUSED = "refused", _("Not readable")
    DISCARDED = "discarded", _("Discarded")


class RowOutcome(models.TextChoices):
    NEW = "new", _("New")
    MATCH = "match", _("Known")
    CHANGE = "change", pgettext_lazy("roster row", "Change")
    ENROLLED = "enrolled", _("Enrolled already")
    REVIEW = "review", _("Your decision")
    REJECTED = "rejected", _("Not taken")


class RowDecision(models.TextChoices):
    NONE = "", pgettext_lazy("roster row", "Open")
    TAKE = "take", _("Take it")
    SAME = "same", _("Same person")
    LEAVE = "leave", _("Leave it out")
    ASK = "ask", _("Ask the other programme")


# Decisions with which a row that waits is applied.
GO_IN = (RowDecision.TAKE, RowDecision.SAME)
# Decisions with which the other programme is asked, when the roster is applied, for a row whose number it holds.
TO_ASK = (RowDecision.NONE, RowDecision.ASK)


class RosterImportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Imports of the programmes the user coordinates."""
        return self.filter(programme__in=Programme.objects.coordinated_by(user))


class RosterImport(Undoable):
    """One uploaded roster on its way from file to preview to officers."""

    public_id = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="roster_imports", verbose_name=_("programme"))
    file = models.FileField(_("file"), upload_to=_stored_name)
    original_name = models.CharField(_("name of the file"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=RosterImportState, default=RosterImportState.READING)
    reason = models.TextField(_("reason"), blank=True)
    sheet = models.CharField(_("sheet"), max_length=120, blank=True)
    header_row = models.PositiveIntegerField(_("row of the headings"), null=True, blank=True)
    headers = models.JSONField(_("headings"), default=list, blank=True)
    titles = models.JSONField(_("lines above the list"), default=list, blank=True)
    column_map = models.JSONField(_("columns"), default=dict, blank=True)
    sender = models.ForeignKey(
        "participants.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sent by")
    )
    # The first rows of each sheet, for the page of columns: the web process never parses a file.
    sheets = models.JSONField(_("tops of the sheets"), default=list, blank=True)
    chosen = models.JSONField(_("columns as a person set them"), default=dict, blank=True)
    mapping = models.ForeignKey(
        "participants.ColumnMapping",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("columns as remembered"),
    )
    # Columns that a person must match, the tables of the file, its lines that are no people: participants/roster_import/file_facts.py.
    asks = models.JSONField(_("columns asked about"), default=list, blank=True, db_default=[])
    tables = models.JSONField(_("tables of the file"), default=list, blank=True, db_default=[])
    ignored = models.JSONField(_("lines that are no people"), default=list, blank=True, db_default=[])
    # What came out of an old Bangla font (participants/roster_import/old_fonts.py).
    conversions = models.JSONField(_("converted texts"), default=list, blank=True)
    notes = models.JSONField(_("notes on the file"), default=list, blank=True)
    counts = models.JSONField(_("rows by outcome"), default=dict, blank=True)
    reading = models.OneToOneField("jobs.Job", models.PROTECT, null=True, related_name="+", verbose_name=_("reading"))
    applying = models.OneToOneField("jobs.Job", models.PROTECT, null=True, related_name="+", verbose_name=_("applying"))
    returned = models.FileField(_("workbook of rows not taken"), upload_to=_stored_name, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    undoing = models.OneToOneField(
        "jobs.Job", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taking back")
    )

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        constraints = [
            known_values("state", RosterImportState, name="roster_import_state_known"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="refused_roster_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False), name="applied_roster_has_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="undone") | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="undone_roster_has_a_time_and_a_person",
            ),
        ]

    def __str__(self):
        return self.original_name


class RosterRow(models.Model):
    """One row of a roster: the cells as typed, the values understood, the outcome and every problem."""

    roster_import = models.ForeignKey(
        RosterImport, models.CASCADE, related_name="rows", verbose_name=_("roster import")
    )
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(_("cells"))
    # Corrections in the preview, by field; the cells do not change.
    edits = models.JSONField(_("corrections"), default=dict, blank=True)
    values = models.JSONField(_("values"), default=dict)
    outcome = models.CharField(_("outcome"), max_length=8, choices=RowOutcome)
    problems = models.JSONField(_("problems"), default=list, blank=True)
    changes = models.JSONField(_("changes"), default=list, blank=True)
    decision = models.CharField(_("decision"), max_length=5, choices=RowDecision, blank=True, default=RowDecision.NONE)
    officer = models.ForeignKey(
        "participants.Officer",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="roster_rows",
        verbose_name=_("officer"),
    )
    alike = models.ForeignKey(
        "participants.Officer",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer on record whom the row resembles"),
    )
    applied = models.BooleanField(_("applied"), default=False)
    is_held = models.BooleanField(
        _("held elsewhere"),
        default=False,
        help_text=_("Another programme holds the service number; the row waits for it."),
    )
    # The effects of the row, with the values from before: all data for an undo (participants/roster_import/row_effects.py).
    effects = models.JSONField(_("what came of it"), default=dict, blank=True)

    class Meta:
        ordering = ["roster_import", "number"]
        verbose_name = _("roster row")
        verbose_name_plural = _("roster rows")
        constraints = [
            models.UniqueConstraint(fields=["roster_import", "number"], name="one_roster_row_per_number"),
            known_values("outcome", RowOutcome, name="roster_row_outcome_known"),
            known_values("decision", RowDecision, name="roster_row_decision_known"),
        ]
        indexes = [
            models.Index(fields=["roster_import", "outcome", "number"], name="roster_row_by_outcome")
        ]  # filters of the preview

    def __str__(self):
        return str(self.number)
