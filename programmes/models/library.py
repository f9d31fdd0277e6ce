"""The library: documents and links, in versions, each for the people it is meant for."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.database.constraints import known_values
from accounts.models import User
from accounts.text.bilingual import localised_field
from programmes.models.document import WithDocument
from programmes.models.programme import Programme
from programmes.models.theme import Theme


class Audience(models.TextChoices):
    """Each is open to those before it too: what officers may read, trainers and coordinators read as well."""

    COORDINATORS = "coordinators", _("Coordinators")
    TRAINERS = "trainers", _("Trainers")
    OFFICERS = "officers", _("Officers")
    PUBLIC = "public", _("Public")


class ResourceLanguage(models.TextChoices):
    ENGLISH = "en", _("English")
    BANGLA = "bn", _("Bangla")
    BOTH = "both", _("English and Bangla")


class LibraryResourceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "LibraryResourceQuerySet":
        """What a user may read, by the role in the programme; strangers read public resources. Only coordinators see
        withdrawn ones.
        """
        public = Q(audience=Audience.PUBLIC, is_withdrawn=False, programme__is_public=True)
        if not user.is_authenticated:
            return self.filter(public)
        taught = Programme.objects.trained_by(user).values("pk")
        # Sessions and enrolments are in an app above this one, so they are reached by their related names.
        attended = Programme.objects.filter(
            phases__sessions__enrolments__officer__user=user.pk, phases__sessions__enrolments__was_confirmed=True
        ).values("pk")
        in_use = Q(is_withdrawn=False)
        return self.filter(
            public
            | Q(programme__in=Programme.objects.coordinated_by(user).values("pk"))
            | in_use & Q(audience=Audience.PUBLIC, programme__in=Programme.objects.visible_to(user).values("pk"))
            | in_use & Q(audience__in=[Audience.TRAINERS, Audience.OFFICERS, Audience.PUBLIC], programme__in=taught)
            | in_use & Q(audience__in=[Audience.OFFICERS, Audience.PUBLIC], programme__in=attended)
        )

    def coordinated_by(self, user: User) -> "LibraryResourceQuerySet":
        """Resources of the programmes the user coordinates."""
        return self.filter(programme__in=Programme.objects.coordinated_by(user))

    def with_downloads(self) -> "LibraryResourceQuerySet":
        """Adds `downloads`, summed over all versions."""
        rows = LibraryVersion.objects.filter(resource=models.OuterRef("pk")).order_by().values("resource")
        total = models.Subquery(rows.annotate(n=models.Sum("opened")).values("n"), output_field=models.IntegerField())
        return self.annotate(downloads=models.functions.Coalesce(total, 0))

    def with_latest(self) -> "LibraryResourceQuerySet":
        """Fetches the versions, newest first, so that `latest` needs no query."""
        return self.prefetch_related(models.Prefetch("versions", LibraryVersion.objects.order_by("-number")))


class LibraryResource(models.Model):
    """One document or link; its latest version is the present one."""

    _history_user: Any  # read by django-simple-history

    public_id = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(
        "programmes.Programme", models.PROTECT, related_name="library_resources", verbose_name=_("programme")
    )
    title_en = models.CharField(_("title in English"), max_length=200)
    title_bn = models.CharField(_("title in Bangla"), max_length=200, blank=True)
    about_en = models.TextField(_("what it is, in English"), max_length=1000, blank=True)
    about_bn = models.TextField(_("what it is, in Bangla"), max_length=1000, blank=True)
    theme = models.CharField(_("theme"), max_length=13, choices=Theme)
    language = models.CharField(_("language"), max_length=4, choices=ResourceLanguage)
    audience = models.CharField(
        _("audience"),
        max_length=12,
        choices=Audience,
        help_text=_("Who may read it. Those further up the list may too."),
    )
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False, editable=False)

    objects = LibraryResourceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["title_en", "pk"]
        verbose_name = _("library resource")
        verbose_name_plural = _("library")
        constraints = [
            known_values("theme", Theme, name="library_theme_known"),
            known_values("language", ResourceLanguage, name="library_language_known"),
            known_values("audience", Audience, name="library_audience_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:resource", args=[self.pk])

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return localised_field(self, "title")

    @property
    def about(self) -> str:
        return localised_field(self, "about")

    @property
    def latest(self) -> Any:
        """The newest version, or None. Asks the database unless fetched by `with_latest`."""
        return next(iter(sorted(self.versions.all(), key=lambda version: -version.number)), None)


class LibraryVersion(WithDocument):
    """A state of a resource: a file, or the address of one elsewhere. Never changed; a new one follows."""

    resource = models.ForeignKey(LibraryResource, models.PROTECT, related_name="versions", verbose_name=_("resource"))
    number = models.PositiveSmallIntegerField(_("version"))
    link = models.URLField(_("link"), max_length=500, blank=True)
    note = models.CharField(_("what is new"), max_length=300, blank=True)
    opened = models.PositiveIntegerField(_("downloads"), default=0)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        ordering = ["resource_id", "-number"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["resource", "number"], name="one_library_version_per_number"),
            models.CheckConstraint(
                condition=(Q(link="") & ~Q(file="")) | (~Q(link="") & Q(file="")),
                name="library_version_is_a_file_or_a_link",
                violation_error_message=_("Give either a file or a link."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource}, {self.number}"
