"""News of a programme in English and, where it exists, in Bangla."""

from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from accounts.database.constraints import known_values
from accounts.models import User
from accounts.text.bilingual import localised_field
from programmes.models.programme import Programme


class NewsState(models.TextChoices):
    """Draft → published → withdrawn. Changed only by programmes.news.publishing."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("document", "Withdrawn")


class NewsTopic(models.TextChoices):
    TRAINING = "training", _("Training")
    CONSULTATIONS = "consultations", _("Consultations")
    CASCADE = "cascade", _("Cascade")
    WOMEN = "women", _("Women in policing")
    RESEARCH = "research", _("Research")
    STRATEGY = "strategy", _("Policy and strategy")
    NETWORK = "network", _("Regional network")
    REINTEGRATION = "reintegration", _("Rehabilitation and reintegration")


class NewsText(NamedTuple):
    """An update in one language. `asked` is the language wanted, `language` the one it is in."""

    asked: str
    language: str
    title: str
    summary: str
    text: str
    where: str
    donor_line: str

    @property
    def in_other_language(self) -> bool:
        """Whether the reader gets it in a language not asked for."""
        return self.asked != self.language


class NewsUpdateQuerySet(models.QuerySet):
    """Lookups of news."""

    def visible_to(self, user: User) -> "NewsUpdateQuerySet":
        """News of the programmes whose team the user belongs to."""
        return self.filter(programme__in=Programme.objects.visible_to(user))

    def coordinated_by(self, user: User) -> "NewsUpdateQuerySet":
        """News of the programmes the user coordinates."""
        return self.filter(programme__in=Programme.objects.coordinated_by(user))

    def public(self) -> "NewsUpdateQuerySet":
        """Public news: published, of programmes with public updates."""
        return self.filter(state=NewsState.PUBLISHED, programme__is_public=True)

    def with_parts(self) -> "NewsUpdateQuerySet":
        """Prefetches goals, pictures and reflections."""
        return self.prefetch_related("goals", "pictures", "reflections")

    def newest_first(self) -> "NewsUpdateQuerySet":
        return self.order_by("-dated_on", "-pk")


class NewsUpdate(models.Model):
    """One piece of news. Its texts are plain text with a few marks (programmes/news/markup.py), never HTML."""

    programme = models.ForeignKey(
        "programmes.Programme", models.PROTECT, related_name="updates", verbose_name=_("programme")
    )
    slug = models.SlugField(_("address"), max_length=80, unique=True, null=True, editable=False)
    topic = models.CharField(_("topic"), max_length=16, choices=NewsTopic)
    dated_on = models.DateField(
        _("date"), default=timezone.localdate, help_text=_("The day under which the list shows it.")
    )
    title_en = models.CharField(_("title in English"), max_length=160)
    title_bn = models.CharField(_("title in Bangla"), max_length=160, blank=True)
    summary_en = models.CharField(_("summary in English"), max_length=400, blank=True)
    summary_bn = models.CharField(_("summary in Bangla"), max_length=400, blank=True)
    text_en = models.TextField(_("text in English"), max_length=20_000, blank=True)
    text_bn = models.TextField(_("text in Bangla"), max_length=20_000, blank=True)
    where_en = models.CharField(_("where, in English"), max_length=120, blank=True)
    where_bn = models.CharField(_("where, in Bangla"), max_length=120, blank=True)
    donor_line_en = models.CharField(_("donor line in English"), max_length=300, blank=True)
    donor_line_bn = models.CharField(_("donor line in Bangla"), max_length=300, blank=True)
    goals = models.ManyToManyField("programmes.Goal", verbose_name=_("goals"), blank=True, related_name="updates")
    # References, not the words: when a consent is withdrawn, the words must not remain here (see
    # programmes.reflections.quotations).
    reflections = models.ManyToManyField(
        "programmes.Reflection", verbose_name=_("quotations"), blank=True, related_name="updates"
    )

    state = models.CharField(_("state"), max_length=9, choices=NewsState, default=NewsState.DRAFT, editable=False)
    reason = models.TextField(_("why it was withdrawn"), blank=True, editable=False)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    changed_at = models.DateTimeField(_("changed since"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects = NewsUpdateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-dated_on", "-pk"]
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        indexes = [models.Index(fields=["state", "-dated_on", "-id"], name="news_newest_first")]  # read by /updates/
        constraints = [
            known_values("state", NewsState, name="news_state_known"),
            known_values("topic", NewsTopic, name="news_topic_known"),
            models.CheckConstraint(
                condition=Q(state=NewsState.DRAFT)
                | (Q(slug__isnull=False, published_at__isnull=False) & ~Q(title_en="") & ~Q(text_en="")),
                name="news_published_is_told_in_english",
                violation_error_message=_("A published update keeps its title and text in English."),
            ),
            models.CheckConstraint(
                condition=Q(state=NewsState.DRAFT) | Q(title_bn="", text_bn="") | (~Q(title_bn="") & ~Q(text_bn="")),
                name="news_published_in_bangla_in_full_or_not",
                violation_error_message=_("In Bangla an update has a title and a text, or neither."),
            ),
            models.CheckConstraint(
                condition=~Q(state=NewsState.WITHDRAWN) | (Q(withdrawn_at__isnull=False) & ~Q(reason="")),
                name="news_withdrawn_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page; '' before it was published."""
        return reverse("updates:update", args=[self.slug]) if self.slug else ""

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return localised_field(self, "title")

    @property
    def is_draft(self) -> bool:
        return self.state == NewsState.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == NewsState.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == NewsState.WITHDRAWN

    @property
    def in_bangla(self) -> Any:
        """Whether it can be read in Bangla: a title without a text is not enough."""
        return self._is_whole_in("bn")

    def _is_whole_in(self, language: str) -> bool:
        return bool(getattr(self, f"title_{language}") and getattr(self, f"text_{language}"))

    def text_in(self, asked: Any) -> Any:
        """Returns it as a NewsText in the language `asked` ("en" or "bn"), whole, or else whole in the other one."""
        asked = "bn" if asked.startswith("bn") else "en"
        # A draft may exist in Bangla first.
        whole = [language for language in ("en", "bn") if self._is_whole_in(language)]
        language = asked if asked in whole else (whole or ["en"])[0]
        fields = ("title", "summary", "text", "where", "donor_line")
        return NewsText(asked, language, *(getattr(self, f"{field}_{language}") for field in fields))


class NewsPicture(models.Model):
    """A picture of an update: encoded again by programmes.files.images, so that no data of the camera remains in the file."""

    news = models.ForeignKey(NewsUpdate, models.CASCADE, related_name="pictures", verbose_name=_("update"))
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    # The random name of both files.
    name = models.CharField(_("file"), max_length=32, unique=True, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    small_width = models.PositiveIntegerField(_("width of the small picture"), editable=False)
    small_height = models.PositiveIntegerField(_("height of the small picture"), editable=False)
    alt_en = models.CharField(_("what it shows, in English"), max_length=200)
    alt_bn = models.CharField(_("what it shows, in Bangla"), max_length=200, blank=True)
    caption_en = models.CharField(_("caption in English"), max_length=200, blank=True)
    caption_bn = models.CharField(_("caption in Bangla"), max_length=200, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                condition=~Q(alt_en=""),
                name="news_picture_has_alt_text",
                violation_error_message=_("Say in a few words what the picture shows."),
            ),
        ]

    def __str__(self) -> str:
        return self.alt_en

    def text_of(self, field: Any, asked: Any) -> Any:
        """Returns (text, language) of `field` ("alt" or "caption") for the language asked, else in the other one."""
        asked = "bn" if asked.startswith("bn") else "en"
        other = "en" if asked == "bn" else "bn"
        text = getattr(self, f"{field}_{asked}")
        return (text, asked) if text else (getattr(self, f"{field}_{other}"), other)
