"""Parts of two kinds of workstream: the clauses of a strategy, the messages of a communication strategy."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.database.constraints import known_values
from accounts.text.bilingual import localised_field
from programmes.models.workstream import OfWorkstreamQuerySet, Workstream


class Channel(models.TextChoices):
    MEETING = "meeting", _("Meeting or courtyard session")
    PRINT = "print", _("Leaflet or poster")
    PRESS = "press", _("Newspaper")
    RADIO = "radio", _("Radio")
    TELEVISION = "television", _("Television")
    SOCIAL_MEDIA = "social_media", _("Social media")
    WEBSITE = "website", _("Website")
    OTHER = "other", _("Other")


class StrategyClause(models.Model):
    """One clause of a strategy under revision: what it says, what it might say, and what speaks for that."""

    workstream = models.ForeignKey(Workstream, models.CASCADE, related_name="clauses", verbose_name=_("workstream"))
    number = models.CharField(_("clause"), max_length=20, help_text=_("As the document numbers it: 4.2."))
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    text_en = models.TextField(_("what it says, in English"), max_length=4000, blank=True)
    text_bn = models.TextField(_("what it says, in Bangla"), max_length=4000, blank=True)
    proposed_en = models.TextField(_("proposed wording in English"), max_length=4000, blank=True)
    proposed_bn = models.TextField(_("proposed wording in Bangla"), max_length=4000, blank=True)
    findings = models.ManyToManyField(
        "programmes.Finding", blank=True, related_name="strategy_clauses", verbose_name=_("evidence: findings")
    )

    objects = OfWorkstreamQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["workstream_id", "order", "pk"]
        verbose_name = _("clause of the strategy")
        verbose_name_plural = _("clauses of the strategy")
        constraints = [
            models.UniqueConstraint(
                fields=["workstream", "number"],
                name="one_clause_per_number",
                violation_error_message=_("This clause is listed already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(text_en="")
                | ~models.Q(text_bn="")
                | ~models.Q(proposed_en="")
                | ~models.Q(proposed_bn=""),
                name="clause_has_words",
                violation_error_message=_("Write the text of the clause, or what it should be."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def text(self) -> str:
        return localised_field(self, "text")

    @property
    def proposed(self) -> str:
        return localised_field(self, "proposed")


class ClauseComment(models.Model):
    """A comment of a team member on a clause. Never changed."""

    clause = models.ForeignKey(StrategyClause, models.CASCADE, related_name="comments", verbose_name=_("clause"))
    text = models.TextField(_("comment"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ["clause_id", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self) -> str:
        return self.text[:80]


class CommunicationMessage(models.Model):
    """A line of a communication strategy: to whom, what, through which channel, when."""

    workstream = models.ForeignKey(Workstream, models.CASCADE, related_name="messages", verbose_name=_("workstream"))
    audience_en = models.CharField(_("audience in English"), max_length=160)
    audience_bn = models.CharField(_("audience in Bangla"), max_length=160, blank=True)
    message_en = models.TextField(_("message in English"), max_length=1000)
    message_bn = models.TextField(_("message in Bangla"), max_length=1000, blank=True)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    planned_on = models.DateField(_("when"), null=True, blank=True)

    objects = OfWorkstreamQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["workstream_id", models.F("planned_on").asc(nulls_last=True), "pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [known_values("channel", Channel, name="communication_channel_known")]

    def __str__(self) -> str:
        return self.audience

    @property
    def audience(self) -> str:
        return localised_field(self, "audience")

    @property
    def message(self) -> str:
        return localised_field(self, "message")
